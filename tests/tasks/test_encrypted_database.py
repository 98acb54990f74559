"""A database that is reached encrypted: by everything of ours that talks to it, and only where it proves itself."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from cli.keeping.tools import running
from cli.stack import given
from cli.stack.parts import CannotStart
from config.settings import settings
from models.clock import swan_now
from models.database import close_engines, session
from tasks.app import app
from tasks.timekeeper import Timekeeper
from tests.encrypted import Certificate, certificate, encrypting
from tests.servers import PostgresServer

PROVES_ITSELF = "sslmode=verify-full&sslrootcert="


@pytest.fixture
def shown(tmp_path: Path) -> Certificate:
    return certificate(tmp_path)


@pytest.fixture
def address(environment: dict[str, str], postgres: PostgresServer, shown: Certificate) -> Iterator[str]:
    """Where the database is behind encryption, without a word on what is asked of it; nobody else listens there."""
    url = make_url(environment["DATABASE_URL"])
    with encrypting(postgres.settings.socket_folder / ".s.PGSQL.5432", shown, asked_first=True) as port:
        there = url.set(drivername="postgresql", host="127.0.0.1", port=port, query={})
        yield there.render_as_string(hide_password=False)
        close_engines()


def reached(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    close_engines()
    settings.cache_clear()


def test_everything_that_talks_to_it_does_so_encrypted(
    address: str, shown: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached(monkeypatch, f"{address}?{PROVES_ITSELF}{shown.trusted}")

    given.check_database(settings().database_url)
    with session("swan_app") as db:
        assert swan_now(db)
        assert db.connection().connection.driver_connection.pgconn.ssl_in_use  # type: ignore[union-attr]
    keeper = Timekeeper(app)
    assert keeper.listener().pgconn.ssl_in_use
    keeper.close()


def test_one_that_cannot_prove_itself_is_told_nothing(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    reached(monkeypatch, f"{address}?{PROVES_ITSELF}system")

    with pytest.raises(OperationalError, match="certificate verify failed"), session("swan_app"):
        pass
    with pytest.raises(psycopg.OperationalError, match="certificate verify failed"):
        Timekeeper(app).listener()


def test_a_backup_needs_a_program_that_can_encrypt(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    reached(monkeypatch, f"{address}?sslmode=require")
    monkeypatch.setenv("PATH", "/nowhere")

    with pytest.raises(CannotStart, match="install PostgreSQL's own pg_dump, 18 or later"), running("pg_dump"):
        pass
