"""Sweeps beside one another, sweeps that die, and sweeps of a large record."""

import re
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from sqlalchemy import bindparam, text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from models import DueRung, Message
from models.columns import UTCDateTime
from models.database import session
from tests.engine.casework.place import Place, eight, step
from tests.servers import PostgresServer
from workflows.engine.calendar import london_date
from workflows.engine.casework import noting, recalling
from workflows.engine.casework.climbing import CLIMB, NEXT_RUNG, climb
from workflows.engine.casework.delivering import CLAIM
from workflows.engine.ladder import RungKind

AT = eight("Mon 24 Mar 2025")
LADDER = (
    step(RungKind.BEFORE, "Thu 20 Mar 2025", "coordinator", "scrutineer", days=2),
    step(RungKind.ON_THE_DAY, "Mon 24 Mar 2025", "coordinator", "business_manager"),
)

COPIES = text("""
with copied as (
  insert into deadline (id, partnership_id, case_id, run_id, name, started_by, nth, anchor_on, due_on, calendar,
    declared, counted, status)
  select uuidv7(), partnership_id, case_id, run_id, name || uuidv7(), started_by, nth, anchor_on, due_on, calendar,
    declared, counted, status
  from (select * from deadline limit 1) as one, generate_series(1, :copies) returning id)
insert into rung (id, partnership_id, case_id, deadline_id, n, kind, days, roles, due_on, due_at, urgent, status)
select uuidv7(), partnership_id, case_id, copied.id, n, kind, days, roles, due_on,
  due_at + make_interval(days => :later), urgent, status
from (select * from rung order by id limit 2) as ladder, copied
""")

SENT_BEFORE = text("""
insert into message (id, partnership_id, person_id, day, daily, due_at, status, attempts, again_at, perhaps_twice)
select uuidv7(), partnership_id, person_id, day, false, due_at - interval '30 days', 'sent', 1, again_at, false
from (select * from message limit 1) as one, generate_series(1, 5000)
""")


@pytest.fixture
def place(own_database: str) -> Place:
    """In a database without the traces of other tests: a plan is made of what the planner knows of the tables."""
    return Place(own_database)


@pytest.fixture
def office(place: Place) -> Place:
    for role in ("coordinator", "business_manager", "scrutineer"):
        place.holds(role, role)
    place.owes("Mon 24 Mar 2025", *LADDER)
    return place


def copied(place: Place, copies: int, later: int = 0) -> None:
    """So many more deadlines with this ladder, due `later` days after it."""
    place.edit(lambda db: db.execute(COPIES, {"copies": copies, "later": later}))


@contextmanager
def sweeping(place: Place) -> Iterator[Session]:
    with session("swan_clock", url=place.url) as db:
        yield db


def test_two_sweeps_at_once_lose_nothing_and_double_nothing(office: Place) -> None:
    copied(office, 499)
    together, taken = threading.Barrier(2), [office.sweeps(eight("Mon 3 Mar 2025"))]

    def sweep() -> None:
        together.wait()
        while True:
            with sweeping(office) as db:
                taken.append(climb(db, AT, limit=30))
            if not taken[-1]:
                return

    sweeps = [threading.Thread(target=sweep) for _ in range(2)]
    for one in sweeps:
        one.start()
    for one in sweeps:
        one.join()
    office.hears(AT)  # what one left to the other while it ended

    assert Counter(office.statuses()) == {"climbed": 1000}
    told = Counter((office.named(notice.person_id), notice.kind) for notice in office.notices())
    assert told == {
        ("coordinator", "on the day"): 500, ("business_manager", "on the day"): 500, ("scrutineer", "before"): 500,
    }  # fmt: skip
    assert len({(notice.person_id, notice.deadline_id) for notice in office.notices()}) == 1500
    assert sum(taken) <= 1000
    assert len(office.all(Message)) == 3


def test_what_another_sweep_holds_is_left_to_it(place: Place) -> None:
    place.holds("coordinator", "coordinator")
    place.owes("Mon 24 Mar 2025", *(step(RungKind.AT_START, "Mon 24 Mar 2025", "coordinator", urgent=True),) * 2)
    copied(place, 3)
    other = Place(place.url, "elsewhere")
    other.holds("ella", "coordinator")
    other.owes("Mon 24 Mar 2025", step(RungKind.ON_THE_DAY, "Mon 24 Mar 2025", "coordinator"))
    with sweeping(place) as first:
        assert climb(first, AT, limit=6) == 6
        assert place.sweeps(AT) == 1, "that of the other partnership"
        first.rollback()

    assert Counter(place.statuses())["armed"] == 8
    assert {notice.person_id for notice in place.notices()} == {other.people["ella"]}


