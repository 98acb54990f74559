"""Faults of events: unknown or undeclared names, roles nobody has, steps that follow no drawing."""

from collections.abc import Iterable, Iterator, Mapping

from workflows.engine.language import STEP, Event, Workflow
from workflows.engine.roles import TITLES


def faults(workflow: Workflow, events: Mapping[str, Event]) -> Iterator[str]:
    for name in twice(event.name for event in workflow.events):
        yield f"the event {name} is declared twice."
    for name in sorted((workflow.heard | set(workflow.begun_by) | _counted_from(workflow)) - set(events)):
        yield f"it names the event {name}, which nobody declares."
    kinds = {item.kind for item in workflow.items}
    for event in workflow.events:
        yield from _of_one(event, kinds)
        for name in sorted(set(event.apart_from) - set(events)):
            yield f"{event.name} keeps apart from the event {name}, which nobody declares."
        if event.kind is STEP and event.name not in _moving(workflow):
            yield f"{event.name} is a step and moves nothing: give it a transition, or call it a fact."


def _of_one(event: Event, kinds: set[str]) -> Iterator[str]:
    yield from unknown_roles(event.name, event.by)
    if event.item is not None and event.item not in kinds:
        yield f"{event.name} is about the item {event.item}, which does not exist."
    for name in twice((*event.evidence, *(ask.name for ask in event.asks))):
        yield f"{event.name} asks for {name} twice."
    for ask in event.asks:
        if ask.answer == "choice" and not ask.choices:
            yield f"{event.name} asks for {ask.name} and offers no choice."


def unknown_roles(what: str, roles: tuple[str, ...]) -> Iterator[str]:
    if not roles:
        yield f"{what} names no role."
    for role in roles:
        if role not in TITLES:
            yield f"{what} names the role {role}, which does not exist."


def twice(names: Iterable[str]) -> list[str]:
    """What occurs more than once, in order."""
    seen: dict[str, int] = {}
    for name in names:
        seen[name] = seen.get(name, 0) + 1
    return [name for name, times in seen.items() if times > 1]


def _counted_from(workflow: Workflow) -> set[str]:
    return {deadline.counts_from for deadline in workflow.deadlines if deadline.counts_from}


def _moving(workflow: Workflow) -> set[str]:
    names = {transition.on for transition in workflow.transitions if isinstance(transition.on, str)}
    for item in workflow.items:
        names |= {opening.event for opening in item.opened_by} | {move.event for move in item.moves}
    return names
