"""`swan due`, `swan cases` and `swan case`: what is owed, where every case stands, and one case whole."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Annotated

import typer

from cli import casefile
from cli.seeing import Seen, seen_from, what, whose
from cli.session import AsJson, InPartnership, desk, desks
from cli.words import day, short_day, show, show_json, show_table, spoken
from workflows.engine.reading import sealed, titles
from workflows.engine.reading.case import read_case
from workflows.engine.reading.cases import CaseLine, Next, cases
from workflows.engine.reading.deadlines import Urgency, look_ahead, owed

Reference = Annotated[str, typer.Argument(metavar="REF", help="The case, such as WSCP-2026-007.")]
Within = Annotated[
    int | None, typer.Option("--days", metavar="N", min=0, max=2500, help="Only the next N working days.")
]
TILES = (Urgency.OVERDUE, Urgency.EXPLAINED, Urgency.TODAY, Urgency.SOON)


def register(app: typer.Typer) -> None:
    """Adds these commands."""
    app.command(rich_help_panel="The dates")(due)
    app.command("cases", rich_help_panel="The record")(list_cases)
    app.command(rich_help_panel="The record")(case)


def due(partnership: InPartnership = "", within: Within = None, json: AsJson = False) -> None:
    """Every open deadline of every open case, in the order of its dates."""
    found: list[Seen] = []
    with desks("due", partnership=partnership) as each:
        for at in each:
            last = date.max if within is None else look_ahead(at.today, at.calendar, within)
            found += [one for one in seen_from(at, owed(at.db, at.partnership.id)) if _until(one, last)]
            today = at.today
    found.sort(key=lambda one: one.deadline.due_on or date.max)
    if json:
        counts = {str(urgency): sum(one.urgency is urgency for one in found) for urgency in Urgency}
        show_json({"today": today, "counts": counts, "deadlines": [one.as_json() for one in found]})
        return
    show(f"Today is {day(today)}.", " · ".join(_tile(tile, found) for tile in TILES))
    _show_due(found)


def _until(one: Seen, last: date) -> bool:
    """What has no date stays in sight whatever the horizon."""
    return one.deadline.due_on is None or one.deadline.due_on <= last


def _tile(tile: Urgency, found: Sequence[Seen]) -> str:
    return f"{str(tile).capitalize()}: {sum(one.urgency is tile for one in found)}"


def _show_due(found: Sequence[Seen]) -> None:
    if not found:
        show("Nothing is owed.")
        return
    columns = ("Due", "That is", "Case", "What", "Whose word")
    show_table(columns, [_due_row(one) for one in found])


def _due_row(one: Seen) -> tuple[str, ...]:
    deadline = one.deadline
    return short_day(deadline.due_on), one.far, deadline.reference, what(deadline), whose(deadline)


def list_cases(
    partnership: InPartnership = "",
    everything: Annotated[bool, typer.Option("--all", help="Those that are over as well.")] = False,
    json: AsJson = False,
) -> None:
    """Every open case: where it stands and what comes next."""
    found: list[CaseLine] = []
    with desks("cases", partnership=partnership) as each:
        for at in each:
            found += [one for one in cases(at.db, at.partnership.id, at.today) if everything or one.is_open]
    if json:
        show_json({"cases": [{**asdict(one), "open": one.is_open} for one in found]})
    elif not found:
        show("There is no open case: 'swan cases --all' shows those that are over, 'swan open' opens one.")
    else:
        columns = ("Case", "Harm", "Stands at", "Next by law or guidance", "Next locally", "Overdue")
        show_table(columns, [_line(one) for one in found])


def _line(one: CaseLine) -> tuple[str, ...]:
    stands = [f"{titles.of_workflow(run['workflow'])}: {spoken(run['state'])}" for run in one.runs] or ["over"]
    silent = [] if one.ladders_on else ["nobody is reminded: ladders are off"]
    coming = (_next(one.next_by_law), _next(one.next_local))
    return one.reference, one.harm, "\n".join([*stands, *silent]), *coming, str(one.overdue or "–")


def _next(coming: Next | None) -> str:
    return f"{short_day(coming.due_on)}\n{coming.title}" if coming else "–"


def case(
    reference: Reference,
    show_children: Annotated[
        bool, typer.Option("--show-children", help="Print what is known of the children.")
    ] = False,
    notes: Annotated[bool, typer.Option("--notes", help="Print notes and reasons kept under the case's key.")] = False,
    json: AsJson = False,
) -> None:
    """One case: where it stands, what is owed, its items, and everything that was recorded."""
    with desk("case", reference=reference) as at:
        kept = at.case(reference)
        at.saw(kept, "children-shown" if show_children else "case-viewed")
        found = read_case(at.db, kept.id)
        children = sealed.children(at.db, found.id) if show_children else []
        texts = sealed.texts(at.db, found.id) if notes else {}
        seen = seen_from(at, found.deadlines)
    if json:
        show_json(casefile.as_json(found, seen, children, texts))
    else:
        casefile.show_case(found, seen, children, texts)
