"""`swan correct` and `swan strike`: another date or other answers for an entry, or that it never happened."""

from collections.abc import Callable, Sequence
from typing import Annotated

import typer
from sqlmodel import Session

from cli import changes
from cli.asking import About, check_answers
from cli.cases import Reference
from cli.session import AsJson, AsPerson, Desk, NotFound, With, answers, awake, desk
from cli.words import Usage, a_day, a_word, day, did_you_mean, listed, short_day, show, show_json
from workflows.engine.casework.correcting import Correction, correct_event, strike_event
from workflows.engine.casework.recalling import RECORDED, STRUCK, lock
from workflows.engine.casework.recording import Recorded
from workflows.engine.reading import titles
from workflows.engine.reading.case import CaseRead, EventRead, read_case
from workflows.engine.refusals import Code, Refused

Entry = Annotated[str, typer.Argument(metavar="EVENT|NO.", help="The event, or the number of its entry.")]
Why = Annotated[str, typer.Option("--why", metavar="REASON", help="The reason; it is kept under the case's key.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask after the preview.")]
Change = Callable[[Desk, CaseRead, EventRead, bool], Recorded]


def register(app: typer.Typer) -> None:
    """Adds these commands."""
    app.command(rich_help_panel="The record")(correct)
    app.command(rich_help_panel="The record")(strike)


def correct(
    reference: Reference,
    entry: Entry,
    why: Why,
    on: Annotated[str, typer.Option("--on", metavar="DAY", help="The day it really happened.")] = "",
    with_: With = [],  # noqa: B006 - Typer copies it
    item: About = "",
    as_person: AsPerson = "",
    yes: Yes = False,
    json: AsJson = False,
) -> None:
    """Give an entry another day, other answers or further evidence. Shows first what would change."""
    said = answers(with_)
    if not on and not said:
        raise Usage("Say what is corrected: --on DAY, or --with NAME=VALUE.")

    def change(at: Desk, case: CaseRead, event: EventRead, preview: bool) -> Recorded:
        if event.name in titles.events():
            check_answers(titles.events()[event.name], said)
        correction = Correction(why, a_day(on, at.today) if on else None, said)
        actor = at.actor(as_person)
        return correct_event(at.db, case.id, event.id, correction, actor, at.at, preview=preview)

    _previewed("correct", reference, entry, item, change, yes=yes, json=json)


def strike(
    reference: Reference,
    entry: Entry,
    why: Why,
    item: About = "",
    as_person: AsPerson = "",
    yes: Yes = False,
    json: AsJson = False,
) -> None:
    """Say that something recorded never happened. Shows first what would change; the record of it stays."""

    def change(at: Desk, case: CaseRead, event: EventRead, preview: bool) -> Recorded:
        return strike_event(at.db, case.id, event.id, why, at.actor(as_person), at.at, preview=preview)

    _previewed("strike", reference, entry, item, change, yes=yes, json=json)


def _previewed(verb: str, reference: str, said: str, item: str, change: Change, *, yes: bool, json: bool) -> None:
    """The preview in one transaction, the change in another: nobody waits for a person who is thinking."""
    with awake(verb):
        with desk(verb, reference=reference) as at:
            case = read_case(at.db, at.case(reference).id)
            event = entry_of(case, said, item)
            would = change(at, case, event, True)
            if not json:
                show(f"To {verb} entry {event.seq} of {case.reference}: {event.title}, {day(event.happened_on)}.")
                changes.show_changes(at, would, case.reference)
        if json and not yes:
            show_json(changes.as_json(would, case.reference, preview=True))
            return
        if not yes and not typer.confirm("Go ahead?"):
            show("Nothing was changed.")
            return
        with desk(verb, reference=reference) as at:
            _refuse_changed(at.db, case)
            done = change(at, case, event, False)
    if json:
        show_json(changes.as_json(done, case.reference, preview=False))
    else:
        show(f"Done: entry {done.seq} of {case.reference}.")


def _refuse_changed(db: Session, case: CaseRead) -> None:
    if lock(db, case.id).seq != case.seq:
        raise Refused(Code.CONFLICT, f"{case.reference} has changed since the preview: look again.")


def entry_of(case: CaseRead, said: str, item: str) -> EventRead:
    """The entry of that number, or the one of that event. Raises `NotFound`, or `Usage` where there are several."""
    if said.strip().lstrip("#").isdigit():
        return _numbered(case, int(said.strip().lstrip("#")))
    name = a_word(said)
    recorded = [event for event in case.events if event.act == RECORDED]
    named = [
        event for event in recorded if event.name == name and (not item or a_word(event.item or "") == a_word(item))
    ]
    if not named:
        near = did_you_mean(name, {event.name for event in recorded})
        about = f" about {item}" if item else ""
        raise NotFound(f"{case.reference} has no entry {said}{about}.{near}")
    struck = {number for number, event in case.amended().items() if event.act == STRUCK}
    standing = [event for event in named if event.seq not in struck] or named[-1:]
    if len(standing) > 1:
        raise Usage(f"{name} is recorded more than once: say the number, {listed(_numbers(standing), 'or')}.")
    return standing[0]


def _numbered(case: CaseRead, number: int) -> EventRead:
    found = next((event for event in case.events if event.seq == number), None)
    if found is None:
        raise NotFound(f"{case.reference} has no entry {number}: its last is {case.seq}.")
    if found.about is not None:
        raise Usage(f"Entry {number} itself amends entry {found.about}: name that one.")
    return found


def _numbers(events: Sequence[EventRead]) -> list[str]:
    return [f"{one.seq} ({short_day(one.happened_on)}{f', {one.item}' if one.item else ''})" for one in events]
