"""The whole law walked, joined together: no dead end, no state without a date, no refusal for ever, no empty ladder."""

from functools import cache

import pytest

from tests.engine.ways import (
    EVENTS,
    LAW,
    Way,
    by_its_own_events,
    everywhere,
    path,
    run_of,
    taken,
    taken_all,
    ways,
)
from workflows.engine.course import Course, DeadlineState
from workflows.engine.ladder import RungKind
from workflows.engine.language import AllItems, Deadline, Workflow
from workflows.engine.refusals import Code, Refused

STATES = [(workflow.name, state) for workflow in LAW.values() for state in workflow.states]
NOT_ENDS = [(name, state) for name, state in STATES if state not in LAW[name].ends]

WAITS_FOR_OTHERS = {
    ("panel-referral", "national_review"): "the national review has no statutory length; its end is told to us",
    ("panel-referral", "going_on"): "the partners went on; only the Panel's letter can still come",
}
"""States in which nothing is owed by anybody here, and why."""


@cache
def standings() -> dict[tuple[str, str], Course]:
    """The shortest course to each state of each workflow."""
    return {(workflow.name, state): course for workflow in LAW.values() for state, course in _states_of(workflow)}


def _states_of(workflow: Workflow) -> list[tuple[str, Course]]:
    found: dict[str, Course] = {}
    for course in by_its_own_events(Course(), workflow):
        run = run_of(course, workflow)
        assert run is not None
        found.setdefault(run.state, course)
        if len(found) == len(workflow.states):
            break
    return list(found.items())


def finished(course: Course) -> Course | None:
    """The course once every run has ended and everything owed is settled; None where there is no way to it."""
    for run in list(course.runs.values()):
        if run.ended_on is None and course.runs[run.key].ended_on is None:
            ends = (on for on in by_its_own_events(course, run.workflow) if on.runs[run.key].ended_on is not None)
            on = next(ends, None)
            return None if on is None else finished(on)
    owed = owed_in(course)
    if not owed:
        return course
    nearer = next((on for on in _answers(course, owed) if len(owed_in(on)) < len(owed) or _moved(on, course)), None)
    return None if nearer is None or len(nearer.told) > 40 else finished(nearer)


def owed_in(course: Course) -> list[DeadlineState]:
    """What somebody must still do: a hold ends by itself, an expectation is another's, what repeats is never done."""
    plain = (one for one in course.deadlines if one.is_open)
    return [one for one in plain if not (one.declared.hold or one.declared.expectation or one.declared.repeats)]


def _answers(course: Course, owed: list[DeadlineState]) -> list[Course]:
    names = frozenset(name for one in owed for name in _answering(LAW[one.run[0]], one.declared)) & set(EVENTS)
    return sorted(taken_all(course, names), key=lambda on: len(owed_in(on)))


def _answering(workflow: Workflow, declared: Deadline) -> set[str]:
    names = {*declared.settled_by, *declared.not_required_by}
    if isinstance(declared.met_by, AllItems):
        item = workflow.item(declared.met_by.kind)
        names |= {move.event for move in item.moves if move.to in declared.met_by.in_}
    return names


def _moved(on: Course, course: Course) -> bool:
    return {(i.name, i.state) for i in on.items.values()} != {(i.name, i.state) for i in course.items.values()}


def test_every_state_can_be_reached_and_every_event_taken() -> None:
    took = {way.event for course in standings().values() for way in ways(course) if no_to(course, way) is None}

    assert set(STATES) - set(standings()) == set()
    assert set(EVENTS) - took == set()


def test_every_case_can_finish_from_every_state() -> None:
    stuck = {place: path(course) for place, course in standings().items() if finished(course) is None}

    assert stuck == {}


@pytest.mark.parametrize("events", [2, pytest.param(3, marks=pytest.mark.soak)])
def test_every_case_can_finish_whatever_came_first_and_in_whatever_order(events: int) -> None:
    walked = list(everywhere(Course(), events))
    stuck = [path(course) for course in walked if finished(course) is None]

    assert len(walked) > 100
    assert stuck == []


@pytest.mark.soak
@pytest.mark.parametrize("name", LAW)
def test_every_case_can_finish_however_far_one_workflow_has_come(name: str) -> None:
    assert [path(course) for course in by_its_own_events(Course(), LAW[name]) if finished(course) is None] == []


@pytest.mark.parametrize(("name", "state"), NOT_ENDS, ids=[f"{name}-{state}" for name, state in NOT_ENDS])
def test_a_case_waits_nowhere_without_a_date_or_a_reason(name: str, state: str) -> None:
    """With the incident's own beginning recorded, something that is owed has a date, or it is said why nothing is."""
    course = standings()[name, state]
    dated = [one.declared.name for one in course.deadlines if one.is_open and not one.declared.hold]

    assert bool(dated) != ((name, state) in WAITS_FOR_OTHERS), (path(course), dated)


def test_no_refusal_is_for_ever() -> None:
    """What a step is refused for, its place in the drawing, some way onward lifts; a contradiction, the correction."""
    refused = [
        (course, way, no) for course in standings().values() for way in ways(course) if (no := no_to(course, way))
    ]

    assert {no.code for _, _, no in refused} == {Code.NOBODY_TAKES_IT, Code.CONTRADICTION, Code.NOT_POSSIBLE}
    assert [f"after {path(course)}: {no}" for course, way, no in refused if not may_be_lifted(course, way, no)] == []


def no_to(course: Course, way: Way) -> Refused | None:
    try:
        taken(course, way)
    except Refused as refusal:
        return refusal
    return None


def may_be_lifted(course: Course, way: Way, refusal: Refused) -> bool:
    if refusal.code is Code.CONTRADICTION:
        return any(told.name == way.event for told in course.told)
    if refusal.code is Code.NOBODY_TAKES_IT:
        return True  # what would begin the process it belongs to is shown above to be possible somewhere
    return any(_takes(on, way) for workflow in LAW.values() if way.event in workflow.heard
               for on in by_its_own_events(course, workflow))  # fmt: skip


def _takes(course: Course, way: Way) -> bool:
    return any(no_to(course, other) is None for other in ways(course, frozenset({way.event})))


LADDERS = [(workflow, one) for workflow in LAW.values() for one in workflow.deadlines if one.ladder]


@pytest.mark.parametrize(("workflow", "declared"), LADDERS, ids=[f"{w.name}-{d.name}" for w, d in LADDERS])
def test_no_escalation_ends_with_whoever_was_reminded_first(workflow: Workflow, declared: Deadline) -> None:
    """An expectation is another's to keep and escalates to nobody."""
    late = [rung for rung in declared.ladder if rung.kind in (RungKind.AFTER, RungKind.EVERY)]
    further = {role for rung in late for role in rung.roles} - set(declared.ladder[0].roles)

    assert declared.expectation or further, declared.ladder
