"""The board: every case somebody may see, where it stands and what comes next, a page at a time."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, BindParameter, String, TextClause, Uuid, bindparam, text
from sqlmodel import Session

from workflows.engine.reading import deadlines, titles
from workflows.engine.reading.deadlines import DeadlineRead, Urgency

PAGE = 50
TILES = (Urgency.OVERDUE, Urgency.EXPLAINED, Urgency.TODAY, Urgency.SOON)
"""What one is shown first. They are of dates by law and guidance."""

_LATE = "kind = 'law' and due_on < :today"
_OWED = f"""owed as (
select case_id, min(due_on) filter (where kind = 'law') as law_due,
  min(due_on) filter (where kind = 'local') as local_due,
  min(due_on) filter (where kind in ('law', 'local')) as first_due,
  count(*) filter (where {_LATE} and coalesce(explained_until < :today, true)) as overdue,
  count(*) filter (where {_LATE} and explained_until >= :today) as explained,
  count(*) filter (where kind = 'law' and due_on = :today) as today,
  count(*) filter (where kind = 'law' and due_on > :today and due_on <= :soon) as soon
from deadline where partnership_id = :partnership and status = 'open' and kind <> 'hold' group by case_id)"""
_COLUMN = {Urgency.OVERDUE: "overdue", Urgency.EXPLAINED: "explained", Urgency.TODAY: "today", Urgency.SOON: "soon"}
_COUNTS = ", ".join(f"count(*) filter (where {name} > 0) as all_{name}" for name in _COLUMN.values())
# Everything is counted once: the tiles, what the filters find, and the page of it.
_KNOWN = f"""with {_OWED}, known as materialized (
select case_.id, reference, harm, ladders_on, year, number, law_due, local_due, first_due,
  overdue, explained, today, soon, owed.case_id is not null or case_.id in (
    select case_id from run where partnership_id = :partnership and ended_on is null) as is_open
from "case" as case_ left join owed on owed.case_id = case_.id
where case_.partnership_id = :partnership and (:every or case_.id = any(:known)))"""

_SORTS = {"law": "law_due", "local": "local_due", "case": ""}
_RUNS = text("""
select case_id, workflow, state, since from run
where case_id = any(:cases) and ended_on is null order by begun_on desc, id desc
""").bindparams(bindparam("cases", type_=ARRAY(Uuid())))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the board is asked for. `waiting` are names of deadlines: cases whose first date is one of them."""

    tile: Urgency | None = None
    said: str = ""
    workflow: str = ""
    waiting: Collection[str] | None = None
    closed: bool = False
    sort: str = "law"
    descending: bool = False
    page: int = 1


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whose board it is: of which partnership, and which of its cases they may see."""

    partnership_id: UUID
    every: bool
    known: Collection[UUID]


@dataclass(frozen=True, slots=True)
class Stage:
    """An open process of a case, and where it stands."""

    workflow: str
    state: str
    since: date

    @property
    def title(self) -> str:
        return titles.short_of_workflow(self.workflow)


@dataclass(frozen=True, slots=True)
class Line:
    """One case. `stages` are its open processes, the latest first; `owed` its open deadlines in the order of dates."""

    id: UUID
    reference: str
    harm: str
    ladders_on: bool
    last_name: str | None
    last_on: date | None
    stages: tuple[Stage, ...]
    owed: tuple[DeadlineRead, ...]

    @property
    def by_law(self) -> DeadlineRead | None:
        return next((one for one in self._dated if not one.is_local), None)

    @property
    def local(self) -> DeadlineRead | None:
        """The next internal step; where there is none, what is expected of somebody else."""
        return next((one for one in [*self._dated, *self._expected] if one.is_local), None)

    @property
    def first(self) -> DeadlineRead | None:
        return next(iter(self._dated), None)

    @property
    def _dated(self) -> list[DeadlineRead]:
        return [one for one in self.owed if one.due_on and not one.expectation]

    @property
    def _expected(self) -> list[DeadlineRead]:
        return [one for one in self.owed if one.due_on and one.expectation]

    @property
    def last_title(self) -> str:
        return titles.of_event(self.last_name) if self.last_name else ""


@dataclass(frozen=True, slots=True)
class Board:
    """A page of lines; `found` are the cases the filters let through, `tiles` count cases before any filter."""

    lines: tuple[Line, ...]
    found: int
    every: int
    tiles: Mapping[Urgency, int]

    @property
    def pages(self) -> int:
        return max(1, -(-self.found // PAGE))


def board(db: Session, viewer: Viewer, wanted: Wanted, today: date, soon: date, size: int = PAGE) -> Board:
    """What is wanted of the board, in three queries whatever its size; a page past the end is the first."""
    statement, more = _statement(wanted, size)
    asked = {
        "partnership": viewer.partnership_id, "every": viewer.every, "known": list(viewer.known), "today": today,
        "soon": soon,
    }  # fmt: skip
    rows = [dict(row) for row in db.execute(statement, asked | more).mappings()]
    found = [row for row in rows if row["id"] is not None]
    if not found and wanted.page > 1:
        return board(db, viewer, replace(wanted, page=1), today, soon, size)
    tiles = {tile: rows[0][f"all_{name}"] for tile, name in _COLUMN.items()}
    return Board(_lines(db, found), rows[0]["found"] or 0, rows[0]["every"], tiles)


def _statement(wanted: Wanted, size: int) -> tuple[TextClause, dict[str, Any]]:
    """The statement for these filters, made of our own words only, and the values it needs."""
    parts, values = _filters(wanted)
    down = "desc" if wanted.descending else "asc"
    first = f"{_SORTS[wanted.sort]} {down} nulls last," if _SORTS[wanted.sort] else ""
    order = f"order by {first} year {down}, number {down}"
    typed: list[BindParameter[Any]] = [bindparam("partnership", type_=Uuid()), bindparam("known", type_=ARRAY(Uuid()))]
    typed += [bindparam("waiting", type_=ARRAY(String()))] if "waiting" in values else []
    made = text(f"""{_KNOWN}, page as materialized (
      select *, count(*) over () as found from known where {" and ".join(parts)} {order} limit :size offset :skip)
    select every, {", ".join(f"all_{name}" for name in _COLUMN.values())}, page.found, page.id, reference, harm,
      ladders_on, last.name as last_name, last.happened_on as last_on
    from (select count(*) filter (where is_open) as every, {_COUNTS} from known) as tiles
    left join page on true
    left join lateral (
      select name, happened_on from event where event.case_id = page.id order by seq desc limit 1) as last on true
    {order}""").bindparams(*typed)
    return made, {**values, "size": size, "skip": (wanted.page - 1) * size}


def _filters(wanted: Wanted) -> tuple[list[str], dict[str, Any]]:
    parts, values = ["not is_open" if wanted.closed else "is_open"], dict[str, Any]()
    if wanted.tile:
        parts.append(f"{_COLUMN[wanted.tile]} > 0")
    if wanted.said:
        parts.append("position(:said in reference) > 0")
        values["said"] = wanted.said
    if wanted.workflow:
        parts.append("id in (select case_id from run where workflow = :workflow and ended_on is null)")
        values["workflow"] = wanted.workflow
    if wanted.waiting is not None:
        parts.append("""exists (select from deadline where case_id = known.id and status = 'open'
          and due_on = known.first_due and name = any(:waiting))""")
        values["waiting"] = list(wanted.waiting)
    return parts, values


def _lines(db: Session, rows: list[dict[str, Any]]) -> tuple[Line, ...]:
    cases = [row["id"] for row in rows]
    stages: dict[UUID, list[Stage]] = {}
    for run in db.execute(_RUNS, {"cases": cases}):
        stages.setdefault(run.case_id, []).append(Stage(run.workflow, run.state, run.since))
    owed: dict[UUID, list[DeadlineRead]] = {}
    for one in deadlines.owed_of(db, cases):
        owed.setdefault(one.case_id, []).append(one)
    return tuple(
        Line(
            **{name: row[name] for name in ("id", "reference", "harm", "ladders_on", "last_name", "last_on")},
            stages=tuple(stages.get(row["id"], ())),
            owed=tuple(owed.get(row["id"], ())),
        )
        for row in rows
    )
