"""What an event does to the deadlines of a run: which it settles, explains, closes and starts."""

from collections.abc import Iterator
from datetime import date

from workflows.engine.authority import local
from workflows.engine.counting import Counted, count
from workflows.engine.course import items
from workflows.engine.course.lookup import lookup
from workflows.engine.course.standing import Course, DeadlineState, Happening, Status, Taking
from workflows.engine.ladder import on_the_day
from workflows.engine.language import AllItems, Deadline, Says, working_days

NO_END = date(9999, 12, 31)


def settle(taking: Taking) -> None:
    """What this event meets, explains or makes unnecessary among the deadlines of its run."""
    happening = taking.happening
    for state in answered_by(taking):
        if _may_be_met(state, happening.on):
            _meet(taking, state, happening.on)
    for state in _open(taking):
        declared = state.declared
        if happening.name in declared.not_required_by and _is_about(state, taking):
            state.close(Status.NOT_REQUIRED, happening.id, happening.on)
        elif happening.name in declared.missed_by:
            state.close(Status.NOT_MET, happening.id, happening.on)
        elif happening.name == declared.explained_by:
            state.explained_by = happening.id
            state.explained_until = happening.day("look_again_on") or NO_END


def settle_by_items(taking: Taking) -> None:
    for state in _unmet(taking):
        met_by = state.declared.met_by
        if isinstance(met_by, AllItems):
            came_true = items.all_stand(taking.course, taking.run, met_by)
            if came_true is not None and _may_be_met(state, came_true):
                _meet(taking, state, came_true)


def answered_by(taking: Taking) -> list[DeadlineState]:
    """Those that this event, by its name and item, meets."""
    name = taking.happening.name
    return [state for state in _unmet(taking) if name in state.declared.settled_by and _is_about(state, taking)]


def _may_be_met(state: DeadlineState, on: date) -> bool:
    """Open, or missed, or done before it was found not to be required and only recorded later.

    One that repeats is met by what answers for its planned day or for one after it, not for one before.
    """
    if state.status is Status.NOT_REQUIRED and (state.settled_on is None or state.settled_on < on):
        return False
    return not state.declared.repeats or _answers_for(state, on) >= state.nth


def _answers_for(state: DeadlineState, on: date) -> int:
    """Which planned day of what repeats is the nearest to the day it was done, from the one before this on.

    Halfway between two it is the later. A day that cannot be known is answered for by whatever comes.
    """
    nth, before = state.nth - 1, _planned(state, state.nth - 1)
    while (ahead := _planned(state, nth + 1)) is not None and before is not None and ahead - on <= on - before:
        nth, before = nth + 1, ahead
    return max(nth, state.nth) if before is None or ahead is None else nth


def _planned(state: DeadlineState, nth: int) -> date | None:
    """The day it is planned for the nth time, from 0; before that, the day it counts from."""
    return state.counted.anchor if nth < 0 else count(state.declared, state.counted.anchor, state.calendar, nth=nth).due


def _meet(taking: Taking, state: DeadlineState, on: date) -> None:
    # A holiday announced since has moved what it moves; lateness over it is counted as it is known now.
    state.counted, state.calendar = recounted(state, taking.happening), taking.happening.calendar
    state.close(Status.MET, taking.happening.id, on)
    if state.declared.repeats and taking.run.ended_on is None:
        _repeat(taking, state, on)


def _repeat(taking: Taking, before: DeadlineState, met_on: date) -> None:
    """The next one, counted from the planned days: the first after the one that was answered for."""
    nth, calendar = _answers_for(before, met_on) + 1, taking.happening.calendar
    counted = count(before.declared, before.counted.anchor, calendar, nth=nth)
    taking.course.deadlines.append(
        DeadlineState(
            before.run, before.declared, before.item, before.started_by, before.started_on, counted, calendar, nth=nth
        )
    )


def start(taking: Taking) -> None:
    """What this event starts, on the items it touches or on the run itself; one that is already true is settled."""
    happening = taking.happening
    for declared in lookup(taking.run.workflow).starts.get(happening.name, ()):
        if not _is_so(taking, declared.when):
            continue
        came = happening.name in declared.missed_by
        ended = taking.run.ended_on is not None and not declared.hold and not came
        if ended or not _in_force(declared, happening.on):
            continue
        for item in _subjects(declared, taking):
            (_came if came else _start)(taking, declared, item)
    settle_by_items(taking)


def _is_so(taking: Taking, condition: Says | None) -> bool:
    """Of this event, or of the run's latest that the condition names; where there is none of those, it holds."""
    if condition is None or condition.of is None:
        return taking.happening.says(condition)
    told = reversed(taking.course.told)
    named = next((one for one in told if one.name == condition.of and one.id in taking.run.took), None)
    return named is None or named.says(condition)


def _in_force(declared: Deadline, on: date) -> bool:
    return (declared.since is None or declared.since <= on) and (declared.until is None or on <= declared.until)


def _subjects(declared: Deadline, taking: Taking) -> Iterator[str | None]:
    if declared.of is None:
        yield None
        return
    for kind, name in taking.touched:
        there = (taking.run.key, kind, name) in taking.course.items
        if kind == declared.of and declared.key in (None, name) and there:
            yield name


