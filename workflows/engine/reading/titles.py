"""What events, states and items are called, in the words of today's law; a name it no longer knows is spelt out."""

from functools import cache

from workflows.engine.course.deadlines import EVIDENCE
from workflows.engine.language import Deadline, Event
from workflows.engine.reading.speaking import first_up, spoken
from workflows.engine.registry import purposes, workflows


@cache
def events() -> dict[str, Event]:
    """Every event of today's law by its name."""
    return {event.name: event for workflow in workflows().values() for event in workflow.events}


@cache
def holds() -> frozenset[str]:
    """The names of what is kept up until a day, and owed by nobody."""
    return frozenset(one.name for workflow in workflows().values() for one in workflow.deadlines if one.hold)


@cache
def expectations() -> frozenset[str]:
    """The names of what is expected of somebody who owes us no date, and is never late."""
    return frozenset(one.name for workflow in workflows().values() for one in workflow.deadlines if one.expectation)


def of_event(name: str) -> str:
    return events()[name].title if name in events() else first_up(spoken(name))


def of_workflow(name: str) -> str:
    return workflows()[name].title if name in workflows() else first_up(spoken(name))


def short_of_workflow(name: str) -> str:
    """Its title, or where that is long the letters it is known by: LCSPR."""
    title = of_workflow(name)
    return title if len(title) <= _LONG else name.upper() if "-" not in name else first_up(spoken(name))


_LONG = 24
"""Letters of a title that fit into a narrow column."""


def of_purpose(workflow: str) -> str:
    """What the process is, in a sentence; nothing of one this version does not know."""
    return first_up(purposes().get(workflow, ""))


def of_state(workflow: str, state: str) -> str:
    """The sentence that says what the state means."""
    known = workflows()[workflow].states if workflow in workflows() else {}
    return known.get(state, first_up(spoken(state)) + ".")


@cache
def deadlines() -> dict[str, Deadline]:
    """Every deadline of today's law by its name; of several the first."""
    declared = [one for workflow in workflows().values() for one in workflow.deadlines]
    return {one.name: one for one in reversed(declared)}


def of_deadline(name: str) -> str:
    """Its title; of evidence that is to follow, what it is owed for."""
    evidence = f"The evidence for: {of_event(name.removeprefix(EVIDENCE).split(':')[0])}" if EVIDENCE in name else None
    return deadlines()[name].title if name in deadlines() else evidence or first_up(spoken(name))


@cache
def of_fixed_items() -> dict[tuple[str, str], str]:
    """What the deadlines of items with a name of the law's own are called, by kind and key."""
    declared = [one for workflow in workflows().values() for one in workflow.deadlines if one.of and one.key]
    return {(one.of or "", one.key or ""): one.title for one in declared}


def place_of_deadline(name: str) -> tuple[int, str]:
    """Where it stands among all of today's law; behind it whatever that does not know, by name."""
    declared = [one.name for workflow in workflows().values() for one in workflow.deadlines]
    return (declared.index(name), name) if name in declared else (len(declared), name)


@cache
def is_of_fixed_item(deadline: str) -> bool:
    """Whether a deadline of this name is about one item the law itself names: its title says which."""
    return any(one.name == deadline and one.key for workflow in workflows().values() for one in workflow.deadlines)


def of_item(workflow: str, kind: str) -> str:
    declared = workflows()[workflow].items if workflow in workflows() else ()
    return next((item.title for item in declared if item.kind == kind), first_up(spoken(kind)))


def of_items(kind: str) -> str:
    """What the items of a kind are called, whichever process has them."""
    declared = (item.title for one in workflows().values() for item in one.items if item.kind == kind)
    return next(declared, first_up(spoken(kind)))
