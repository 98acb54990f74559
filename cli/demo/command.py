"""`swan demo`: everything it needs started in a folder of its own, the year played, its account, and nothing left."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from time import monotonic
from typing import Annotated
from uuid import UUID

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from cli.demo import account, checks, counts, play
from cli.demo.checks import Check
from cli.demo.mailbox import HOST, Mailbox
from cli.demo.opening import Serving, how_to_open, serving, settled
from cli.demo.showing import Shown
from cli.demo.stage import Stuck, Waiting
from cli.demo.year import Year, the_year
from cli.session import FAILED
from cli.stack.parts import CannotStart, Part, ours
from cli.stack.supervisor import Supervisor
from cli.stack.voices import Stopped
from cli.stack.whole import servers, stack
from cli.words import Usage, a_day, console, day, listed
from config.settings import Settings, settings
from models.database import Role, engine, session
from workflows.engine.audit import audit

ROLES: tuple[Role, ...] = ("swan_owner", "swan_app", "swan_clock")

Until = Annotated[str, typer.Option("--until", metavar="DAY", help="Stop at the end of this day of the year.")]
WithFlower = Annotated[bool, typer.Option("--flower", help="Start Flower too, to watch the tasks while it lasts.")]
Keep = Annotated[bool, typer.Option("--keep", help="Keep it in a folder of its own, whatever becomes of it.")]


def demo(until: Until = "", keep: Keep = False, flower: WithFlower = False) -> None:
    """Play a partnership's year: real worker, timekeeper, broker, database and mail, in about two minutes.

    Ends with the year's account and how to open the office in it, and with 0 only if every message arrived once, the
    audit is clean and the counts hold.
    """
    year, said = the_year(), console()
    last = a_day(until) if until else year.ends
    if not year.begins <= last <= year.ends:
        raise Usage(f"The year goes from {day(year.begins)} to {day(year.ends)}.")
    serve = serving()
    with own_folder(said, serve, keep=keep) as folder, Mailbox() as mailbox:
        try:
            place = own_settings(folder, mailbox)
            unwatched = {"web"} if flower else {"web", "flower"}
            parts = [*servers(place), *(part for part in ours(place) if part.name not in unwatched)]
            held = played(place, parts, said, mailbox, year, last)
        except Stopped as told:
            said.print(f"Stopped ({told}).")
            raise typer.Exit(FAILED) from told
        except Stuck as stuck:
            raise CannotStart(f"The demonstration ended early: {stuck}") from stuck
        finally:
            kept_mail(folder, mailbox)
        if not held:
            raise CannotStart("Something that must hold does not: it stands above, marked NO.")


@contextmanager
def own_folder(said: Console, serve: Serving, *, keep: bool) -> Iterator[Path]:
    """A folder for one demonstration: it stays where the year was played, or where it went wrong, and else is gone."""
    folder = Path(tempfile.mkdtemp(prefix="swan-demo-"))
    try:
        yield folder
    except BaseException as ending:
        if keep or isinstance(ending, CannotStart):
            said.print(f"The record, the log and every mail are in {folder}.", soft_wrap=True)
        else:
            shutil.rmtree(folder, ignore_errors=True)
        raise
    for line in how_to_open(folder if keep else settled(folder), serve):
        said.print(line, soft_wrap=True)


def own_settings(folder: Path, mailbox: Mailbox) -> Settings:
    """The settings of this process from here on, and of every part it starts: nothing of the installation's own."""
    for name in Settings.variables():
        for told in (name, f"{name}_FILE"):
            os.environ.pop(told, None)
    os.environ["SWAN_DATA"] = str(folder / "data")
    os.environ["SMTP_URL"] = f"smtp://{HOST}:{mailbox.port}"
    settings.cache_clear()
    return settings()


def played(place: Settings, parts: Sequence[Part], said: Console, mailbox: Mailbox, year: Year, last: date) -> bool:
    """Whether all that must hold at the end does; the account is printed on the way."""
    begun = monotonic()
    with stack(place, None, parts, "swan demo") as running:
        said.print(f"Up: {listed([part.name for part in parts if not part.once])}. The log is {running.log.place}.")
        if any(part.name == "flower" for part in parts):
            said.print(
                f"Flower: http://{place.flower_address}:{place.flower_port}, user {place.flower_user}, "
                f"password in {place.flower_password_file}.",
                soft_wrap=True,
            )
        try:
            partnership = told_year(said, year, last, running)
            with session("swan_clock") as db:
                found = account.account(db, partnership, year.begins, last)
                counted = counts.counts(db, partnership, year.begins, last)
                findings = audit(db)
        finally:
            for role in ROLES:
                engine(role).dispose()
        pids = [one.child.pid for one in running.running]
    whole = last == year.ends
    held = [
        *checks.of_mail(found, mailbox),
        checks.of_audit(findings),
        *([checks.of_counts(counted, year.counts)] if whole else []),
        checks.of_processes(pids),
    ]
    print_account(said, year, last, found, counted, held)
    said.print(f"{monotonic() - begun:.0f} seconds.", style="dim")
    return all(one.holds for one in held)


def told_year(said: Console, year: Year, last: date, running: Supervisor) -> UUID:
    """The year up to its `last` day; gives the partnership it is of."""
    with bar(said) as progress:
        partnership, total = play.begin(
            year, lambda histories: progress.track(histories, description="Importing the register")
        )
    said.print(
        f"{total.opened} cases imported as they stood on {day(year.begins)}, {total.recorded} events; "
        "nobody was told anything. From here on people are."
    )
    with bar(said) as progress:
        play.play(year, partnership, last, Waiting(running), Shown(said), progress)
    return partnership


def bar(said: Console) -> Progress:
    """How far it is, at the foot of a terminal; nothing where there is none."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    return Progress(*columns, console=said, transient=True, disable=not said.is_terminal)


def print_account(
    said: Console, year: Year, last: date, found: account.Account, counted: dict[str, int], held: list[Check]
) -> None:
    told = [
        "",
        f"{year.plan.name}, {day(year.begins)} to {day(last)}",
        "",
        *account.lines(found),
        "",
        *account.table(("The year", ""), [(name, str(n)) for name, n in counted.items()]),
        "",
        *(f"{'yes' if one.holds else 'NO '}  {one}" for one in held),
    ]
    for line in told:
        said.print(line, soft_wrap=True)


def kept_mail(folder: Path, mailbox: Mailbox) -> None:
    """Every mail as it arrived, in the order it came, beside the record."""
    place = folder / "mail"
    place.mkdir(exist_ok=True)
    for n, mail in enumerate(mailbox.mails, start=1):
        (place / f"{n:04d}.eml").write_bytes(mail.raw)
