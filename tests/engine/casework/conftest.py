"""A migrated database for the tests of casework, empty for each of them, and a partnership in it."""

import os
from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, text

from models.database import engine
from models.migrate import migrate
from tests.engine.casework.place import Place
from tests.servers import PostgresServer

# Deleting is ten times as quick as a new database; without the keys' triggers, in any order.
EMPTY = text("""
do $$
declare place text;
begin
  set local lock_timeout = '10s';
  set local session_replication_role = replica;
  for place in select tablename from pg_tables where schemaname = 'public' and tablename <> 'alembic_version' loop
    execute format('delete from %I', place);
  end loop;
end $$
""")


@pytest.fixture(scope="session")
def migrated(postgres: PostgresServer) -> str:
    """The name of a database with the schema of today, to be copied."""
    name = f"casework_{os.getpid()}"
    migrate(postgres.create(name))
    return name


def copy(postgres: PostgresServer, name: str, template: str) -> Iterator[str]:
    url = postgres.create(name, template=template)
    yield url
    for role in ("swan_owner", "swan_app", "swan_clock"):
        engine(role, url).dispose()
    postgres.drop(name)


@pytest.fixture(scope="session")
def shared_database(postgres: PostgresServer, migrated: str) -> Iterator[str]:
    yield from copy(postgres, f"{migrated}_shared", migrated)


@pytest.fixture
def own_database(postgres: PostgresServer, migrated: str) -> Iterator[str]:
    """The address of a database that only this test has ever written to."""
    yield from copy(postgres, f"{migrated}_own", migrated)


@pytest.fixture
def database(shared_database: str) -> Iterator[str]:
    """The address of an empty database; what this test commits is gone after it."""
    yield shared_database
    sweeper = create_engine(shared_database)
    with sweeper.begin() as connection:
        connection.execute(EMPTY)
    sweeper.dispose()


@pytest.fixture
def place(database: str) -> Place:
    return Place(database)
