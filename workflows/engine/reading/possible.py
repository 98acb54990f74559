"""What may be recorded of a case now, by the same judgement that recording itself will pass on it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from workflows.engine.calendar import Calendar
from workflows.engine.course import Course, DeadlineState, Happening, Law, RunState
from workflows.engine.course.following import begins
from workflows.engine.course.judging import judge
from workflows.engine.language import STEP, AllItems, Event
from workflows.engine.refusals import Refused

_NOBODY = UUID(int=0)


class Group(StrEnum):
    """In which order one offers what may be recorded."""

    OWED = "what is owed"
    STEP = "steps possible now"
    PASSED = "passed over, not recorded"
    BEGINS = "what would begin something"
    FACT = "facts, whenever they happened"


@dataclass(frozen=True, slots=True)
class Possible:
    """One event that may be recorded. `items` are those it may be about now.

    `settles` are the deadlines it answers, the first due first; `due` is the day of that one.
    """

    event: Event
    group: Group
    items: tuple[str, ...] = ()
    settles: tuple[str, ...] = ()
    due: date | None = None


def possible(course: Course, law: Law, calendar: Calendar, today: date) -> list[Possible]:
    """Every event this case may take today (London), what is owed first, in the order of the law otherwise."""
    about = _Asked(course, law, calendar, today)
    offered = [one for event in about.events() if (one := about.offered(event))]
    places = list(Group)
    return sorted(offered, key=lambda one: (places.index(one.group), one.due or date.max))


@dataclass(frozen=True, slots=True)
class _Asked:
    course: Course
    law: Law
    calendar: Calendar
    today: date

    def events(self) -> Iterable[Event]:
        """As the open runs declare them, and then as today's law does."""
        declared: dict[str, Event] = {}
        for workflow in [*(run.workflow for run in self._open()), *self.law.values()]:
            for event in workflow.events:
                declared.setdefault(event.name, event)
        return declared.values()

    def offered(self, event: Event) -> Possible | None:
        takers = [run for run in self._open() if event.name in run.workflow.heard]
        if not takers:
            return self._to_nobody_open(event)
        items = tuple(self._items(event, takers))
        if not items and not self._is_taken(event, takers, None):
            return None
        answered = (state for state in self.course.deadlines if state.is_open and _answers(event, state, takers))
        states = sorted(answered, key=lambda state: state.counted.due or date.max)
        dates = [state.counted.due for state in states if state.counted.due]
        settles = tuple(dict.fromkeys(state.declared.name for state in states))
        return Possible(event, self._group(event, takers, states), items, settles, min(dates, default=None))

    def _open(self) -> list[RunState]:
        return [run for run in self.course.runs.values() if run.ended_on is None]

    def _to_nobody_open(self, event: Event) -> Possible | None:
        if any(event.name in run.passed for run in self.course.runs.values()):
            return Possible(event, Group.PASSED)
        begun = any(begins(self.course, workflow, event.name) for workflow in self.law.values())
        return Possible(event, Group.BEGINS) if begun else None

    def _group(self, event: Event, takers: list[RunState], states: list[DeadlineState]) -> Group:
        if any(event.name in run.passed for run in takers):
            return Group.PASSED
        if states:
            return Group.OWED
        return Group.STEP if event.kind is STEP else Group.FACT

    def _items(self, event: Event, takers: list[RunState]) -> Iterator[str]:
        """The items it may be about, in the order they were opened; what is over is offered only to what may recur."""
        for run in takers:
            for (of_run, kind, name), state in self.course.items.items():
                if of_run != run.key or kind != event.item:
                    continue
                over = state.state in run.workflow.item(kind).ends and not event.many
                if not over and self._is_taken(event, takers, name):
                    yield name

    def _is_taken(self, event: Event, takers: list[RunState], item: str | None) -> bool:
        happening = Happening(
            id=_NOBODY, name=event.name, on=self.today, details={}, law=self.law, calendar=self.calendar,
            recorded_on=self.today, item=item or (_ANY if event.item else None),
        )  # fmt: skip
        try:
            for run in takers:
                judge(self.course, run, happening)
        except Refused:
            return False
        return True


_ANY = "any"
"""Stands for an item that is not there yet."""


def _answers(event: Event, state: DeadlineState, takers: list[RunState]) -> bool:
    """Whether the event would meet this open deadline, or bring one of its items where it is wanted."""
    if state.run not in {run.key for run in takers}:
        return False
    met_by = state.declared.met_by
    if not isinstance(met_by, AllItems):
        return event.name in state.declared.settled_by
    workflow = next(run.workflow for run in takers if run.key == state.run)
    moves = workflow.item(met_by.kind).moves
    return any(move.event == event.name and move.to in met_by.in_ for move in moves)
