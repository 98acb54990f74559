"""Whether the rows of a case are what its events come to."""

from collections.abc import Iterator
from dataclasses import asdict, fields
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import RowMapping, Uuid, bindparam, select
from sqlmodel import Session, col

from models import Case, OpenDeadline, OpenItem, Run
from workflows.engine import registry
from workflows.engine.casework.recalling import course_of
from workflows.engine.course import Course, DeadlineState
from workflows.engine.course.ahead import Ahead, ahead
from workflows.engine.course.comparing import judged
from workflows.engine.language import Deadline
from workflows.engine.refusals import Refused

DECLARED = TypeAdapter(Deadline)
CASE = bindparam("case", type_=Uuid())
LENGTH = select(col(Case.seq)).where(col(Case.id) == CASE)
KEPT = select(*(getattr(Case, one.name) for one in fields(Ahead))).where(col(Case.id) == CASE)
RUNS = select(*Run.__table__.c).where(col(Run.case_id) == CASE)  # type: ignore[attr-defined]
ITEMS = (
    select(*OpenItem.__table__.c, col(Run.workflow), col(Run.begun_by))  # type: ignore[attr-defined]
    .join(Run, col(Run.id) == col(OpenItem.run_id))
    .where(col(OpenItem.case_id) == CASE)
)
DEADLINES = (
    select(*OpenDeadline.__table__.c, col(Run.workflow), col(Run.begun_by), col(OpenItem.key))  # type: ignore[attr-defined]
    .join(Run, col(Run.id) == col(OpenDeadline.run_id))
    .outerjoin(OpenItem, col(OpenItem.id) == col(OpenDeadline.item_id))
    .where(col(OpenDeadline.case_id) == CASE)
)

GONE = ("met", "not required")
"""How a deadline stands that a correction took away."""


TRIES = 3
"""How often a case is read again that was written to while it was read."""


def differences(db: Session, case_id: UUID) -> list[str]:
    """Each run, item and deadline whose row is not what the replay comes to, in one sentence; none where all are."""
    found: list[str] = []
    for _ in range(TRIES):
        before = db.execute(LENGTH, {"case": case_id}).scalar_one()
        found = list(_differences(db, case_id))
        if not found or db.execute(LENGTH, {"case": case_id}).scalar_one() == before:
            break
    return found


def _differences(db: Session, case_id: UUID) -> Iterator[str]:
    try:
        course = course_of(db, case_id)
    except Refused as refused:
        yield f"The case cannot be replayed: {refused}"
        return
    case = {"case": case_id}
    kept = db.execute(KEPT, case).mappings().one()
    yield from _unlike("The case", kept, asdict(ahead(course.runs.values(), course.deadlines)))
    yield from _runs(course, db.execute(RUNS, case).mappings().all())
    yield from _items(course, db.execute(ITEMS, case).mappings().all())
    yield from _deadlines(course, db.execute(DEADLINES, case).mappings().all())


def _runs(course: Course, rows: Any) -> Iterator[str]:
    found = {(row["workflow"], row["begun_by"]): row for row in rows}
    wanted = {
        key: {
            "state": run.state, "since": run.since, "begun_on": run.begun_on, "ended_on": run.ended_on,
            "passed": sorted(run.passed), "definition": registry.digest(run.workflow),
        }
        for key, run in course.runs.items()
    }  # fmt: skip
    for key, row in found.items():
        gone = {"state": "struck"}
        yield from _unlike(f"{row['workflow']}", row, wanted.get(key, gone))
    yield from (f"{key[0]} has no row." for key in wanted.keys() - found.keys())


def _items(course: Course, rows: Any) -> Iterator[str]:
    found = {((row["workflow"], row["begun_by"]), row["kind"], row["key"]): row for row in rows}
    wanted = {
        key: {"state": item.state, "since": item.since, "opened_by": item.opened_by, "opened_on": item.opened_on}
        for key, item in course.items.items()
    }
    for key, row in found.items():
        yield from _unlike(f"{row['kind']} {row['key']}", row, wanted.get(key, {"state": "struck"}))
    yield from (f"{key[1]} {key[2]} has no row." for key in wanted.keys() - found.keys())


def _deadlines(course: Course, rows: Any) -> Iterator[str]:
    found = {
        ((row["workflow"], row["begun_by"]), row["name"], row["key"], row["started_by"], row["nth"]): row
        for row in rows
    }
    wanted = {state.key: state for state in course.deadlines}
    for key, row in found.items():
        if key in wanted:
            yield from _unlike(_named(row), _standing(row), _wanted(wanted[key], row))
        elif row["status"] not in GONE or row["corrected_result"] is None:
            yield f"{_named(row)} is {row['status']}, and no event of the case started it."
    yield from (f"{key[1]} has no row." for key in wanted.keys() - found.keys())


def _standing(row: RowMapping) -> dict[str, Any]:
    """The deadline as it stands by its row, the latest correction before what was first reported."""
    due = row["due_on"].isoformat() if row["due_on"] else None
    stands = {"status": row["status"], "explained_until": row["explained_until"], "declared": _declared(row)}
    if row["status"] == "open":
        return {**stands, "due": due}
    prefix = "corrected_" if row["corrected_result"] is not None else ""
    counted = row["counted"].get("corrected", {"due": due})
    ended = {name: row[prefix + name] for name in ("settled_on", "result", "late_by")}
    return {**stands, **ended, "due": counted["due"]}


def _declared(row: RowMapping) -> Any:
    """The declaration it was started with, as today's language reads it; what cannot be read is left as it is."""
    try:
        return DECLARED.validate_python(row["declared"])
    except ValidationError:
        return row["declared"]


def _wanted(state: DeadlineState, row: RowMapping) -> dict[str, Any]:
    (result, late_by), due = judged(state), state.counted.due
    stands = {
        "status": str(state.status), "due": due.isoformat() if due else None,
        "explained_until": state.explained_until, "declared": state.declared,
    }  # fmt: skip
    if state.is_open:
        return stands
    if row["corrected_result"] is not None:
        result = result or str(state.status)
    return {**stands, "settled_on": state.settled_on, "result": result, "late_by": late_by}


def _unlike(name: str, row: Any, wanted: dict[str, Any]) -> Iterator[str]:
    for what, value in wanted.items():
        if what not in row or row[what] != value:
            told = "" if what == "declared" else f" ({row.get(what)} in its row, {value} by its events)"
            yield f"{name}: {what} is not what its events come to{told}."


def _named(row: RowMapping) -> str:
    return f"{row['name']} of {row['key']}" if row["key"] else str(row["name"])
