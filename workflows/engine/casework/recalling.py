"""A case recalled: its rows, and its events as the engine sees them, corrections applied."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, select
from sqlmodel import Session, col

from models import Case, CaseKey, OpenDeadline, OpenItem, Partnership, RecordedEvent, Run
from models.sealing import unwrap
from models.together import asked_together, table
from workflows.engine.calendar import london_date
from workflows.engine.casework.acting import HELD_FOR
from workflows.engine.casework.in_force import calendar_of, law_of
from workflows.engine.course import Course, DeadlineKey, Happening, replay, take
from workflows.engine.refusals import Code, Refused

RECORDED, CORRECTED, STRUCK, RECOUNTED = "recorded", "corrected", "struck", "recounted"
OFFERED, OFFER_WITHDRAWN, HANDED_OVER = "offered", "offer withdrawn", "handed over"
OF_HANDING_OVER = (OFFERED, OFFER_WITHDRAWN, HANDED_OVER)
"""What was done with the case as a whole: nothing of what the law asks follows from it, and no date moves."""

_E = RecordedEvent
EVENTS = (
    select(*(col(column) for column in (
        _E.id, _E.act, _E.about, _E.name, _E.item, _E.happened_on, _E.recorded_at, _E.details, _E.evidence, _E.law,
        _E.calendar,
    )))
    .where(col(_E.case_id) == bindparam("case"), *(col(_E.act) != act for act in OF_HANDING_OVER))
    .order_by(col(_E.seq))
)  # fmt: skip
LOCK = select(*table(Case).columns).where(col(Case.id) == bindparam("case")).with_for_update(key_share=True)
_WHOSE = select(*table(Partnership).columns).join(Case).where(col(Case.id) == bindparam("case"))
_KEY = select(col(CaseKey.wrapped)).where(col(CaseKey.case_id) == bindparam("case"))
RUNS = select(col(Run.id), col(Run.workflow), col(Run.begun_by)).where(col(Run.case_id) == bindparam("case"))
ITEMS = select(col(OpenItem.id), col(OpenItem.run_id), col(OpenItem.kind), col(OpenItem.key)).where(
    col(OpenItem.case_id) == bindparam("case")
)
_D = OpenDeadline
DEADLINES = select(*(col(column) for column in (
    _D.id, _D.run_id, _D.item_id, _D.name, _D.started_by, _D.nth, _D.result, _D.corrected_result, _D.status,
))).where(col(_D.case_id) == bindparam("case"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class InHand:
    """A case as it is now, held until the end of this transaction, with all that recording in it asks of the record.

    `case` and `partnership` are rows, which read as the objects do and change nothing. `holds` are the roles of whoever
    records (rows of `acting.HELD_FOR`), `wrapped` the case's key as it is stored.
    """

    case: Case
    partnership: Partnership
    happenings: list[Happening]
    rows: "Rows"
    holds: Sequence[Any]
    wrapped: str | None

    def key(self) -> bytes:
        """Raises `Refused` where it was destroyed."""
        return opened(self.wrapped, self.case.id)


def take_in_hand(db: Session, case_id: UUID, person: UUID | None, day: date) -> InHand:
    """The case for `person` to record in on this London day; None is the installation itself. One round trip.

    Raises `Refused` where it was handed over.
    """
    case, who = {"case": case_id}, {"case": case_id, "person": person, "day": day}
    locked, whose, events, runs, items, deadlines, keys, holds = asked_together(
        db, (LOCK, case), (_WHOSE, case), (EVENTS, case), (RUNS, case), (ITEMS, case), (DEADLINES, case), (_KEY, case),
        (HELD_FOR, who),
    )  # fmt: skip
    return InHand(
        _one(locked), _one(whose), amended(_happening(db, row) for row in events),
        _rows(runs, items, deadlines), holds, keys[0].wrapped if keys else None,
    )  # fmt: skip


def lock(db: Session, case_id: UUID) -> Case:
    """The case as it is now, its row held until this transaction ends. Raises `Refused` where it was handed over."""
    [locked] = asked_together(db, (LOCK, {"case": case_id}))
    case: Case = _one(locked)
    return case


def _one(rows: Sequence[Any]) -> Any:
    if not rows:
        raise Refused(Code.UNKNOWN, "There is no such case here any more.")
    return rows[0]


def opened(wrapped: str | None, case_id: UUID) -> bytes:
    """The case's key. Raises `Refused` where it was destroyed: what was written is gone, and nothing more can be."""
    if wrapped is None:
        raise Refused(Code.NOT_POSSIBLE, "What was written in this case was erased: no name or text can be kept in it.")
    return unwrap(wrapped, case_id)


