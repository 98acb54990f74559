"""A case recalled: its rows, and its events as the engine sees them, corrections applied."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import CompoundSelect, Row, bindparam, func, literal, null, select, union_all
from sqlmodel import Session, col

from models import Case, CaseKey, OpenDeadline, OpenItem, Partnership, RecordedEvent, Run
from models.sealing import unwrap
from models.together import asked_together, table
from workflows.engine.calendar import london_date
from workflows.engine.casework import in_force, remembering
from workflows.engine.casework.acting import HELD_FOR, Held
from workflows.engine.casework.in_force import calendar_of, law_of
from workflows.engine.casework.remembering import Remembered, remember, remembered
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
_MAY = HELD_FOR.subquery()
_WHOSE = (
    select(
        *table(Partnership).columns,
        col(CaseKey.wrapped),
        select(func.json_agg(func.json_build_array(_MAY.c.role, _MAY.c.agency))).scalar_subquery().label("holds"),
    )
    .join(Case, col(Case.partnership_id) == col(Partnership.id))
    .outerjoin(CaseKey, col(CaseKey.case_id) == col(Case.id))
    .where(col(Case.id) == bindparam("case"))
)
_D, _I, _R = OpenDeadline, OpenItem, Run
_NONE = null()
ROWS: CompoundSelect[Any] = union_all(
    select(
        literal("deadline").label("what"), col(_D.id), col(_D.run_id), col(_D.item_id), col(_D.name),
        col(_D.started_by).label("by"), col(_D.nth), col(_D.result), col(_D.corrected_result), col(_D.status),
        _NONE.label("key"),
    ).where(col(_D.case_id) == bindparam("case")),
    select(
        literal("item"), col(_I.id), col(_I.run_id), _NONE, col(_I.kind), _NONE, _NONE, _NONE, _NONE, _NONE, col(_I.key)
    ).where(col(_I.case_id) == bindparam("case")),
    select(
        literal("run"), col(_R.id), _NONE, _NONE, col(_R.workflow), col(_R.begun_by), _NONE, _NONE, _NONE, _NONE, _NONE
    ).where(col(_R.case_id) == bindparam("case")),
)  # fmt: skip
"""What stands for the case's runs, items and deadlines: `name` is a workflow, a kind of item or a deadline's name."""


@dataclass(frozen=True, slots=True)
class InHand:
    """A case as it is now, held until the end of this transaction, with all that recording in it asks of the record.

    `case` and `partnership` are rows, which read as the objects do and change nothing. `holds` are the roles of whoever
    records (`acting.Held`), `wrapped` the case's key as it is stored. The `course` is what the `happenings` come to:
    it is remembered, so a copy of it takes what happens now.
    """

    case: Case
    partnership: Partnership
    happenings: Sequence[Happening]
    course: Course
    rows: "Rows"
    holds: Sequence[Held]
    wrapped: str | None

    def key(self) -> bytes:
        """Raises `Refused` where it was destroyed."""
        return opened(self.wrapped, self.case.id)


def take_in_hand(db: Session, case_id: UUID, person: UUID | None, day: date) -> InHand:
    """The case for `person` to record in on this London day; None is the installation itself. One round trip, and one
    more for its events where they are not remembered.

    Raises `Refused` where it was handed over.
    """
    case = {"case": case_id}
    locked, whose, rows = asked_together(
        db, (LOCK, case), (_WHOSE, {**case, "person": person, "day": day}), (ROWS, case)
    )
    there, its, known = _one(locked), whose[0], remembered(case_id)
    if (there.seq, there.head) != (known.seq, known.head):
        happenings = recall(db, case_id)
        known = Remembered(there.seq, there.head, happenings, replayed(happenings))
        remember(case_id, known)
    holds = [Held(*one) for one in its.holds or ()]
    return InHand(there, its, known.happenings, known.course, _rows(rows), holds, its.wrapped)


def forget() -> None:
    """As a process begins: of cases, laws and calendars nothing is known but what the record says."""
    remembering.forget()
    in_force.forget()


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
    [events] = asked_together(db, (EVENTS, {"case": case_id}))
    return amended(_happening(db, row) for row in events)


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


def _rows(found: Sequence[Any]) -> Rows:
    rows = Rows({(run.name, run.by): run.id for run in found if run.what == "run"})
    run_keys = {id_: key for key, id_ in rows.runs.items()}
    items = {item.id: item for item in found if item.what == "item"}
    rows.items = {(run_keys[item.run_id], item.name, item.key): id_ for id_, item in items.items()}
    for row in found:
        if row.what == "deadline":
            item = items[row.item_id].key if row.item_id else None
            rows.deadlines[run_keys[row.run_id], row.name, item, row.by, row.nth] = row
    return rows


def without(happenings: Iterable[Happening], event_id: UUID) -> Iterator[Happening]:
    return (happening for happening in happenings if happening.id != event_id)
