"""The schema as migrations make it, held against a golden file and against the models.

After reading the difference: `python -m tests.models.test_schema` writes the golden file anew.
"""

import subprocess
import tempfile
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, text
from sqlmodel import SQLModel

import models
from cli.stack.database import database_running
from cli.stack.postgres import binaries
from models.columns import UTCDateTime
from models.migrate import is_newest, migrate
from tests.servers import HASTY, PostgresServer, settings_in

GOLDEN = Path(__file__).parent / "golden" / "schema.sql"


def dumped(postgres: PostgresServer, database: str) -> str:
    """The schema with its owners, policies and grants, without what differs from one dump to the next."""
    command = [binaries() / "pg_dump", "--schema-only", "--dbname", postgres.conninfo(database)]
    lines = subprocess.check_output(command, text=True).splitlines()
    kept = [line for line in lines if line and not line.startswith(("--", "SET ", "SELECT pg_catalog", "\\"))]
    return "\n".join(kept) + "\n"


def test_the_schema_is_what_its_golden_file_says(postgres: PostgresServer, migrated: str) -> None:
    assert dumped(postgres, migrated) == GOLDEN.read_text(encoding="utf-8")


def test_the_models_and_the_migrations_say_the_same(postgres: PostgresServer, migrated: str) -> None:
    assert models.__all__
    connectable = create_engine(postgres.url(migrated))
    with connectable.connect() as connection:
        told = compare_metadata(MigrationContext.configure(connection), SQLModel.metadata)
    connectable.dispose()
    assert told == []


def test_migrating_twice_changes_nothing(postgres: PostgresServer, migrated: str) -> None:
    before = dumped(postgres, migrated)
    migrate(postgres.url(migrated))
    assert is_newest(postgres.url(migrated))
    assert dumped(postgres, migrated) == before


def test_a_database_without_migrations_is_not_the_newest(postgres: PostgresServer) -> None:
    assert not is_newest(postgres.url("postgres"))


def test_every_moment_is_kept_with_its_zone() -> None:
    moments = [
        f"{table.name}.{column.name}"
        for table in SQLModel.metadata.sorted_tables
        for column in table.columns
        if "TIMESTAMP" in str(column.type.compile()).upper() or "DATETIME" in str(column.type.compile()).upper()
        if not isinstance(column.type, UTCDateTime)
    ]
    assert moments == []


def test_the_clock_is_stable_so_that_an_index_may_be_used(postgres: PostgresServer, migrated: str) -> None:
    connectable = create_engine(postgres.url(migrated))
    with connectable.connect() as connection:
        [[volatility]] = connection.execute(text("select provolatile from pg_proc where proname = 'swan_now'"))
    connectable.dispose()
    assert volatility == "s"


def write_anew() -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = settings_in(Path(folder))
        with database_running(settings, "the tests", HASTY):
            server = PostgresServer(settings)
            migrate(server.create("golden"))
            GOLDEN.parent.mkdir(exist_ok=True)
            GOLDEN.write_text(dumped(server, "golden"), encoding="utf-8")


if __name__ == "__main__":
    write_anew()
