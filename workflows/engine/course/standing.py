"""Where a case stands: its runs, items and deadlines as the events so far have left them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from operator import attrgetter
from typing import Any
from uuid import UUID

from workflows.engine.calendar import Calendar
from workflows.engine.counting import Counted
from workflows.engine.language import Deadline, Event, Says, Workflow

Law = Mapping[str, Workflow]


@dataclass(frozen=True, slots=True)
class Happening:
    """One recorded event as the engine sees it, its corrections applied.

    `on` is the London date it happened, `recorded_on` the one on which Swan was told, `details` its plain answers,
    `evidence` the names of what was given; `law` and `calendar` are those in force when it was recorded. A `recount`
    only brings a new calendar.
    """

    id: UUID
    name: str
    on: date
    details: Mapping[str, Any]
    law: Law
    calendar: Calendar
    recorded_on: date
    item: str | None = None
    evidence: frozenset[str] = frozenset()
    recount: bool = False

    def says(self, condition: Says | None) -> bool:
        return condition is None or self.details.get(condition.name) in condition.among

    def day(self, name: str | None) -> date | None:
        """The date it says under `name`, or None."""
        said = self.details.get(name) if name else None
        return date.fromisoformat(said) if said else None

    def listed(self, name: str) -> tuple[str, ...]:
        return tuple(self.details.get(name) or ())


class Status(StrEnum):
    OPEN = "open"
    MET = "met"
    NOT_REQUIRED = "not required"
    REPLANNED = "replanned"
    NOT_MET = "not met"


RunKey = tuple[str, UUID]
ItemKey = tuple[RunKey, str, str]
DeadlineKey = tuple[RunKey, str, str | None, UUID, int]


@dataclass(slots=True)
class RunState:
    """`taken` are the events it has taken, by name and item, and `took` their ids; `passed` the steps passed over."""

    workflow: Workflow
    begun_by: UUID
    begun_on: date
    state: str
    since: date
    ended_on: date | None = None
    passed: set[str] = field(default_factory=set)
    taken: dict[tuple[str, str | None], date] = field(default_factory=dict)
    took: set[UUID] = field(default_factory=set)
    key: RunKey = field(init=False)

    def __post_init__(self) -> None:
        self.key = (self.workflow.name, self.begun_by)


@dataclass(slots=True)
class ItemState:
    """`since` is the day it came to its state, `way` each state it came to before this one, and on which day."""

    run: RunKey
    kind: str
    name: str
    state: str
    opened_by: UUID
    opened_on: date
    since: date
    way: tuple[tuple[str, date], ...] = ()

    @property
    def key(self) -> ItemKey:
        return (self.run, self.kind, self.name)

    def comes_to(self, state: str, on: date) -> None:
        self.way, self.state, self.since = (*self.way, (self.state, self.since)), state, on

    def since_among(self, states: frozenset[str]) -> date:
        """The first day since which it has stood in one of these, in one of which it stands now."""
        first = self.since
        for state, on in reversed(self.way):
            if state not in states:
                break
            first = min(first, on)
        return first


@dataclass(slots=True)
class DeadlineState:
    """`started_on` is the day of the event that started it; `calendar` the version it was counted on."""

    run: RunKey
    declared: Deadline
    item: str | None
    started_by: UUID
    started_on: date
    counted: Counted
    calendar: Calendar
    given: date | None = None
    nth: int = 0
    status: Status = Status.OPEN
    settled_by: UUID | None = None
    settled_on: date | None = None
    explained_by: UUID | None = None
    explained_until: date | None = None

    @property
    def key(self) -> DeadlineKey:
        return (self.run, self.declared.name, self.item, self.started_by, self.nth)

    @property
    def is_open(self) -> bool:
        return self.status is Status.OPEN

    def close(self, status: Status, by: UUID, on: date) -> None:
        self.status, self.settled_by, self.settled_on = status, by, on


_RUN, _ITEM, _DEADLINE = (
    attrgetter(*(one.name for one in fields(kind) if one.init)) for kind in (RunState, ItemState, DeadlineState)
)


@dataclass(slots=True)
class Course:
    """A case as its events have left it: `told`, in that order; `last_on` is the day of the latest of each name."""

    runs: dict[RunKey, RunState] = field(default_factory=dict)
    items: dict[ItemKey, ItemState] = field(default_factory=dict)
    deadlines: list[DeadlineState] = field(default_factory=list)
    last_on: dict[str, date] = field(default_factory=dict)
    told: list[Happening] = field(default_factory=list)

    def copied(self) -> "Course":
        """One that goes on by itself: what it takes changes nothing in this one."""
        return Course(
            {key: _run(run) for key, run in self.runs.items()},
            {key: ItemState(*_ITEM(item)) for key, item in self.items.items()},
            [DeadlineState(*_DEADLINE(state)) for state in self.deadlines],
            dict(self.last_on),
            list(self.told),
        )


def _run(run: RunState) -> RunState:
    copied = RunState(*_RUN(run))
    copied.passed, copied.taken, copied.took = set(run.passed), dict(run.taken), set(run.took)
    return copied


@dataclass(frozen=True, slots=True)
class Taking:
    """One event being taken by one run: what it is declared as, and the items it touches."""

    course: Course
    run: RunState
    happening: Happening
    event: Event
    touched: tuple[tuple[str, str], ...]
