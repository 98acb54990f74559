"""How Swan runs: said in the doctor's words, from the rows the watch and the parts write."""

import re
from typing import Any

import pytest
from sqlalchemy import func, select

from models import Heartbeat
from tasks.watch import look_round
from tests.web.pages import Pages
from tests.web.pressing import words
from tests.web.windows import Windows, faults, overflow
from workflows.engine.reading.standing import Check

PATH = "/running"
QUEUES = {"deadlines": 0, "notices": 1, "watch": 0}


def beat(pages: Pages, part: str, *, minutes_ago: int = 0, **said: Any) -> None:
    with pages.record("swan_clock") as db:
        at = db.execute(select(func.now() - func.make_interval(0, 0, 0, 0, 0, minutes_ago))).scalar_one()
        db.merge(Heartbeat(part=part, beaten_at=at, said=said))


@pytest.fixture
def alive(pages: Pages) -> Pages:
    """Every part has said a moment ago that it is alive, and the watch what it saw at 10:00."""
    beat(pages, "timekeeper", clock_offset=0.1)
    beat(pages, "courier")
    with pages.record("swan_clock") as db:
        assert look_round(db, QUEUES)
    return pages


def saw(pages: Pages, **said: Any) -> None:
    """The watch saw this, and all the rest as it is."""
    (row,) = pages.rows("select said from heartbeat where part = 'watch'")
    beat(pages, "watch", **{**row.said, **said})


def says(pages: Pages, role: str = "operator") -> str:
    with pages.reader(role) as reader:
        return words(reader.get(PATH).text)


def test_what_is_alive_says_so(alive: Pages) -> None:
    text = says(alive)
    assert "Nothing is wrong." in text
    assert "Timekeeper Well Alive" in text
    assert "Queues Well 0 in deadlines, 1 in notices and 0 in watch. A hint that is lost is given again." in text
    assert "Reminders Well None is due and untold." in text
    assert "Database Well PostgreSQL 18." in text
    assert re.search(r"Bank holidays Well Known until \w+day 31 December \d{4}; the list last changed \w+day ", text)
    assert "Last backup To look at 'swan backup' has made none of this record. 'swan backup' each day" in text
    assert "Every message of the last month arrived" in text


def test_a_backup_is_looked_for_once_it_is_two_days_old(alive: Pages) -> None:
    beat(alive, "backup", minutes_ago=47 * 60)
    assert "Last backup Well" in says(alive)
    beat(alive, "backup", minutes_ago=49 * 60)
    text = says(alive)
    assert "Last backup To look at" in text
    assert "'swan backup' each day, unless the server is kept by means of its own." in text


def test_a_part_that_is_silent_is_wrong_with_what_to_do(alive: Pages) -> None:
    beat(alive, "timekeeper", minutes_ago=20)
    text = says(alive)
    assert "1 thing is wrong." in text
    assert "Timekeeper Wrong Was last alive 20 minutes ago. 'swan up' starts it; its log says why." in text


def test_nothing_was_ever_alive(pages: Pages) -> None:
    assert "Timekeeper Wrong Has not been seen alive here yet. 'swan up' starts it" in says(pages)


def test_what_has_been_due_for_long_is_wrong(alive: Pages) -> None:
    # Due since 08:00, looked at at 10:00: longer than a quarter of an hour.
    saw(alive, rungs_due=3, oldest_rung="2026-11-23T08:00:00+00:00", unreachable=2)
    text = says(alive)
    assert "Reminders Wrong 3 reminders due and untold, since Monday 23 November 2026, 8:00am." in text
    assert "Mail Wrong 2 wait because nothing answers where they are handed over." in text


def test_hints_nobody_takes_are_to_be_looked_at(alive: Pages) -> None:
    saw(alive, queues={"deadlines": 11})
    assert "Queues To look at 11 in deadlines: nobody takes them." in says(alive)


def test_what_the_quick_audit_finds_is_of_ones_own_partnership(alive: Pages) -> None:
    with alive.record("swan_owner") as db:
        db.connection().exec_driver_sql("update holding set to_on = '2026-11-01' where role = 'scrutineer'")
    text = says(alive)
    assert "Roles are held To look at Westmarch: Nobody is independent scrutineer today." in text
    assert "Eastmarch:" not in text


def test_a_message_that_did_not_arrive_is_there_by_name(alive: Pages) -> None:
    alive.rows("""insert into message (id, partnership_id, person_id, day, daily, due_at, status, attempts, again_at,
        outcome, perhaps_twice)
      select gen_random_uuid(), partnership_id, id, '2026-11-20', false, '2026-11-20 08:00Z', 'failed', 4, now(),
        'mailbox_unknown', false from person where slug = 'lowri-blackadder'
        and partnership_id = (select id from partnership where slug = 'westmarch') returning id""")
    assert "Lowri Blackadder 1 message, the last of Friday 20 November 2026, 8:00am: mailbox unknown" in says(alive)


def test_it_is_the_first_page_of_the_operator(alive: Pages) -> None:
    with alive.reader("operator") as operator, alive.reader("business_manager") as manager:
        assert operator.get("/").headers["location"] == PATH
        assert manager.get("/").headers["location"] == "/needs-you"


def test_flower_is_linked_where_it_is_reached(alive: Pages) -> None:
    with alive.reader("operator") as reader:
        assert f'href="http://127.0.0.1:{alive.place.flower_port}"' in reader.get(PATH).text


def test_it_is_for_those_who_run_the_office(pages: Pages) -> None:
    status = {}
    for role in ("operator", "business_manager", "coordinator", "scrutineer", "lead_partner", "agency_contact"):
        with pages.reader(role) as reader:
            status[role] = reader.get(PATH).status_code
    assert status == {
        "operator": 200, "business_manager": 200, "coordinator": 200,
        "scrutineer": 403, "lead_partner": 403, "agency_contact": 403,
    }  # fmt: skip


@pytest.mark.parametrize("small", [False, True], ids=["1280", "320"])
def test_the_page_is_for_everybody(windows: Windows, alive: Pages, small: bool) -> None:
    beat(alive, "timekeeper", minutes_ago=20)
    window = windows.open(PATH, "operator", small=small)
    assert (faults(window), overflow(window)) == ([], 0)
    assert windows.said == []


def test_whatever_is_not_well_says_what_to_do_about_it() -> None:
    with pytest.raises(ValueError, match="nothing says what to do"):
        Check("mail", "wrong", "two wait.")
    assert Check("mail", "ok", "none waits.").do == ""
