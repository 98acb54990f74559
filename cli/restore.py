"""`swan restore`: the record back from its sealed files, into an empty database, and caught up with what came due."""

import io
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import create_engine, inspect, text

from cli.keeping import keys, sealed
from cli.keeping.tools import running
from cli.session import FAILED
from cli.stack.database import database_running
from cli.words import Usage, counted, day, show
from config.settings import settings
from models.clock import swan_now
from models.database import close_engines, session
from models.migrate import migrate
from workflows.engine.audit import THE_CLOCK, audit
from workflows.engine.calendar import london_date
from workflows.engine.casework.climbing import climb

PERHAPS = text("""
update message set perhaps_twice = true where status = 'waiting' and due_at <= swan_now() returning id
""")
FIGURES = text("""
select (select count(*) from "case") as cases, (select count(*) from event) as events,
  (select max(recorded_at) from event) as last
""")


def register(app: typer.Typer) -> None:
    app.command("restore", rich_help_panel="The installation")(restore)


def restore(
    file: Annotated[Path, typer.Argument(help="The record: a file ending in .backup.age.")],
    case_keys: Annotated[Path, typer.Option("--keys", help="The keys of the cases: the newest case-keys.age.")],
    identity: Annotated[Path, typer.Option("--identity", help="The secret file that 'swan backup-key' made.")],
) -> None:
    """Bring a backup back, into an empty database; nothing else is touched. Start Swan only afterwards.

    What fell due since the backup is made ready to be told, each person once; as it may have been told before the loss,
    each message says so. Ends with 1 where the record that came back is not as it must be.
    """
    opens = sealed.identity_in(identity)
    plain = io.BytesIO()
    sealed.unseal(case_keys, plain, opens)
    known = keys.read(plain.getvalue(), case_keys)
    keys.refuse_another_key(known)
    if not file.is_file():
        raise Usage(f"There is no file {file}.")
    with database_running(settings(), "a restore"):
        try:
            _make_room()
            with running("pg_restore", *ASKED, reads=True) as child:
                assert child.stdin is not None
                sealed.unseal(file, child.stdin, opens)
            migrate()
            wrong = _caught_up(known)
        finally:
            close_engines()
    if wrong:
        raise typer.Exit(FAILED)


OURS = text("select oid::regprocedure::text from pg_proc where pronamespace = 'public'::regnamespace")
ASKED = ("--dbname=", "--single-transaction", "--exit-on-error", "--no-owner", "--role=swan_owner")


def _make_room() -> None:
    """An empty database with our roles in it. Raises `Usage` where somebody's record is there."""
    migrate()
    with session("swan_owner") as db:
        if db.execute(text("select exists (select from partnership)")).scalar_one():
            raise Usage("There is a record in this database already: a backup comes back into an empty one only.")
    engine = create_engine(settings().database_url)
    with engine.begin() as connection:
        for table in inspect(connection).get_table_names():
            connection.execute(text(f'drop table "{table}" cascade'))
        for function in connection.execute(OURS).scalars().all():
            connection.execute(text(f"drop function {function}"))
    engine.dispose()


def _caught_up(known: keys.Keys) -> bool:
    """Keys put back, what is due made ready and marked, everything audited; whether something is wrong."""
    with session("swan_owner") as db:
        erased = keys.put_back(db, known)
        at = swan_now(db)
    with session("swan_clock") as db:
        while climb(db, at):
            pass
    with session("swan_owner") as db:
        waiting = len(db.execute(PERHAPS).all())
        figures, found = db.execute(FIGURES).one(), audit(db)
    wrong = [f"{one.about}: {one.sentence}" for one in found if one.wrong and one.about != THE_CLOCK]
    last = f", the last recorded on {day(london_date(figures.last))}" if figures.last else ""
    show(
        f"Back: {counted(figures.cases, 'case')}, {counted(figures.events, 'event')}{last}.",
        *([f"The texts of {counted(erased, 'case')} have no key any more and stay closed."] if erased else []),
        f"Messages that wait and fell due by now: {waiting}. Each says that it may have come before.",
        *(wrong or ["The audit has nothing against it."]),
    )
    return bool(wrong)
