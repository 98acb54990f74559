"""Who a deadline waits for, and a process without one: whose act settles it or leads on, by today's law."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from workflows.engine.course.deadlines import EVIDENCE
from workflows.engine.language import AllItems, Deadline, Transition, Workflow
from workflows.engine.reading import titles
from workflows.engine.registry import workflows
from workflows.engine.roles import RECORD_FOR_ANYBODY

DESK = "coordinator"
"""Whoever keeps the record: they chase evidence, and have what nobody else does."""


@cache
def _by_name() -> Mapping[str, str]:
    found = {one.name: _whose(law, one) for law in workflows().values() for one in law.deadlines}
    return MappingProxyType(found)


def _whose(workflow: Workflow, deadline: Deadline) -> str:
    """The first role whose act the law says settles it."""
    if isinstance(deadline.met_by, AllItems):
        return _first(workflow, _bringing(workflow, deadline.met_by))
    return _first(workflow, deadline.settled_by)


def _bringing(workflow: Workflow, wanted: AllItems) -> list[str]:
    """The events that bring an item to where it is wanted."""
    return [move.event for move in workflow.item(wanted.kind).moves if move.to in wanted.in_]


def _first(workflow: Workflow, names: Sequence[str]) -> str:
    return workflow.event(names[0]).by[0] if names else DESK


@cache
def steps_on(process: str, state: str) -> str:
    """The role that may take the first step the law knows out of this state of a process: with no date it is theirs."""
    workflow = workflows()[process]
    ways = [one for one in workflow.transitions if state in one.sources]
    return _first(workflow, [name for way in ways for name in _taking(workflow, way)])


def _taking(workflow: Workflow, way: Transition) -> list[str]:
    return _bringing(workflow, way.on) if isinstance(way.on, AllItems) else [way.on]


def answered_by(name: str) -> tuple[str, ...]:
    """The events that would meet a deadline of this name, by today's law; none where its items do."""
    return titles.deadlines()[name].settled_by if name in titles.deadlines() else ()


def explained_by(name: str) -> str | None:
    """The event that would explain the delay of a deadline of this name, by today's law."""
    return titles.deadlines()[name].explained_by if name in titles.deadlines() else None


def waits_for(name: str) -> str:
    """The role a deadline of this name waits for."""
    return DESK if name.startswith(EVIDENCE) else _by_name().get(name, DESK)


@dataclass(frozen=True, slots=True)
class Waits:
    """What waits for somebody. Where `others`, every deadline but those of `names`; else those alone.

    `steps` are the places from which the next step is theirs, where no date is running: "rapid-review/drafting".
    """

    names: tuple[str, ...]
    others: bool
    steps: tuple[str, ...]


def waiting_for(roles: Iterable[str]) -> list[str]:
    """The names of every deadline that waits for one of these roles."""
    wanted = set(roles)
    return sorted(name for name, role in _by_name().items() if role in wanted)


def all_waiting_for(roles: Iterable[str]) -> Waits:
    """Whoever keeps the record has every deadline that is nobody else's, whatever it is called."""
    wanted = set(roles)
    others = DESK in wanted
    names = waiting_for(set(_by_name().values()) - wanted if others else wanted)
    return Waits(tuple(names), others, tuple(place for place, role in _steps().items() if role in wanted))


def awaited() -> list[str]:
    """Every role that some deadline, or a process without one, waits for."""
    return sorted({*_by_name().values(), *_steps().values()})


@cache
def _steps() -> Mapping[str, str]:
    """Whose the next step is, by every place where a process can stand still."""
    return MappingProxyType(
        {
            f"{law.name}/{state}": steps_on(law.name, state)
            for law in workflows().values()
            for state in law.states
            if state not in law.ends
        }
    )


@cache
def openers() -> frozenset[str]:
    """Every role that may open a case, with one event or another, by today's law."""
    events = {event.name: event for law in workflows().values() for event in law.events}
    begin = {name for law in workflows().values() for name in law.begun_by}
    return RECORD_FOR_ANYBODY | {role for name in begin for role in events[name].by}
