"""`swan import` and `swan demo`: a register's past taken into the record, and a year of it played."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from cli.demo.command import demo
from cli.register_telling import Taken, show_faults
from cli.session import REFUSED, AsJson, AsPerson, Desk, InPartnership, desk
from cli.words import Usage, a_day, day
from workflows.engine.calendar import at_eight
from workflows.engine.casework.holders import holders
from workflows.engine.casework.importing import History, NotImported, Sum
from workflows.engine.casework.telling import News, NewsKind, raise_notices
from workflows.engine.register.histories import Register, Span, histories
from workflows.engine.register.table import Table, read
from workflows.engine.register.taking import take_in

TheFile = Annotated[
    Path, typer.Argument(metavar="FILE", help="The register, as CSV or .xlsx.", exists=True, dir_okay=False)
]
AsOf = Annotated[
    str, typer.Option("--as-of", metavar="D", help="Until which day it is taken in.", show_default="today")
]
Tell = Annotated[bool, typer.Option("--tell-coordinator", help="Send the coordinator the list, in one message.")]


def register(app: typer.Typer) -> None:
    """Adds these commands."""
    app.command("import", rich_help_panel="The record")(import_)
    app.command(rich_help_panel="Planning")(demo)


def import_(
    file: TheFile,
    as_of: AsOf = "",
    partnership: InPartnership = "",
    as_person: AsPerson = "",
    tell_coordinator: Tell = False,
    json: AsJson = False,
) -> None:
    """Take a partnership's register into the record, as history: nobody is told anything, and no ladder is on.

    Whole or not at all: a row that cannot be read or cannot have happened is named, with its line and column. The same
    register once more changes nothing. Days after --as-of are left out.
    """
    with faults_shown():
        table = read(file.read_bytes())
        with desk("import", partnership=partnership) as at:
            until = a_day(as_of, at.today) if as_of else at.today
            found = taken_in(at, table, Span(until, at.today))
            total = recorded(at, found, as_person, quiet=json)
            if tell_coordinator:
                tell_the_coordinator(at)
            taken = Taken.seen(replace(at, at=at_eight(until)), table, found, total)
    # Said when all is kept: a reader who hangs up must not undo it.
    taken.show_json() if json else taken.show()


@contextmanager
def faults_shown() -> Iterator[None]:
    """A register with faults ends the command with all of them on stderr."""
    try:
        yield
    except NotImported as wrong:
        show_faults(wrong)
        raise typer.Exit(REFUSED) from wrong


def taken_in(at: Desk, table: Table, span: Span) -> Register:
    """The register's histories. Raises `Usage` for a day still ahead."""
    if span.until > span.today:
        raise Usage(f"{day(span.until)} is still ahead: a register says what has happened.")
    return histories(table, at.partnership.prefix, at.partnership.name, span)


def recorded(at: Desk, found: Register, as_person: str, *, quiet: bool = False) -> Sum:
    """Every history recorded. Raises `NotImported` with the faults of cells and of the law together."""
    rows = shown(found.histories, quiet)
    return take_in(at.db, at.partnership, found, at.actor(as_person), at.at, rows)


def shown(rows: list[History], quiet: bool) -> Iterator[History]:
    """Each row in its turn, with a bar of how far it is."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    speaking = Console(stderr=True)
    with Progress(*columns, console=speaking, transient=True, disable=quiet or not speaking.is_terminal) as progress:
        yield from progress.track(rows, description="Reading the register")


def tell_the_coordinator(at: Desk) -> None:
    """One message with what is open, to whoever holds the role today; once a day at most."""
    told = holders(at.db, at.partnership.id, ["coordinator"], at.today)
    news = [
        News(at.partnership.id, one.person_id, one.role, NewsKind.LIST, f"{NewsKind.LIST}:{at.today}:{one.person_id}")
        for one in told
    ]
    raise_notices(at.db, news, at.at)
