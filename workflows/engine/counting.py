"""From a deadline and its anchor to a date, with the whole of the reason."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from workflows.engine.calendar import Calendar, Skipped, Unknowable, add_months
from workflows.engine.language import Deadline, Span, Unit


@dataclass(frozen=True, slots=True)
class Counted:
    """A due date and why. `due` is empty only where `undated` says, in one sentence, why it cannot be known.

    `target` is the working day on or before a due date counted in months: the safe day to aim for.
    """

    anchor: date
    due: date | None
    rule: str
    target: date | None = None
    skipped: tuple[Skipped, ...] = ()
    undated: str | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "from": self.anchor.isoformat(),
            "due": self.due.isoformat() if self.due else None,
            "target": self.target.isoformat() if self.target else None,
            "rule": self.rule,
            "skipped": [{"date": day.isoformat(), "why": why} for day, why in self.skipped],
            "undated": self.undated,
        }


def count(deadline: Deadline, anchor: date, calendar: Calendar, *, given: date | None = None, nth: int = 0) -> Counted:
    """The due date of `deadline` counted from `anchor` (London dates; day zero).

    `given` is a date somebody else set: it stands as it is. `nth` is how often a repeating deadline came before.
    """
    if given is not None:
        return Counted(anchor, given, f"the date given ({deadline.days.source})")
    if deadline.ahead_of is not None:
        return _backward(deadline.ahead_of, anchor, calendar)
    if deadline.within is None:
        return Counted(anchor, None, "a date to be given", undated="No date was given and none is set by default.")
    return _forward(deadline, deadline.within, anchor, calendar, nth)


def _forward(deadline: Deadline, span: Span, anchor: date, calendar: Calendar, nth: int) -> Counted:
    span = Span(span.unit, span.n * (nth + 1))
    rule = f"the {_nth(deadline.on_day)} of the month {span} after" if deadline.on_day else f"{span} after"
    try:
        due = _after(span, anchor, calendar)
    except Unknowable as unknown:
        return Counted(anchor, None, rule, undated=str(unknown))
    if deadline.on_day:
        due = due.replace(day=min(deadline.on_day, monthrange(due.year, due.month)[1]))
    if span.unit is Unit.WORKING_DAYS:
        return Counted(anchor, due, rule, skipped=calendar.skipped(anchor, due))
    return Counted(anchor, due, rule, target=None if deadline.hold else _safe_day(due, calendar))


def _nth(n: int) -> str:
    """1st, 2nd, 3rd, 15th."""
    return f"{n}{'th' if n in (11, 12, 13) else {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th')}"


def _after(span: Span, anchor: date, calendar: Calendar) -> date:
    if span.unit is Unit.WORKING_DAYS:
        return calendar.add(anchor, span.n)
    return add_months(anchor, span.n) if span.unit is Unit.MONTHS else anchor + timedelta(days=span.n)


def _backward(span: Span, anchor: date, calendar: Calendar) -> Counted:
    rule = f"no later than {span} before"
    if span.unit is not Unit.WORKING_DAYS:
        return Counted(anchor, anchor - timedelta(days=span.n), rule)
    try:
        due = calendar.subtract(anchor, span.n)
    except Unknowable as unknown:
        return Counted(anchor, None, rule, undated=str(unknown))
    return Counted(anchor, due, rule, skipped=calendar.skipped(due, anchor))


def _safe_day(due: date, calendar: Calendar) -> date | None:
    try:
        return calendar.working_day_on_or_before(due)
    except Unknowable:
        return None
