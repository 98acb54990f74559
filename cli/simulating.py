"""`swan simulate`: years of cases among faults, on a database of its own; ends with what was lost: nothing, or 1."""

import logging
import random
from typing import Annotated

import typer
from rich.progress import Progress

from cli.stack.apart import folder_apart, settings_apart
from cli.stack.database import database_running
from cli.stack.parts import CannotStart
from cli.words import Usage, console
from models.database import close_engines
from models.migrate import migrate
from tasks.simulation import Account, Kind, Lost, Simulated, kinds_of, simulate

HASTY = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "autovacuum=off")
"""For a database that nobody wants after this, and in which nothing happens but what the seed says."""


def register(app: typer.Typer) -> None:
    app.command("simulate", rich_help_panel="The installation")(simulated)


Cases = Annotated[int, typer.Option("--cases", min=1, max=5000, help="How many cases.")]
Years = Annotated[int, typer.Option("--years", min=1, max=3, help="Over how many years.")]
Seed = Annotated[
    int | None, typer.Option("--seed", help="Plays the same again; left out, a new one is drawn and said.")
]
Faults = Annotated[str, typer.Option("--faults", help=f"all, none, or some of: {', '.join(Kind)}.")]


def simulated(cases: Cases = 10, years: Years = 1, seed: Seed = None, faults: Faults = "all") -> None:
    """Play years of cases on a simulated clock while everything goes wrong that can, and prove that nothing is lost.

    The engine, its tasks and PostgreSQL are the real ones; broker, mail and time are simulated, and fail. After every
    step the record must hold. Ends with the account, and with 0 only if nothing was lost and nothing doubled.
    """
    try:
        kinds = kinds_of(faults)
    except ValueError as unknown:
        raise Usage(str(unknown)) from None
    wanted = Simulated(seed if seed is not None else random.SystemRandom().randrange(10**6), cases, years, kinds)
    said = console()
    # A process that ends in the middle of its statements is what is played here, and nothing to be warned of.
    logging.getLogger("psycopg").setLevel(logging.ERROR)
    with folder_apart("simulation") as folder:
        place = settings_apart(folder)
        with database_running(place, "a simulation", HASTY):
            migrate()
            try:
                found = played(wanted)
            except Lost as lost:
                raise CannotStart(str(lost)) from lost
            finally:
                close_engines()
    said.print(str(found), soft_wrap=True)
    if found.lost or found.doubled:
        raise CannotStart(f"Something was lost or doubled. Play it again with: {wanted}")


def played(wanted: Simulated) -> Account:
    said = console()
    with Progress(console=said, transient=True, disable=not said.is_terminal) as progress:
        task = progress.add_task(f"Seed {wanted.seed}", total=1.0)
        return simulate(wanted, lambda done: progress.update(task, completed=done))
