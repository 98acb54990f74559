"""Whether a run takes an event: facts are refused for a date or a contradiction only, steps also for their place."""

from workflows.engine.course import deadlines, items
from workflows.engine.course.lookup import lookup
from workflows.engine.course.standing import Course, Happening, RunState, Taking
from workflows.engine.language import STEP, AllItems, Event, Transition, Workflow
from workflows.engine.refusals import Code, Refused


def judge(course: Course, run: RunState, happening: Happening) -> None:
    """Raises `Refused` if this run cannot take the event; says nothing otherwise."""
    known = lookup(run.workflow)
    event = known.events[happening.name]
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
    if event.item and not happening.item and event.item in known.items:
        raise Refused(Code.BAD_ANSWER, f"{happening.name} needs to say which {event.item} it is about.")
    if event.kind is STEP and run.ended_on is None:
        _judge_step(course, run, happening)
    _judge_answer(Taking(course, run, happening, event, items.touched(run, happening)))


def answers_nothing(course: Course, happening: Happening) -> str:
    """Why no run takes it, and what would have to be recorded first."""
    begun = {run.workflow.name for run in course.runs.values()}
    waiting = [law for law in happening.law.values() if happening.name in law.heard and law.name not in begun]
    if not waiting:
        return f"{happening.name} answers nothing that is open in this case, and begins nothing."
    titles, first = (
        " or ".join(words) for words in zip(*((law.title, law.begun_by[-1]) for law in waiting), strict=True)
    )
    return (
        f"{happening.name} belongs to {titles}, which has not begun in this case: "
        f"record first what begins it, such as {first}."
    )


def _moves_on(run: RunState, event: Event) -> bool:
    """Whether the run goes on by it. A fact that only lies beside the run may be older than the run."""
    return event.kind is STEP or event.name in lookup(run.workflow).moves


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
    return {state for t in lookup(run.workflow).moves.get(name, ()) for state in t.sources}


def is_behind(run: RunState, name: str) -> bool:
    """Whether a step lies behind where the run stands: filled in, it is history. One that leads further on, or would
    have ended the run, does not: the run went another way."""
    known = lookup(run.workflow)
    # A fact with a place in the drawing, such as a day set for publication, starts its deadlines wherever it comes.
    if known.events[name].kind is not STEP:
        return False
    order = list(run.workflow.states)
    return any(
        run.state not in t.sources and order.index(state) < order.index(run.state)
        for t in known.moves.get(name, ())
        if t.to not in run.workflow.ends and order.index(t.to) <= order.index(run.state)
        for state in t.sources
    )


def _judge_step(course: Course, run: RunState, happening: Happening) -> None:
    sources = _sources(run, happening.name)
    if sources and run.state not in sources and not is_behind(run, happening.name):
        raise Refused(
            Code.NOT_POSSIBLE,
            f"{happening.name} is not possible while {run.workflow.title} stands at {run.state}; "
            f"it is possible at {', '.join(sorted(sources))}.",
        )
    for item in lookup(run.workflow).touches.get(happening.name, ()):
        moves = [move for move in item.moves if move.event == happening.name]
        opens = any(opening.event == happening.name for opening in item.opened_by)
        state = course.items.get((run.key, item.kind, happening.item or ""))
        if moves and not opens and happening.item and state is None:
            raise Refused(Code.NOT_POSSIBLE, f"There is no {item.kind} {happening.item} in this case.")
        if state and moves and all(move.source and state.state not in move.source for move in moves):
            raise Refused(
                Code.NOT_POSSIBLE, f"{happening.name} is not possible: {item.kind} {happening.item} is {state.state}."
            )


def passed_over(workflow: Workflow, source: str, transition: Transition) -> set[str]:
    """The steps a fact jumped on its way from `source`: not recorded, and still welcome.

    They lie on the main line to where it is expected: from each state on by the first transition that the law declares
    there and that leads on, what happens once before what may happen again. The order of states is that of the law.
    """
    if isinstance(transition.on, AllItems) or workflow.event(transition.on).kind is STEP:
        return set()
    to = transition.after if not transition.sources else transition.to
    line = _main_line(workflow, source, to) if to else ()
    return {t.on for t in line if isinstance(t.on, str) and workflow.event(t.on).kind is STEP}


def _main_line(workflow: Workflow, source: str, to: str) -> tuple[Transition, ...]:
    order = list(workflow.states)
    if source == to:
        return ()
    for way in sorted(workflow.transitions, key=lambda t: _recurs(workflow, t)):
        if source in way.sources and order.index(source) < order.index(way.to) <= order.index(to):
            rest = _main_line(workflow, way.to, to)
            if rest or way.to == to:
                return (way, *rest)
    return ()


def _recurs(workflow: Workflow, transition: Transition) -> bool:
    return isinstance(transition.on, str) and workflow.event(transition.on).many
