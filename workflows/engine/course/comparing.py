"""What one event, correction or calendar changed in a case: the difference between two courses."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from workflows.engine.calendar import Unknowable
from workflows.engine.course.standing import (
    Course,
    DeadlineKey,
    DeadlineState,
    ItemKey,
    ItemState,
    RunKey,
    RunState,
    Status,
)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A course looked at by the keys of what is in it, and as long as nothing more happens in it."""

    runs: Mapping[RunKey, RunState]
    items: Mapping[ItemKey, ItemState]
    deadlines: Mapping[DeadlineKey, DeadlineState]


def snapshot(course: Course) -> Snapshot:
    return Snapshot(course.runs, course.items, {state.key: state for state in course.deadlines})


@dataclass(frozen=True, slots=True)
class Change:
    """One deadline or run before and after.

    `what` is started, met, missed, closed, moved, reopened, explained or gone, or state for a run.
    """

    what: str
    name: str
    title: str
    item: str | None = None
    before: str | None = None
    after: str | None = None
    result: str | None = None
    late_by: int | None = None

    def as_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


def changes(before: Snapshot, after: Snapshot) -> Iterator[Change]:
    """Every run that moved and every deadline that changed, in the order the law declares them."""
    for run_key, run in after.runs.items():
        was = before.runs.get(run_key)
        if was is None or was.state != run.state:
            yield Change("state", run.workflow.name, run.workflow.title, None, was.state if was else None, run.state)
    for key, state in after.deadlines.items():
        earlier = before.deadlines.get(key)
        if earlier is None or _seen(earlier) != _seen(state):
            yield _change(earlier, state)
    for key, gone in before.deadlines.items():
        if key not in after.deadlines:
            yield Change("gone", gone.declared.name, gone.declared.title, gone.item, _due(gone))


def _seen(state: DeadlineState) -> tuple[Any, ...]:
    """What people see of it: counted again to the same day, it has not changed."""
    return (state.counted.due, state.counted.undated, state.status, state.settled_on, state.explained_until)


def _change(before: DeadlineState | None, after: DeadlineState) -> Change:
    result, late_by = judged(after)
    return Change(
        _what(before, after),
        after.declared.name,
        after.declared.title,
        after.item,
        _due(before) if before else None,
        _due(after),
        result,
        late_by,
    )


def _what(before: DeadlineState | None, after: DeadlineState) -> str:
    if not after.is_open:
        return "met" if after.status is Status.MET else "missed" if after.status is Status.NOT_MET else "closed"
    if before is None:
        return "started"
    if not before.is_open:
        return "reopened"
    return "moved" if before.counted.due != after.counted.due else "explained"


def _due(state: DeadlineState) -> str | None:
    return state.counted.due.isoformat() if state.counted.due else None


def judged(state: DeadlineState) -> tuple[str | None, int | None]:
    """How a met deadline is judged, and by how many working days it was late; nothing for one that is not met.

    An expectation and a hold are never late; a hold can end early. Lateness beyond the known holidays is late by an
    unknown number.
    """
    if state.status is Status.NOT_MET:
        return "not met", None
    if state.status is not Status.MET:
        return None, None
    due, on = state.counted.due, state.settled_on
    if state.declared.hold and due is not None and on is not None and on < due:
        return "ended early", None
    if state.declared.expectation or state.declared.hold or due is None or on is None:
        return "done", None
    return ("on time", 0) if on <= due else ("late", _working_days_late(state, due, on))


def _working_days_late(state: DeadlineState, due: date, on: date) -> int | None:
    try:
        return state.calendar.count(due, on)
    except Unknowable:
        return None
