"""The declared law walked: every event in every way it can be said, from wherever a case stands; on paper, no database.

Everything happens on one day, so that only order and place decide.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from config.bank_holidays import ENGLAND_AND_WALES
from workflows.engine.calendar import Calendar
from workflows.engine.course import Course, Happening, RunState, take
from workflows.engine.language import AllItems, Answer, Ask, Event, Workflow
from workflows.engine.refusals import Refused
from workflows.engine.registry import workflows

LAW = workflows()
CALENDAR = Calendar.build(ENGLAND_AND_WALES)
DAY = date(2025, 3, 3)
LATER = (DAY + timedelta(days=60)).isoformat()
EVENTS = {event.name: event for workflow in LAW.values() for event in workflow.events}
NEW = "somebody-new"
"""An item that the case does not have yet."""

SAID: dict[Answer, Any] = {Answer.DATE: LATER, Answer.KEYS: ["icb", "police"], Answer.PARTNERS: ["icb", "police"]}


@dataclass(frozen=True)
class Way:
    """One event as it may be recorded."""

    event: str
    item: str | None
    details: tuple[tuple[str, Any], ...]


def ways_to_say(event: Event) -> Iterator[tuple[tuple[str, Any], ...]]:
    """Every choice of every answer in turn, and each answer left out that may be; the others as usual."""
    usual = [_possible(ask)[0] for ask in event.asks]
    seen = []
    for place, ask in enumerate(event.asks):
        for said in _possible(ask):
            seen.append([*usual[:place], said, *usual[place + 1 :]])
    for one in [usual, *seen]:
        yield tuple(said for said in one if said is not None)


def _possible(ask: Ask) -> list[tuple[str, Any] | None]:
    said = ask.choices if ask.answer is Answer.CHOICE else [SAID[ask.answer]] if ask.answer in SAID else []
    may_be_left_out = not ask.required and ask.answer is not Answer.PARTNERS  # those are filled in
    left_out: list[tuple[str, Any] | None] = [None] if may_be_left_out or not said else []
    return [*((ask.name, one) for one in said), *left_out]


SAYINGS = {name: list({str(said): said for said in ways_to_say(event)}.values()) for name, event in EVENTS.items()}


def ways(course: Course, events: frozenset[str] = frozenset(EVENTS)) -> Iterator[Way]:
    """All that may be recorded next, possible or not: about each item there is, and about one there is not."""
    for name in sorted(events):
        kind = EVENTS[name].item
        there = sorted({item.name for item in course.items.values() if item.kind == kind})
        for item in [*there, NEW] if kind else [None]:
            for details in SAYINGS[name]:
                yield Way(name, item, details)


def taken(course: Course, way: Way) -> Course:
    """Another course, one event on; the one given stays as it was. Raises `Refused`."""
    event = Happening(
        UUID(int=len(course.told)), way.event, DAY, dict(way.details), LAW, CALENDAR, DAY, way.item,
        frozenset(EVENTS[way.event].evidence),
    )  # fmt: skip
    on = copied(course)
    take(on, event)
    return on


def copied(course: Course) -> Course:
    return Course(
        {
            key: replace(run, passed=set(run.passed), taken=dict(run.taken), took=set(run.took))
            for key, run in course.runs.items()
        },
        {key: replace(item) for key, item in course.items.items()},
        [replace(deadline) for deadline in course.deadlines],
        dict(course.last_on),
        list(course.told),
    )


def path(course: Course) -> str:
    return " → ".join(one.name + (f" ({one.item})" if one.item else "") for one in course.told) or "nothing"


def standing(course: Course) -> object:
    """What tells two courses apart: where the runs and items stand and which deadlines are open."""
    return (
        frozenset((run.workflow.name, run.state, run.ended_on is None) for run in course.runs.values()),
        frozenset((item.kind, item.name, item.state) for item in course.items.values()),
        frozenset((one.declared.name, one.item, one.explained_until) for one in course.deadlines if one.is_open),
    )


def standing_of(run: RunState, course: Course) -> object:
    """The same of one run alone: its state, and the items that move it, those of fixed keys by name."""
    moving = {one.on.kind for one in run.workflow.transitions if isinstance(one.on, AllItems)}
    fixed = {key for item in run.workflow.items for opening in item.opened_by for key in opening.keys}
    mine = (item for item in course.items.values() if item.run == run.key and item.kind in moving)
    return run.state, frozenset((item.kind, item.name if item.name in fixed else "", item.state) for item in mine)


def everywhere(begin: Course, depth: int) -> Iterator[Course]:
    """Every course that up to `depth` events can make of this one, one of each standing, itself first."""
    level, seen = [begin], {standing(begin)}
    yield begin
    for _ in range(depth):
        ahead = []
        for on in (on for course in level for on in taken_all(course)):
            if standing(on) not in seen:
                seen.add(standing(on))
                ahead.append(on)
        yield from ahead
        level = ahead


def run_of(course: Course, workflow: Workflow) -> RunState | None:
    """The last run of it."""
    return next((run for run in reversed(course.runs.values()) if run.workflow.name == workflow.name), None)


def by_its_own_events(begin: Course, workflow: Workflow) -> Iterator[Course]:
    """A course in each standing that one run can be brought to by what it hears itself, the nearest first."""
    level, seen = [begin], set[object]()
    while level:
        ahead = []
        for course in level:
            for on in taken_all(course, workflow.heard & set(EVENTS)):
                run = run_of(on, workflow)
                if run is not None and standing_of(run, on) not in seen:
                    seen.add(standing_of(run, on))
                    ahead.append(on)
        yield from ahead
        level = ahead


def taken_all(course: Course, events: frozenset[str] = frozenset(EVENTS)) -> Iterator[Course]:
    """What each of these events that is possible makes of it."""
    for way in ways(course, events):
        try:
            yield taken(course, way)
        except Refused:
            continue
