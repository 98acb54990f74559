"""The invariant behind everything: the rows of a case are what the replay of its events comes to."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from workflows.engine import registry
from workflows.engine.casework.recalling import course_of
from workflows.engine.course import Course, DeadlineState
from workflows.engine.course.comparing import judged
from workflows.engine.ladder import RungKind

RUNS = text("select * from run where case_id = :case and state <> 'struck'")
ITEMS = text(
    "select item.*, run.workflow, run.begun_by from item join run on run.id = run_id"
    " where item.case_id = :case and item.state <> 'struck'"
)
DEADLINES = text(
    "select deadline.*, item.key as item, run.workflow, run.begun_by,"
    " (select count(*) from rung where deadline_id = deadline.id and rung.status in ('armed', 'off')) as waiting,"
    f" (select count(*) from rung where deadline_id = deadline.id and rung.kind = '{RungKind.EVERY}'"
    "   and rung.status in ('armed', 'off')) as every"
    " from deadline join run on run.id = deadline.run_id left join item on item.id = item_id"
    " where deadline.case_id = :case"
)
TAKEN_BACK = ("struck", "evidence came")


def differences(db: Session, case_id: UUID) -> list[str]:
    """One sentence for each row that is not what the replay says, or is not there; none where all is well."""
    course = course_of(db, case_id)
    rows = [(_rows(db, case_id), _replayed(course))]
    told = [f"{key}: the row says {row.get(key)}, the replay {said.get(key)}" for row, said in rows
            for key in sorted({*row, *said}, key=str) if row.get(key) != said.get(key)]  # fmt: skip
    return [*told, *_rungs(db, case_id)]


def _rows(db: Session, case_id: UUID) -> Mapping[Any, Any]:
    case = {"case": case_id}
    runs = {
        ("run", row.workflow, row.begun_by): (
            row.definition, row.state, row.since, row.begun_on, row.ended_on, sorted(row.passed)
        )
        for row in db.execute(RUNS, case)
    }  # fmt: skip
    items = {
        ("item", row.workflow, row.begun_by, row.kind, row.key): (row.state, row.opened_by, row.opened_on, row.since)
        for row in db.execute(ITEMS, case)
    }
    deadlines = {
        ("deadline", row.workflow, row.begun_by, row.name, row.item, row.started_by, row.nth): _as_it_stands(row)
        for row in db.execute(DEADLINES, case)
        if row.corrected_result not in TAKEN_BACK
    }
    return {**runs, **items, **deadlines}


def _as_it_stands(row: Any) -> tuple[Any, ...]:
    """Status, due date, day settled, result, days late, and to when explained: as corrected where it was."""
    if row.status == "open":
        return (row.status, row.due_on, None, None, None, row.explained_until)
    if row.corrected_result is None:
        return (row.status, row.due_on, row.settled_on, row.result, row.late_by, row.explained_until)
    due = row.counted["corrected"]["due"]
    return (
        row.status, date.fromisoformat(due) if due else None, row.corrected_settled_on, row.corrected_result,
        row.corrected_late_by, row.explained_until,
    )  # fmt: skip


def _replayed(course: Course) -> Mapping[Any, Any]:
    runs = {
        ("run", *key): (
            registry.digest(run.workflow), run.state, run.since, run.begun_on, run.ended_on, sorted(run.passed)
        )
        for key, run in course.runs.items()
    }  # fmt: skip
    items = {
        ("item", *run, kind, name): (item.state, item.opened_by, item.opened_on, item.since)
        for (run, kind, name), item in course.items.items()
    }
    deadlines = {
        ("deadline", *state.run, state.declared.name, state.item, state.started_by, state.nth): _said(state)
        for state in course.deadlines
    }
    return {**runs, **items, **deadlines}


def _said(state: DeadlineState) -> tuple[Any, ...]:
    return (str(state.status), state.counted.due, state.settled_on, *judged(state), state.explained_until)


def _rungs(db: Session, case_id: UUID) -> Iterator[str]:
    """Nobody is told of what is settled; what is owed and escalates for ever has one next rung."""
    for row in db.execute(DEADLINES, {"case": case_id}):
        escalates = any(rung["kind"] == RungKind.EVERY for rung in row.declared["ladder"])
        if row.status != "open" and row.waiting:
            yield f"{row.name} is {row.status}, and {row.waiting} of its rungs still wait"
        if row.status == "open" and row.due_on and row.every != escalates:
            yield f"{row.name} is open, and {row.every} rungs of it repeat"
