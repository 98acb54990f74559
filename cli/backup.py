"""`swan backup` and `swan backup-key`: the record as it stands at one moment, sealed, in a folder."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import create_engine, text
from sqlmodel import Session

from cli.keeping import keys, sealed
from cli.keeping.tools import running
from cli.stack.database import database_running
from cli.words import Usage, show
from config.settings import settings
from models.database import session
from tasks.heartbeat import beat
from workflows.engine.reading.standing import BACKUP

FIGURES = text('select (select count(*) from "case") as cases, (select count(*) from event) as events, now() as at')


def register(app: typer.Typer) -> None:
    app.command("backup", rich_help_panel="The installation")(backup)
    app.command("backup-key", rich_help_panel="The installation")(backup_key)


def backup_key(
    file: Annotated[Path, typer.Argument(help="Where the secret is written; it must not be there yet.")],
) -> None:
    """Make the secret that opens backups, and say the word to seal them to.

    Keep the file away from this machine: who makes backups needs only the word.
    """
    word = sealed.new_identity(file)
    show(
        f"{file} opens every backup sealed to the word below. Without it they are lost: keep it safe, elsewhere.", word
    )


def backup(
    folder: Annotated[Path, typer.Argument(help="Where to; best on another machine's disk.")],
    to: Annotated[str, typer.Option("--to", metavar="WORD", envvar="SWAN_BACKUP_TO", help="Whom it is sealed to.")],
) -> None:
    """Keep the whole record, as it stands at one moment, sealed; nothing stops meanwhile.

    Two files: the record without the keys of its cases, which may be kept for long, and the newest keys, which replace
    the ones before, so that what was erased stays erased. Keep them in two places.
    """
    whom = sealed.recipient(to)
    if not folder.is_dir():
        raise Usage(f"{folder} is no folder.")
    with database_running(settings(), "a backup"), one_moment() as (db, snapshot):
        figures = db.execute(FIGURES).one()
        place = folder / f"swan-{figures.at.astimezone(UTC):%Y-%m-%dT%H%M%SZ}.backup.age"
        said = keys.keys_in(db, figures.at)
        with sealed.whole_or_not_at_all(place) as file, running("pg_dump", *asked(snapshot)) as dump:
            assert dump.stdout is not None
            sealed.seal(dump.stdout, file, whom)
        with sealed.whole_or_not_at_all(folder / keys.FILE) as file:
            sealed.seal(io.BytesIO(said.model_dump_json().encode()), file, whom)
        with session("swan_owner") as now:
            beat(now, BACKUP, {"file": place.name})
    show(
        f"{place}: {figures.cases} cases, {figures.events} events, {place.stat().st_size:,} bytes.",
        f"{folder / keys.FILE}: the keys of {len(said.cases)} cases. Keep it apart from the record.",
    )


def asked(snapshot: str) -> tuple[str, ...]:
    """The whole record of that moment, without what opens its texts."""
    return ("--format=custom", f"--snapshot={snapshot}", "--exclude-table-data=case_key")


@contextmanager
def one_moment() -> Iterator[tuple[Session, str]]:
    """A transaction in which nothing changes any more, and the name under which another program sees the same."""
    engine = create_engine(settings().database_url, isolation_level="REPEATABLE READ")
    try:
        with Session(engine) as db:
            db.execute(text("set local role swan_owner"))
            yield db, db.execute(text("select pg_export_snapshot()")).scalar_one()
    finally:
        engine.dispose()
