"""Why each date of a case is that date: what it counts from, by whose word, and what would settle it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import ARRAY, Uuid, bindparam, text
from sqlmodel import Session

from models.columns import UTCDateTime
from workflows.engine.course.deadlines import EVIDENCE
from workflows.engine.language import AllItems, Deadline
from workflows.engine.reading import titles

_DECLARED = TypeAdapter(Deadline)

_WHY = """
select deadline.id, deadline.run_id, run.workflow, declared, counted, deadline.calendar, explained_until,
  started.name as started_by, started.seq as started_seq, started.happened_on as started_on,
  started.recorded_at as started_recorded_at,
  coalesce(started_recorder.name, concat('login ', started.login)) as started_recorded_by,
  amended.seq as amended_seq, amended.happened_on as amended_on, settled.name as settled_by, settled.seq as settled_seq,
  explained.name as explained_by, explained.seq as explained_seq
from deadline
join run on run.id = deadline.run_id
join event as started on started.id = deadline.started_by
left join person as started_recorder on started_recorder.id = started.recorded_by
left join event as settled on settled.id = deadline.settled_by
left join event as explained on explained.id = deadline.explained_by
left join lateral (
  select seq, happened_on from event where event.case_id = deadline.case_id and event.about = started.id
  order by seq desc limit 1) as amended on true
"""
_OF_ONE = (
    text(_WHY + "where deadline.id = :deadline")
    .bindparams(bindparam("deadline", type_=Uuid()))
    .columns(started_recorded_at=UTCDateTime())
)
_OF_CASE = (
    text(_WHY + "where deadline.case_id = :case")
    .bindparams(bindparam("case", type_=Uuid()))
    .columns(started_recorded_at=UTCDateTime())
)
_ITEMS = text("select run_id, kind, key, state from item where run_id = any(:runs) order by key").bindparams(
    bindparam("runs", type_=ARRAY(Uuid()))
)


@dataclass(frozen=True, slots=True)
class Cause:
    """The event a deadline was started, settled or explained by: its name and its number in the case."""

    name: str
    seq: int

    @property
    def title(self) -> str:
        return titles.of_event(self.name)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one deadline is due when it is. `why` is how it was counted: from, due, target, rule, skipped, undated.

    `anchor` says whose day `from` is: the event itself, a date that event gave, or another event. `amended` is the
    last correction or striking of the starting event, if any. `calendar` is the digest of the one it was counted on.
    """

    declared: Deadline
    why: Mapping[str, Any]
    anchor: str
    calendar: str
    started_by: Cause
    started_on: date
    started_recorded_at: datetime
    started_recorded_by: str
    amended: Cause | None
    amended_on: date | None
    settled_by: Cause | None
    explained_by: Cause | None
    explained_until: date | None
    settles: tuple[str, ...]


def reason(db: Session, deadline_id: UUID) -> Reason:
    """Why this date. Two queries."""
    (found,) = _reasons(db, [dict(db.execute(_OF_ONE, {"deadline": deadline_id}).mappings().one())]).values()
    return found


def reasons(db: Session, case_id: UUID) -> dict[UUID, Reason]:
    """Why each date a case has had, by the deadline's id. Two queries."""
    return _reasons(db, [dict(row) for row in db.execute(_OF_CASE, {"case": case_id}).mappings()])


def _reasons(db: Session, rows: Sequence[Mapping[str, Any]]) -> dict[UUID, Reason]:
    runs = list({row["run_id"] for row in rows})
    items = [dict(one) for one in db.execute(_ITEMS, {"runs": runs}).mappings()]
    return {row["id"]: _reason(row, [item for item in items if item["run_id"] == row["run_id"]]) for row in rows}


def _reason(row: Mapping[str, Any], items: Sequence[Mapping[str, Any]]) -> Reason:
    declared = _DECLARED.validate_python(row["declared"])
    return Reason(
        declared=declared,
        why=row["counted"],
        anchor=_anchor(declared, row),
        calendar=row["calendar"],
        **_of_events(row),
        explained_until=row["explained_until"],
        settles=tuple(_settles(declared, row["workflow"], items)),
    )


def _anchor(declared: Deadline, row: Mapping[str, Any]) -> str:
    started = titles.of_event(row["started_by"])
    if declared.name.startswith(EVIDENCE):
        return f"the day on which Swan was told: {started}"
    if declared.anchor:
        return f"the date given as {declared.anchor.replace('_', ' ')} in: {started}"
    return titles.of_event(declared.counts_from) if declared.counts_from else started


def _of_events(row: Mapping[str, Any]) -> dict[str, Any]:
    def cause(which: str) -> Cause | None:
        name = row["started_by" if which == "amended" else f"{which}_by"]
        return Cause(name, row[f"{which}_seq"]) if row[f"{which}_seq"] is not None else None

    causes = {"started_by": cause("started"), "settled_by": cause("settled"), "explained_by": cause("explained")}
    plain = ("started_on", "started_recorded_at", "started_recorded_by", "amended_on")
    return {**causes, "amended": cause("amended"), **{name: row[name] for name in plain}}


def _settles(declared: Deadline, workflow: str, items: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """In sentences: the events that meet it, or the items still to come, and what else ends it."""
    met_by = declared.met_by
    if isinstance(met_by, AllItems):
        of_kind = [item for item in items if item["kind"] == met_by.kind]
        chosen = [item for item in of_kind if not met_by.keys or item["key"] in met_by.keys]
        missing = [f"{item['key']} ({_plain(item['state'])})" for item in chosen if item["state"] not in met_by.in_]
        to_come = f"; still to come: {', '.join(missing)}" if missing else "" if chosen else "; there is none yet"
        in_ = " or ".join(sorted(map(_plain, met_by.in_)))
        yield f"Every one is {in_}: {titles.of_item(workflow, met_by.kind)}{to_come}"
    for name in declared.settled_by:
        yield f"{titles.of_event(name)} ({name})"
    if not met_by:
        yield "The evidence, added by correcting the event it belongs to"
    for name in declared.not_required_by:
        yield f"Not required after: {titles.of_event(name)} ({name})"


def _plain(name: str) -> str:
    return name.replace("_", " ")
