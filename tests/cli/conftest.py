"""A coordinator's terminal: commands run for real, on a migrated database with Westmarch in it."""

import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from config.partnerships import read, shipped
from config.settings import settings
from models.database import engine, session
from models.migrate import migrate
from tests.cli.terminal import Terminal
from tests.office import moment
from tests.servers import PostgresServer
from workflows.engine.casework.acting import Actor
from workflows.engine.casework.founding import found

_NUMBER = count()


@pytest.fixture(scope="session")
def westmarch(postgres: PostgresServer) -> str:
    """The name of a database in which Westmarch has been founded, to be copied."""
    name = f"terminal_{os.getpid()}"
    url = postgres.create(name)
    migrate(url)
    with session("swan_app", url=url) as db:
        found(db, read(shipped("westmarch")), Actor("tests"), moment("Wed 1 Apr 2020 09:00"))
    engine("swan_app", url).dispose()
    return name


@pytest.fixture
def swan(
    postgres: PostgresServer, westmarch: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Terminal]:
    """The terminal of Westmarch's coordinator, on a database of this test's own; it is Monday 23 November 2026."""
    name = f"{westmarch}_{next(_NUMBER)}"
    terminal = Terminal(postgres.create(name, template=westmarch))
    monkeypatch.setenv("DATABASE_URL", terminal.url)
    monkeypatch.setenv("SWAN_DATA", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "300")
    monkeypatch.delenv("SWAN_AS", raising=False)
    settings.cache_clear()
    terminal.it_is("Mon 23 Nov 2026 10:00")
    yield terminal
    terminal.close()
    postgres.drop(name)
