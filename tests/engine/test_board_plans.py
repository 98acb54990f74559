"""The board and the count on every page read what is open off an index, however many cases there are."""

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
from workflows.engine.reading.board import Viewer, Wanted, board
from workflows.engine.reading.needs import MOST_OF_OTHERS, Person, how_many, needs

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


def test_what_is_counted_on_every_page_is_read_off_what_is_open(office: Office) -> None:
    who, soon = Person(office.partnership.id, office.a_case.id, ("coordinator",), (), True, ()), timedelta(days=300)
    with plans(office) as seen:
        assert how_many(office.db, who, london_date(office.now) + soon) == 100

    assert len(seen) == 1
    assert "using deadline_open on deadline" in seen[0]


def test_what_the_office_waits_for_is_read_off_what_is_open(office: Office) -> None:
    who = Person(office.partnership.id, office.a_case.id, ("business_manager",), (), True, ())
    today = london_date(office.now) + timedelta(days=300)
    with plans(office) as seen:
        assert len(needs(office.db, who, today, today, office.now).of_others) == MOST_OF_OTHERS

    # Two of one's own dates come first, with a day and without one.
    assert "using deadline_open on deadline" in seen[2]
    assert not any("Seq Scan on deadline" in plan for plan in seen)
