"""Follows a case from event to event: who takes each, what moves, what is settled, what starts."""

from collections.abc import Iterable, Iterator

from workflows.engine.course import deadlines, items, judging
from workflows.engine.course.lookup import lookup
from workflows.engine.course.standing import Course, Happening, RunState, Taking
from workflows.engine.language import AllItems, Transition, Workflow
from workflows.engine.refusals import Code, Refused


def replay(happenings: Iterable[Happening]) -> Course:
    """The case rebuilt from its events in the order they were recorded. Raises `Refused` at the first impossible."""
    course = Course()
    for happening in happenings:
        take(course, happening)
    return course


def take(course: Course, happening: Happening) -> None:
    """Takes one event whole, or raises `Refused` and changes nothing. The only way a course changes."""
    if happening.recount:
        deadlines.recount(course, happening)
        return
    takers = list(_takers(course, happening))
    for run in takers:
        judging.judge(course, run, happening)
    begun = [workflow for workflow in happening.law.values() if begins(course, workflow, happening.name)]
    if not takers and not begun:
        raise Refused(Code.NOBODY_TAKES_IT, judging.answers_nothing(course, happening))
    course.last_on[happening.name] = happening.on
    for run in takers:
        _follow(course, run, happening)
    for workflow in begun:
        _begin(course, workflow, happening)
    course.told.append(happening)


def _takers(course: Course, happening: Happening) -> Iterator[RunState]:
    """Every open run that hears it; where there is none, the last ended one of each workflow that does."""
    hearing = [run for run in course.runs.values() if happening.name in lookup(run.workflow).heard]
    still_open = [run for run in hearing if run.ended_on is None]
    if still_open:
        return iter(still_open)
    if any(begins(course, workflow, happening.name) for workflow in happening.law.values()):
        return iter(())
    return iter({run.workflow.name: run for run in hearing}.values())


def begins(course: Course, workflow: Workflow, event: str) -> bool:
    """A workflow begins unless a run of it is open; a second run only where the law says `again`."""
    if event not in workflow.begun_by:
        return False
    after = workflow.again.get(event, ())
    return all(run.ended_on is not None and run.state in after for run in _runs_of(course, workflow))


def _runs_of(course: Course, workflow: Workflow) -> list[RunState]:
    return [run for run in course.runs.values() if run.workflow.name == workflow.name]


def _begin(course: Course, workflow: Workflow, happening: Happening) -> None:
    """Begins a run; it takes at once what was recorded before it, happened since it began, and no run of it took."""
    known = {id_ for before in _runs_of(course, workflow) for id_ in before.took}
    run = RunState(workflow, happening.id, happening.on, workflow.begins, happening.on)
    course.runs[run.key] = run
    _follow(course, run, happening)
    for earlier in course.told:
        if earlier.name in lookup(workflow).heard and earlier.on >= run.begun_on and earlier.id not in known:
            _follow(course, run, earlier)


def _follow(course: Course, run: RunState, happening: Happening) -> None:
    """One event in one run: its items, then what it settles, then where the run goes, then what it starts."""
    history = run.ended_on is not None or judging.is_behind(run, happening.name)
    event = lookup(run.workflow).events[happening.name]
    taking = Taking(course, run, happening, event, items.touched(run, happening))
    run.taken[happening.name, happening.item] = happening.on
    run.took.add(happening.id)
    if happening.name in run.workflow.begun_by:
        run.begun_on = min(run.begun_on, happening.on)
    run.passed.discard(happening.name)
    items.open_and_move(taking)
    deadlines.settle(taking)
    if not history:
        _move(taking)
    _move_by_items(taking)
    deadlines.settle_by_items(taking)
    if not history:
        deadlines.start(taking)
    deadlines.chase_evidence(taking)
    deadlines.close(taking)


def _move(taking: Taking) -> None:
    run = taking.run
    for transition in lookup(run.workflow).moves.get(taking.happening.name, ()):
        if not transition.sources or run.state in transition.sources:
            _go(taking, transition)
            return


def _move_by_items(taking: Taking) -> None:
    """The last item moves the run; arriving somewhere may complete the next, so go on until nothing moves."""
    by_items = lookup(taking.run.workflow).by_items
    for _ in taking.run.workflow.states if by_items else ():
        ready = next((to for to, when in by_items if _is_ready(taking, to, when)), None)
        if ready is None:
            return
        _go(taking, ready)


def _is_ready(taking: Taking, transition: Transition, when: AllItems) -> bool:
    run = taking.run
    if run.ended_on is not None or run.state == transition.to:
        return False
    here = not transition.sources or run.state in transition.sources
    return here and items.all_stand(taking.course, run, when) is not None


def _go(taking: Taking, transition: Transition) -> None:
    run, workflow = taking.run, taking.run.workflow
    run.passed |= judging.passed_over(workflow, run.state, transition) - {name for name, _ in run.taken}
    if run.state != transition.to:
        run.state, run.since = transition.to, taking.happening.on
    if run.state in workflow.ends:
        run.ended_on = taking.happening.on
