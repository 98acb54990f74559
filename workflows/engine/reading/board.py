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
from workflows.engine.reading.whose import Waits

PAGE = 50
TILES = (Urgency.OVERDUE, Urgency.EXPLAINED, Urgency.TODAY, Urgency.SOON)
"""What one is shown first. They are of dates by law and guidance."""

_TILE = {
    Urgency.OVERDUE: "due_on < :today and coalesce(explained_until < :today, true)",
    Urgency.EXPLAINED: "due_on < :today and explained_until >= :today",
    Urgency.TODAY: "due_on = :today",
    Urgency.SOON: "due_on > :today and due_on <= :soon",
}
# A case of a tile has its first date by law by then: so few are looked at, and not every open one.
_FIRST_BY = {
    Urgency.OVERDUE: "next_law_on < :today",
    Urgency.EXPLAINED: "next_law_on < :today",
    Urgency.TODAY: "next_law_on <= :today",
    Urgency.SOON: "next_law_on <= :soon",
}
_COLUMN = {Urgency.OVERDUE: "overdue", Urgency.EXPLAINED: "explained", Urgency.TODAY: "today", Urgency.SOON: "soon"}
_BY_LAW = "deadline where partnership_id = :partnership and status = 'open' and kind = 'law' and due_on <= :soon"

_SORTS = {"law": "next_law_on", "local": "next_local_on", "case": ""}
_RUNS = text("""
select case_id, workflow, state, since, ended_on from run
where case_id = any(:cases) order by ended_on desc, begun_on desc, id desc
""").bindparams(bindparam("cases", type_=ARRAY(Uuid())))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the board is asked for. `waiting`: cases whose first date, or undated whose next step, is somebody's."""

    tile: Urgency | None = None
    said: str = ""
    workflow: str = ""
    waiting: Waits | None = None
    closed: bool = False
    sort: str = "law"
    descending: bool = False
    page: int = 1

    @property
    def is_every_open_case(self) -> bool:
        """Whether nothing is left out of what is open: it is counted once."""
        return not (self.tile or self.said or self.workflow or self.closed) and self.waiting is None


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whose board it is: of which partnership, and which of its cases they may see."""

    partnership_id: UUID
    every: bool
    known: Collection[UUID]


@dataclass(frozen=True, slots=True)
class Stage:
    """A process of a case, and where it stands, or stood when it ended."""

    workflow: str
    state: str
    since: date
    ended_on: date | None

    @property
    def title(self) -> str:
        return titles.short_of_workflow(self.workflow)


@dataclass(frozen=True, slots=True)
class Line:
    """One case. `runs` are its processes, the latest first; `owed` its open deadlines in the order of their dates."""

    id: UUID
    reference: str
    harm: str
    ladders_on: bool
    last_name: str | None
    last_on: date | None
    runs: tuple[Stage, ...]
    owed: tuple[DeadlineRead, ...]

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The open ones."""
        return tuple(one for one in self.runs if one.ended_on is None)

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
    statement, more = _statement(viewer, wanted, size)
    asked = {"partnership": viewer.partnership_id, "today": today, "soon": soon}
    asked |= {} if viewer.every else {"known": list(viewer.known)}
    rows = [dict(row) for row in db.execute(statement, asked | more).mappings()]
    found = [row for row in rows if row["id"] is not None]
    if not found and wanted.page > 1:
        return board(db, viewer, replace(wanted, page=1), today, soon, size)
    tiles = {tile: rows[0][f"all_{name}"] for tile, name in _COLUMN.items()}
    every = rows[0]["every"]
    return Board(_lines(db, found), every if wanted.is_every_open_case else rows[0]["found"], every, tiles)


