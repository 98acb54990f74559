"""Connections: whoever is forked makes their own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from select import select

import pytest
from psycopg.errors import IdleInTransactionSessionTimeout, TransactionTimeout
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from models import database
from models.database import Role, close_engines, say_when_kept, session
from tests.servers import PostgresServer

FORKS = """
import os
from sqlalchemy import text
from models.database import session

def speaks_in():
    with session("swan_clock") as db:
        return db.execute(text("select pg_backend_pid()")).scalar_one()

mine = speaks_in()
child = os.fork()
theirs = speaks_in()
print(mine, theirs, flush=True)
if child:
    os.waitpid(child, 0)
    assert speaks_in() == mine
os._exit(0)
"""


def test_a_forked_child_has_connections_of_its_own(postgres: PostgresServer, migrated: str) -> None:
    """Celery forks its workers from a process that has asked the record whether it may start."""
    environment = os.environ | {"DATABASE_URL": postgres.url(migrated)}
    said = subprocess.run(
        [sys.executable, "-c", FORKS], env=environment, capture_output=True, text=True, timeout=60, check=True
    )
    parents, childs = (line.split() for line in said.stdout.splitlines())
    assert parents[0] == childs[0]
    assert len({parents[0], parents[1], childs[1]}) == 2


def test_a_line_is_said_when_it_is_true_and_not_before(
    postgres: PostgresServer, migrated: str, caplog: pytest.LogCaptureFixture
) -> None:
    """What was only tried is not said, and neither is what was undone with everything else."""
    caplog.set_level("INFO", "models.database")
    url = postgres.url(migrated)
    with session("swan_clock", url=url) as db:
        say_when_kept(db, "kept", case="WSCP-2026-001")
        with db.begin_nested():
            say_when_kept(db, "kept within")
            tried = db.begin_nested()
            with db.begin_nested():
                say_when_kept(db, "tried")
            tried.rollback()
        assert caplog.messages == []
    with suppress(LookupError), session("swan_clock", url=url) as db:
        say_when_kept(db, "undone")
        raise LookupError

    assert caplog.messages == ["kept", "kept within"]
    assert vars(caplog.records[0])["case"] == "WSCP-2026-001"
    close_engines()


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As if a tenth of a second were what a transaction may take, busy or not."""
    close_engines()
    monkeypatch.setattr(database, "LEFT_OPEN", "100ms")
    monkeypatch.setattr(database, "LONGEST", "100ms")
    yield
    close_engines()


def goes_on_when_ended(db: Session) -> None:
    """Having asked for something and then nothing, until the server says a word of its own."""
    db.execute(text("select 1"))
    spoken_over = db.connection().connection.driver_connection
    assert spoken_over is not None
    heard, _, _ = select([spoken_over.fileno()], [], [], 30)
    assert heard, "nobody ends it"
    db.execute(text("select 1"))


@pytest.mark.parametrize("role", ["swan_owner", "swan_app", "swan_clock"])
def test_a_transaction_left_open_is_ended(postgres: PostgresServer, migrated: str, short: None, role: Role) -> None:
    """By the server: its reader may have hung, and as long as it stands the rows it could see are kept for it."""
    with pytest.raises(DBAPIError) as ended, session(role, url=postgres.url(migrated)) as db:
        goes_on_when_ended(db)
    assert isinstance(ended.value.orig, IdleInTransactionSessionTimeout | TransactionTimeout)


def test_what_an_applications_transaction_takes_has_an_end(
    postgres: PostgresServer, migrated: str, short: None
) -> None:
    with pytest.raises(DBAPIError) as ended, session("swan_app", url=postgres.url(migrated)) as db:
        db.execute(text("select pg_sleep(60)"))
    assert isinstance(ended.value.orig, TransactionTimeout)
