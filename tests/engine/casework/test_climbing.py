"""Climbing: who hears of a due rung, once each, whatever happened to the sweeps."""

import pytest

from tests.engine.casework.place import Place, eight, step
from workflows.engine.ladder import RungKind

AT_START, BEFORE, ON_THE_DAY, AFTER, EVERY, LATE = RungKind


@pytest.fixture
def office(place: Place) -> Place:
    """The people of a Rapid Review, one in each role."""
    for role in ("coordinator", "business_manager", "review_group_chair", "scrutineer"):
        place.holds(role, role)
    place.holds("delegated_partner", "delegated_partner")
    place.holds("lead_partner", "lead_partner")
    return place


LADDER = (
    step(BEFORE, "Mon 17 Mar 2025", "coordinator", days=5),
    step(BEFORE, "Thu 20 Mar 2025", "coordinator", "business_manager", "review_group_chair", days=2),
    step(ON_THE_DAY, "Mon 24 Mar 2025", "coordinator", "business_manager", "scrutineer"),
    step(AFTER, "Tue 25 Mar 2025", "coordinator", "business_manager", days=1, urgent=True),
    step(AFTER, "Wed 26 Mar 2025", "delegated_partner", days=2, urgent=True),
    step(AFTER, "Mon 31 Mar 2025", "lead_partner", days=5, urgent=True),
    step(EVERY, "Mon 14 Apr 2025", "delegated_partner", days=10),
)


def test_each_rung_is_told_on_its_day_to_those_it_names(office: Place) -> None:
    office.owes("Mon 24 Mar 2025", *LADDER)

    assert office.hears("Fri 14 Mar 2025") == set()
    assert office.hears("Mon 17 Mar 2025") == {"coordinator"}
    assert office.hears("Tue 18 Mar 2025") == set()
    assert office.hears("Thu 20 Mar 2025") == {"coordinator", "business_manager", "review_group_chair"}
    assert office.hears("Mon 24 Mar 2025") == {"coordinator", "business_manager", "scrutineer"}
    assert office.hears("Tue 25 Mar 2025") == {"coordinator", "business_manager"}
    assert office.hears("Wed 26 Mar 2025") == {"delegated_partner"}
    assert office.hears("Mon 31 Mar 2025") == {"lead_partner"}
    assert office.statuses() == ["climbed"] * 6 + ["armed"]


@pytest.mark.parametrize("limit", [1, 2, 500])
def test_after_an_outage_each_hears_once_from_the_highest_rung_that_names_them(office: Place, limit: int) -> None:
    office.owes("Mon 24 Mar 2025", *LADDER)

    office.hears("Wed 26 Mar 2025", limit)

    assert {(office.named(notice.person_id), notice.kind, notice.due_at) for notice in office.notices()} == {
        ("coordinator", "after", eight("Tue 25 Mar 2025")),
        ("business_manager", "after", eight("Tue 25 Mar 2025")),
        ("review_group_chair", "before", eight("Thu 20 Mar 2025")),
        ("scrutineer", "on the day", eight("Mon 24 Mar 2025")),
        ("delegated_partner", "after", eight("Wed 26 Mar 2025")),
    }
    assert len(office.notices()) == 5
    assert office.statuses() == ["superseded", "climbed", "climbed", "climbed", "climbed", "armed", "armed"]


def test_a_notice_keeps_when_it_was_due_and_when_it_was_raised(office: Place) -> None:
    office.owes("Mon 24 Mar 2025", LADDER[0])

    office.hears("Wed 19 Mar 2025")

    notice = office.notice_for("coordinator")
    assert (notice.due_at, notice.raised_at) == (eight("Mon 17 Mar 2025"), eight("Wed 19 Mar 2025"))
    assert (notice.role, notice.unheld, notice.kind) == ("coordinator", None, "before")
