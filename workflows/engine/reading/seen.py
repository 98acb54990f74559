"""Deadlines as they look on a day: how urgent, and how far off in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from workflows.engine.calendar import Calendar
from workflows.engine.reading.deadlines import DeadlineRead, Urgency, look_ahead
from workflows.engine.reading.speaking import days, left, short_day, whose_word


@dataclass(frozen=True)
class Seen:
    """A deadline on a day; `far` says in words how far off it is, or how it ended."""

    deadline: DeadlineRead
    urgency: Urgency
    far: str

    def as_json(self) -> dict[str, Any]:
        return {**self.deadline.as_json(), "urgency": str(self.urgency), "words": self.far}


def seen_on(today: date, calendar: Calendar, deadlines: Sequence[DeadlineRead]) -> list[Seen]:
    soon = look_ahead(today, calendar)
    return [Seen(one, one.urgency(today, soon), _far(one, today, calendar)) for one in deadlines]


def _far(one: DeadlineRead, today: date, calendar: Calendar) -> str:
    if not one.is_open:
        return ended(one)
    if one.due_on is None:
        return "no date"
    if one.hold:
        return "over" if one.due_on < today else "until then"
    if one.due_on < today and one.expectation:
        return "still expected"
    words = left(one.due_on, today, calendar)
    explained = one.due_on < today and one.explained_until and one.explained_until >= today
    return f"{words}, explained" if explained else words


def ended(one: DeadlineRead) -> str:
    """How it ended, as reported and, where that differs, as corrected."""
    reported = _result(one.result or one.status, one.late_by)
    on = f", {short_day(one.settled_on)}" if one.settled_on else ""
    if not one.corrected_result:
        return f"{reported}{on}"
    if one.corrected_result in _NOT_JUDGED:
        return _NOT_JUDGED[one.corrected_result]
    corrected = _result(one.corrected_result, one.corrected_late_by)
    corrected_on = f", {short_day(one.corrected_settled_on)}" if one.corrected_settled_on else ""
    return f"{reported}{on} as reported; as corrected {corrected}{corrected_on}"


_NOT_JUDGED = {"struck": "never owed: what it came from was struck out", "evidence came": "the evidence came"}


def _result(result: str, late_by: int | None) -> str:
    return f"late by {days(late_by)}" if result == "late" and late_by else result


def what(one: DeadlineRead) -> str:
    """Its title, its name, the item it is about, and why it has no date where it has none."""
    about = f", {one.item}" if one.item else ""
    because = f"\nno date: {one.undated_because}" if one.undated_because and one.is_open else ""
    return f"{one.title} ({one.name}{about}){because}"


def whose(one: DeadlineRead) -> str:
    return whose_word(one.duty["weight"], one.days["weight"])
