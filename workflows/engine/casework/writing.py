"""What changed in a case, turned into rows: runs, items, deadlines and their rungs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from models import DueRung, OpenDeadline, OpenItem, Run
from models.columns import new_id
from workflows.engine import registry
from workflows.engine.casework.drafting import (
    CORRECT,
    DISARM,
    EXPLAIN,
    HIGHEST,
    MOVE_ITEM,
    MOVE_RUN,
    RECOUNT,
    REOPEN,
    SETTLE,
    Draft,
)
from workflows.engine.casework.recalling import InHand, Rows
from workflows.engine.course import DeadlineState, ItemState, RunState
from workflows.engine.course.comparing import Snapshot, judged
from workflows.engine.course.deadlines import EVIDENCE
from workflows.engine.rungs import GAP, PlannedRung, plan, plan_again


@dataclass(frozen=True, slots=True)
class Pen:
    """What is needed to write a case down: itself, what it was and has become, which events stand, and the moment."""

    db: Session
    hand: InHand
    before: Snapshot
    after: Snapshot
    standing: frozenset[UUID]
    at: datetime

    @property
    def rows(self) -> Rows:
        return self.hand.rows

    @property
    def owner(self) -> dict[str, UUID]:
        return {"partnership_id": self.hand.case.partnership_id, "case_id": self.hand.case.id}


def draft(pen: Pen) -> Draft:
    """The difference between before and after as rows to be written; `touched` are deadlines that ended or moved.

    What is closed comes first: of one deadline only one row may be open at a time.
    """
    drafted = Draft()
    _gone(pen, drafted)
    for run_key, run in pen.after.runs.items():
        _run(pen, drafted, pen.before.runs.get(run_key), run)
    for item_key, item in pen.after.items.items():
        _item(pen, drafted, pen.before.items.get(item_key), item)
    changed = [state for key, state in pen.after.deadlines.items() if pen.before.deadlines.get(key) != state]
    for state in sorted(changed, key=lambda state: state.is_open):
        _deadline(pen, drafted, pen.before.deadlines.get(state.key), state)
    return drafted


def _run(pen: Pen, drafted: Draft, before: RunState | None, run: RunState) -> None:
    if run.key not in pen.rows.runs:
        pen.rows.runs[run.key] = new_id()
        drafted.add(
            Run, id=pen.rows.runs[run.key], **pen.owner, workflow=run.workflow.name,
            definition=registry.digest(run.workflow), begun_by=run.begun_by, **_standing(run),
        )  # fmt: skip
    elif before is None or _standing(before) != _standing(run):
        drafted.change(MOVE_RUN, pen.rows.runs[run.key], **_standing(run))


def _standing(run: RunState) -> dict[str, Any]:
    return {
        "state": run.state, "since": run.since, "begun_on": run.begun_on, "ended_on": run.ended_on,
        "passed": sorted(run.passed),
    }  # fmt: skip


def _item(pen: Pen, drafted: Draft, before: ItemState | None, item: ItemState) -> None:
    if item.key not in pen.rows.items:
        pen.rows.items[item.key] = new_id()
        drafted.add(
            OpenItem, id=pen.rows.items[item.key], **pen.owner, run_id=pen.rows.runs[item.run], kind=item.kind,
            key=item.name, **_lying(item),
        )  # fmt: skip
    elif before is None or _lying(before) != _lying(item):
        drafted.change(MOVE_ITEM, pen.rows.items[item.key], **_lying(item))


def _lying(item: ItemState) -> dict[str, Any]:
    return {"state": item.state, "opened_by": item.opened_by, "opened_on": item.opened_on, "since": item.since}


def _deadline(pen: Pen, drafted: Draft, before: DeadlineState | None, state: DeadlineState) -> None:
    if state.key not in pen.rows.deadlines:
        _started(pen, drafted, state)
        return
    row = pen.rows.deadlines[state.key]
    was_open, moved = row.status == "open", before is not None and before.counted != state.counted
    reopened = state.is_open and not was_open
    judged_before = row.result is not None or row.corrected_result is not None
    if reopened or (moved and (state.is_open or not judged_before)):
        drafted.change(RECOUNT, row.id, **_counted(state))
    if before is None or before.explained_until != state.explained_until:
        drafted.change(EXPLAIN, row.id, explained_by=state.explained_by, explained_until=state.explained_until)
    if reopened:
        drafted.change(REOPEN, row.id, status="open", corrected_result="reopened" if row.result else None)
    if state.is_open and (moved or reopened):
        _rearmed(pen, drafted, state, row.id)
    if before is None or _ending(before) != _ending(state):
        if not state.is_open:
            _settled(pen, drafted, state, row)
        drafted.touched.append(row.id)


def _ending(state: DeadlineState) -> tuple[Any, ...]:
    return (state.status, state.settled_by, state.settled_on, state.counted)


def _started(pen: Pen, drafted: Draft, state: DeadlineState) -> None:
    id_, (result, late_by) = new_id(), judged(state)
    item = pen.rows.items[state.run, state.declared.of, state.item] if state.declared.of and state.item else None
    drafted.add(
        OpenDeadline, id=id_, **pen.owner, run_id=pen.rows.runs[state.run], item_id=item, name=state.declared.name,
        started_by=state.started_by, nth=state.nth, **_counted(state),
        declared=registry.declaration(state.declared), status=str(state.status),
        settled_by=state.settled_by, settled_on=state.settled_on, result=result, late_by=late_by,
        explained_by=state.explained_by, explained_until=state.explained_until,
    )  # fmt: skip
    if state.is_open and state.counted.due is not None:
        _rungs(pen, drafted, id_, state, plan(state.declared, state.counted.due, state.calendar, pen.at))


def _counted(state: DeadlineState) -> dict[str, Any]:
    counted = state.counted
    return {
        "anchor_on": counted.anchor,
        "due_on": counted.due,
        "target_on": counted.target,
        "undated_because": counted.undated,
        "counted": counted.as_json(),
        "calendar": state.calendar.digest,
    }


def _settled(pen: Pen, drafted: Draft, state: DeadlineState, row: Any) -> None:
    result, late_by = judged(state)
    if row.result is None and row.corrected_result is None:
        drafted.change(
            SETTLE, row.id, status=str(state.status), settled_by=state.settled_by, settled_on=state.settled_on,
            result=result, late_by=late_by,
        )  # fmt: skip
    else:
        drafted.change(
            CORRECT, row.id, status=str(state.status), corrected_settled_on=state.settled_on,
            corrected_result=result or str(state.status), corrected_late_by=late_by,
            more={"corrected": state.counted.as_json()},
        )  # fmt: skip
    drafted.change(DISARM, row.id, at=pen.at)


def _rearmed(pen: Pen, drafted: Draft, state: DeadlineState, deadline_id: UUID) -> None:
    drafted.change(DISARM, deadline_id, at=pen.at)
    if state.counted.due is not None:
        highest = pen.db.execute(HIGHEST, {"deadline": deadline_id}).scalar_one()
        rungs = plan_again(state.declared, state.counted.due, state.calendar, pen.at, first_n=highest + GAP)
        _rungs(pen, drafted, deadline_id, state, rungs)


def _rungs(pen: Pen, drafted: Draft, deadline_id: UUID, state: DeadlineState, rungs: Iterable[PlannedRung]) -> None:
    agency, partner = _whose(pen, state)
    for rung in rungs:
        off = rung.status == "armed" and not pen.hand.case.ladders_on
        drafted.add(
            DueRung, id=new_id(), **pen.owner, deadline_id=deadline_id, n=rung.n, kind=str(rung.kind), days=rung.days,
            roles=list(rung.roles), agency=agency, partner=partner, due_on=rung.due_on, due_at=rung.due_at,
            urgent=rung.urgent, status="off" if off else rung.status,
        )  # fmt: skip


def _whose(pen: Pen, state: DeadlineState) -> tuple[str | None, str | None]:
    """The agency a deadline of items is about, and the partner that agency answers to."""
    workflow = pen.after.runs[state.run].workflow
    if state.item is None or state.declared.of is None or not workflow.item(state.declared.of).of_agencies:
        return None, None
    ours = pen.hand.partnership
    return state.item, state.item if state.item in ours.partners else ours.agencies.get(state.item)


def _gone(pen: Pen, drafted: Draft) -> None:
    """What a correction took away is kept and closed: nothing recorded is ever deleted."""
    for key in pen.before.deadlines.keys() - pen.after.deadlines.keys():
        row = pen.rows.deadlines[key]
        came = key[1].startswith(EVIDENCE) and key[3] in pen.standing
        drafted.change(
            CORRECT, row.id, status="met" if came else "not required", corrected_settled_on=None,
            corrected_result="evidence came" if came else "struck", corrected_late_by=None, more={},
        )  # fmt: skip
        drafted.change(DISARM, row.id, at=pen.at)
        drafted.touched.append(row.id)
    for run_key in pen.before.runs.keys() - pen.after.runs.keys():
        run = pen.before.runs[run_key]
        struck = {**_standing(run), "state": "struck", "ended_on": run.since, "passed": []}
        drafted.change(MOVE_RUN, pen.rows.runs[run_key], **struck)
    for item_key in pen.before.items.keys() - pen.after.items.keys():
        lying = _lying(pen.before.items[item_key])
        drafted.change(MOVE_ITEM, pen.rows.items[item_key], **{**lying, "state": "struck"})
