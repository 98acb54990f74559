"""Whether a run takes an event: facts are refused for a date or a contradiction only, steps also for their place."""

from functools import cache

from workflows.engine.course import deadlines, items
from workflows.engine.course.standing import Course, Happening, RunState, Taking
from workflows.engine.language import STEP, Event, Workflow
from workflows.engine.refusals import Code, Refused


def judge(course: Course, run: RunState, happening: Happening) -> None:
    """Raises `Refused` if this run cannot take the event; says nothing otherwise."""
    event = run.workflow.event(happening.name)
    taken = run.taken.get((happening.name, happening.item))
    if taken is not None and not event.many:
        about = f" for {happening.item}" if happening.item else ""
        raise Refused(
            Code.CONTRADICTION,
            f"{happening.name}{about} is already recorded, on {taken:%A %-d %B %Y}: correct that record first.",
        )
    if happening.on < run.begun_on and _moves_on(run, event):
        raise Refused(
            Code.TOO_EARLY,
            f"{happening.name} on {happening.on:%A %-d %B %Y} is before {run.workflow.title} began, "
            f"on {run.begun_on:%A %-d %B %Y}.",
        )
    if event.item and not happening.item and any(item.kind == event.item for item in run.workflow.items):
        raise Refused(Code.BAD_ANSWER, f"{happening.name} needs to say which {event.item} it is about.")
    if event.kind is STEP and run.ended_on is None:
        _judge_step(course, run, happening)
    _judge_answer(Taking(course, run, happening, event, items.touched(run, happening)))


def _moves_on(run: RunState, event: Event) -> bool:
    """Whether the run goes on by it. A fact that only lies beside the run may be older than the run."""
    return event.kind is STEP or event.name in {t.on for t in run.workflow.transitions}


def _judge_answer(taking: Taking) -> None:
    """What meets a deadline comes after what started it."""
    on = taking.happening.on
    for state in deadlines.answered_by(taking):
        if state.is_open and on < state.started_on:
            raise Refused(
                Code.TOO_EARLY,
                f"{taking.happening.name} on {on:%A %-d %B %Y} is before what it answers: {state.declared.name} "
                f"was started on {state.started_on:%A %-d %B %Y}.",
            )


def _sources(run: RunState, name: str) -> set[str]:
    return {state for t in run.workflow.transitions if t.on == name for state in t.sources}


def is_passed_over(run: RunState, name: str) -> bool:
    """A step the run has gone past, and at which it does not stand again: filled in, it is history."""
    return name in run.passed and run.state not in _sources(run, name)


def _judge_step(course: Course, run: RunState, happening: Happening) -> None:
    sources = _sources(run, happening.name)
    if sources and run.state not in sources and happening.name not in run.passed:
        raise Refused(
            Code.NOT_POSSIBLE,
            f"{happening.name} is not possible while {run.workflow.title} stands at {run.state}; "
            f"it is possible at {', '.join(sorted(sources))}.",
        )
    for item in run.workflow.items:
        moves = [move for move in item.moves if move.event == happening.name]
        opens = any(opening.event == happening.name for opening in item.opened_by)
        state = course.items.get((run.key, item.kind, happening.item or ""))
        if moves and not opens and happening.item and state is None:
            raise Refused(Code.NOT_POSSIBLE, f"There is no {item.kind} {happening.item} in this case.")
        if state and moves and all(move.source and state.state not in move.source for move in moves):
            raise Refused(
                Code.NOT_POSSIBLE, f"{happening.name} is not possible: {item.kind} {happening.item} is {state.state}."
            )


@cache
def _paths(workflow_name: str, moves: tuple[tuple[str, str], ...]) -> dict[str, frozenset[str]]:
    """From each state, every state that steps lead to (itself included)."""
    reach = {state: {state} for move in moves for state in move}
    changed = True
    while changed:
        changed = False
        for source, to in moves:
            grown = reach[source] | reach[to]
            changed, reach[source] = changed or grown != reach[source], grown
    return {state: frozenset(reached) for state, reached in reach.items()}


def passed_over(workflow: Workflow, source: str, to: str) -> set[str]:
    """The steps on the drawing between two states that a fact jumped: not recorded, and still welcome."""
    moves = tuple((state, t.to) for t in workflow.transitions for state in t.sources)
    reach = _paths(workflow.name, moves)
    between = {state for state in reach.get(source, frozenset()) if to in reach.get(state, frozenset())}
    return {
        t.on
        for t in workflow.transitions
        if isinstance(t.on, str)
        and any(state in between for state in t.sources)
        and t.to in between
        and workflow.event(t.on).kind is STEP
    }
