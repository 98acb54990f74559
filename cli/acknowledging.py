"""`swan acknowledge`: I have this; one person need not be reminded of a deadline until they look at it again."""

from typing import Annotated

import typer

from cli.cases import Reference
from cli.explaining import Item, Name, choose
from cli.session import AsJson, AsPerson, desk
from cli.words import Usage, a_day, day, show, show_json
from workflows.engine.casework.acknowledging import acknowledge as keep_quiet
from workflows.engine.reading import deadlines

Until = Annotated[str, typer.Option("--until", metavar="DAY", help="The day to look again, before it is due.")]


def register(app: typer.Typer) -> None:
    """Adds this command."""
    app.command(rich_help_panel="The record")(acknowledge)


def acknowledge(
    reference: Reference, deadline: Name, until: Until, as_person: AsPerson = "", item: Item = "", json: AsJson = False
) -> None:
    """Say "I have this": no reminders to you before the day you look again. The clock runs on."""
    if not as_person:
        raise Usage("Whoever has this says so themselves: add --as PERSON.")
    with desk("acknowledge", reference=reference) as at:
        case, person, look_on = at.case(reference), at.person(as_person), a_day(until, at.today)
        chosen = choose(deadlines.of_case(at.db, case.id), deadline, item, case.reference)
        keep_quiet(at.db, chosen.id, person.id, look_on, at.at)
    if json:
        show_json({"case": case.reference, "deadline": chosen.name, "person": person.slug, "look_on": look_on})
    else:
        due = f" It is due {day(chosen.due_on)}; the clock runs on." if chosen.due_on else ""
        show(f"{person.name} has {chosen.name} of {case.reference}, and looks again on {day(look_on)}.{due}")
