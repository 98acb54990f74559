"""`swan retention`: how long each case is kept, what holds one back, and erasing what was written about people."""

from typing import Annotated

import typer

from cli.cases import Reference
from cli.session import AsJson, AsPerson, InPartnership, desk
from cli.words import a_day, day, listed, show, show_json, show_table, spoken
from workflows.engine.casework import clearing, erasing
from workflows.engine.casework.erasing import Kept

retention = typer.Typer(no_args_is_help=True, help="How long each case is kept, and what holds one back.")

Because = Annotated[str, typer.Option("--because", metavar="REASON", help=f"{listed(list(erasing.REASONS), 'or')}.")]


@retention.command("list")
def list_kept(partnership: InPartnership = "", json: AsJson = False) -> None:
    """List how each case stands: open, kept until a day, to be reviewed, on legal hold, or erased."""
    with desk("retention list", partnership=partnership) as at:
        found = [(one, stands(one, due=one.is_due(at.today))) for one in erasing.kept(at.db, at.partnership)]
    if json:
        show_json({"cases": [
            {"case": one.reference, "ended_on": one.ended_on, "until": one.until, "held": one.held,
             "erased": one.erased, "stands": words} for one, words in found
        ]})  # fmt: skip
    else:
        rows = [(one.reference, day(one.ended_on) if one.ended_on else "", words) for one, words in found]
        show_table(("case", "ended on", "stands"), rows, title="How long each case is kept")


def stands(one: Kept, *, due: bool) -> str:
    if one.erased:
        return "erased"
    if one.ended_on is None:
        return "open"
    if one.held:
        return f"on legal hold ({one.held})"
    if one.until is None:
        return "kept; no time is set"
    return "to be reviewed: keep it, or erase it" if due else f"kept until {day(one.until)}"


@retention.command()
def hold(reference: Reference, because: Because, as_person: AsPerson = "") -> None:
    """Put a case on legal hold: nothing of it may be erased until the hold is ended."""
    with desk("retention hold", reference=reference) as at:
        case = at.case(reference)
        erasing.hold(at.db, at.partnership, case, because, at.actor(as_person), at.at)
    show(f"{case.reference} is on legal hold ({because}): nothing of it may be erased.")


@retention.command()
def release(reference: Reference, as_person: AsPerson = "") -> None:
    """End the legal hold of a case."""
    with desk("retention release", reference=reference) as at:
        case = at.case(reference)
        erasing.let_go(at.db, at.partnership, case, at.actor(as_person), at.at)
    show(f"{case.reference} is on legal hold no more.")


@retention.command()
def keep(
    reference: Reference,
    until: Annotated[str, typer.Option("--until", metavar="DAY", help="The day on which it is to be looked at again.")],
    because: Because,
    as_person: AsPerson = "",
) -> None:
    """Keep a case whose time has come until a later day: the other answer of its review."""
    with desk("retention keep", reference=reference) as at:
        case, day_ = at.case(reference), a_day(until, at.today)
        erasing.keep(at.db, at.partnership, case, day_, because, at.actor(as_person), at.at)
    show(f"{case.reference} is kept until {day(day_)} ({because}), and is to be looked at again then.")


@retention.command()
def erase(
    reference: Reference,
    as_person: AsPerson = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask again.")] = False,
) -> None:
    """Erase what was written about people in a case whose time has come. It cannot be undone.

    Its key is destroyed: names of children, place, circumstances and every free text are closed for good, here and,
    once a new backup has been made, in every backup. Dates, decisions and figures stay, and so does the chain.
    """
    with desk("retention erase", reference=reference) as at:
        case, actor = at.case(reference), at.actor(as_person)
        erasing.refuse_to_erase(at.db, at.partnership, case, actor, at.at)
        show(
            f"In {case.reference} names, place, circumstances and every free text will be gone for good. "
            "Dates, decisions and figures stay."
        )
        if not yes and not typer.confirm("Go ahead?"):
            show("Nothing was changed.")
            return
        erasing.erase(at.db, at.partnership, case, actor, at.at)
    show(f"{case.reference} is erased. Make a backup now: the keys of before are in the newest one still.")


@retention.command("clear")
def clear_away(
    partnership: InPartnership = "",
    as_person: AsPerson = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask again.")] = False,
) -> None:
    """Take away what is kept for a while only: old sessions, invitations, and forms that nobody went on with."""
    with desk("retention clear", partnership=partnership) as at:
        found = clearing.to_be_cleared(at.db, at.partnership, at.at)
        told = [f"{n} {spoken(table)}s" if n != 1 else f"1 {spoken(table)}" for table, n in found.items() if n]
        if not told:
            show("Nothing has been kept too long.")
            return
        show(f"Kept long enough: {listed(told)}.")
        if not yes and not typer.confirm("Take them away?"):
            show("Nothing was changed.")
            return
        clearing.clear(at.db, at.partnership, at.actor(as_person), at.at)
    show("They are gone. No case and no date was touched.")
