"""Faults of deadlines: nobody settles them, no way or two ways to date them, ladders out of order or out of reach."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import combinations, pairwise

from workflows.engine.faults.events import unknown_roles
from workflows.engine.faults.items import condition, fixed_keys, touches, unasked
from workflows.engine.ladder import Rung, RungKind
from workflows.engine.language import AllItems, Answer, Deadline, Event, Span, Unit, Workflow

_ORDER = tuple(RungKind)
_ONCE = (RungKind.AT_START, RungKind.ON_THE_DAY, RungKind.EVERY)
_COUNTED = (RungKind.BEFORE, RungKind.AFTER, RungKind.EVERY)


def faults(workflow: Workflow, events: Mapping[str, Event]) -> Iterator[str]:
    yield from _declared_twice(workflow)
    for deadline in workflow.deadlines:
        for fault in _of_one(deadline, workflow, events):
            yield f"{deadline.name} {fault}"


def _of_one(deadline: Deadline, workflow: Workflow, events: Mapping[str, Event]) -> Iterator[str]:
    starting = [events[name] for name in deadline.started_by if name in events]
    if not deadline.title.strip():
        yield "has no title."
    yield from _settled(deadline, workflow)
    yield from _dated(deadline, starting)
    yield from _of_items(deadline, workflow, events, starting)
    yield from _authority(deadline)
    yield from ladder(deadline)
    asked = starting
    if deadline.when is not None and deadline.when.of is not None:
        asked = [events[deadline.when.of]] if deadline.when.of in events else []
    yield from unasked("starts with a condition: it", deadline.when, asked)


def _declared_twice(workflow: Workflow) -> Iterator[str]:
    """The same name twice is right only where the law changed: one until a day, the other since a later one."""
    for one, other in combinations(workflow.deadlines, 2):
        if one.name == other.name and _from(one) <= _to(other) and _from(other) <= _to(one):
            yield f"the deadline {one.name} is declared twice for the same days."


def _from(deadline: Deadline) -> date:
    return deadline.since or date.min


def _to(deadline: Deadline) -> date:
    return deadline.until or date.max


def _settled(deadline: Deadline, workflow: Workflow) -> Iterator[str]:
    if not deadline.started_by:
        yield "is started by nothing."
    if isinstance(deadline.met_by, AllItems):
        yield from condition("is settled by items: it", deadline.met_by, workflow)
    elif not deadline.settled_by and not deadline.hold:
        yield "can be settled by nobody: say what meets it."


def _dated(deadline: Deadline, starting: list[Event]) -> Iterator[str]:
    ways = (deadline.within is not None or deadline.given is not None) + (deadline.ahead_of is not None)
    if ways != 1:
        yield "needs exactly one way of dating: within a time, ahead of a day, or a date given."
    if deadline.ahead_of is not None and deadline.anchor is None:
        yield "is counted back from a day, and does not say which answer holds that day."
    if deadline.repeats and deadline.within is None:
        yield "repeats, and does not say after how long."
    if deadline.on_day is not None and not (_in_months(deadline.within) and 1 <= deadline.on_day <= 31):
        yield "falls on a day of the month, and is not counted in months."
    for span in filter(None, (deadline.within, deadline.ahead_of)):
        if span.n < 1:
            yield f"counts {span}, and a count begins at one."
    for name in filter(None, (deadline.given, deadline.anchor)):
        for event in starting:
            came = event.name in deadline.missed_by  # what it counts back from has then happened, on its own day
            if not came and not any(ask.name == name and ask.answer is Answer.DATE for ask in event.asks):
                yield f"takes its date from {name}, which {event.name} does not ask for."


def _in_months(span: Span | None) -> bool:
    return span is not None and span.unit is Unit.MONTHS


def _of_items(
    deadline: Deadline, workflow: Workflow, events: Mapping[str, Event], starting: list[Event]
) -> Iterator[str]:
    if deadline.of is None:
        if deadline.key is not None:
            yield f"is of {deadline.key}, and does not say of what kind of item."
        return
    item = next((item for item in workflow.items if item.kind == deadline.of), None)
    if item is None:
        yield f"is of the item {deadline.of}, which does not exist."
        return
    if deadline.key is not None and deadline.key not in fixed_keys(item):
        yield f"is of the item {deadline.of} {deadline.key}, which nobody opens."
    for event in starting:
        if not touches(event, item, deadline.key):
            yield f"is started by {event.name}, which is not about the item {deadline.of}."
    for event in (events[name] for name in deadline.settled_by if name in events):
        if not touches(event, item, deadline.key):
            yield f"can be settled by nobody: {event.name} is not about the item {deadline.of}."


def _authority(deadline: Deadline) -> Iterator[str]:
    for part, authority in (("duty", deadline.duty), ("days", deadline.days)):
        if not authority.source.strip():
            yield f"rests its {part} on {authority.weight} and names no source."
    if deadline.since and deadline.until and deadline.until < deadline.since:
        yield "ends before it begins to apply."


def ladder(deadline: Deadline) -> Iterator[str]:
    """Faults of its rungs; offsets are working days."""
    rungs = deadline.ladder
    if deadline.hold and rungs:
        yield "is a hold, never overdue, and has a ladder."
    for rung in rungs:
        yield from unknown_roles(f"tells, {rung}, and", rung.roles)
        if (rung.kind in _COUNTED) != (rung.n >= 1):
            yield f"has a rung of {rung.n} working days {rung.kind}."
    if any(one.kind is other.kind and (one.kind in _ONCE or one.n == other.n) for one, other in combinations(rungs, 2)):
        yield "has the same rung twice."
    if any(_place(one) > _place(other) for one, other in pairwise(rungs)):
        yield "has its rungs out of order: at start, before, on the day, after, every."
    yield from _out_of_reach(deadline)


def _place(rung: Rung) -> tuple[int, int]:
    return _ORDER.index(rung.kind), -rung.n if rung.kind is RungKind.BEFORE else rung.n


def _out_of_reach(deadline: Deadline) -> Iterator[str]:
    """A rung before the deadline's own beginning could only fire at its start: `at_start` says so aloud."""
    span = deadline.within
    if span is None or span.unit is not Unit.WORKING_DAYS:
        return
    for rung in deadline.ladder:
        if rung.kind is RungKind.BEFORE and rung.n >= span.n:
            yield f"tells {rung.n} working days before, and has only {span.n}: at_start() says that aloud."
