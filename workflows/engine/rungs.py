"""A ladder worked out once: for each rung the day, the moment, and what has become of it before it was even written."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import count

from workflows.engine.authority import Weight
from workflows.engine.calendar import Calendar, Unknowable, at_eight, london_date
from workflows.engine.ladder import Rung, RungKind
from workflows.engine.language import Deadline

GAP = 10
"""Rungs are numbered in tens, so that "entered late" finds its place between them."""

_ENOUGH = 3
"""Years past the known bank holidays within which every rung surely lies."""

BY_LAW_OR_GUIDANCE = frozenset({Weight.STATUTE, Weight.STATUTORY_GUIDANCE, Weight.PANEL_GUIDANCE})


@dataclass(frozen=True, slots=True)
class PlannedRung:
    """One rung with its day (London) and its moment: 08:00 of that day, or the moment it was entered.

    `status` is armed, or past where the moment had gone before the rung was written. `urgent` goes at once and alone.
    """

    n: int
    kind: RungKind
    days: int
    roles: tuple[str, ...]
    due_on: date
    due_at: datetime
    urgent: bool
    status: str = "armed"


def plan(deadline: Deadline, due: date, calendar: Calendar, at: datetime, *, first_n: int = 0) -> list[PlannedRung]:
    """Every rung of the ladder for a deadline entered at `at`; offsets are working days whatever its unit.

    Past rungs of a date still ahead: the highest is told at once. Of a date that is gone: one "entered late". What
    repeats is never past: its first day still to come is planned.
    """
    rungs = list(_dated(deadline, due, calendar, at, first_n))
    gone = [rung for rung in rungs if rung.kind is not RungKind.AT_START and rung.due_at <= at]
    if due < london_date(at):
        return [*_late(deadline, gone, at), *(rung for rung in rungs if rung.due_at > at)]
    if not gone:
        return rungs
    now = replace(gone[-1], due_at=at)
    return [_past(rung) if rung in gone[:-1] else now if rung is gone[-1] else rung for rung in rungs]


def plan_again(deadline: Deadline, due: date, calendar: Calendar, at: datetime, *, first_n: int) -> list[PlannedRung]:
    """The ladder after the date was corrected: what is already past stays silent, the rest is armed."""
    rungs = [rung for rung in _dated(deadline, due, calendar, at, first_n) if rung.kind is not RungKind.AT_START]
    return [_past(rung) if rung.due_at <= at else rung for rung in rungs]


def _past(rung: PlannedRung) -> PlannedRung:
    return replace(rung, status="past")


def _dated(deadline: Deadline, due: date, calendar: Calendar, at: datetime, first_n: int) -> Iterator[PlannedRung]:
    last_after = due
    for place, rung in enumerate(deadline.ladder):
        planned, told_on = _days(rung, due, last_after, calendar, at)
        last_after = planned if rung.kind is RungKind.AFTER else last_after
        moment = at if rung.kind is RungKind.AT_START else at_eight(told_on)
        day = london_date(at) if rung.kind is RungKind.AT_START else told_on
        n = first_n + place * GAP
        yield PlannedRung(n, rung.kind, rung.n, rung.roles, day, moment, is_urgent(deadline, rung.kind))


def _days(rung: Rung, due: date, last_after: date, calendar: Calendar, at: datetime) -> tuple[date, date]:
    """The day it is planned for and the day it is told on.

    Where bank holidays are not known yet, weekdays are taken for working days: better told on a holiday than not told.
    """
    try:
        planned = _planned_day(rung, due, last_after, calendar, at)
        return planned, _told_on(rung, planned, calendar)
    except Unknowable:
        first = date(min(calendar.first, due).year - 1, 1, 1)
        last = date(max(calendar.last, due, at.date()).year + _ENOUGH, 12, 31)
        further = Calendar.build(calendar.holidays, calendar.closures, first=first, last=last)
        planned = _planned_day(rung, due, last_after, further, at)
        return planned, _told_on(rung, planned, further)


def _planned_day(rung: Rung, due: date, last_after: date, calendar: Calendar, at: datetime) -> date:
    if rung.kind is RungKind.AFTER:
        return calendar.add(due, rung.n)
    if rung.kind is RungKind.EVERY:
        days = (calendar.add(last_after, times * rung.n) for times in count(1))
        return next(day for day in days if at_eight(calendar.open_day_on_or_after(day)) > at)
    return calendar.subtract(calendar.working_day_on_or_before(due), rung.n)


def _told_on(rung: Rung, planned: date, calendar: Calendar) -> date:
    """A rung on a closure day: up to the due date the open day before, after it the next."""
    later = rung.kind in (RungKind.AFTER, RungKind.EVERY)
    return calendar.open_day_on_or_after(planned) if later else calendar.open_day_on_or_before(planned)


def is_urgent(deadline: Deadline, kind: RungKind) -> bool:
    """At once and alone: the start, and the news that a date of law or guidance has passed."""
    if kind is RungKind.AFTER:
        return deadline.weight in BY_LAW_OR_GUIDANCE and not deadline.expectation
    return kind in (RungKind.AT_START, RungKind.ENTERED_LATE)


def _late(deadline: Deadline, gone: list[PlannedRung], at: datetime) -> list[PlannedRung]:
    """Those who do the work, and those whom the ladder would have told by now, hear once that it was entered late."""
    if not gone or deadline.expectation:
        return list(map(_past, gone))
    doers = next((rung.roles for rung in gone if rung.kind is RungKind.ON_THE_DAY), ())
    roles = tuple(dict.fromkeys([*doers, *gone[-1].roles]))
    late = PlannedRung(
        gone[-1].n + GAP // 2,
        RungKind.ENTERED_LATE,
        0,
        roles,
        london_date(at),
        at,
        is_urgent(deadline, RungKind.ENTERED_LATE),
    )
    return [*map(_past, gone), late]
