"""The next rung of a ladder that repeats, counted from the day the last was planned for, not from when it was told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, exists, func, insert, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from models import DueRung, OpenDeadline, Partnership
from models.columns import new_id
from workflows.engine.calendar import Calendar, Unknowable, at_eight
from workflows.engine.casework.in_force import calendar_of
from workflows.engine.ladder import RungKind

_ENOUGH = 3
"""Years past the known bank holidays within which the next rung surely lies."""

_AFTER = aliased(DueRung)
_LAST_AFTER = (
    select(col(_AFTER.days))
    .where(
        col(_AFTER.deadline_id) == col(DueRung.deadline_id),
        col(_AFTER.n) < col(DueRung.n),
        col(_AFTER.kind) == str(RungKind.AFTER),
    )
    .order_by(col(_AFTER.n).desc())
    .limit(1)
    .scalar_subquery()
)
_NEXT = aliased(DueRung)
_FOLLOWED = exists().where(
    col(_NEXT.deadline_id) == col(DueRung.deadline_id),
    col(_NEXT.n) == col(DueRung.n),
    col(_NEXT.status) == "armed",
)
_CLIMBED = (
    select(
        DueRung,
        func.coalesce(OpenDeadline.due_on, DueRung.due_on).label("counted_from"),
        func.coalesce(_LAST_AFTER, 0).label("begins"),
        func.coalesce(Partnership.calendar, OpenDeadline.calendar).label("calendar"),
    )
    .join(OpenDeadline, col(OpenDeadline.id) == col(DueRung.deadline_id))
    .join(Partnership, col(Partnership.id) == col(DueRung.partnership_id))
    .where(col(DueRung.id).in_(bindparam("rungs", expanding=True)), ~_FOLLOWED)
)


@dataclass(frozen=True, slots=True)
class Beat:
    """A ladder's repetition: every so many working days (`days`) from working day `begins` after `counted_from`."""

    counted_from: date
    begins: int
    days: int

    def after(self, told_on: date, at: datetime, calendar: Calendar) -> date:
        """The London day of the first one planned after the one told on `told_on` whose 08:00 is still to come.

        A planned day on which the office is closed is told on the next open day, and the beat goes on from the planned
        one. Where bank holidays are not known yet, weekdays are taken for working days: better told on a holiday than
        not told.
        """
        try:
            return self._after(told_on, at, calendar)
        except Unknowable:
            last = date(max(calendar.last, told_on, at.date()).year + _ENOUGH, 12, 31)
            further = Calendar.build(calendar.holidays, calendar.closures, first=calendar.first, last=last)
            return self._after(told_on, at, further)

    def _after(self, told_on: date, at: datetime, calendar: Calendar) -> date:
        # To the nearest: a bank holiday announced since has moved the beat by a day, and must not make it stumble.
        gone = (calendar.count(self.counted_from, told_on) - self.begins + (self.days - 1) // 2) // self.days
        planned = (calendar.add(self.counted_from, self.begins + n * self.days) for n in count(gone + 1))
        return next(day for day in map(calendar.open_day_on_or_after, planned) if day > told_on and at_eight(day) > at)


def repeat(db: Session, rung_ids: Sequence[UUID], at: datetime) -> None:
    """Writes the rung that follows each of these, unless one is armed already: there is one at a time."""
    following = [_next(db, row, at) for row in db.execute(_CLIMBED, {"rungs": list(rung_ids)})]
    if following:
        db.execute(insert(DueRung), following)


def _next(db: Session, row: Any, at: datetime) -> dict[str, Any]:
    rung: DueRung = row.DueRung
    beat = Beat(row.counted_from, row.begins, rung.days)
    day = beat.after(rung.due_on, at, calendar_of(db, row.calendar))
    again = {"id": new_id(), "due_on": day, "due_at": at_eight(day), "status": "armed", "settled_at": None}
    return rung.model_dump() | again
