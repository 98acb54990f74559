"""Faults of items: kinds nobody opens, states nobody reaches, moves and conditions that name nothing."""

from collections.abc import Iterator, Mapping

from workflows.engine.faults.events import twice
from workflows.engine.language import AllItems, Answer, Event, Item, Move, Opening, Says, Workflow


def faults(workflow: Workflow, events: Mapping[str, Event]) -> Iterator[str]:
    for kind in twice(item.kind for item in workflow.items):
        yield f"the item {kind} is declared twice."
    for item in workflow.items:
        yield from _states(item)
        if not item.opened_by:
            yield f"nobody opens the item {item.kind}."
        for opening in item.opened_by:
            yield from _opening(item, opening, events)
        for move in item.moves:
            yield from _move(item, move, events)
    for transition in workflow.transitions:
        if isinstance(transition.on, AllItems):
            yield from condition("a transition", transition.on, workflow)


def states_of(item: Item) -> set[str]:
    return {item.begins} | {move.to for move in item.moves}


def fixed_keys(item: Item) -> set[str]:
    return {key for opening in item.opened_by for key in opening.keys}


def touches(event: Event, item: Item, key: str | None) -> bool:
    """Whether the event can be about an item of this kind (and key): named by it, opened by it or moved by it."""
    if event.item == item.kind:
        return True
    openings = [opening for opening in item.opened_by if opening.event == event.name]
    moves = [move for move in item.moves if move.event == event.name and move.key is not None]
    if key is None:
        return bool(openings or moves)
    return any(key in opening.keys or opening.listed for opening in openings) or any(move.key == key for move in moves)


def _states(item: Item) -> Iterator[str]:
    for end in sorted(item.ends - states_of(item)):
        yield f"the item {item.kind} ends at {end}, which it never reaches."
    for move in item.moves:
        for state in move.source:
            if state not in states_of(item):
                yield f"the item {item.kind} moves on {move.event} from {state}, which it never reaches."
    reached = {item.begins}
    for _ in item.moves:
        reached |= {move.to for move in item.moves if not move.source or reached & set(move.source)}
    for state in sorted(states_of(item) - reached):
        yield f"nothing leads the item {item.kind} to {state}."


def _opening(item: Item, opening: Opening, events: Mapping[str, Event]) -> Iterator[str]:
    event = events.get(opening.event)
    if event is None:
        return
    if opening.listed is not None:
        answers = {ask.name for ask in event.asks if ask.answer in (Answer.KEYS, Answer.PARTNERS)}
        if opening.listed not in answers:
            yield f"{event.name} opens the items {item.kind} listed under {opening.listed}, which it does not ask for."
    elif not opening.keys and event.item != item.kind:
        yield f"{event.name} opens the item {item.kind} without saying which."
    if opening.when is not None and opening.when.of is not None:
        yield f"{event.name} opens the item {item.kind} by what another event said: its own answers alone are read."
    yield from unasked(f"the item {item.kind}", opening.when, [event])


def _move(item: Item, move: Move, events: Mapping[str, Event]) -> Iterator[str]:
    event = events.get(move.event)
    if event is None:
        return
    if move.key is None and event.item != item.kind:
        yield f"{event.name} moves the item {item.kind} without saying which."
    if move.key is not None and move.key not in fixed_keys(item):
        yield f"{event.name} moves the item {item.kind} {move.key}, which nobody opens."


def condition(what: str, wanted: AllItems, workflow: Workflow) -> Iterator[str]:
    """Faults of `all_items`: an unknown kind, state or key."""
    item = next((item for item in workflow.items if item.kind == wanted.kind), None)
    if item is None:
        yield f"{what} waits for the items {wanted.kind}, which do not exist."
        return
    if not wanted.in_:
        yield f"{what} waits for the items {wanted.kind} in no state."
    for state in sorted(wanted.in_ - states_of(item)):
        yield f"{what} waits for the items {wanted.kind} in {state}, which they never reach."
    for key in wanted.keys:
        if key not in fixed_keys(item):
            yield f"{what} waits for the item {wanted.kind} {key}, which nobody opens."


def unasked(what: str, says: Says | None, events: list[Event]) -> Iterator[str]:
    """A condition on an answer that none of the events asks for, or cannot be given."""
    if says is None:
        return
    offered = {choice for event in events for ask in event.asks if ask.name == says.name for choice in ask.choices}
    for wanted in says.among:
        if wanted not in offered:
            yield f"{what} depends on {says.name} being {wanted}, which nobody can answer."
