"""The watch: what is owed and who is alive, and whether the outside is told that all is well."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import select, text

from config.settings import settings
from models import Heartbeat
from models.database import session
from tasks import deadlines, watch
from tasks.app import app
from tests.engine.casework.place import Place, step
from tests.servers import ValkeyServer
from workflows.engine.ladder import RungKind


@contextmanager
def the_outside() -> Iterator[tuple[str, list[str]]]:
    """Somewhere to be pinged: its address, and what it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """The tests' output is not the place for it."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/alive", asked
        server.shutdown()
        thread.join()


@pytest.fixture
def pings(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    with the_outside() as (url, asked):
        monkeypatch.setenv("SWAN_WATCH_URL", url)
        settings.cache_clear()
        yield asked


@pytest.fixture
def kept_time(office: Place) -> None:
    """A timekeeper that was alive just now."""
    beats(office, "timekeeper", "0 seconds")


def beats(place: Place, part: str, ago: str) -> None:
    row = text("insert into heartbeat (part, beaten_at, said) values (:part, now() - cast(:ago as interval), '{}')")
    place.edit(lambda db: db.execute(row, {"part": part, "ago": ago}))


def said(place: Place) -> dict[str, dict[str, Any]]:
    with session("swan_owner", url=place.url) as db:
        return {beat.part: beat.said for beat in db.execute(select(Heartbeat)).scalars()}


def overdue(place: Place, minutes: int) -> datetime:
    at = datetime.now(UTC) - timedelta(minutes=minutes)
    place.owes("Fri 31 Dec 2027", step(RungKind.AT_START, "Mon 24 Mar 2025", "coordinator", urgent=True, at=at))
    return at


@pytest.mark.usefixtures("kept_time")
def test_while_all_is_well_the_outside_is_told(office: Place, pings: list[str]) -> None:
    assert watch.look() is True
    assert pings == ["/alive"]
    assert said(office)["watch"]["well"] is True


def test_without_a_timekeeper_it_is_not(office: Place, pings: list[str]) -> None:
    beats(office, "timekeeper", "4 minutes")

    assert watch.look() is False
    assert pings == []
    assert said(office)["watch"] | {"at": "", "findings": 0} == {
        "well": False, "findings": 0, "queues": {"deadlines": 0, "notices": 0, "watch": 0},
        "oldest_rung": None, "rungs_due": 0, "oldest_message": None, "messages_due": 0, "unreachable": 0,
        "timekeeper_alive": False, "at": "",
    }  # fmt: skip


@pytest.mark.usefixtures("kept_time")
@pytest.mark.parametrize(("minutes", "well"), [(5, True), (20, False)])
def test_what_is_long_due_and_unsettled_is_not_well(office: Place, pings: list[str], minutes: int, well: bool) -> None:
    at = overdue(office, minutes)

    assert watch.look() is well
    assert len(pings) == well
    found = said(office)["watch"]
    assert (found["rungs_due"], datetime.fromisoformat(found["oldest_rung"])) == (1, at)


@pytest.mark.usefixtures("kept_time")
def test_a_message_that_cannot_go_is_not_well(office: Place, pings: list[str]) -> None:
    overdue(office, 20)
    deadlines.sweep()
    office.edit(
        lambda db: db.execute(
            text("update message set outcome = 'unreachable: smtp-connect', due_at = now() - interval '1 hour'")
        )
    )

    assert watch.look() is False
    assert pings == []
    assert said(office)["watch"]["unreachable"] == 1


@pytest.mark.usefixtures("kept_time")
def test_what_the_audit_finds_is_written_down_and_alarms_nobody(office: Place, pings: list[str]) -> None:
    watch.look()
    before = said(office)["watch"]["findings"]
    office.owes("Fri 31 Dec 2027", step(RungKind.AT_START, "Mon 24 Mar 2025", "coordinator"))
    office.edit(lambda db: db.execute(text("update rung set status = 'unheld'")))

    assert watch.look() is True
    assert said(office)["watch"]["findings"] == before + 1
    assert len(pings) == 2


@pytest.mark.usefixtures("kept_time")
def test_how_much_waits_in_the_queues_is_written_down(office: Place, valkey: ValkeyServer) -> None:
    app.send_task("notices.deliver")
    app.send_task("notices.deliver")

    watch.look()

    assert said(office)["watch"]["queues"] == {"deadlines": 0, "notices": 2, "watch": 0}


@pytest.mark.usefixtures("kept_time")
def test_the_worker_says_how_its_clock_goes(office: Place) -> None:
    watch.look()

    worker = said(office)["worker"]
    assert abs(worker["clock_offset"]) < 60
    assert worker["host"]


def test_the_last_sweep_is_on_record(office: Place) -> None:
    overdue(office, 1)
    deadlines.sweep()

    assert said(office)["sweep"] == {"climbed": 1}


@pytest.mark.usefixtures("kept_time")
def test_an_outside_that_does_not_answer_fails_nothing(office: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SWAN_WATCH_URL", "http://127.0.0.1:1/")
    settings.cache_clear()

    assert watch.look() is False
    assert said(office)["watch"]["well"] is True


@pytest.mark.usefixtures("kept_time")
def test_the_end_of_the_known_bank_holidays_is_told_at_the_next_look(office: Place) -> None:
    office.holds("bill", "business_manager")
    office.owes("Fri 1 Dec 2028")
    watch.look()
    watch.look()

    assert [(notice.kind, notice.person_id) for notice in office.notices()] == [("holidays", office.people["bill"])]
