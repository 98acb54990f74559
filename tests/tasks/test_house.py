"""What may go into the broker and what may come out of a task."""

import logging
import pickle
import traceback
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from kombu.exceptions import ContentDisallowed

from cli.stack import parts
from config.settings import settings
from tasks import deadlines, notices
from tasks.app import app
from tasks.house import HouseApp, HouseTask, NoDatesInTheBroker, NotAnId, TaskFailed
from tasks.queues import OUTWARD, QUEUES
from tasks.safety import our_tasks
from tests.engine.casework.place import Place
from tests.servers import ValkeyServer

CANARY = "ZZCANARY"
AN_ID = "019f0000-0000-7000-8000-000000000001"

pytestmark = pytest.mark.usefixtures("environment")


own = HouseApp("tests", task_cls=HouseTask, set_as_current=False)
raised_in_it: list[Exception] = []


@own.task(name="deadlines.fails", lazy=False)  # type: ignore[untyped-decorator]
def fails() -> None:
    raise raised_in_it.pop()


def failing(failure: Exception) -> TaskFailed:
    """What comes out of a task in which this is raised."""
    raised_in_it.append(failure)
    with pytest.raises(TaskFailed) as raised:
        fails()
    return raised.value


@pytest.mark.parametrize("argument", ["Jo Bloggs", "WSCP-2025-003", "", None, 1.5, True, {"child": "x"}, ["x"]])
def test_only_ids_are_sent(argument: Any) -> None:
    with pytest.raises(NotAnId) as refusal:
        app.send_task("notices.deliver", [argument])
    with pytest.raises(NotAnId):
        app.send_task("notices.deliver", kwargs={"about": argument})

    assert "Bloggs" not in str(refusal.value)


def test_ids_may_be_sent(valkey: ValkeyServer) -> None:
    app.send_task("notices.deliver", [AN_ID, 7])

    with valkey.client() as broker:
        assert broker.llen("notices") == 1


def test_only_ids_are_run_with_whoever_sent_them() -> None:
    with pytest.raises(NotAnId):
        notices.deliver("Jo Bloggs")


@pytest.mark.parametrize("later", [{"countdown": 1}, {"eta": datetime(2030, 1, 1, tzinfo=UTC)}])
def test_nothing_is_sent_for_later(valkey: ValkeyServer, later: dict[str, Any]) -> None:
    with pytest.raises(NoDatesInTheBroker):
        app.send_task("deadlines.sweep", **later)
    with pytest.raises(NoDatesInTheBroker):
        deadlines.sweep.apply_async(**later)

    with valkey.client() as broker:
        assert broker.llen("deadlines") == 0


def test_a_failure_comes_out_as_a_code_and_an_id_and_says_where_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        failed = failing(ValueError(f"the child {CANARY} lives at"))

    shown = "".join(traceback.format_exception(failed)) + repr(failed) + caplog.text
    assert CANARY not in shown.replace('f"the child {CANARY}', "")
    assert failed.args[0] == "ValueError"
    assert "test_house.py" in caplog.text


def test_what_a_failing_row_held_stays_in_the_database(office: Place, caplog: pytest.LogCaptureFixture) -> None:
    with psycopg.connect(office.url.replace("+psycopg", "")) as connection:
        with pytest.raises(psycopg.errors.NotNullViolation) as violation:
            connection.execute("insert into person (name) values (%s)", [CANARY])
        connection.rollback()
    assert CANARY in str(violation.value)

    with caplog.at_level(logging.ERROR):
        failed = failing(violation.value)

    assert failed.args[0] == "NotNullViolation/23502"
    assert CANARY not in "".join(traceback.format_exception(failed)) + caplog.text


def test_a_failure_travels_between_processes() -> None:
    failed = failing(ValueError())

    assert pickle.loads(pickle.dumps(failed)).args == failed.args


def test_a_hint_that_finds_no_broker_fails_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    nowhere = app.connection_for_write("redis://127.0.0.1:1/0")

    with nowhere, caplog.at_level(logging.WARNING):
        app.hint("deadlines.sweep", connection=nowhere)

    assert "deadlines.sweep could not be hinted at" in caplog.text


def test_no_worker_that_waits_for_somebody_outside_has_anything_else_to_do(environment: dict[str, str]) -> None:
    def taken_by(part: parts.Part) -> set[str]:
        return set(part.command[part.command.index("-Q") + 1].split(","))

    worker, courier = taken_by(parts.worker(settings())), taken_by(parts.courier(settings()))
    assert courier == set(OUTWARD) == {"notices"}
    assert worker & courier == set()
    assert worker | courier == set(QUEUES)


def test_every_task_of_ours_waits_in_the_queue_of_its_noun() -> None:
    app.loader.import_default_modules()
    names = [name for name in app.tasks if not name.startswith("celery.")]

    assert {"deadlines.sweep", "notices.deliver", "watch.look"} <= set(names)
    for name in names:
        assert app.amqp.router.route({}, name)["queue"].name == name.split(".")[0]
        assert isinstance(app.tasks[name], HouseTask)


def test_nothing_is_kept_of_what_a_task_came_to(valkey: ValkeyServer) -> None:
    assert (app.conf.result_backend, type(app.backend).__name__) == (None, "DisabledBackend")
    app.loader.import_default_modules()
    assert [task.name for task in our_tasks(app) if not task.ignore_result] == []


def test_nothing_but_json_is_read_from_the_broker(valkey: ValkeyServer) -> None:
    assert (app.conf.accept_content, app.conf.task_serializer) == (["json"], "json")
    with app.connection_for_write() as connection:
        queue = connection.SimpleQueue("watch", serializer="pickle", accept=app.conf.accept_content)
        queue.put({"what": AN_ID})
        with pytest.raises(ContentDisallowed):
            queue.get(timeout=5)
        queue.close()
