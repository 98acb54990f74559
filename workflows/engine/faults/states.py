"""Faults of the drawing: states nobody reaches or leaves, transitions to nowhere, two ways out of one state."""

from collections.abc import Iterator, Mapping
from itertools import combinations

from workflows.engine.language import STEP, AllItems, Event, Transition, Workflow


def faults(workflow: Workflow, events: Mapping[str, Event]) -> Iterator[str]:
    unknown = list(_unknown(workflow))
    yield from unknown
    yield from _unsaid(workflow)
    yield from _renamed(workflow)
    yield from _again(workflow)
    yield from _steps_from_everywhere(workflow, events)
    yield from _two_ways(workflow)
    if not unknown:
        yield from _unreachable(workflow)
        yield from _dead_ends(workflow)


def _unknown(workflow: Workflow) -> Iterator[str]:
    if workflow.begins not in workflow.states:
        yield f"it begins at {workflow.begins}, which is not a state."
    if not workflow.ends:
        yield "it has no end."
    if workflow.begins in workflow.ends:
        yield f"it ends where it begins, at {workflow.begins}."
    for end in sorted(workflow.ends - set(workflow.states)):
        yield f"it ends at {end}, which is not a state."
    for transition in workflow.transitions:
        for state in dict.fromkeys(filter(None, (*transition.sources, transition.after, transition.to))):
            if state not in workflow.states:
                yield f"the transition on {said(transition)} names {state}, which is not a state."
        for state in filter(None, (*transition.sources, transition.after)):
            if state in workflow.ends:
                yield f"the transition on {said(transition)} leaves {state}, which is an end."


def _unsaid(workflow: Workflow) -> Iterator[str]:
    for state, sentence in workflow.states.items():
        if not sentence.strip().endswith("."):
            yield f"no sentence says what {state} means."


def _renamed(workflow: Workflow) -> Iterator[str]:
    for old, new in workflow.renamed.items():
        if new not in workflow.states:
            yield f"{old} is renamed to {new}, which is not a state."
        if old in workflow.states:
            yield f"{old} is renamed and still a state."


def _again(workflow: Workflow) -> Iterator[str]:
    for event, ends in workflow.again.items():
        if event not in workflow.begun_by:
            yield f"it begins again with {event}, which does not begin it."
        for end in sorted(set(ends) - workflow.ends):
            yield f"it begins again after {end}, which is not an end."


def _steps_from_everywhere(workflow: Workflow, events: Mapping[str, Event]) -> Iterator[str]:
    for transition in workflow.transitions:
        event = events.get(transition.on) if isinstance(transition.on, str) else None
        if event and event.kind is STEP and not transition.sources:
            yield f"{event.name} is a step and may not move from every state: name the states it moves from."


def _two_ways(workflow: Workflow) -> Iterator[str]:
    for one, other in combinations(workflow.transitions, 2):
        if one.on != other.on or not isinstance(one.on, str):
            continue
        shared = set(one.sources or workflow.states) & set(other.sources or workflow.states)
        if shared:
            yield f"{one.on} leads two ways from {min(shared)}: to {one.to} and to {other.to}."


def _unreachable(workflow: Workflow) -> Iterator[str]:
    reached = {workflow.begins}
    for _ in workflow.states:
        reached |= {t.to for t in workflow.transitions if reached & _sources(workflow, t)}
    for state in workflow.states:
        if state not in reached:
            yield f"nothing leads to {state}."


def _dead_ends(workflow: Workflow) -> Iterator[str]:
    leading = set(workflow.ends)
    for _ in workflow.states:
        for transition in workflow.transitions:
            leading |= _sources(workflow, transition) if transition.to in leading else set()
    for state in workflow.states:
        if state not in leading:
            yield f"{state} is a dead end: no end can be reached from it."


def _sources(workflow: Workflow, transition: Transition) -> set[str]:
    """Every state it leaves: those named, or for a fact every state of an open run."""
    return set(transition.sources) or set(workflow.states) - workflow.ends


def said(transition: Transition) -> str:
    return f"the items {transition.on.kind}" if isinstance(transition.on, AllItems) else transition.on
