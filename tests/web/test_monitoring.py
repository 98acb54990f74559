"""What a monitoring system is told: whether it is well, and counts in which no case can be made out."""

import socket
from collections.abc import Iterator

import httpx2
import pytest
from prometheus_client.parser import text_string_to_metric_families

from models.database import close_engines
from models.migrate import migrate
from tasks.watch import look_round
from tests.servers import OwnPostgres
from tests.web.pages import Pages, answering
from tests.web.test_operator_page import QUEUES, beat, saw
from web.monitoring import create_monitoring

Labels = tuple[tuple[str, str], ...]


@pytest.fixture
def asking(pages: Pages) -> Iterator[httpx2.Client]:
    """A monitoring system, and what it asks."""
    yield from client_of(pages.url)


def client_of(database: str) -> Iterator[httpx2.Client]:
    with (
        socket.create_server(("127.0.0.1", 0)) as listening,
        answering(create_monitoring(database), listening),
        httpx2.Client(base_url=f"http://127.0.0.1:{listening.getsockname()[1]}", trust_env=False) as client,
    ):
        yield client


def counted(client: httpx2.Client) -> dict[tuple[str, Labels], float]:
    """Every number, by its name and labels, as Prometheus' own parser reads them."""
    families = text_string_to_metric_families(client.get("/metrics").text)
    return {(one.name, tuple(sorted(one.labels.items()))): one.value for family in families for one in family.samples}


@pytest.fixture
def alive(pages: Pages) -> Pages:
    beat(pages, "timekeeper", clock_offset=0.25)
    beat(pages, "courier")
    with pages.record("swan_clock") as db:
        look_round(db, QUEUES)
    return pages


def test_deadlines_are_counted_by_kind_and_outcome(asking: httpx2.Client, pages: Pages) -> None:
    """Notified on Monday 2 November, a Rapid Review is due on Monday 23 November: not late that day."""
    pages.opens_case("panel_notified", when="Mon 2 Nov 2026 10:00")
    pages.it_is("Mon 23 Nov 2026 10:00")
    what = (("deadline", "send-rapid-review"), ("kind", "law"))
    open_ = ("swan_deadlines", (*what, ("result", ""), ("status", "open")))
    late = ("swan_deadlines_late", (*what, ("standing", "overdue")))

    assert counted(asking)[open_] == 1
    assert late not in counted(asking)
    pages.it_is("Tue 24 Nov 2026 10:00")
    assert counted(asking)[late] == 1
    assert counted(asking)["swan_cases", (("standing", "open"),)] == 1


def test_a_hundred_cases_have_as_many_numbers_as_one_and_none_is_named(asking: httpx2.Client, pages: Pages) -> None:
    references = [pages.opens_case("panel_notified", when="Mon 9 Nov 2026 10:00")]
    before = set(counted(asking))
    references += [pages.opens_case("panel_notified", when="Mon 9 Nov 2026 10:00") for _ in range(20)]

    assert set(counted(asking)) == before
    said = asking.get("/metrics").text
    named = [
        *references,
        *(row.slug for row in pages.rows("select slug from person union select slug from partnership")),
    ]
    assert [name for name in named if f'"{name}"' in said] == []


def test_what_the_parts_say_of_themselves_is_counted(asking: httpx2.Client, alive: Pages) -> None:
    found = counted(asking)
    assert found["swan_database_up", ()] == 1
    assert found["swan_well", ()] == 1
    assert found["swan_queue_hints", (("queue", "notices"),)] == QUEUES["notices"]
    assert found["swan_clock_offset_seconds", (("part", "timekeeper"),)] == 0.25
    assert found["swan_silent_seconds", (("part", "timekeeper"),)] < 60
    assert found["swan_bank_holidays_known_days", ()] == 769, "31 December 2028 is 769 days from 23 November 2026"


def test_the_scheduler_is_well_while_it_says_so_and_red_minutes_after_it_stopped(
    asking: httpx2.Client, alive: Pages
) -> None:
    assert asking.get("/health/scheduler").text == "well\n"

    beat(alive, "timekeeper", minutes_ago=4)
    answer = asking.get("/health/scheduler")
    assert (answer.status_code, answer.text) == (503, "timekeeper: was last alive 4 minutes ago.\n")


def test_the_scheduler_is_red_where_what_is_due_is_not_told(asking: httpx2.Client, alive: Pages) -> None:
    saw(alive, rungs_due=3, oldest_rung="2026-11-23T08:00:00+00:00")

    assert asking.get("/health/scheduler").status_code == 503


def test_it_is_not_well_without_its_database_and_still_answers(own_postgres: OwnPostgres) -> None:
    migrate(own_postgres.url())
    for asking in client_of(own_postgres.url()):
        assert asking.get("/health").text == "well\n"
        own_postgres.stop()
        answer = asking.get("/health")
        assert (answer.status_code, answer.text) == (503, "the database does not answer\n")
        assert asking.get("/health/scheduler").status_code == 503
        assert counted(asking) == {("swan_database_up", ()): 0.0}
    close_engines()


def test_people_are_not_shown_it(pages: Pages) -> None:
    with pages.reader("operator") as reader:
        assert {reader.get(path).status_code for path in ("/metrics", "/health/scheduler")} == {404}
