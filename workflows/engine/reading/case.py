"""One case as people are shown it: where it stands, its items, its deadlines, and everything that was recorded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, TextClause, Uuid, bindparam, text
from sqlmodel import Session

from models.columns import UTCDateTime
from workflows.engine.casework.recalling import OF_HANDING_OVER, OFFERED
from workflows.engine.reading import deadlines, titles
from workflows.engine.reading.deadlines import DeadlineRead
from workflows.engine.roles import TITLES


def _about(statement: str) -> TextClause:
    return text(statement).bindparams(bindparam("case", type_=Uuid()))


_CASE = _about("""
select case_.id, case_.reference, harm, incident_on, opened_at, ladders_on, case_.seq,
  coalesce(former, '{}') as former, partnership.name as partnership,
  (select count(*) from child where child.case_id = case_.id) as children
from "case" as case_ join partnership on partnership.id = case_.partnership_id
where case_.id = :case
""").columns(opened_at=UTCDateTime())

_RUNS = _about("select workflow, state, since, begun_on, ended_on, passed from run where case_id = :case order by id")

_ITEMS = _about("""
select run.workflow, item.kind, item.key, item.state, item.since
from item join run on run.id = item.run_id where item.case_id = :case order by run.id, item.kind, item.key
""")

_EVENTS = """
select event.case_id, event.id, event.seq, event.act, event.name, about.seq as about, event.item, event.happened_on,
  event.happened_time, event.recorded_at, event.done_by_role, doer.name as done_by, recorder.name as recorded_by,
  event.login, event.details, event.evidence, event.sealed is not null as has_text
from event
left join event as about on about.id = event.about
left join person as doer on doer.id = event.done_by
left join person as recorder on recorder.id = event.recorded_by
where event.case_id = any(:cases) order by event.case_id, event.seq"""
_EVENTS_OF = text(_EVENTS).bindparams(bindparam("cases", type_=ARRAY(Uuid()))).columns(recorded_at=UTCDateTime())


@dataclass(frozen=True, slots=True)
class RunRead:
    """Where one process stands; `passed` are steps a fact went past: not recorded, and still welcome."""

    workflow: str
    state: str
    since: date
    begun_on: date
    ended_on: date | None
    passed: tuple[str, ...]

    @property
    def title(self) -> str:
        return titles.of_workflow(self.workflow)

    @property
    def means(self) -> str:
        return titles.of_state(self.workflow, self.state)


@dataclass(frozen=True, slots=True)
class ItemRead:
    workflow: str
    kind: str
    key: str
    state: str
    since: date

    @property
    def title(self) -> str:
        return titles.of_item(self.workflow, self.kind)


@dataclass(frozen=True, slots=True)
class EventRead:
    """One entry of the record. `about` is the number of the earlier entry that this one corrects or strikes."""

    id: UUID
    seq: int
    act: str
    name: str
    about: int | None
    item: str | None
    happened_on: date
    happened_time: time | None
    recorded_at: datetime
    done_by_role: str
    done_by: str | None
    recorded_by: str | None
    login: str
    details: Mapping[str, Any]
    evidence: tuple[str, ...]
    has_text: bool

    @property
    def title(self) -> str:
        return titles.of_event(self.name)

    @property
    def doer(self) -> str:
        """Whose act it was: the role, and the person where one is known."""
        role = TITLES.get(self.done_by_role, self.done_by_role)
        return f"{self.done_by} ({role})" if self.done_by else role

    @property
    def recorder(self) -> str:
        return self.recorded_by or f"login {self.login}"


@dataclass(frozen=True, slots=True)
class CaseRead:
    """`seq` is the number of the last entry: whoever records after reading may say which one they saw."""

    id: UUID
    reference: str
    partnership: str
    harm: str
    incident_on: date | None
    opened_at: datetime
    ladders_on: bool
    seq: int
    former: Mapping[str, str]
    """Each reference it had before it was handed over, and whose it was (its slug)."""
    children: int
    runs: tuple[RunRead, ...]
    items: tuple[ItemRead, ...]
    deadlines: tuple[DeadlineRead, ...]
    events: tuple[EventRead, ...]

    @property
    def offered_to(self) -> str | None:
        """The partnership (its slug) that may take it over."""
        last = next((event for event in reversed(self.events) if event.act in OF_HANDING_OVER), None)
        return str(last.details["to"]) if last is not None and last.act == OFFERED else None

    def amended(self) -> dict[int, EventRead]:
        """The latest correction or striking of an entry, by the number of that entry."""
        return amended(self.events)


def amended(events: Sequence[EventRead]) -> dict[int, EventRead]:
    return {event.about: event for event in events if event.about is not None}


def events_of(db: Session, cases: Sequence[UUID]) -> dict[UUID, tuple[EventRead, ...]]:
    """Every entry of these cases, in the order of its number; one query."""
    found: dict[UUID, list[EventRead]] = {}
    for row in db.execute(_EVENTS_OF, {"cases": list(cases)}).mappings():
        said = {name: value for name, value in row.items() if name != "case_id"}
        found.setdefault(row["case_id"], []).append(EventRead(**{**said, "evidence": tuple(row["evidence"])}))
    return {case: tuple(events) for case, events in found.items()}


def read_case(db: Session, case_id: UUID) -> CaseRead:
    """The whole of a case but its sealed text: five queries, however long its history."""
    whole = {"case": case_id}
    case = dict(db.execute(_CASE, whole).mappings().one())
    return CaseRead(
        **case,
        runs=tuple(RunRead(**{**row, "passed": tuple(row["passed"])}) for row in db.execute(_RUNS, whole).mappings()),
        items=tuple(ItemRead(**row) for row in db.execute(_ITEMS, whole).mappings()),
        deadlines=tuple(deadlines.of_case(db, case_id)),
        events=events_of(db, [case_id]).get(case_id, ()),
    )
