"""`swan open`: a case and the first thing that is known of it."""

import sys
from collections.abc import Iterator, Sequence
from getpass import getpass
from typing import Annotated

import typer

from cli import changes
from cli.asking import ByPerson, ByRole, Note, check_answers
from cli.session import AsJson, AsPerson, InPartnership, With, answers, desk, written_out
from cli.words import Usage, a_day, day, did_you_mean, listed, show, show_json
from workflows.engine.casework.opening import HARMS, Incident, open_case
from workflows.engine.casework.recording import Report
from workflows.engine.reading import titles

BEGINS = {
    "reported": "incident_reported",
    "aware": "authority_became_aware",
    "notified": "panel_notified",
    "decided": "review_initiated",
}
"""By which event a case opens, by the option that gives its day."""

NewReference = Annotated[str, typer.Argument(metavar="[REF]", help="Its reference; left out, the next one.")]
Children = Annotated[
    list[str], typer.Option("--child", metavar="NAME", help="A child's name, never shown again; - asks for it unseen.")
]
Harm = Annotated[str, typer.Option(metavar="KIND", help=f"{listed(HARMS, 'or')}.", show_default="other")]


def register(app: typer.Typer) -> None:
    """Adds this command."""
    app.command("open", rich_help_panel="The record")(open_)


def _day(help: str) -> typer.models.OptionInfo:
    option: typer.models.OptionInfo = typer.Option(metavar="DAY", help=help, show_default=False)
    return option


def open_(
    reference: NewReference = "",
    aware: Annotated[str, _day("Opens with: the authority became aware.")] = "",
    notified: Annotated[str, _day("Opens with: the National Panel was notified.")] = "",
    reported: Annotated[str, _day("Opens with: the incident was first known of.")] = "",
    decided: Annotated[str, _day("Opens with: the partners decided on a review.")] = "",
    harm: Harm = "other",
    incident_on: Annotated[str, _day("The day of the incident.")] = "",
    place: Annotated[str, typer.Option(help="Where; kept under the case's key.")] = "",
    child: Children = [],  # noqa: B006 - Typer copies it
    with_: With = [],  # noqa: B006 - Typer copies it
    note: Note = "",
    partnership: InPartnership = "",
    as_person: AsPerson = "",
    by: ByRole = "",
    by_person: ByPerson = "",
    json: AsJson = False,
) -> None:
    """Open a case with the first thing that is known: one of --reported, --aware, --notified or --decided."""
    begun = {"aware": aware, "notified": notified, "reported": reported, "decided": decided}
    event = titles.events()[_beginning({name: said for name, said in begun.items() if said})]
    said = answers(with_, note)
    check_answers(event, said)
    children = [{"name": name} for name in _names(child)]
    with desk("open", partnership=partnership, reference=reference) as at:
        on = a_day("".join(begun.values()), at.today)
        incident = Incident(_a_harm(harm), a_day(incident_on, at.today) if incident_on else None, place, "", children)
        first = Report(event.name, on, said=said)
        wanted = written_out(reference, at.partnership.prefix) if reference else None
        actor = at.actor(as_person, by, by_person)
        case, recorded = open_case(at.db, at.partnership, incident, first, actor, at.at, reference=wanted)
        if json:
            show_json(changes.as_json(recorded, case.reference, harm=case.harm))
            return
        show(f"Opened {case.reference} ({case.harm}): {event.title}, {day(on)}.", *_told(children))
        changes.show_changes(at, recorded, case.reference)


def _beginning(given: dict[str, str]) -> str:
    if len(given) != 1:
        ways = listed([f"--{name}" for name in BEGINS], "or")
        raise Usage(f"A case opens with one event: say one of {ways}, and record the others with 'swan record'.")
    return BEGINS[next(iter(given))]


def _a_harm(said: str) -> str:
    plain = said.strip().casefold().replace("_", " ").replace("-", " ")
    if plain not in HARMS:
        raise Usage(f"There is no kind of harm {said}.{did_you_mean(said, HARMS) or f' There are {listed(HARMS)}.'}")
    return plain


def _names(typed: Sequence[str]) -> Iterator[str]:
    """The names as they were typed; for each - one line is read, unseen where somebody types it."""
    for number, name in enumerate(typed, start=1):
        if name == "-":
            name = getpass(f"Name of child {number} (not shown): ") if sys.stdin.isatty() else sys.stdin.readline()
        if not name.strip():
            raise Usage(f"The name of child {number} is empty.")
        yield name.strip()


def _told(children: Sequence[object]) -> Iterator[str]:
    if children:
        yield f"Children named: {len(children)}; their names are kept under the case's key."
