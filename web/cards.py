"""Deadlines of a case as cards: the date, whose word it is, why it is that date, and what can be done about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from web.assent import kind_answering
from web.dates import Dated, dated_all, settled_on
from web.desk import Desk
from web.drawing import Bar
from web.why import Why, weight_words, why
from workflows.engine.casework.in_force import calendar_of
from workflows.engine.reading.deadlines import DeadlineRead
from workflows.engine.reading.possible import Possible
from workflows.engine.reading.reasons import Reason
from workflows.engine.reading.speaking import short_day


@dataclass(frozen=True, slots=True)
class Card:
    """One deadline. `answers` are the events one may record now that would settle it, `explains` one that explains."""

    dated: Dated
    reason: Reason
    weight: str
    why: Why
    answers: tuple[Possible, ...]
    explains: Possible | None

    @property
    def id(self) -> UUID:
        return self.dated.deadline.id

    @property
    def is_open(self) -> bool:
        return self.dated.deadline.is_open

    @property
    def agreement(self) -> str | None:
        """The kind of agreement that answers it, where one is still awaited."""
        return kind_answering(self.dated.deadline.name) if self.is_open else None

    @property
    def is_law(self) -> bool:
        return not self.dated.deadline.is_local

    @property
    def kind(self) -> str | None:
        """The kind of items it is about, where each item has its own."""
        return self.reason.declared.of if not self.reason.declared.key else None

    @property
    def look(self) -> str:
        """For the eye: what is not law is never red, however late."""
        state = self.dated.state
        return f"i{state}" if not self.is_law and self.is_open else state

    @property
    def begun_on(self) -> date:
        return min(self.reason.started_on, self.dated.deadline.anchor_on)

    def bar(self, today: date) -> Bar | None:
        """Its row in the picture of the dates; nothing for one without a date."""
        due, ended = self.dated.on, settled_on(self.dated.deadline)
        if due is None or (not self.is_open and ended is None) or due < self.begun_on:
            return None
        words = f"{self.dated.title}: begun {short_day(self.begun_on)}, due {short_day(due)}, {self.dated.words}."
        return Bar(self.dated.title, self.dated.words, self.begun_on, due, ended, words)


def cards(
    desk: Desk, deadlines: Sequence[DeadlineRead], reasons: Mapping[UUID, Reason], possible: Sequence[Possible]
) -> list[Card]:
    """A card for each, in the order of their dates."""
    found = dated_all(deadlines, desk.today, desk.calendar)
    return [_card(desk, one, reasons[one.deadline.id], possible) for one in found]


def _card(desk: Desk, one: Dated, reason: Reason, possible: Sequence[Possible]) -> Card:
    declared = reason.declared
    can = [event for event in possible if one.deadline.is_open]
    return Card(
        dated=one,
        reason=reason,
        weight=weight_words(declared),
        why=why(reason, calendar_of(desk.db, reason.calendar)),
        answers=tuple(event for event in can if event.event.name in declared.settled_by),
        explains=next((event for event in can if event.event.name == declared.explained_by), None),
    )
