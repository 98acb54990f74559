"""The real servers every test may ask for."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from cli.stack.child import tie_to_parent
from cli.stack.database import database_running
from models.migrate import migrate
from tests.office import Office, an_office
from tests.servers import HASTY, OwnPostgres, PostgresServer, ValkeyServer, settings_in


def pytest_configure(config: pytest.Config) -> None:
    """An xdist worker goes with its session, and its servers with it, even when that is killed."""
    if hasattr(config, "workerinput"):
        tie_to_parent(signal.SIGTERM)


@pytest.fixture(scope="session")
def session_folder(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """One folder for the whole test session, shared by its xdist workers."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if hasattr(request.config, "workerinput") else own


@pytest.fixture(scope="session")
def postgres(session_folder: Path) -> Iterator[PostgresServer]:
    """One PostgreSQL for the whole session: make databases in it, leave the server alone.

    The first worker to ask starts it and stops it when the last has gone; a killed session takes it along.
    """
    settings = settings_in(session_folder / "postgres-of-all")
    with database_running(settings, "the tests", HASTY):
        yield PostgresServer(settings)


@pytest.fixture(scope="session")
def office_url(postgres: PostgresServer, worker_id: str) -> str:
    """A migrated database of this worker's own, in which every test of the office is rolled back."""
    url = postgres.create(f"office_{worker_id}")
    migrate(url)
    return url


@pytest.fixture
def office(office_url: str) -> Iterator[Office]:
    """A partnership's office for one test; everything is rolled back after it."""
    engine = create_engine(office_url)
    with engine.connect() as connection:
        yield from an_office(connection)
    engine.dispose()


@pytest.fixture(scope="session")
def valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ValkeyServer]:
    """This worker's broker: empty it, but leave it running."""
    server = ValkeyServer(tmp_path_factory.mktemp("valkey"))
    server.start()
    yield server
    server.close()


@pytest.fixture
def own_postgres(tmp_path: Path) -> Iterator[OwnPostgres]:
    """A PostgreSQL of this test's own, running, to stop and to kill."""
    server = OwnPostgres(tmp_path / "postgres")
    server.start()
    yield server
    server.close()


@pytest.fixture
def own_valkey(tmp_path: Path) -> Iterator[ValkeyServer]:
    """A broker of this test's own, running, to stop and to kill."""
    server = ValkeyServer(tmp_path / "valkey")
    server.start()
    yield server
    server.close()