def test_what_two_sweeps_raise_for_one_person_is_one_message(office: Place) -> None:
    """The second leaves a partnership in which another is sweeping alone, and does not wait for it."""
    copied(office, 1)
    with sweeping(office) as first:
        assert climb(first, AT, limit=1) == 1
        assert office.sweeps(AT) == 0
    office.hears(AT)

    assert Counter(office.statuses()) == {"climbed": 4}
    assert len(office.all(Message)) == 3


def test_a_partnership_is_climbed_in_as_few_sweeps_as_may_be(office: Place) -> None:
    """Whose rungs are due at one moment lie side by side in the index, in whatever order they were written."""
    other = Place(office.url, "elsewhere")
    for place in (other, office, other, office):
        place.owes("Mon 24 Mar 2025", step(RungKind.ON_THE_DAY, "Mon 24 Mar 2025", "coordinator"))
    office.sweeps(eight("Thu 20 Mar 2025"))

    assert office.sweeps(AT, limit=3) == 3

    climbed = {rung.partnership_id for rung in office.all(DueRung) if rung.settled_at == AT}
    assert climbed == {office.id}


def test_a_sweep_that_is_killed_leaves_everything_due(office: Place, postgres: PostgresServer) -> None:
    with pytest.raises(OperationalError):
        dies_before_it_commits(office, postgres)

    assert office.statuses() == ["armed", "armed"]
    assert office.notices() == office.all(Message) == []
    assert office.hears(AT) == {"coordinator", "business_manager", "scrutineer"}


def dies_before_it_commits(place: Place, postgres: PostgresServer) -> None:
    with sweeping(place) as db:
        assert climb(db, AT) == 2
        pid = db.execute(text("select pg_backend_pid()")).scalar_one()
        with psycopg.connect(postgres.conninfo("postgres"), autocommit=True) as other:
            other.execute("select pg_terminate_backend(%s, 5000)", [pid])


def plan_of(place: Place, statement: str, **values: object) -> str:
    with session("swan_owner", url=place.url) as db:
        db.execute(text("analyze"))
    explained = text(f"explain {statement}")
    if "at" in values:
        explained = explained.bindparams(bindparam("at", type_=UTCDateTime()))
    with sweeping(place) as db:
        return "\n".join(db.execute(explained, values).scalars())


@pytest.mark.parametrize("due", [0, 20, 2000], ids=["none due", "some due", "more than a sweep takes"])
def test_a_sweep_finds_its_rungs_by_the_index_of_what_is_armed(office: Place, due: int) -> None:
    copied(office, 10_000, later=30)
    copied(office, due)

    plan = plan_of(office, CLIMB.text, at=AT, day=london_date(AT), limit=500)

    assert re.search("Index Scan (using|on) rung_armed_due", plan)
    assert "Seq Scan on rung" not in plan
    assert "Seq Scan on deadline" not in plan


def test_the_timekeepers_question_is_two_looks_at_the_index(office: Place) -> None:
    copied(office, 10_000, later=30)

    plan = plan_of(office, NEXT_RUNG)

    assert plan.count("Index Only Scan using rung_armed_due on rung") == 2
    assert "Seq Scan on rung" not in plan


def test_a_claim_finds_its_messages_by_the_index_of_what_waits(office: Place) -> None:
    office.sweeps(AT)
    copied(office, 5000, later=30)
    office.edit(lambda db: db.execute(SENT_BEFORE))

    plan = plan_of(office, CLAIM.text, at=AT, limit=50)

    chosen = plan.partition("CTE chosen")[2].partition("CTE Scan on chosen")[0]
    assert "message_waiting_due" in chosen
    assert "Index Only Scan using rung_armed_due on rung" in plan, "what is unsettled is read off the index alone"


def test_a_sweep_waits_for_nobody_who_records_or_runs_the_office(place: Place) -> None:
    """They hold the case, or the partnership, and come for its rungs next, which the sweep holds: each must not wait
    for the other."""
    place.holds("carol", "coordinator")
    place.owes("Mon 24 Mar 2025", *LADDER)
    with session("swan_owner", url=place.url) as recorder:
        recorder.execute(recalling.LOCK, {"case": place.case})
        recorder.execute(noting.LOCK, {"partnership": place.id})
        with session("swan_clock", url=place.url) as sweep:
            sweep.execute(text("set local lock_timeout = '5s'"))
            assert climb(sweep, AT) == 2

    assert {place.named(notice.person_id) for notice in place.notices()} == {"carol"}