def _start(taking: Taking, declared: Deadline, item: str | None) -> None:
    happening, course = taking.happening, taking.course
    before = [s for s in course.deadlines if (s.run, s.declared.name, s.item) == (taking.run.key, declared.name, item)]
    still_open = next((state for state in before if state.is_open), None)
    answer = None if before or declared.repeats else _answered_already(taking, declared, item)
    if answer is None and _is_over(taking, declared, item):
        return
    anchor, given = _anchor(declared, taking), happening.day(declared.given)
    if still_open is not None and declared.again == "replace":
        still_open.close(Status.REPLANNED, happening.id, happening.on)
    elif still_open is not None:
        if declared.again == "earliest" and anchor < still_open.counted.anchor:
            still_open.counted = count(declared, anchor, happening.calendar, given=given)
            still_open.started_on, still_open.calendar = happening.on, happening.calendar
        return
    elif before and declared.again == "refuse":
        return
    counted = count(declared, anchor, happening.calendar, given=given)
    state = DeadlineState(
        taking.run.key, declared, item, happening.id, happening.on, counted, happening.calendar, given=given
    )
    if answer is not None:
        state.close(Status.MET, answer.id, answer.on)
    course.deadlines.append(state)


def _is_over(taking: Taking, declared: Deadline, item: str | None) -> bool:
    if declared.of is None or item is None:
        return False
    state = taking.course.items[taking.run.key, declared.of, item]
    return state.state in taking.run.workflow.item(declared.of).ends


def _answered_already(taking: Taking, declared: Deadline, item: str | None) -> Happening | None:
    """What met it before it was recorded that it had started: the first of them to happen."""
    run, names = taking.run, () if isinstance(declared.met_by, AllItems) else declared.settled_by
    answers = (
        told for told in taking.course.told
        if told.name in names and told.id in run.took and told.on >= taking.happening.on
        and (item is None or (declared.of, item) in items.touched(run, told))
    )  # fmt: skip
    return min(answers, key=lambda told: told.on, default=None)


def _came(taking: Taking, declared: Deadline, item: str | None) -> None:
    """What the deadline counts back from has happened, unplanned or earlier than planned: it is judged by that day.

    The plan it was counted from before is replanned by it. On the planned day or later the plan's own stands.
    """
    happening, course = taking.happening, taking.course
    before = [s for s in course.deadlines if (s.run, s.declared.name, s.item) == (taking.run.key, declared.name, item)]
    if before and before[-1].counted.anchor <= happening.on:
        return
    if before and before[-1].settled_by == happening.id:
        before[-1].status = Status.REPLANNED
    counted = count(declared, happening.on, happening.calendar)
    state = DeadlineState(
        taking.run.key, declared, item, happening.id, happening.on, counted, happening.calendar
    )  # fmt: skip
    state.close(Status.NOT_MET, happening.id, happening.on)
    course.deadlines.append(state)


def _anchor(declared: Deadline, taking: Taking) -> date:
    if declared.counts_from:
        return taking.course.last_on.get(declared.counts_from, taking.happening.on)
    return taking.happening.day(declared.anchor) or taking.happening.on


def close(taking: Taking) -> None:
    """Where an item or the run has ended, what is still open there is not required; a hold stands."""
    happening, run = taking.happening, taking.run
    for state in _open(taking):
        ended = run.ended_on is not None and not state.declared.hold
        if state.declared.of and state.item is not None:
            item = taking.course.items[run.key, state.declared.of, state.item]
            ended = ended or item.state in run.workflow.item(state.declared.of).ends
        if ended and not state.declared.name.startswith(EVIDENCE):
            state.close(Status.NOT_REQUIRED, happening.id, happening.on)


EVIDENCE = "evidence-for-"


def chase_evidence(taking: Taking) -> None:
    """A fact without its evidence stands; what is missing is asked for once."""
    happening, missing = taking.happening, sorted(set(taking.event.evidence) - taking.happening.evidence)
    if not missing:
        return
    declared = Deadline(
        name=EVIDENCE + happening.name + (f":{happening.item}" if happening.item else ""),
        title=f"Evidence to follow: {', '.join(missing)} ({taking.event.title})",
        starts=happening.name,
        within=working_days(2),
        duty=local("evidence is kept with every event"),
        days=local("2 working days"),
        ladder=(on_the_day("coordinator"),),
    )
    asked = taking.course.deadlines
    if any(state.started_by == happening.id and state.declared.name == declared.name for state in asked):
        return
    if any(state.declared.name == declared.name for state in _open(taking)):
        return
    counted = count(declared, happening.recorded_on, happening.calendar)
    taking.course.deadlines.append(
        DeadlineState(taking.run.key, declared, None, happening.id, happening.on, counted, happening.calendar)
    )


def recount(course: Course, happening: Happening) -> None:
    """A new calendar: every open deadline is counted again on it, settled ones keep what they had."""
    for state in course.deadlines:
        if state.is_open:
            state.counted = recounted(state, happening)
            state.calendar = happening.calendar


def recounted(state: DeadlineState, happening: Happening) -> Counted:
    return count(state.declared, state.counted.anchor, happening.calendar, given=state.given, nth=state.nth)


def _open(taking: Taking) -> list[DeadlineState]:
    run, still = taking.run.key, Status.OPEN
    return [state for state in taking.course.deadlines if state.status is still and state.run == run]


def _unmet(taking: Taking) -> list[DeadlineState]:
    """What may still be met: what is open, and what ended unmet, for it may have been done and only not recorded."""
    run, ended = taking.run.key, (Status.MET, Status.REPLANNED)
    return [state for state in taking.course.deadlines if state.status not in ended and state.run == run]


def _is_about(state: DeadlineState, taking: Taking) -> bool:
    return state.item is None or (state.declared.of or "", state.item) in taking.touched
