"""A migrated database for each test, and a partnership in it."""

import os
from collections.abc import Iterator
from itertools import count

import pytest

from models.database import engine
from models.migrate import migrate
from tests.engine.casework.place import Place
from tests.servers import PostgresServer

_NUMBER = count()


@pytest.fixture(scope="session")
def migrated(postgres: PostgresServer) -> str:
    """The name of a database with the schema of today, to be copied."""
    name = f"casework_{os.getpid()}"
    migrate(postgres.create(name))
    return name


@pytest.fixture
def database(postgres: PostgresServer, migrated: str) -> Iterator[str]:
    """The address of an empty database of this test's own."""
    name = f"{migrated}_{next(_NUMBER)}"
    url = postgres.create(name, template=migrated)
    yield url
    for role in ("swan_owner", "swan_app", "swan_clock"):
        engine(role, url).dispose()
    postgres.drop(name)


@pytest.fixture
def place(database: str) -> Place:
    return Place(database)
