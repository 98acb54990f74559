"""The timekeeper: says what is due, sleeps until the next row, is woken by an earlier one, and outlives its servers."""

import json
import signal
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from models import Heartbeat
from models.database import engine, session
from models.migrate import migrate
from tasks.app import app
from tasks.timekeeper import NEXT, Timekeeper
from tests.engine.casework.place import Place, step
from tests.servers import OwnPostgres, ValkeyServer
from tests.tasks.programs import a_timekeeper
from workflows.engine.casework.waking import LOOKS_EVERY, wake
from workflows.engine.ladder import RungKind

HANGING = 20
"""Seconds after which a test gives up; less than the timekeeper sleeps unless it is woken."""

A_LARGE_RECORD = (
    """
    insert into rung (id, partnership_id, case_id, deadline_id, n, kind, days, roles, due_on, due_at, urgent, status)
    select uuidv7(), partnership_id, case_id, deadline_id, n, kind, days, roles, due_on,
      due_at + make_interval(mins => i), urgent, case when i % 10 = 0 then 'armed' else 'climbed' end
    from rung, generate_series(1, 20000) as i
    """,
    """
    insert into message (id, partnership_id, person_id, day, daily, due_at, status, attempts, again_at, perhaps_twice)
    select uuidv7(), person.partnership_id, person.id, current_date, false, now() + make_interval(mins => i),
      case when i % 10 = 0 then 'waiting' else 'sent' end, 0, now(), false
    from (select * from person limit 1) as person, generate_series(1, 20000) as i
    """,
    "analyze rung, message",
)


def owes(place: Place, seconds: float = 0) -> None:
    """A rung that falls due so many seconds from now, written as recording writes it."""
    at = datetime.now(UTC) + timedelta(seconds=seconds)
    deadline = place.owes("Fri 31 Dec 2027")
    rung = place.rung(deadline, step(RungKind.AT_START, "Mon 24 Mar 2025", "coordinator", urgent=True, at=at), 0)

    def write(db: Any) -> None:
        db.add(rung)
        db.flush()
        wake(db, rung.due_at)

    place.edit(write)


def hinted(valkey: ValkeyServer, queue: str) -> dict[str, Any]:
    """The next hint in this queue, waited for."""
    with valkey.client() as broker:
        found = broker.blpop([queue], timeout=HANGING)
    assert found is not None, "nobody was told"
    said: dict[str, Any] = json.loads(found[1])
    return said


@pytest.fixture
def keeper(office: Place) -> Iterator[Timekeeper]:
    """In this process, ticking only when told to."""
    own = Timekeeper(app, lazy=True)
    yield own
    own.close()


def heartbeat(place: Place) -> Heartbeat:
    with session("swan_owner", url=place.url) as db:
        return db.get_one(Heartbeat, "timekeeper")


def queued(valkey: ValkeyServer) -> dict[str, int]:
    with valkey.client() as broker:
        return {queue: broker.llen(queue) for queue in ("deadlines", "notices")}


def test_with_nothing_to_do_it_sleeps_as_long_as_it_may(keeper: Timekeeper, valkey: ValkeyServer) -> None:
    assert keeper.look() == LOOKS_EVERY
    assert queued(valkey) == {"deadlines": 0, "notices": 0}


def test_it_sleeps_no_longer_than_until_the_next_rung(office: Place, keeper: Timekeeper) -> None:
    owes(office, seconds=10)

    assert 5 < keeper.look() <= 10


def test_a_rung_that_is_due_is_hinted_at(office: Place, keeper: Timekeeper, valkey: ValkeyServer) -> None:
    owes(office)

    assert keeper.look() == keeper.again_after
    hint = hinted(valkey, "deadlines")
    assert hint["headers"]["task"] == "deadlines.sweep"
    assert (hint["headers"]["argsrepr"], hint["headers"]["kwargsrepr"]) == ("()", "{}")
    assert hint["headers"]["eta"] is None


def test_a_message_that_is_due_is_hinted_at_by_itself(office: Place, keeper: Timekeeper, valkey: ValkeyServer) -> None:
    owes(office)
    office.hears(datetime.now(UTC))
    keeper.look()

    assert queued(valkey) == {"deadlines": 0, "notices": 1}


def test_a_message_to_be_tried_again_later_wakes_it_then(office: Place, keeper: Timekeeper) -> None:
    owes(office)
    office.hears(datetime.now(UTC))
    later = text("update message set again_at = now() + interval '12 seconds'")
    office.edit(lambda db: db.execute(later))

    assert 5 < keeper.look() <= 12


