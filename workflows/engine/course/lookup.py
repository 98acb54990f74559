"""What a workflow declares of an event, looked up instead of searched for: worked out once for each workflow."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from workflows.engine.language import AllItems, Deadline, Event, Item, Transition, Workflow

Declared = TypeVar("Declared")


@dataclass(frozen=True, slots=True)
class Lookup:
    """By the name of an event: `moves` its transitions, `touches` the items it may open or move, `starts` deadlines.

    `by_items` are the transitions that no event makes. Everything in the order of the law.
    """

    heard: frozenset[str]
    events: Mapping[str, Event]
    items: Mapping[str, Item]
    moves: Mapping[str, tuple[Transition, ...]]
    by_items: tuple[tuple[Transition, AllItems], ...]
    touches: Mapping[str, tuple[Item, ...]]
    starts: Mapping[str, tuple[Deadline, ...]]


# A workflow cannot be hashed. Kept with what is looked up in it, it lives on, and its id is never another's.
_KNOWN: dict[int, tuple[Workflow, Lookup]] = {}


def lookup(workflow: Workflow) -> Lookup:
    known = _KNOWN.get(id(workflow))
    if known is None:
        known = _KNOWN[id(workflow)] = (workflow, _looked_up(workflow))
    return known[1]


def _looked_up(workflow: Workflow) -> Lookup:
    return Lookup(
        heard=workflow.heard,
        events={event.name: event for event in workflow.events},
        items={item.kind: item for item in workflow.items},
        moves=_by_event(workflow.transitions, lambda one: (one.on,) if isinstance(one.on, str) else ()),
        by_items=tuple((one, one.on) for one in workflow.transitions if isinstance(one.on, AllItems)),
        touches=_by_event(
            workflow.items, lambda one: [by.event for by in one.opened_by] + [by.event for by in one.moves]
        ),
        starts=_by_event(workflow.deadlines, lambda one: one.started_by),
    )


def _by_event(
    declared: Iterable[Declared], events: Callable[[Declared], Iterable[str]]
) -> Mapping[str, tuple[Declared, ...]]:
    found: dict[str, tuple[Declared, ...]] = {}
    for one in declared:
        for event in dict.fromkeys(events(one)):
            found[event] = (*found.get(event, ()), one)
    return found
