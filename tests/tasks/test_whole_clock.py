"""Worker, timekeeper, broker, database and mail server together: what is due is told, and once."""

import os
import signal
from collections.abc import Iterator
from datetime import UTC, datetime
from threading import Event
from typing import Any

import pytest
from sqlalchemy import text

from cli.stack.child import Child
from models import Message
from models.clock import swan_now
from tasks.app import app
from tests.engine.casework.place import Place, step
from tests.servers import ValkeyServer
from tests.tasks.post_office import PostOffice
from tests.tasks.programs import a_courier, a_timekeeper, a_worker, children_of, wait_for
from workflows.engine.casework.waking import wake
from workflows.engine.ladder import RungKind

pytestmark = pytest.mark.acceptance


@pytest.fixture(scope="module")
def courier(told: dict[str, str], valkey: ValkeyServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Child]:
    """A worker, a courier and two timekeepers; the courier is given."""
    logs = tmp_path_factory.mktemp("logs")
    valkey.empty()
    with (
        a_worker(told, logs / "worker"),
        a_courier(told, logs / "courier") as child,
        a_timekeeper(told, logs / "timekeeper"),
        a_timekeeper(told, logs / "other-timekeeper"),
    ):
        yield child


def owes(place: Place, deadlines: int = 1) -> None:
    """So many deadlines of which the coordinator is told now, written as recording writes them."""
    rungs = []
    for _ in range(deadlines):
        deadline = place.owes("Fri 31 Dec 2027")
        place.changes(deadline, declared={"title": "Send the Rapid Review to the National Panel"})
        now = step(RungKind.AT_START, "Mon 24 Mar 2025", "coordinator", urgent=True, at=datetime.now(UTC))
        rungs.append(place.rung(deadline, now, 0))

    def write(db: Any) -> None:
        db.add_all(rungs)
        db.flush()
        wake(db, min(rung.due_at for rung in rungs))

    place.edit(write)


def an_hour_passes(place: Place) -> None:
    def pass_(db: Any) -> None:
        db.execute(text("update message set again_at = again_at - interval '60 minutes'"))
        wake(db, swan_now(db))

    place.edit(pass_)


def statuses(place: Place) -> set[str]:
    return {message.status for message in place.all(Message)}


@pytest.mark.usefixtures("courier")
def test_two_timekeepers_tell_of_everything_once_through_an_emptied_broker(
    office: Place, mail: PostOffice, valkey: ValkeyServer
) -> None:
    owes(office, 10)
    valkey.empty()
    owes(office, 10)

    wait_for(lambda: len(mail.taken) >= 20)
    wait_for(lambda: statuses(office) == {"sent"})
    assert len({taken["Message-ID"] for taken in mail.taken}) == len(mail.taken) == 20
    assert not any(message.perhaps_twice for message in office.all(Message))


def test_a_courier_killed_with_a_message_in_its_hands_loses_nothing(
    office: Place, mail: PostOffice, courier: Child
) -> None:
    has_it, go_on = Event(), Event()

    def hold() -> None:
        has_it.set()
        assert go_on.wait(20)

    mail.on_data = hold
    owes(office)
    assert has_it.wait(20)
    for pid in children_of(courier):
        os.kill(pid, signal.SIGKILL)
    mail.on_data = lambda: None
    go_on.set()
    wait_for(lambda: len(mail.taken) == 1)
    an_hour_passes(office)

    wait_for(lambda: statuses(office) == {"sent"})
    first, second = mail.taken
    assert first["Message-ID"] == second["Message-ID"]
    assert [words.startswith("You may have had this already.") for words in mail.words()] == [False, True]
    assert [message.perhaps_twice for message in office.all(Message)] == [True]


@pytest.mark.usefixtures("office")
def test_a_worker_takes_no_orders_and_tells_no_password(courier: Child, valkey: ValkeyServer) -> None:
    password = (valkey.settings.data / "valkey.password").read_text().strip()

    answers = {order: app.control.broadcast(order, reply=True, timeout=3, limit=1) for order in ("stats", "conf")}
    refusal = app.control.broadcast("shutdown", reply=True, timeout=3, limit=1)

    assert answers["stats"]
    assert password not in str(answers)
    assert "take no orders" in str(answers["conf"])
    assert "take no orders" in str(refusal)
    assert courier.alive
