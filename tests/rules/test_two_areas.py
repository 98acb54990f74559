"""Two areas: "The responsibility to undertake the rapid review rests with the local authority of where the serious
incident took place" (National Panel, FAQ). A case that was begun elsewhere goes there, its clocks running on."""

from collections.abc import Iterator

import pytest

from models.database import engine
from models.migrate import migrate
from tests.servers import PostgresServer
from tests.two_areas import Area
from tests.written_dates import on


@pytest.fixture
def areas(postgres: PostgresServer, worker_id: str) -> Iterator[tuple[Area, Area]]:
    """Westmarch, where it was first thought to have happened, and Eastmarch, where it did."""
    name = f"two_areas_{worker_id}"
    url = postgres.create(name)
    migrate(url)
    yield Area(url, "westmarch", "WSCP"), Area(url, "eastmarch", "ESCP")
    for role in ("swan_owner", "swan_app", "swan_clock"):
        engine(role, url).dispose()
    postgres.drop(name)


def test_the_area_of_the_incident_leads_and_the_dates_are_what_they_were(areas: tuple[Area, Area]) -> None:
    """Fifteen working days after Mon 3 Mar 2025 are Mon 24 Mar 2025, whoever's the case is."""
    west, east = areas
    west.opens("panel_notified", when="Mon 3 Mar 2025 10:00")
    assert west.due("WSCP-2025-001")["send-rapid-review"] == on("Mon 24 Mar 2025")

    west.offers("WSCP-2025-001", east, when="Wed 5 Mar 2025 10:00")
    assert east.due("WSCP-2025-001") == {}
    assert east.takes("WSCP-2025-001", when="Fri 7 Mar 2025 10:00") == "ESCP-2025-001"

    assert east.due("ESCP-2025-001")["send-rapid-review"] == on("Mon 24 Mar 2025")
    assert west.due("WSCP-2025-001") == west.due("ESCP-2025-001") == {}


def test_its_reminders_are_the_new_area_s_from_the_day_it_takes_it(areas: tuple[Area, Area]) -> None:
    """The reminder five working days before Mon 24 Mar 2025 is told on Mon 17 Mar 2025."""
    west, east = areas
    west.opens("panel_notified", when="Mon 3 Mar 2025 10:00")
    west.offers("WSCP-2025-001", east, when="Wed 5 Mar 2025 10:00")
    east.takes("WSCP-2025-001", when="Fri 7 Mar 2025 10:00")

    assert east.told_on("Mon 17 Mar 2025", about="send-rapid-review") == {"coordinator"}
    assert west.told_on("Mon 17 Mar 2025", about="send-rapid-review") == set()
    assert east.told_on("Mon 24 Mar 2025", about="send-rapid-review") == {
        "coordinator",
        "business_manager",
        "scrutineer",
    }


def test_until_both_agree_the_first_area_is_reminded(areas: tuple[Area, Area]) -> None:
    west, east = areas
    west.opens("panel_notified", when="Mon 3 Mar 2025 10:00")
    west.offers("WSCP-2025-001", east, when="Wed 5 Mar 2025 10:00")

    assert west.told_on("Mon 17 Mar 2025", about="send-rapid-review") == {"coordinator"}
    assert east.told_on("Mon 17 Mar 2025", about="send-rapid-review") == set()
    east.takes("WSCP-2025-001", when="Tue 18 Mar 2025 10:00")
    assert east.told_on("Thu 20 Mar 2025", about="send-rapid-review") == {
        "coordinator", "business_manager", "review_group_chair",
    }  # fmt: skip


def test_the_new_area_s_sending_meets_what_the_first_area_s_notification_started(areas: tuple[Area, Area]) -> None:
    west, east = areas
    west.opens("panel_notified", when="Mon 3 Mar 2025 10:00")
    west.offers("WSCP-2025-001", east, when="Wed 5 Mar 2025 10:00")
    east.takes("WSCP-2025-001", when="Fri 7 Mar 2025 10:00")
    east.records("ESCP-2025-001", "rapid_review_sent_to_panel", on="Fri 21 Mar 2025 10:00")

    [row] = east.rows("select status, result from deadline where name = 'send-rapid-review'")
    assert (row.status, row.result) == ("met", "on time")
