"""A workflow drawn as a list: every state in the order of the law, and every way out of it in words."""

from collections.abc import Iterator
from dataclasses import dataclass

from workflows.engine.language import AllItems, Transition, Workflow
from workflows.engine.reading.declared import counts, every_one, is_law
from workflows.engine.reading.speaking import first_up, spoken


@dataclass(frozen=True, slots=True)
class Way:
    """What leads to another state: straight on to the next of the list, or aside; back is towards the beginning.

    `clocks` are the dates it starts and stops, as far as they are law or guidance.
    """

    on: str
    clocks: tuple[str, ...]
    to: str
    straight: bool
    back: bool
    ends: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """A state: its word, its sentence, and the ways out of it, those aside first."""

    name: str
    word: str
    means: str
    ends: bool
    ways: tuple[Way, ...]

    @property
    def goes_on(self) -> bool:
        return any(way.straight for way in self.ways)


@dataclass(frozen=True, slots=True)
class Ladder:
    """`begun_by` are the events that begin it, with the dates they start; `anywhere` the facts that lead on always."""

    begun_by: tuple[tuple[str, tuple[str, ...]], ...]
    standings: tuple[Standing, ...]
    anywhere: tuple[Way, ...]


def ladder(workflow: Workflow) -> Ladder:
    order = list(workflow.states)
    return Ladder(
        begun_by=tuple((workflow.event(name).title, clocks(workflow, name)) for name in workflow.begun_by),
        standings=tuple(_standing(workflow, order, state) for state in order),
        anywhere=tuple(_way(workflow, order, "", one) for one in workflow.transitions if not one.sources),
    )


def _standing(workflow: Workflow, order: list[str], state: str) -> Standing:
    ways = sorted(_ways(workflow, order, state), key=lambda way: way.straight)
    return Standing(state, first_up(spoken(state)), workflow.states[state], state in workflow.ends, tuple(ways))


def _ways(workflow: Workflow, order: list[str], state: str) -> Iterator[Way]:
    for transition in workflow.transitions:
        if state in transition.sources:
            yield _way(workflow, order, state, transition)


def _way(workflow: Workflow, order: list[str], state: str, transition: Transition) -> Way:
    here, there = order.index(state) if state else -2, order.index(transition.to)
    on = transition.on
    said = every_one(workflow, on) if isinstance(on, AllItems) else workflow.event(on).title
    straight, back = bool(state) and there == here + 1, bool(state) and there < here
    return Way(said, clocks(workflow, on), spoken(transition.to), straight, back, transition.to in workflow.ends)


def clocks(workflow: Workflow, on: str | AllItems) -> tuple[str, ...]:
    """The dates by law or guidance that this starts and stops, in words."""
    stops = (one for one in workflow.deadlines if is_law(one) and (on in one.settled_by or on == one.met_by))
    return (*started(workflow, on), *(f"Stops: {one.title}" for one in stops))


def started(workflow: Workflow, on: str | AllItems) -> tuple[str, ...]:
    starts = (one for one in workflow.deadlines if is_law(one) and on in one.started_by)
    return tuple(f"Starts: {one.title}, {counts(one)}" for one in starts)
