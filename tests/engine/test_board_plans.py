"""The board, Needs you and the count on every page read what is open off an index, however many cases there are."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import create_engine, event, text

from models.migrate import migrate
from tests.office import Office, an_office
from tests.servers import PostgresServer
from workflows.engine.calendar import london_date
from workflows.engine.reading.board import TILES, Viewer, Wanted, board
from workflows.engine.reading.dateless import dateless
from workflows.engine.reading.deadlines import Urgency
from workflows.engine.reading.handed_over import called
from workflows.engine.reading.needs import MOST, MOST_OF_OTHERS, Person, how_many, needs

MANY = 3000

COPIES = (
    """insert into "case" select (jsonb_populate_record(one, jsonb_build_object(
         'id', md5(one.id::text || k)::uuid, 'reference', 'T' || k, 'number', k + 1,
         'next_law_on', one.next_law_on + k % 700))).*
       from "case" as one cross join generate_series(1, {many}) as k where one.id = :case""",
    """insert into run select (jsonb_populate_record(one, jsonb_build_object(
         'id', md5(one.id::text || k)::uuid, 'case_id', md5(one.case_id::text || k)::uuid))).*
       from run as one cross join generate_series(1, {many}) as k where one.case_id = :case""",
    """insert into deadline (id, partnership_id, case_id, run_id, name, started_by, nth, anchor_on, due_on, calendar,
         declared, counted, status)
       select md5(one.id::text || k)::uuid, partnership_id, md5(one.case_id::text || k)::uuid,
         md5(one.run_id::text || k)::uuid, name, started_by, nth, anchor_on, due_on + k % 700, calendar, declared,
         counted, case k % 6 when 0 then status else 'met' end
       from deadline as one cross join generate_series(1, {many}) as k where one.case_id = :case""",
    'analyze "case"',
    "analyze run",
    "analyze deadline",
)


@pytest.fixture(scope="module")
def url(postgres: PostgresServer, worker_id: str) -> str:
    made = postgres.create(f"many_{worker_id}")
    migrate(made)
    return made


@pytest.fixture
def office(url: str) -> Iterator[Office]:
    """A case like thousands of others; all of it is undone again."""
    engine = create_engine(url)
    with engine.connect() as connection:
        for office in an_office(connection):
            office.opens_case(standing_in="rapid-review", when="Mon 3 Mar 2025 10:00")
            office.db.flush()
            for statement in COPIES:
                asked = {"case": office.a_case.id} if ":case" in statement else {}
                office.db.execute(text(statement.format(many=MANY)), asked)
            yield office
    engine.dispose()


@contextmanager
def plans(office: Office) -> Iterator[list[str]]:
    """The plan of every statement that is sent meanwhile, as the server would run it."""
    seen: list[str] = []
    connection = office.db.connection()

    def explain(conn: object, cursor: object, statement: str, asked: Any, *rest: object) -> None:
        if not statement.startswith("explain"):
            seen.append("\n".join(connection.exec_driver_sql(f"explain {statement}", asked).scalars()))

    event.listen(connection, "before_cursor_execute", explain)
    yield seen
    event.remove(connection, "before_cursor_execute", explain)


def test_the_first_page_is_a_walk_down_the_index(office: Office) -> None:
    today = london_date(office.now)
    with plans(office) as seen:
        found = board(office.db, Viewer(office.partnership.id, True, ()), Wanted(), today, today + timedelta(days=7))

    assert found.found == MANY + 1
    assert 'Index Scan using case_board on "case"' in seen[0]
    assert "using deadline_open on deadline" in seen[0]
    assert not any("Seq Scan on deadline" in plan for plan in seen)


@pytest.mark.parametrize("tile", [one for one in TILES if one is not Urgency.EXPLAINED])
def test_a_tile_shows_as_many_cases_as_it_counts_and_reads_no_others(office: Office, tile: Urgency) -> None:
    # Mon 24 Mar 2025 is 21 days ahead; of the cases like it, each sixth is open, due 6, 12, 18, 24 days later.
    today = london_date(office.now) + timedelta(days=21 + 24)
    viewer = Viewer(office.partnership.id, True, ())
    with plans(office) as seen:
        found = board(office.db, viewer, Wanted(tile=tile), today, today + timedelta(days=7))

    assert 0 < found.found == found.tiles[tile] < found.every
    assert "Seq Scan" not in seen[0].partition("CTE chosen")[2].partition("CTE page")[0]


def test_what_is_counted_on_every_page_is_read_off_what_is_open(office: Office) -> None:
    who, soon = Person(office.partnership.id, office.a_case.id, ("coordinator",), (), True, ()), timedelta(days=300)
    with plans(office) as seen:
        assert how_many(office.db, who, london_date(office.now) + soon) == 100

    assert len(seen) == 1
    assert "using deadline_open on deadline" in seen[0]


def test_one_s_own_dates_and_what_the_office_waits_for_are_a_walk_down_what_is_open_that_stops(office: Office) -> None:
    who = Person(office.partnership.id, office.a_case.id, ("business_manager",), (), True, ())
    today = london_date(office.now) + timedelta(days=300)
    # So few rows may be sorted as well: that the index spares it is what is asked.
    office.db.execute(text("set local enable_sort = off"))
    office.db.execute(text("set local enable_bitmapscan = off"))
    with plans(office) as seen:
        assert len(needs(office.db, who, today, today, office.now).of_others) == MOST_OF_OTHERS

    # One's own with a day, without one, and then the others': which they are stands in the index.
    for plan in seen[:3]:
        walk = plan.partition("Limit")[2].partition("Index Cond")[0]
        assert "Index Only Scan using deadline_open on deadline" in walk
        assert "->  Sort" not in walk


def test_where_a_day_has_more_than_there_is_room_for_those_of_the_older_cases_are_listed(office: Office) -> None:
    """The same date of all 501 cases falls on one day: there is room for 200 of them."""
    today = london_date(office.now)
    one_name = "deadline where status = 'open' and name = 'send-rapid-review'"
    office.db.execute(text(f"update {one_name.replace('where', 'set due_on = :today where')}"), {"today": today})
    who = Person(office.partnership.id, office.a_case.id, ("coordinator",), (), True, ())
    listed = [one for one in needs(office.db, who, today, today, office.now).dates if one.name == "send-rapid-review"]
    cases = office.db.execute(text(f"select case_id from {one_name} order by case_id")).scalars().all()

    assert MOST - len(listed) < 10 < len(listed) < len(cases)
    assert {one.case_id for one in listed} == set(cases[: len(listed)])
    assert [one.reference for one in listed] == sorted(one.reference for one in listed)


def test_a_case_is_found_by_its_reference_and_by_a_former_one_without_reading_every_case(office: Office) -> None:
    with plans(office) as seen:
        assert called(office.db, office.partnership.id, office.a_case.reference) is office.a_case
        assert called(office.db, office.partnership.id, "NSCP-2020-001") is None

    assert [name in plan for name, plan in zip(("key", "key", "case_former"), seen, strict=True)] == [True] * 3
    assert not any('Seq Scan on "case"' in plan for plan in seen)


def test_what_stands_still_is_read_off_an_index_of_its_own(office: Office) -> None:
    with plans(office) as seen:
        assert dateless(office.db, office.partnership.id) == ()

    assert "using case_dateless on" in seen[0]