def test_while_one_row_is_overdue_the_next_is_not_forgotten(office: Place, keeper: Timekeeper) -> None:
    owes(office)
    owes(office, seconds=1)

    assert keeper.look() <= 1


def test_without_a_worker_one_hint_waits_and_not_a_week_of_them(
    office: Place, keeper: Timekeeper, valkey: ValkeyServer
) -> None:
    owes(office)
    for _ in range(5):
        keeper.look()

    assert queued(valkey) == {"deadlines": 1, "notices": 0}


def test_a_broker_that_was_full_is_hinted_at_again_once_it_is_not(
    office: Place, keeper: Timekeeper, valkey: ValkeyServer
) -> None:
    """What beat itself sends then, and tries to send again, leaves it a channel that is closed for good."""
    owes(office)
    keeper.setup_schedule()
    with valkey.client() as broker:
        broker.config_set("maxmemory", "1")
        keeper.apply_entry(keeper.schedule["watch"], producer=keeper.producer)
        broker.config_set("maxmemory", "0")
    keeper.look()
    keeper.look()

    assert queued(valkey)["deadlines"] == 1


def test_in_a_demonstration_what_lies_ahead_is_not_due(office: Place, keeper: Timekeeper, valkey: ValkeyServer) -> None:
    office.stands_at("Mon 17 Mar 2025")
    owes(office)

    keeper.look()

    assert queued(valkey) == {"deadlines": 0, "notices": 0}


def test_its_question_is_answered_from_the_indexes(office: Place) -> None:
    owes(office)
    with psycopg.connect(make_url(office.url).set(drivername="postgresql").render_as_string(hide_password=False)) as db:
        for statement in A_LARGE_RECORD:
            db.execute(statement)
        plan = "\n".join(row[0] for row in db.execute(f"explain {NEXT}"))
        db.rollback()

    assert "rung_armed_due" in plan
    assert "message_waiting_due" in plan
    assert "Seq Scan" not in plan, plan


def test_it_writes_its_own_heartbeat_and_not_more_than_once_a_minute(office: Place, keeper: Timekeeper) -> None:
    keeper.say_alive()
    first = heartbeat(office)
    keeper.say_alive()

    beat = heartbeat(office)
    assert (beat.part, beat.beaten_at) == ("timekeeper", first.beaten_at)
    assert set(beat.said) == {"host", "clock_offset"}


def test_it_sleeps_until_a_row_falls_due_or_is_written_and_ends_in_its_sleep(
    office: Place, environment: dict[str, str], valkey: ValkeyServer, tmp_path: Path
) -> None:
    with a_timekeeper(environment, tmp_path / "log") as keeper:
        owes(office)
        assert hinted(valkey, "deadlines")["headers"]["task"] == "deadlines.sweep", "a NOTIFY woke it"
        office.hears(datetime.now(UTC))

        owes(office, seconds=1)
        hinted(valkey, "deadlines")
        assert due_by_now(office), "and not before"
        office.hears(datetime.now(UTC))

        keeper.process.send_signal(signal.SIGTERM)
        assert keeper.process.wait(timeout=HANGING) == 0


def due_by_now(place: Place) -> bool:
    """Whether everything written has fallen due, by the database's clock."""
    with session("swan_clock", url=place.url) as db:
        return bool(db.execute(text("select max(due_at) <= swan_now() from rung")).scalar_one())


def test_it_outlives_the_database_and_the_broker(
    own_postgres: OwnPostgres,
    own_valkey: ValkeyServer,
    environment: dict[str, str],
    tmp_path: Path,
) -> None:
    migrate(own_postgres.url())
    plain = make_url(own_postgres.url()).set(drivername="postgresql").render_as_string(hide_password=False)
    theirs = {**environment, "DATABASE_URL": plain, "REDIS_URL": own_valkey.url}
    place = Place(own_postgres.url(), "Ours")
    place.holds("carol", "coordinator")

    with a_timekeeper(theirs, tmp_path / "log") as keeper:
        own_postgres.stop()
        own_postgres.start()
        owes(place)
        assert hinted(own_valkey, "deadlines")["headers"]["task"] == "deadlines.sweep"

        own_valkey.kill()
        own_valkey.start()
        assert hinted(own_valkey, "deadlines")["headers"]["task"] == "deadlines.sweep"
        assert keeper.alive
    engine("swan_owner", place.url).dispose()