def recall(db: Session, case_id: UUID) -> list[Happening]:
    """Everything that happened in the case, in the order it was recorded, corrections and strikings applied."""
    return amended(_happening(db, row) for row in db.execute(EVENTS, {"case": case_id}))


@dataclass(frozen=True, slots=True)
class Amendment:
    """A later word on an earlier event: `instead` takes its place, or nothing does where it never happened.

    What is open is then counted again (`recount`) on the calendar of that day: the event it was first counted with may
    be older than a holiday announced since.
    """

    about: UUID
    instead: Happening | None
    recount: Happening


def amended(told: Iterable[Happening | Amendment]) -> list[Happening]:
    """Each event where it was first recorded, as the latest amendment has it."""
    standing: dict[UUID, Happening] = {}
    for one in told:
        if isinstance(one, Happening):
            standing[one.id] = one
            continue
        standing[one.recount.id] = one.recount
        if one.instead is None:
            standing.pop(one.about, None)
        elif one.about in standing:
            first = standing[one.about]
            standing[one.about] = replace(
                one.instead, id=first.id, law=first.law, calendar=first.calendar, recorded_on=first.recorded_on
            )
    return list(standing.values())


def amendment(about: UUID, said: Happening, *, struck: bool) -> Amendment:
    return Amendment(about, None if struck else said, replace(said, recount=True))


def _happening(db: Session, row: Row[Any]) -> Happening | Amendment:
    happening = Happening(
        id=row.id,
        name=row.name,
        on=row.happened_on,
        details=row.details,
        law=law_of(db, row.law),
        calendar=calendar_of(db, row.calendar),
        recorded_on=london_date(row.recorded_at),
        item=row.item,
        evidence=frozenset(row.evidence),
        recount=row.act == RECOUNTED,
    )
    if row.act in (CORRECTED, STRUCK):
        return amendment(row.about, happening, struck=row.act == STRUCK)
    return happening


def replayed(happenings: Iterable[Happening], about: UUID | None = None) -> Course:
    """The course of these events. Raises `Refused` naming the event that has become impossible by amending `about`."""
    course = Course()
    for happening in happenings:
        try:
            take(course, happening)
        except Refused as refused:
            if happening.id == about:
                raise
            raise Refused(
                Code.CONTRADICTION,
                f"This would make {happening.name} of {happening.on:%A %-d %B %Y} impossible, so correct or strike "
                f"that one first: {refused}",
            ) from refused
    return course


def course_of(db: Session, case_id: UUID) -> Course:
    return replay(recall(db, case_id))


@dataclass(slots=True)
class Rows:
    """The ids of the rows that stand for a case's runs, items and deadlines, by the keys the engine knows them by."""

    runs: dict[tuple[str, UUID], UUID] = field(default_factory=dict)
    items: dict[tuple[tuple[str, UUID], str, str], UUID] = field(default_factory=dict)
    deadlines: dict[DeadlineKey, Row[Any]] = field(default_factory=dict)


def _rows(runs: Iterable[Any], items: Iterable[Any], deadlines: Iterable[Any]) -> Rows:
    rows = Rows({(run.workflow, run.begun_by): run.id for run in runs})
    run_keys = {id_: key for key, id_ in rows.runs.items()}
    for item in items:
        rows.items[run_keys[item.run_id], item.kind, item.key] = item.id
    item_names = {id_: name for (_, _, name), id_ in rows.items.items()}
    for row in deadlines:
        rows.deadlines[_deadline_key(row, run_keys, item_names)] = row
    return rows


def _deadline_key(row: Row[Any], runs: Mapping[UUID, tuple[str, UUID]], items: Mapping[UUID, str]) -> DeadlineKey:
    item = items[row.item_id] if row.item_id else None
    return (runs[row.run_id], row.name, item, row.started_by, row.nth)


def without(happenings: Iterable[Happening], event_id: UUID) -> Iterator[Happening]:
    return (happening for happening in happenings if happening.id != event_id)
