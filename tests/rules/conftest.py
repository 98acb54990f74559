"""An office for every rule test: a migrated database, and everything rolled back."""

from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine

from models.migrate import migrate
from tests.office import Office, an_office
from tests.servers import PostgresServer


@pytest.fixture(scope="session")
def rules_url(postgres: PostgresServer, worker_id: str) -> str:
    """A migrated database of this worker's own."""
    url = postgres.create(f"rules_{worker_id}")
    migrate(url)
    return url


@pytest.fixture
def office(rules_url: str) -> Iterator[Office]:
    engine = create_engine(rules_url)
    with engine.connect() as connection:
        yield from an_office(connection)
    engine.dispose()
