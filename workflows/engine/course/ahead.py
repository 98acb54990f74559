"""What lies ahead of a case, as a list of many cases sorts and counts them: is it open, and when is it next due."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from workflows.engine.authority import Weight
from workflows.engine.course.standing import DeadlineState, RunState


@dataclass(frozen=True, slots=True)
class Ahead:
    """A case is open while a run goes on or something is owed or awaited; a hold ends by itself and counts for nothing.

    `next_law_on` is the first date owed by statute or guidance, `next_local_on` the first that is the partnership's
    own; London dates, None where there is none. What is only expected of others is in neither. It is dateless while a
    run goes on and no date does, not even one that is only expected or not yet known.
    """

    is_open: bool
    next_law_on: date | None
    next_local_on: date | None
    is_dateless: bool


def ahead(runs: Iterable[RunState], deadlines: Iterable[DeadlineState]) -> Ahead:
    waiting = [state for state in deadlines if state.is_open and not state.declared.hold]
    owed = [state for state in waiting if not state.declared.expectation]
    goes_on = any(run.ended_on is None for run in runs)
    return Ahead(
        bool(waiting) or goes_on,
        _first(state for state in owed if state.declared.weight is not Weight.LOCAL),
        _first(state for state in owed if state.declared.weight is Weight.LOCAL),
        goes_on and not waiting,
    )


def _first(owed: Iterable[DeadlineState]) -> date | None:
    return min((state.counted.due for state in owed if state.counted.due is not None), default=None)
