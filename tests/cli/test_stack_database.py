"""The database for one command: started and stopped for it, shared while it runs, left alone where one is given."""

import multiprocessing
from multiprocessing.synchronize import Event
from pathlib import Path

import psycopg
import pytest

from cli.stack import leftovers, postgres
from cli.stack.database import database_running
from cli.stack.folders import InUse, held
from cli.stack.given import check
from cli.stack.parts import CannotStart
from config.settings import Settings
from tests.servers import PostgresServer, settings_in


def answer(settings: Settings) -> int:
    with psycopg.connect(postgres.cluster(settings).conninfo("swan")) as database:
        row = database.execute("select 6 * 7").fetchone()
    assert row is not None
    return int(row[0])


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("one-command") / "data"


def test_it_runs_for_the_duration_of_the_command(data: Path) -> None:
    settings = settings_in(data)
    with database_running(settings):
        assert answer(settings) == 42
        (server,) = leftovers.left(data)

    assert leftovers.begun(server) is None
    assert not settings.socket_folder.exists()


def test_it_is_stopped_when_the_command_fails(data: Path) -> None:
    with pytest.raises(ZeroDivisionError), database_running(settings_in(data)):
        raise ZeroDivisionError
    assert leftovers.left(data) == []


def hold_until(data: Path, running: Event, leave: Event) -> None:
    with database_running(settings_in(data), "the first"):
        running.set()
        leave.wait(20)


def test_who_started_it_waits_for_who_also_uses_it(data: Path) -> None:
    start = multiprocessing.get_context("spawn")
    running, leave = start.Event(), start.Event()
    first = start.Process(target=hold_until, args=(data, running, leave))
    first.start()
    try:
        assert running.wait(20)
        with database_running(settings_in(data), "the second"):
            leave.set()
            first.join(0.3)
            assert first.is_alive()
            assert answer(settings_in(data)) == 42
    finally:
        leave.set()
        first.join(20)
    assert first.exitcode == 0
    assert leftovers.left(data) == []


def test_a_given_database_is_used_and_nothing_is_started(postgres: PostgresServer, tmp_path: Path) -> None:
    given = settings_in(tmp_path / "data", DATABASE_URL=postgres.url())
    with database_running(given):
        check(given)
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("variable", "address"),
    [
        ("DATABASE_URL", "postgresql://swan:hidden@127.0.0.1:1/swan"),
        ("REDIS_URL", "redis://:hidden@127.0.0.1:1/0"),
    ],
)
def test_a_given_server_that_does_not_answer_is_named_without_its_password(
    tmp_path: Path, variable: str, address: str
) -> None:
    with pytest.raises(CannotStart, match=f"{variable} does not answer") as refusal:
        check(settings_in(tmp_path, **{variable: address}))
    assert "hidden" not in str(refusal.value)


def test_data_of_another_version_is_not_touched(data: Path, tmp_path: Path) -> None:
    folder = tmp_path / "postgres"
    folder.mkdir()
    (folder / "PG_VERSION").write_text("17\n")
    with pytest.raises(CannotStart, match="written by PostgreSQL 17"), database_running(settings_in(tmp_path)):
        pass
    assert [path.name for path in folder.iterdir()] == ["PG_VERSION"]


def test_the_folder_is_held_by_one_at_a_time(tmp_path: Path) -> None:
    with held(tmp_path, "the first"), pytest.raises(InUse, match="the first, process"), held(tmp_path, "the second"):
        pass
    with held(tmp_path, "the third"):
        assert "the third" in (tmp_path / "lock").read_text()
