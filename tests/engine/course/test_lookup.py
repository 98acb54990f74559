"""What a workflow declares of an event: looked up, and as whoever reads the law would find it."""

import pytest

from workflows.engine import registry
from workflows.engine.course.lookup import lookup
from workflows.engine.language import AllItems, Workflow

EVERY = list(registry.workflows().values())


@pytest.mark.parametrize("law", EVERY, ids=lambda law: law.name)
def test_what_is_looked_up_is_what_a_search_through_the_law_finds(law: Workflow) -> None:
    known = lookup(law)

    assert known.heard == law.heard
    for event in law.events:
        name = event.name
        assert known.events[name] is event
        assert list(known.moves.get(name, ())) == [move for move in law.transitions if move.on == name]
        assert list(known.starts.get(name, ())) == [one for one in law.deadlines if name in one.started_by]
        assert list(known.touches.get(name, ())) == [
            item for item in law.items if name in {of.event for of in item.opened_by} | {of.event for of in item.moves}
        ]
    assert [move for move, _ in known.by_items] == [move for move in law.transitions if isinstance(move.on, AllItems)]
    assert all(move.on is when for move, when in known.by_items)


def test_two_workflows_are_never_taken_for_one_another() -> None:
    assert len({id(lookup(law)) for law in EVERY}) == len(EVERY)
    assert all(lookup(law) is lookup(law) for law in EVERY)
