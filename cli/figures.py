"""`swan figures`: what happened in a year and how its dates were kept, all of it or what is fit to be published."""

from typing import Annotated

import typer

from cli.session import AsJson, AsPerson, Desk, InPartnership, NotFound, desk
from cli.words import show, show_json, show_table
from web.figuring import Asked, notes
from web.yearly import OUTCOMES, Line, Told
from workflows.engine.casework.reporting import report
from workflows.engine.reading.figures import year_of, years
from workflows.engine.reading.reported import reported
from workflows.engine.reading.speaking import first_up, listed

Year = Annotated[
    int | None,
    typer.Argument(metavar="YEAR", help="That begins on 1 April of this year; the present one where none is said."),
]
Publish = Annotated[bool, typer.Option("--publish", help="Only what may be published: no case, no small number.")]
Keep = Annotated[bool, typer.Option("--keep", help="Keep the year's figures as they are reported today.")]


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(rich_help_panel="The record")(figures)


def figures(
    year: Year = None,
    partnership: InPartnership = "",
    publish: Publish = False,
    keep: Keep = False,
    as_person: AsPerson = "",
    json: AsJson = False,
) -> None:
    """How the dates of a year were kept and what happened in it, with how that is reckoned."""
    with desk("figures", partnership=partnership) as at:
        asks = _asked(at, year, publish=publish)
        shown, how = asks.shown, list(notes(asks))
        if keep:
            report(at.db, at.partnership, asks.year, asks.now.as_json(), at.actor(as_person), at.at)
    if json:
        show_json({"year": asks.year, "kept": keep, "numbers": dict(shown.numbers()), "notes": how})
        return
    show(f"Figures, {asks.title}.")
    _show(shown)
    show(*how, *(["Kept as reported today."] if keep else []))


def _asked(at: Desk, year: int | None, *, publish: bool) -> Asked:
    offered = years(at.db, at.partnership.id, at.today)
    wanted = year_of(at.today) if year is None else year
    if wanted not in offered:
        known = listed([str(one) for one in offered], "and")
        raise NotFound(f"There are no figures of {wanted}: there are those of {known}.")
    return Asked(at, offered, wanted, publish, reported(at.db, at.partnership.id, wanted), None)


def _show(shown: Told) -> None:
    show_table(("Date", *map(first_up, OUTCOMES), "In time %", "Late by"), [_row(one) for one in shown.kept])
    also = [(f"{one.title} {one.when}".strip(), str(one.n)) for one in shown.happened]
    also += [(what, "not known" if n is None else str(n)) for what, n in shown.took.items()]
    show_table(("What happened", "Cases or days"), also)


def _row(one: Line) -> tuple[str, ...]:
    late = "to".join(f" {days} " for days in dict.fromkeys(one.late_by or ())).strip()
    return (one.title, *map(str, one.counts), "" if one.rate is None else str(one.rate), late)
