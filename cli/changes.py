"""What recording, correcting or striking changed, in plain words: what is met, what starts, what moves."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from cli.session import Desk
from cli.words import days, left, short_day, show, show_table, spoken
from workflows.engine.casework.recording import Recorded
from workflows.engine.course.comparing import Change
from workflows.engine.course.deadlines import EVIDENCE
from workflows.engine.reading import titles

_ACTS = {
    "started": "starts",
    "met": "met",
    "missed": "not met",
    "moved": "moves",
    "closed": "no longer owed",
    "reopened": "owed again",
    "explained": "explained",
    "gone": "never was",
}


def show_changes(at: Desk, recorded: Recorded, reference: str) -> None:
    """Every process that moved, every deadline before and after, and what should be said plainly."""
    show(*(_moved(change) for change in recorded.changes if change.what == "state"))
    deadlines = [change for change in recorded.changes if change.what != "state"]
    if deadlines:
        show_table(("", "Deadline", "Before", "After"), [_row(at, change) for change in deadlines])
    elif not recorded.changes:
        show("No deadline changes.")
    show(*(f"Mind: {warning}" for warning in recorded.warnings), *_evidence(recorded, reference))


def _moved(change: Change) -> str:
    where = f"{spoken(change.before)} → {spoken(change.after or '')}" if change.before else spoken(change.after or "")
    return f"{change.title}: {where}. {titles.of_state(change.name, change.after or '')}"


def _row(at: Desk, change: Change) -> tuple[str, ...]:
    about = f", {change.item}" if change.item else ""
    return _ACTS[change.what], f"{change.title} ({change.name}{about})", _day(change.before), _after(at, change)


def _after(at: Desk, change: Change) -> str:
    if change.result == "late":
        return f"late by {days(change.late_by)}" if change.late_by is not None else "late"
    if change.result or change.what in ("closed", "gone"):
        return change.result or "–"
    if change.after is None:
        return "no date" if change.what != "explained" else "–"
    due = date.fromisoformat(change.after)
    return f"{short_day(due)}, {left(due, at.today, at.calendar)}"


def _day(iso: str | None) -> str:
    return short_day(date.fromisoformat(iso) if iso else None)


def _evidence(recorded: Recorded, reference: str) -> Iterator[str]:
    for change in recorded.changes:
        if change.what == "started" and change.name.startswith(EVIDENCE):
            event = change.name.removeprefix(EVIDENCE).split(":")[0]
            missing = sorted(set(titles.events()[event].evidence)) if event in titles.events() else []
            given = " ".join(f"--with {name}=…" for name in missing)
            yield f"When it comes: swan correct {reference} {event} {given} --why 'evidence came'"


def as_json(recorded: Recorded, reference: str, **more: Any) -> dict[str, Any]:
    return {"case": reference, **more, **recorded.as_json()}
