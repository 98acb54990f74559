"""What should be said plainly of what was just recorded: too little time, what was not kept, what starts nothing."""

from workflows.engine.authority import Weight
from workflows.engine.casework.answering import OVERRIDE
from workflows.engine.course import Course, DeadlineState, Happening
from workflows.engine.course.comparing import Snapshot, judged
from workflows.engine.course.deadlines import EVIDENCE
from workflows.engine.reading.speaking import spoken
from workflows.engine.refusals import Code, Refused


def minded(course: Course, before: Snapshot, happening: Happening, *, overridden: bool) -> tuple[str, ...]:
    """The sentences, in that order. Raises `Refused` for a plan that would break the law and is not `overridden`."""
    too_short = _too_short(course, before, happening, overridden)
    return (*too_short, *_not_kept(course, before), *_only_kept(course, before, happening))


def _too_short(course: Course, before: Snapshot, happening: Happening, overridden: bool) -> tuple[str, ...]:
    """A plan that leaves no time for what must come before it: told plainly, and by law only with a reason."""
    short = [
        state
        for state in course.deadlines
        if state.key not in before.deadlines
        and state.is_open
        and state.declared.ahead_of
        and _is_gone(state, happening)
    ]
    by_law = [state for state in short if state.declared.weight is Weight.STATUTE]
    if by_law and not overridden:
        broken = by_law[0].declared.duty.source
        raise Refused(
            Code.NEEDS_REASON,
            f"{_sentence(by_law[0])} This would break {broken}: move the date, or give {OVERRIDE}.",
        )
    return tuple(map(_sentence, short))


def _not_kept(course: Course, before: Snapshot) -> tuple[str, ...]:
    """What this event shows was not kept: what had to come before it and did not, and what ended before its time."""
    found = []
    for state in course.deadlines:
        was = before.deadlines.get(state.key)
        result, _ = judged(state)
        if was is None and state.declared.ahead_of and result in ("late", "not met"):
            done = f"was done on {state.settled_on:%A %-d %B %Y}" if result == "late" else "is not recorded as done"
            found.append(f"{_sentence(state)} It {done}.")
        elif was is not None and was.is_open and result == "ended early":
            until, source = state.counted.due, state.declared.duty.source
            found.append(f"{state.declared.title}: it was to stand until {until:%A %-d %B %Y} ({source}).")
    return tuple(found)


def _is_gone(state: DeadlineState, happening: Happening) -> bool:
    return state.counted.due is not None and state.counted.due < happening.on


def _sentence(state: DeadlineState) -> str:
    planned, due = state.counted.anchor, state.counted.due
    return (
        f"{state.declared.title}: for {planned:%A %-d %B %Y} the last day was {due:%A %-d %B %Y} "
        f"({state.counted.rule}; {state.declared.days.source})."
    )


def _only_kept(course: Course, before: Snapshot, happening: Happening) -> tuple[str, ...]:
    """What would start a date, and came to a process that has ended: it is history there, and starts nothing."""
    took = [run for run in course.runs.values() if happening.id in run.took]
    if any(run.key not in before.runs or before.runs[run.key].ended_on is None for run in took):
        return ()
    if any(one.started_by == happening.id and not one.declared.name.startswith(EVIDENCE) for one in course.deadlines):
        return ()
    return tuple(
        f"{run.workflow.title} has ended ({spoken(run.state)}): this is kept with its own date, and starts nothing."
        for run in took
        if any(happening.name in declared.started_by for declared in run.workflow.deadlines)
    )
