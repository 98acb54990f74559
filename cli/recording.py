"""`swan record`: what happened, and in plain words what that changed; without an event, what may be recorded now."""

from collections.abc import Iterable
from typing import Annotated, Any

import typer

from cli import changes
from cli.asking import About, AtTime, ByPerson, ByRole, NewItem, Note, On, Typed, a_time, checked, described
from cli.cases import Reference
from cli.session import AsJson, AsPerson, Desk, With, answers, desk
from cli.words import a_day, day, listed, short_day, show, show_json, show_table
from models import Case
from workflows.engine import Event
from workflows.engine.casework.in_force import law_in_force
from workflows.engine.casework.recalling import course_of
from workflows.engine.casework.recording import Report, record_event
from workflows.engine.course import Course, Law
from workflows.engine.reading.possible import Group, Possible, possible

EventName = Annotated[str, typer.Argument(metavar="[EVENT]", help="What happened; left out, what may be recorded.")]
Key = Annotated[str, typer.Option(metavar="KEY", help="Carry this out once only, however often it is asked.")]
Preview = Annotated[bool, typer.Option("--preview", help="Show what it would change, and change nothing.")]


def register(app: typer.Typer) -> None:
    """Adds this command."""
    app.command(rich_help_panel="The record")(record)


def record(
    reference: Reference,
    event: EventName = "",
    on: On = "",
    time: AtTime = "",
    item: About = "",
    with_: With = [],  # noqa: B006 - Typer copies it
    note: Note = "",
    by: ByRole = "",
    by_person: ByPerson = "",
    as_person: AsPerson = "",
    key: Key = "",
    new_item: NewItem = False,
    preview: Preview = False,
    json: AsJson = False,
) -> None:
    """Record what happened in a case, and see what that changes."""
    said, at_time = answers(with_, note), a_time(time)
    with desk("record", reference=reference) as at:
        case = at.case(reference)
        course, (_, law) = course_of(at.db, case.id), law_in_force(at.db, at.partnership)
        if not event:
            _offer(at, case, course, law, json=json)
            return
        declared, meant = checked(course, law, at.partnership, Typed(event, item, said, new_item))
        report = Report(declared.name, a_day(on or "today", at.today), meant.item or None, meant.said, at_time)
        actor = at.actor(as_person, by, by_person)
        tried = at.db.begin_nested()
        recorded = record_event(at.db, case.id, report, actor, at.at, key=key or None)
        if preview:
            tried.rollback()
        if json:
            show_json(changes.as_json(recorded, case.reference, preview=preview))
            return
        show(_told(declared, report, case, recorded.seq, preview=preview, assumed=not on))
        changes.show_changes(at, recorded, case.reference)
        if preview:
            show("Nothing was changed: without --preview this would be recorded.")


def _told(declared: Event, report: Report, case: Case, seq: int, *, preview: bool, assumed: bool) -> str:
    about = f", {report.item}" if report.item else ""
    entry = "Preview" if preview else f"Recorded as entry {seq}"
    today = " (today, as no day was given)" if assumed else ""
    return f"{entry} of {case.reference}: {declared.title}{about}, {day(report.on)}{today}."


def _offer(at: Desk, case: Case, course: Course, law: Law, *, json: bool) -> None:
    found = possible(course, law, at.calendar, at.today)
    if json:
        show_json({"case": case.reference, "possible": [_as_json(one) for one in found]})
        return
    show(f"What may be recorded of {case.reference} now:")
    for group in Group:
        rows = [_row(one) for one in found if one.group is group]
        if rows:
            show_table(("Event", "What happened", "About", "It asks for"), rows, title=str(group).capitalize())
    show(f"swan record {case.reference} EVENT --on DAY [--item KEY] [--with NAME=VALUE]… records one of them.")


def _row(one: Possible) -> tuple[str, ...]:
    due = f", by {short_day(one.due)}" if one.due else ""
    settles = f"\nanswers {listed(one.settles)}{due}" if one.settles else ""
    return one.event.name, one.event.title + settles, _about(one), described(one.event)


def _about(one: Possible) -> str:
    if one.items:
        return ", ".join(one.items)
    return f"one {one.event.item}" if one.event.item else ""


def _as_json(one: Possible) -> dict[str, Any]:
    asks: Iterable[dict[str, Any]] = (
        {"name": ask.name, "answer": str(ask.answer), "required": ask.required, "choices": ask.choices}
        for ask in one.event.asks
    )
    return {
        "event": one.event.name,
        "title": one.event.title,
        "kind": str(one.event.kind),
        "group": str(one.group),
        "item": one.event.item,
        "items": one.items,
        "settles": one.settles,
        "due": one.due,
        "asks": list(asks),
        "evidence": one.event.evidence,
        "by": one.event.by,
    }
