"""An office whose tasks run in this process, on real servers: PostgreSQL, Valkey, SMTP and a stand-in of Notify."""

from collections.abc import Iterator

import pytest
from sqlalchemy.engine import make_url

from config.settings import settings
from models.database import close_engines
from models.migrate import migrate
from tasks.app import app
from tests.emptied import empty
from tests.engine.casework.place import Place
from tests.servers import PostgresServer, ValkeyServer
from tests.tasks.post_office import NOTIFY_KEY, TEMPLATE, NotifyOffice, PostOffice, notify_office, post_office


@pytest.fixture(scope="session")
def tasks_database(postgres: PostgresServer, worker_id: str) -> str:
    """The name of one migrated database for all tests of the tasks."""
    name = f"tasks_{worker_id}"
    migrate(postgres.create(name))
    return name


@pytest.fixture
def database(postgres: PostgresServer, tasks_database: str) -> str:
    """Its address, nothing in it."""
    empty(postgres.conninfo(tasks_database))
    return postgres.url(tasks_database)


@pytest.fixture(scope="session")
def mail_server() -> Iterator[PostOffice]:
    with post_office() as office:
        yield office


@pytest.fixture
def mail(mail_server: PostOffice) -> PostOffice:
    """The mail server, nothing in it and friendly."""
    mail_server.begin_anew()
    return mail_server


@pytest.fixture(scope="session")
def notify_server() -> Iterator[NotifyOffice]:
    with notify_office() as office:
        yield office


@pytest.fixture
def notify(notify_server: NotifyOffice) -> NotifyOffice:
    """Notify, nothing taken and friendly."""
    notify_server.begin_anew()
    return notify_server


@pytest.fixture(scope="session")
def told(
    postgres: PostgresServer,
    tasks_database: str,
    valkey: ValkeyServer,
    mail_server: PostOffice,
    notify_server: NotifyOffice,
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, str]:
    """The environment of a worker of ours."""
    url = make_url(postgres.url(tasks_database)).set(drivername="postgresql")
    return {
        "DATABASE_URL": url.render_as_string(hide_password=False),
        "REDIS_URL": valkey.url,
        "SMTP_URL": mail_server.url,
        "SWAN_DATA": str(tmp_path_factory.mktemp("swan")),
        "SWAN_LINK": "https://swan.invalid",
        "NOTIFY_API_KEY": NOTIFY_KEY,
        "NOTIFY_BASE_URL": notify_server.url,
        "NOTIFY_TEMPLATE_ID": TEMPLATE,
    }


@pytest.fixture
def environment(
    told: dict[str, str],
    valkey: ValkeyServer,
    mail: PostOffice,
    notify: NotifyOffice,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[dict[str, str]]:
    """The same, told to this process too, and the broker empty."""
    valkey.empty()
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    forget()
    app.conf.broker_url = valkey.url
    yield told
    forget()


def forget() -> None:
    """Settings are read, and engines made, once in a process: here, once in a test."""
    settings.cache_clear()
    close_engines()


@pytest.fixture
def office(environment: dict[str, str], database: str) -> Iterator[Place]:
    """A partnership with a coordinator, a business manager and a scrutineer."""
    place = Place(database, "WSCP")
    for slug, role in (("carol", "coordinator"), ("bill", "business_manager"), ("sue", "scrutineer")):
        place.holds(slug, role)
    yield place
    close_engines()
