"""What an event does to the items of a run: which it touches, opens and moves, and where all of a kind stand."""

from datetime import date

from workflows.engine.course.lookup import lookup
from workflows.engine.course.standing import Course, Happening, ItemState, RunState, Taking
from workflows.engine.language import AllItems, Item, Move, Opening


def touched(run: RunState, happening: Happening) -> tuple[tuple[str, str], ...]:
    """(kind, key) of every item of this run the event is about: named by it, opened by it, or moved by a fixed key."""
    found: dict[tuple[str, str], None] = {}
    known = lookup(run.workflow)
    for item in known.touches.get(happening.name, ()):
        for name in _opened(item, happening):
            found[item.kind, name] = None
        for move in _moves(item, happening.name):
            target = move.key or happening.item
            if target:
                found[item.kind, target] = None
    named = known.events[happening.name].item
    if named and happening.item and named in known.items:
        found[named, happening.item] = None
    return tuple(found)


def _opened(item: Item, happening: Happening) -> tuple[str, ...]:
    names: list[str] = []
    for opening in item.opened_by:
        if opening.event == happening.name and happening.says(opening.when):
            names += _keys(opening, happening)
    return tuple(dict.fromkeys(names))


def _keys(opening: Opening, happening: Happening) -> tuple[str, ...]:
    if opening.keys:
        return opening.keys
    if opening.listed:
        return happening.listed(opening.listed)
    return (happening.item,) if happening.item else ()


def _moves(item: Item, event: str) -> tuple[Move, ...]:
    return tuple(move for move in item.moves if move.event == event)


def open_and_move(taking: Taking) -> None:
    course, run, happening = taking.course, taking.run, taking.happening
    for kind, name in taking.touched:
        declared = lookup(run.workflow).items[kind]
        key = (run.key, kind, name)
        state = course.items.get(key)
        if state is None:
            if name not in _opened(declared, happening) and not _may_open(declared, happening):
                continue
            state = ItemState(run.key, kind, name, declared.begins, happening.id, happening.on, happening.on)
            course.items[key] = state
            _catch_up(taking, state, declared)
        _move(state, declared, happening)


def _catch_up(taking: Taking, state: ItemState, declared: Item) -> None:
    """What was told of it before anybody had opened it, such as a duty done before it was known to be one."""
    for earlier in taking.course.told:
        if earlier.id in taking.run.took and (state.kind, state.name) in touched(taking.run, earlier):
            _move(state, declared, earlier)


def _may_open(declared: Item, happening: Happening) -> bool:
    """A fact about an item nobody opened opens it; a fixed key that was never opened stays closed."""
    return happening.item is not None and all(move.key is None for move in _moves(declared, happening.name))


def _move(state: ItemState, declared: Item, happening: Happening) -> None:
    for move in _moves(declared, happening.name):
        if move.key in (None, state.name) and (not move.source or state.state in move.source):
            state.comes_to(move.to, happening.on)
            return


def all_stand(course: Course, run: RunState, condition: AllItems) -> date | None:
    """The day the condition came true, that of the last item to fulfil it, or None while it does not hold."""
    chosen = [
        state
        for (of_run, kind, name), state in course.items.items()
        if of_run == run.key and kind == condition.kind and (not condition.keys or name in condition.keys)
    ]
    if not chosen or not all(state.state in condition.in_ for state in chosen):
        return None
    return max(state.since_among(condition.in_) for state in chosen)
