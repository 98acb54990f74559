"""What makes a definition wrong, said in one sentence: a law that fails here does not load."""

from collections.abc import Iterable, Iterator
from itertools import chain

from workflows.engine.faults import deadlines, events, items, kinds, states
from workflows.engine.language import Event, Workflow


class WrongDefinition(ValueError):
    """A workflow that cannot be right; the text says in one sentence which, what and why."""


def verify(workflow: Workflow, others: Iterable[Event] = ()) -> None:
    """Raises WrongDefinition with the first fault; `others` are the events that other files declare."""
    for fault in faults(workflow, others):
        raise WrongDefinition(fault)


def verify_together(workflows: Iterable[Workflow]) -> None:
    """Verifies each of the workflows, as they stand in their files, and what only all of them can show."""
    together = tuple(workflows)
    for fault in chain(_of_other_kinds(together), _between(together)):
        raise WrongDefinition(fault)
    declared = [event for workflow in together for event in workflow.events]
    for workflow in together:
        verify(workflow, declared)


def faults(workflow: Workflow, others: Iterable[Event] = ()) -> Iterator[str]:
    """Every fault of one workflow, each a sentence that names it."""
    if wrong := list(kinds.faults(workflow)):
        yield from (f"{workflow.name}: {fault}" for fault in wrong)
        return
    known = {event.name: event for event in (*others, *workflow.events)}
    for kind in (events, states, items, deadlines):
        for fault in kind.faults(workflow, known):
            yield f"{workflow.name}: {fault}"


def _of_other_kinds(workflows: tuple[Workflow, ...]) -> list[str]:
    return [f"{workflow.name}: {fault}" for workflow in workflows for fault in kinds.faults(workflow)]


def _between(workflows: tuple[Workflow, ...]) -> Iterator[str]:
    names = [workflow.name for workflow in workflows]
    for name in events.twice(names):
        yield f"{name}: two files declare a workflow of this name."
    owner: dict[str, str] = {}
    for workflow in workflows:
        for event in workflow.events:
            if owner.setdefault(event.name, workflow.name) != workflow.name:
                yield f"{workflow.name}: the event {event.name} is already declared by {owner[event.name]}."
    for name in events.twice(deadline for workflow in workflows for deadline in _deadlines(workflow)):
        yield f"{name}: two workflows declare a deadline of this name."


def _deadlines(workflow: Workflow) -> set[str]:
    return {deadline.name for deadline in workflow.deadlines}
