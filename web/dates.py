"""A deadline's date as a page says it: the day, how far off it is in words, and how much it matters today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from workflows.engine.calendar import Calendar, Unknowable
from workflows.engine.reading import titles
from workflows.engine.reading.deadlines import DeadlineRead, Urgency, look_ahead
from workflows.engine.reading.speaking import days, first_up, left, short_day, spoken
from workflows.engine.roles import TITLES

WEEKS_FROM = 25
"""Working days, ahead or past, beyond which one speaks of weeks."""

_STATES = {
    Urgency.OVERDUE: "overdue",
    Urgency.EXPLAINED: "explained",
    Urgency.TODAY: "today",
    Urgency.SOON: "soon",
    Urgency.LATER: "later",
    Urgency.AWAITED: "awaited",
    Urgency.UNDATED: "undated",
}


@dataclass(frozen=True, slots=True)
class Dated:
    """A day and its words. `state` is for the eye and never says more than the words; `aim` is a day before it."""

    deadline: DeadlineRead
    on: date | None
    state: str
    words: str
    aim: date | None = None

    @property
    def title(self) -> str:
        return plainly(self.deadline.title)

    @property
    def about(self) -> str:
        """The item it is about, as one says it; nothing where the title says it already."""
        item = self.deadline.item
        return named(item) if item and not titles.is_of_fixed_item(self.deadline.name) else ""

    @property
    def falls_on(self) -> str:
        """Saturday, Sunday, or bank holiday, where it falls on no working day."""
        return f"{self.on:%A}" if self.on and self.on.weekday() > 4 else "bank holiday"


def dated_all(deadlines: Sequence[DeadlineRead], today: date, calendar: Calendar) -> list[Dated]:
    soon = look_ahead(today, calendar)
    return [dated(one, today, soon, calendar) for one in deadlines]


def dated(one: DeadlineRead, today: date, soon: date, calendar: Calendar) -> Dated:
    """`soon` is the last day one looks ahead to."""
    if not one.is_open:
        return Dated(one, one.due_on, *_ended(one, calendar))
    state = _STATES[one.urgency(today, soon)]
    if one.due_on is None:
        return Dated(one, None, state, "no date yet")
    aim = _aim(one.due_on, calendar) if one.due_on >= today and not one.hold else None
    return Dated(one, one.due_on, state, _far(one, one.due_on, state, today, calendar), aim)


def _far(one: DeadlineRead, due: date, state: str, today: date, calendar: Calendar) -> str:
    if one.hold:
        return "kept until then" if due >= today else "over"
    if state == "awaited":
        return "still expected"
    words = left(due, today, calendar)
    weeks = abs((due - today).days) // 7
    if weeks > WEEKS_FROM // 5:
        words = f"{weeks} weeks left" if due > today else f"overdue by {weeks} weeks"
    return f"{words}, explained" if state == "explained" else words


def _aim(due: date, calendar: Calendar) -> date | None:
    """The working day before, where the day itself is none."""
    try:
        aim = calendar.working_day_on_or_before(due)
    except Unknowable:
        return None
    return aim if aim != due else None


def _ended(one: DeadlineRead, calendar: Calendar) -> tuple[str, str]:
    result = one.corrected_result or one.result or one.status
    late_by = one.corrected_late_by if one.corrected_result else one.late_by
    if result == "late":
        return "late", f"met late, by {days(late_by)}" if late_by else "met late"
    if result in ("on time", "done", "met", "evidence came"):
        return "met", _met(one, calendar) if result == "on time" else "done"
    return "closed", result


def _met(one: DeadlineRead, calendar: Calendar) -> str:
    on = one.corrected_settled_on or one.settled_on
    if on is None or one.due_on is None:
        return "met"
    try:
        early = calendar.count(on, one.due_on)
    except Unknowable:
        return "met"
    return f"met, {days(early)} early" if early > 0 else "met on its day"


def settled_on(one: DeadlineRead) -> date | None:
    """The day on which it ended, as it is known today."""
    return one.corrected_settled_on or one.settled_on


def plainly(title: str) -> str:
    """A title without the underscores of the names it was made from."""
    return title.replace("_", " ")


def named(key: str) -> str:
    """A short name as one reads it: Acute hospital; initials stay initials."""
    words = spoken(key)
    return words.upper() if len(words) <= 3 else first_up(words)


def answered(value: Any) -> str:
    """What was answered as one reads it: a list of short names, a day, or a choice."""
    if isinstance(value, list):
        return ", ".join(named(str(one)) for one in value)
    try:
        return short_day(date.fromisoformat(str(value)))
    except ValueError:
        return spoken(str(value))


@lru_cache(maxsize=4096)
def near_day(on: date, today: date) -> str:
    """Mon 14 Dec, with the year where it is another than today's."""
    return f"{on:%a} {on.day} {on:%b}" + (f" {on.year}" if on.year != today.year else "")


def a_role(role: str) -> str:
    return first_up(TITLES.get(role, spoken(role)))
