"""Deadlines as people are shown them: what is owed, what has been settled, and how urgent each is today."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Date, Uuid, bindparam, text
from sqlmodel import Session

from workflows.engine.authority import Weight
from workflows.engine.calendar import Calendar, Unknowable

SOON = 5
"""Working days ahead for which one looks."""

# In the order of the fields of `DeadlineRead`. What is told of a hold ends by itself and is owed by nobody.
ROWS = """
select deadline.id, deadline.case_id, case_.reference, run.workflow, deadline.name, declared->>'title' as title,
  item.key as item, anchor_on, due_on, target_on, undated_because, deadline.status, settled_on, result, late_by,
  corrected_settled_on, corrected_result, corrected_late_by, explained_until, (declared->'duty')::text as duty,
  (declared->'days')::text as days, (declared->>'expectation')::boolean as expectation,
  (declared->>'hold')::boolean as hold
from deadline
join "case" as case_ on case_.id = deadline.case_id
join run on run.id = deadline.run_id
left join item on item.id = deadline.item_id
"""
ORDER = "order by due_on nulls last, case_.reference, deadline.name, item.key, deadline.nth, deadline.id"
_OWED = text(f"""{ROWS} where deadline.partnership_id = :partnership and deadline.status = 'open'
  and not (declared->>'hold')::boolean {ORDER}""").bindparams(bindparam("partnership", type_=Uuid()))
_OWED_OF = text(
    f"{ROWS} where deadline.case_id = any(:cases) and deadline.status = 'open' and deadline.kind <> 'hold' {ORDER}"
).bindparams(bindparam("cases", type_=ARRAY(Uuid())))
_DUE_BETWEEN = text(f"""{ROWS} where deadline.partnership_id = :partnership and deadline.kind = 'law'
  and due_on between :first and :last {ORDER}""").bindparams(
    bindparam("partnership", type_=Uuid()), bindparam("first", type_=Date()), bindparam("last", type_=Date())
)
_ONE = text(f"{ROWS} where deadline.id = :deadline").bindparams(bindparam("deadline", type_=Uuid()))
_OF_CASE = text(f"{ROWS} where deadline.case_id = :case {ORDER}").bindparams(bindparam("case", type_=Uuid()))


class Urgency(StrEnum):
    """How urgent a deadline is on a day, in the order in which one looks at them. An expectation is never late."""

    OVERDUE = "overdue"
    EXPLAINED = "overdue, explained"
    TODAY = "due today"
    SOON = "due in five working days"
    LATER = "due later"
    AWAITED = "awaited"
    UNDATED = "no date"


@dataclass(frozen=True, slots=True)
class DeadlineRead:
    """One deadline. Dates are London dates, lateness is working days; `corrected_*` stand beside what was reported."""

    id: UUID
    case_id: UUID
    reference: str
    workflow: str
    name: str
    title: str
    item: str | None
    anchor_on: date
    due_on: date | None
    target_on: date | None
    undated_because: str | None
    status: str
    settled_on: date | None
    result: str | None
    late_by: int | None
    corrected_settled_on: date | None
    corrected_result: str | None
    corrected_late_by: int | None
    explained_until: date | None
    duty: Mapping[str, Any]
    days: Mapping[str, Any]
    expectation: bool
    hold: bool

    @property
    def is_open(self) -> bool:
        return self.status == "open"

    @property
    def is_local(self) -> bool:
        return bool(self.duty["weight"] == Weight.LOCAL)

    def urgency(self, today: date, soon: date) -> Urgency:
        """`soon` is the last day one looks ahead to: see `look_ahead`."""
        if self.due_on is None:
            return Urgency.UNDATED
        if self.due_on < today and (self.expectation or self.hold):
            return Urgency.AWAITED
        if self.due_on < today:
            return Urgency.EXPLAINED if self.explained_until and self.explained_until >= today else Urgency.OVERDUE
        if self.due_on == today:
            return Urgency.TODAY
        return Urgency.SOON if self.due_on <= soon else Urgency.LATER

    @property
    def is_read_against_2026(self) -> bool:
        return bool(self.duty["read_against_2026"] and self.days["read_against_2026"])

    def as_json(self) -> dict[str, Any]:
        return {
            "case": self.reference,
            "name": self.name,
            "title": self.title,
            "workflow": self.workflow,
            "item": self.item,
            "due": _iso(self.due_on),
            "from": _iso(self.anchor_on),
            "target": _iso(self.target_on),
            "reason": self.undated_because,
            "authority": {"duty": dict(self.duty), "days": dict(self.days)},
            "read_against_2026": self.is_read_against_2026,
            "local": self.is_local,
            "expectation": self.expectation,
            "hold": self.hold,
            "status": self.status,
            "explained_until": _iso(self.explained_until),
            "reported": _result(self.result, self.settled_on, self.late_by),
            "corrected": _result(self.corrected_result, self.corrected_settled_on, self.corrected_late_by),
        }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _result(result: str | None, on: date | None, late_by: int | None) -> dict[str, Any] | None:
    return {"result": result, "on": _iso(on), "late_by": late_by} if result else None


def look_ahead(today: date, calendar: Calendar, working_days: int = SOON) -> date:
    """The last day that lies within so many working days; within as many weekdays where holidays are not known."""
    try:
        return calendar.add(today, working_days)
    except Unknowable:
        return today + timedelta(days=working_days + 2 * (working_days // 5))


def owed(db: Session, partnership_id: UUID) -> list[DeadlineRead]:
    """Every open deadline of every case of a partnership, in the order of their dates, those without one last."""
    return read(db.execute(_OWED, {"partnership": partnership_id}))


def owed_of(db: Session, cases: Sequence[UUID]) -> list[DeadlineRead]:
    """Every open deadline of these cases, in the order of their dates, those without one last."""
    return read(db.execute(_OWED_OF, {"cases": list(cases)}))


def due_between(db: Session, partnership_id: UUID, first: date, last: date) -> list[DeadlineRead]:
    """Every date by law or guidance that fell due, or falls due, from one day to another, whatever became of it."""
    return read(db.execute(_DUE_BETWEEN, {"partnership": partnership_id, "first": first, "last": last}))


def one(db: Session, deadline_id: UUID) -> DeadlineRead | None:
    """This deadline, or nothing where there is none that may be seen here."""
    return next(iter(read(db.execute(_ONE, {"deadline": deadline_id}))), None)


def of_case(db: Session, case_id: UUID) -> list[DeadlineRead]:
    """Every deadline a case has had, settled or not, in the order of their dates."""
    return read(db.execute(_OF_CASE, {"case": case_id}))


def read(rows: Iterable[Sequence[Any]]) -> list[DeadlineRead]:
    """What `ROWS` found."""
    return [DeadlineRead(*row[:-4], *map(_authority, row[-4:-2]), *row[-2:]) for row in rows]


@lru_cache(maxsize=1024)
def _authority(declared: str) -> Mapping[str, Any]:
    """By whose word, as it was declared; the law says the same of many dates, so that it is taken apart once."""
    return MappingProxyType(json.loads(declared))


def counted(deadlines: Sequence[DeadlineRead], today: date, soon: date) -> dict[Urgency, int]:
    """How many of each urgency there are, none left out."""
    found = [one.urgency(today, soon) for one in deadlines]
    return {urgency: found.count(urgency) for urgency in Urgency}
