"""`swan hand-over`: a case offered to another area's partnership, and taken over by it; both must have agreed."""

from dataclasses import asdict
from typing import Annotated

import typer

from cli.cases import Reference
from cli.session import AsJson, AsPerson, InPartnership, desk, desks
from cli.words import short_moment, show, show_json, show_table
from workflows.engine.casework import between_areas
from workflows.engine.reading.handed_over import gone, offered

hand_over = typer.Typer(
    no_args_is_help=True, help="Hand a case over to another area's partnership, with its history, when both agree."
)

To = Annotated[str, typer.Option("--to", metavar="NAME", help="The other partnership.")]
Because = Annotated[str, typer.Option("--because", metavar="TEXT", help="Why it is theirs; kept under its key.")]
Theirs = Annotated[str, typer.Argument(metavar="REF", help="The reference under which it was offered.")]


@hand_over.command("offer")
def offer_(reference: Reference, to: To, because: Because, as_person: AsPerson = "") -> None:
    """Offer a case to another partnership. It stays yours, and its dates run on, until they take it over."""
    with desk("hand-over offer", reference=reference) as at:
        case, receiver = at.case(reference), at.another(to)
        between_areas.offer(at.db, at.partnership, case, receiver, because, at.actor(as_person), at.at)
    show(f"{case.reference} is offered to {receiver.name}. It is yours until they take it over.")


@hand_over.command()
def withdraw(reference: Reference, as_person: AsPerson = "") -> None:
    """Take an offer back."""
    with desk("hand-over withdraw", reference=reference) as at:
        case = at.case(reference)
        between_areas.withdraw(at.db, at.partnership, case, at.actor(as_person), at.at)
    show(f"{case.reference} is offered to nobody any more.")


@hand_over.command()
def accept(reference: Theirs, partnership: InPartnership = "", as_person: AsPerson = "") -> None:
    """Take over a case that is offered to you, with its whole history, under a reference of your own."""
    with desk("hand-over accept", partnership=partnership) as at:
        was = reference.strip().upper()
        case = between_areas.take_over(at.db, at.partnership, was, at.actor(as_person), at.at)
    show(
        f"{was} is {at.partnership.name}'s now: {case.reference}. Its open dates are told to your people from here on."
    )


@hand_over.command("list")
def list_(partnership: InPartnership = "", json: AsJson = False) -> None:
    """What is offered to you, what you offer, and what you have handed over."""
    to_us, ours, over = [], [], []
    with desks("hand-over list", partnership=partnership) as each:
        for at in each:
            coming = between_areas.offers(at.db, at.partnership.id)
            to_us += [{"reference": one["case"], "to": at.partnership.slug, "from": one["from"]} for one in coming]
            ours += offered(at.db, at.partnership.id)
            over += gone(at.db, at.partnership.id)
    if json:
        sent = {"offered": [asdict(one) for one in ours], "handed_over": [asdict(one) for one in over]}
        show_json({"offered_to_us": to_us, **sent})
        return
    rows = [(one["reference"], f"offered to {one['to']}", f"by {one['from']}") for one in to_us]
    rows += [(one.reference, f"offered to {one.partnership}", f"since {short_moment(one.at)}") for one in ours]
    rows += [(one.reference, f"{one.partnership}'s now: {one.now}", f"since {short_moment(one.at)}") for one in over]
    show_table(("case", "stands", ""), rows) if rows else show("No case is between two partnerships.")
