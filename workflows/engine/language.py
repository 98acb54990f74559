"""The words the law is written in: frozen values that say what must happen, by when, and who is told.

Nothing here knows a database, a queue or a clock. A law file builds one `Workflow` from these words; `verify` refuses
what cannot be right; `course` follows a case through it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Literal

from workflows.engine.authority import Authority, Weight
from workflows.engine.ladder import Rung


class Unit(StrEnum):
    WORKING_DAYS = "working days"
    DAYS = "days"
    MONTHS = "months"


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time. Days count from day zero; months keep the day of the month, clamped, and never roll."""

    unit: Unit
    n: int

    def __str__(self) -> str:
        word = str(self.unit) if self.n != 1 else str(self.unit)[:-1]
        return f"{self.n} {word}" if self.unit is not Unit.MONTHS or self.n % 12 else _years(self.n // 12)


def _years(n: int) -> str:
    return f"{n} year" if n == 1 else f"{n} years"


def working_days(n: int) -> Span:
    return Span(Unit.WORKING_DAYS, n)


def calendar_days(n: int) -> Span:
    return Span(Unit.DAYS, n)


def months(n: int) -> Span:
    return Span(Unit.MONTHS, n)


def years(n: int) -> Span:
    return Span(Unit.MONTHS, 12 * n)


class Kind(StrEnum):
    """A fact happened outside Swan and is never refused for its order; a step is ours and follows the drawing."""

    FACT = "fact"
    STEP = "step"


FACT, STEP = Kind.FACT, Kind.STEP


class Answer(StrEnum):
    """What kind of answer a question takes. Text is kept under the case's key; the others are plain."""

    TEXT = "text"
    DATE = "date"
    CHOICE = "choice"
    KEYS = "keys"
    PARTNERS = "partners"


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing an event must or may say. `PARTNERS` is filled with the partnership's own partners when left out.

    `choices` of short names are those a form offers; `of_partners`: they are some of the partnership's partners.
    """

    name: str
    answer: Answer
    required: bool = True
    choices: tuple[str, ...] = ()
    of_partners: bool = False


def text(name: str, *, required: bool = False) -> Ask:
    return Ask(name, Answer.TEXT, required)


def a_date(name: str, *, required: bool = True) -> Ask:
    return Ask(name, Answer.DATE, required)


def choice(name: str, *choices: str, required: bool = True) -> Ask:
    return Ask(name, Answer.CHOICE, required, choices)


def keys(name: str, *choices: str, required: bool = True, of_partners: bool = False) -> Ask:
    """A list of short names, such as agencies: `police, icb`."""
    return Ask(name, Answer.KEYS, required, choices, of_partners)


def partners() -> Ask:
    return Ask("partners", Answer.PARTNERS, required=False)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, in the past tense and the words of the guidance.

    `by` are the roles whose act it is (coordinator and business manager may record anybody's). Missing `evidence` never
    refuses a fact: it is chased once. `item` names the kind of item it is about. `many` may be recorded again and
    again; any other event recorded twice contradicts itself. Whoever did what `apart_from` names in the same
    case may not do this: nobody signs off a draft of their own.
    """

    name: str
    title: str
    kind: Kind
    by: tuple[str, ...]
    evidence: tuple[str, ...] = ()
    asks: tuple[Ask, ...] = ()
    item: str | None = None
    many: bool = False
    apart_from: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Says:
    """A condition on what the event said: `Says("child_status", ("looked_after",))`.

    `of` names an earlier event of the run whose latest word counts in place of it; in a run without one it holds.
    """

    name: str
    among: tuple[str, ...]
    of: str | None = None


def says(name: str, *among: str, of: str | None = None) -> Says:
    return Says(name, among, of)


@dataclass(frozen=True, slots=True)
class AllItems:
    """Holds when there is at least one item of the kind (of these keys) and every one of them stands in `in_`."""

    kind: str
    in_: frozenset[str]
    keys: tuple[str, ...] = ()


def all_items(kind: str, *, in_: set[str] | frozenset[str], keys: tuple[str, ...] = ()) -> AllItems:
    return AllItems(kind, frozenset(in_), keys)


@dataclass(frozen=True, slots=True)
class Transition:
    """An event, or the last of its items, moves a run from one of the states `source` to `to`.

    `source` empty means every state of an open run: write `Fact(event, to=…, after=…)` for that. `after` is the state
    it is expected in: the steps from where the run stands to there are then passed over, and shown as not recorded.
    """

    on: str | AllItems
    source: str | tuple[str, ...]
    to: str
    after: str | None = None

    @property
    def sources(self) -> tuple[str, ...]:
        return (self.source,) if isinstance(self.source, str) else self.source


def Fact(event: str, *, to: str, after: str | None = None) -> Transition:
    """A fact takes an open run to `to` from wherever it stands, though it is expected only `after` some state."""
    return Transition(event, (), to, after)


@dataclass(frozen=True, slots=True)
class Opening:
    """An event opens items: of fixed `keys`, of the keys `listed` in its answer of that name, or of its own item."""

    event: str
    keys: tuple[str, ...] = ()
    listed: str | None = None
    when: Says | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """An event moves the item it names, or the one of a fixed `key`, to `to`; from any state unless `source` says."""

    event: str
    to: str
    source: tuple[str, ...] = ()
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """Many of a kind inside a workflow: a return, an agreement, a letter, a court proceeding, a duty.

    `of_agencies` says that its keys are agencies or partners: its rungs then mean that agency's people.
    """

    kind: str
    title: str
    begins: str
    opened_by: tuple[Opening, ...]
    moves: tuple[Move, ...]
    ends: frozenset[str] = frozenset()
    of_agencies: bool = False


Again = Literal["refuse", "replace", "earliest", "each"]


@dataclass(frozen=True, slots=True)
class Deadline:
    """By when something must have happened, why, and who is told.

    Exactly one of: `within` (a span after the anchor), `ahead_of` (a span before it), `given` (the name of a date in
    the starting event's answers; `within` is then the default for when none was given). The anchor is the starting
    event's day, or the date it says under `anchor`, or the day of the event `counts_from`.

    `met_by` settles it; `not_required_by` closes it; `missed_by` are the events after which it can no longer be met
    (what is recorded later with its own date still counts), and one of them that also starts it is what it counts back
    from, and judges it by its own day where that came unplanned or early; `explained_by` quiets its rungs after the
    day, to the date under `look_again_on` if the event says one, while the clock runs on. `of` (and `key`) make it a
    deadline of items.
    An `expectation` is never late; a `hold` is never overdue and ends by itself; a deadline that `repeats` is started
    again from its own planned day when it is met, `on_day` of the month if a partnership has such a day.
    `since`/`until` are compared with the starting event's day.
    """

    name: str
    title: str
    starts: str | tuple[str, ...]
    duty: Authority
    days: Authority
    met_by: str | AllItems | tuple[str, ...] = ()
    within: Span | None = None
    ahead_of: Span | None = None
    given: str | None = None
    anchor: str | None = None
    counts_from: str | None = None
    when: Says | None = None
    ladder: tuple[Rung, ...] = ()
    not_required_by: tuple[str, ...] = ()
    missed_by: tuple[str, ...] = ()
    explained_by: str | None = None
    again: Again = "refuse"
    of: str | None = None
    key: str | None = None
    expectation: bool = False
    hold: bool = False
    repeats: bool = False
    on_day: int | None = None
    since: date | None = None
    until: date | None = None

    @property
    def started_by(self) -> tuple[str, ...]:
        return (self.starts,) if isinstance(self.starts, str) else self.starts

    @property
    def settled_by(self) -> tuple[str, ...]:
        """The names of the events that meet it; empty where items do."""
        if isinstance(self.met_by, AllItems):
            return ()
        return (self.met_by,) if isinstance(self.met_by, str) else self.met_by

    @property
    def weight(self) -> Weight:
        """What a partnership may call it: the weight of the duty."""
        return self.duty.weight

    @property
    def is_local(self) -> bool:
        """Whether a partnership may change its number of days."""
        return self.duty.weight is Weight.LOCAL and not self.expectation


@dataclass(frozen=True, slots=True)
class Workflow:
    """One statutory process as a state machine; `states` says in a sentence what each state means.

    `again` says which event begins it once more in the same case, and after which ends: every run so far must have
    ended in one of them.
    """

    name: str
    title: str
    begins_when: str | tuple[str, ...]
    begins: str
    states: Mapping[str, str]
    transitions: tuple[Transition, ...]
    events: tuple[Event, ...]
    ends: frozenset[str]
    items: tuple[Item, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    again: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)

    @property
    def begun_by(self) -> tuple[str, ...]:
        return (self.begins_when,) if isinstance(self.begins_when, str) else self.begins_when

    def event(self, name: str) -> Event:
        return next(event for event in self.events if event.name == name)

    def item(self, kind: str) -> Item:
        return next(item for item in self.items if item.kind == kind)

    def deadline(self, name: str) -> Deadline:
        return next(deadline for deadline in self.deadlines if deadline.name == name)

    @property
    def heard(self) -> frozenset[str]:
        """Every event this workflow takes, declared here or in another file."""
        names: set[str] = {event.name for event in self.events} | {
            t.on for t in self.transitions if isinstance(t.on, str)
        }
        for item in self.items:
            names |= {opening.event for opening in item.opened_by} | {move.event for move in item.moves}
        for deadline in self.deadlines:
            names |= {*deadline.started_by, *deadline.settled_by, *deadline.not_required_by, *deadline.missed_by}
            names |= {deadline.explained_by} if deadline.explained_by else set()
        return frozenset(names)
