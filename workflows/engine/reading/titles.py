"""What events, states and items are called, in the words of today's law; a name it no longer knows is spelt out."""

from functools import cache

from workflows.engine.language import Event
from workflows.engine.registry import workflows


@cache
def events() -> dict[str, Event]:
    """Every event of today's law by its name."""
    return {event.name: event for workflow in workflows().values() for event in workflow.events}


def of_event(name: str) -> str:
    return events()[name].title if name in events() else _spelt_out(name).capitalize()


def of_workflow(name: str) -> str:
    return workflows()[name].title if name in workflows() else _spelt_out(name).capitalize()


def of_state(workflow: str, state: str) -> str:
    """The sentence that says what the state means."""
    known = workflows()[workflow].states if workflow in workflows() else {}
    return known.get(state, _spelt_out(state).capitalize() + ".")


def of_item(workflow: str, kind: str) -> str:
    declared = workflows()[workflow].items if workflow in workflows() else ()
    return next((item.title for item in declared if item.kind == kind), _spelt_out(kind).capitalize())


def _spelt_out(name: str) -> str:
    return name.replace("_", " ").replace("-", " ")