def _statement(viewer: Viewer, wanted: Wanted, size: int) -> tuple[TextClause, dict[str, Any]]:
    """The statement for these filters, made of our own words only, and the values it needs.

    Each part is read off an index of what is open: how long the past is does not matter, nor how many dates each case
    has. What a filter lets through is worked out once, for the page and its count; without one the page is a walk down
    the index. What a viewer may see is asked of each part, and of none where they may see every case.
    """
    seen = "" if viewer.every else " and {} = any(:known)"
    base = f"""from "case" as case_ where case_.partnership_id = :partnership{seen.format("case_.id")}"""
    parts, values = _filters(wanted)
    filtered = f"{base} and {' and '.join([_OPEN[not wanted.closed], *parts])}"
    down = "desc" if wanted.descending else "asc"
    first = f"{_SORTS[wanted.sort]} {down} nulls last," if _SORTS[wanted.sort] else ""
    order = f"order by {first} year {down}, number {down}"
    counted = ", ".join(
        f"count(distinct case_id) filter (where {_TILE[tile]}) as all_{name}" for tile, name in _COLUMN.items()
    )
    found = "null" if wanted.is_every_open_case else "(select count(*) from chosen)"
    typed: list[BindParameter[Any]] = [bindparam("partnership", type_=Uuid())]
    typed += [bindparam("known", type_=ARRAY(Uuid()))] if seen else []
    typed += [bindparam(name, type_=ARRAY(String())) for name in ("waiting", "steps") if name in values]
    made = text(f"""with chosen as {"" if parts else "not "}materialized (
      select id, reference, harm, ladders_on, year, number, next_law_on, next_local_on {filtered}),
    page as materialized (select * from chosen {order} limit :size offset :skip),
    tiles as (select {counted} from {_BY_LAW}{seen.format("case_id")})
    select (select count(*) {base} and is_open) as every, tiles.*, {found} as found,
      page.id, reference, harm, ladders_on, last.name as last_name, last.happened_on as last_on
    from tiles left join page on true
    left join lateral (
      select name, happened_on from event where event.case_id = page.id order by seq desc limit 1) as last on true
    {order}""").bindparams(*typed)
    return made, {**values, "size": size, "skip": (wanted.page - 1) * size}


# Of the cases without a date it is the process begun last that says whose the next step is, as their line does.
_WAITING = """case_.id in (
  select dated.id from deadline
  join "case" as dated on dated.id = case_id and least(dated.next_law_on, dated.next_local_on) = due_on
  where deadline.partnership_id = :partnership and status = 'open' and kind in ('law', 'local') and name {}(:waiting)
  union all
  select undated.id from "case" as undated
  join lateral (select workflow || '/' || state as place from run where case_id = undated.id and ended_on is null
    order by begun_on desc, id desc limit 1) as stands on place = any(:steps)
  where undated.partnership_id = :partnership and is_open and next_law_on is null and next_local_on is null)"""
_OPEN = {True: "is_open", False: "not is_open"}


def _filters(wanted: Wanted) -> tuple[list[str], dict[str, Any]]:
    parts, values = list[str](), dict[str, Any]()
    if wanted.tile:
        of_tile = f"case_.id in (select case_id from {_BY_LAW} and {_TILE[wanted.tile]})"
        parts.append(f"{_FIRST_BY[wanted.tile]} and {of_tile}")
    if wanted.said:
        parts.append("position(:said in reference) > 0")
        values["said"] = wanted.said
    if wanted.workflow:
        parts.append("""case_.id in (select case_id from run
          where partnership_id = :partnership and workflow = :workflow and ended_on is null)""")
        values["workflow"] = wanted.workflow
    if wanted.waiting is not None:
        parts.append(_WAITING.format("<> all" if wanted.waiting.others else "= any"))
        values |= {"waiting": list(wanted.waiting.names), "steps": list(wanted.waiting.steps)}
    return parts, values


def _lines(db: Session, rows: list[dict[str, Any]]) -> tuple[Line, ...]:
    cases = [row["id"] for row in rows]
    runs: dict[UUID, list[Stage]] = {}
    for run in db.execute(_RUNS, {"cases": cases}):
        runs.setdefault(run.case_id, []).append(Stage(run.workflow, run.state, run.since, run.ended_on))
    owed: dict[UUID, list[DeadlineRead]] = {}
    for one in deadlines.owed_of(db, cases):
        owed.setdefault(one.case_id, []).append(one)
    return tuple(
        Line(
            **{name: row[name] for name in ("id", "reference", "harm", "ladders_on", "last_name", "last_on")},
            runs=tuple(runs.get(row["id"], ())),
            owed=tuple(owed.get(row["id"], ())),
        )
        for row in rows
    )
