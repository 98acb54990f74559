"""Deadlines of a case as cards: the date, whose word it is, why it is that date, and what can be done about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from web.assent import kind_answering
from web.dates import Dated, dated_all, settled_on
from web.desk import Desk
from web.drawing import Bar
from web.why import Why, explained, how_settled, meaning, weight_words, why
from workflows.engine.casework.in_force import calendar_of
from workflows.engine.reading.deadlines import DeadlineRead
from workflows.engine.reading.heard import Heard, heard
from workflows.engine.reading.possible import Possible
from workflows.engine.reading.reasons import Reason, reasons
from workflows.engine.reading.speaking import first_down, short_day


@dataclass(frozen=True, slots=True)
class Card:
    """One deadline. `answers` are the events one may record now that would settle it, `explains` one that explains."""

    dated: Dated
    reason: Reason
    weight: str
    means: str
    heard: Heard
    why: Why
    answers: tuple[Possible, ...]
    explains: Possible | None

    @property
    def id(self) -> UUID:
        return self.dated.deadline.id

    @property
    def stops(self) -> str:
        """What would settle it, as it stands within a sentence."""
        return first_down(how_settled(self.reason.declared))

    @property
    def delay(self) -> str:
        """Of a date that has passed and whose delay can be explained: whether it is."""
        if self.dated.state == "explained":
            return explained(self.reason)
        late = self.dated.state == "overdue" and self.reason.declared.explained_by
        return "No reason for the delay stands in the record." if late else ""

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


def cards(desk: Desk, case_id: UUID, deadlines: Sequence[DeadlineRead], possible: Sequence[Possible]) -> list[Card]:
    """A card for each of these dates of a case, in their order."""
    because, told = reasons(desk.db, case_id), heard(desk.db, case_id)
    found = dated_all(deadlines, desk.today, desk.calendar)
    return [_card(desk, one, because[one.deadline.id], told.get(one.deadline.id, Heard()), possible) for one in found]


def _card(desk: Desk, one: Dated, reason: Reason, told: Heard, possible: Sequence[Possible]) -> Card:
    declared = reason.declared
    can = [event for event in possible if one.deadline.is_open]
    return Card(
        dated=one,
        reason=reason,
        weight=weight_words(declared),
        means=meaning(reason),
        heard=told,
        why=why(reason, calendar_of(desk.db, reason.calendar)),
        answers=tuple(event for event in can if event.event.name in declared.settled_by),
        explains=next((event for event in can if event.event.name == declared.explained_by), None),
    )
