"""A migrated database for the tests of the record itself."""

import os
from collections.abc import Iterator

import pytest

from models.database import engine
from models.migrate import migrate
from tests.servers import PostgresServer


@pytest.fixture(scope="module")
def migrated(postgres: PostgresServer) -> Iterator[str]:
    """The name of a freshly migrated database."""
    name = f"models_{os.getpid()}"
    url = postgres.create(name)
    migrate(url)
    yield name
    for role in ("swan_owner", "swan_app", "swan_clock"):
        engine(role, url).dispose()
    postgres.drop(name)
