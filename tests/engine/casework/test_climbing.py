"""Climbing: who hears of a due rung, once each, whatever happened to the sweeps."""

import pytest

from models.database import session
from tests.engine.casework.place import Place, eight, step
from tests.written_dates import on
from workflows.engine.casework.climbing import rearm_begun, rearm_unheld
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


def test_a_settled_deadline_tells_nobody(office: Place) -> None:
    deadline = office.owes("Mon 24 Mar 2025", LADDER[2], LADDER[6])
    office.changes(deadline, status="met", settled_on=on("Thu 20 Mar 2025"))

    assert office.hears("Mon 14 Apr 2025") == set()
    assert office.statuses() == ["settled", "settled"]


def test_an_explained_delay_is_quiet_up_to_the_day_said_and_goes_on_after_it(office: Place) -> None:
    deadline = office.owes("Mon 24 Mar 2025", *LADDER[3:6])
    office.changes(deadline, explained_until=on("Wed 26 Mar 2025"))

    assert office.hears("Wed 26 Mar 2025") == set()
    assert office.hears("Mon 31 Mar 2025") == {"lead_partner"}
    assert office.statuses() == ["quiet", "quiet", "climbed"]


def test_an_explanation_does_not_quiet_what_comes_before_or_on_the_day(office: Place) -> None:
    deadline = office.owes("Mon 24 Mar 2025", *LADDER[1:3])
    office.changes(deadline, explained_until=on("Wed 30 Apr 2025"))

    assert office.hears("Thu 20 Mar 2025") == {"coordinator", "business_manager", "review_group_chair"}
    assert office.hears("Mon 24 Mar 2025") == {"coordinator", "business_manager", "scrutineer"}


@pytest.mark.parametrize("limit", [1, 500])
def test_a_quiet_rung_supersedes_nothing(office: Place, limit: int) -> None:
    deadline = office.owes("Mon 24 Mar 2025", *LADDER[2:4])
    office.changes(deadline, explained_until=on("Wed 26 Mar 2025"))

    assert office.hears("Wed 26 Mar 2025", limit) == {"coordinator", "business_manager", "scrutineer"}
    assert office.statuses() == ["climbed", "quiet"]


def test_two_roles_of_one_person_are_one_notice_under_the_first_the_rung_names(place: Place) -> None:
    place.holds("anne", "scrutineer", "business_manager", "coordinator")
    place.owes("Mon 24 Mar 2025", LADDER[2])

    assert place.hears("Mon 24 Mar 2025") == {"anne"}
    assert place.notice_for("anne").role == "coordinator"


def test_a_role_nobody_holds_is_heard_of_by_the_next_up_and_by_the_business_manager(place: Place) -> None:
    place.holds("carol", "coordinator")
    place.holds("bill", "business_manager")
    place.owes("Mon 24 Mar 2025", step(BEFORE, "Mon 17 Mar 2025", "reviewer"))

    assert place.hears("Mon 17 Mar 2025") == {"carol", "bill"}
    assert (place.notice_for("carol").role, place.notice_for("carol").unheld) == ("coordinator", "reviewer")
    assert (place.notice_for("bill").role, place.notice_for("bill").unheld) == ("business_manager", "reviewer")


def test_the_business_manager_who_is_named_anyway_hears_once_and_of_the_empty_role(place: Place) -> None:
    place.holds("bill", "business_manager")
    place.owes("Mon 24 Mar 2025", step(BEFORE, "Mon 17 Mar 2025", "scrutineer", "business_manager"))

    assert place.hears("Mon 17 Mar 2025") == {"bill"}
    assert (place.notice_for("bill").role, place.notice_for("bill").unheld) == ("business_manager", "scrutineer")


def test_what_could_be_told_to_nobody_stays_visible_and_is_told_when_somebody_takes_the_role(place: Place) -> None:
    place.owes("Mon 24 Mar 2025", *LADDER[:2])

    assert place.hears("Thu 20 Mar 2025") == set()
    assert place.statuses() == ["unheld", "unheld"]

    place.holds("carol", "coordinator", since="Fri 21 Mar 2025")
    with session("swan_app", place.id, url=place.url) as db:
        rearm_unheld(db, place.id, eight("Fri 21 Mar 2025"))

    assert place.hears("Fri 21 Mar 2025") == {"carol"}
    assert place.notice_for("carol").due_at == eight("Thu 20 Mar 2025")
    assert place.statuses() == ["superseded", "climbed"]


def test_what_could_be_told_to_nobody_waits_for_a_role_given_for_a_later_day(place: Place) -> None:
    place.owes("Mon 24 Mar 2025", LADDER[0])
    place.holds("carol", "coordinator", since="Wed 19 Mar 2025")

    assert place.hears("Mon 17 Mar 2025") == set()
    assert taken_up(place, "Tue 18 Mar 2025") == ["unheld"]
    assert taken_up(place, "Wed 19 Mar 2025") == ["armed"]
    assert place.hears("Wed 19 Mar 2025") == {"carol"}
    assert taken_up(place, "Thu 20 Mar 2025") == ["climbed"]


def taken_up(place: Place, day: str) -> list[str]:
    with session("swan_clock", url=place.url) as db:
        rearm_begun(db, eight(day))
    return place.statuses()


def test_what_could_be_told_to_nobody_is_not_taken_up_once_the_deadline_is_settled(place: Place) -> None:
    deadline = place.owes("Mon 24 Mar 2025", LADDER[0])
    place.hears("Mon 17 Mar 2025")
    place.changes(deadline, status="met", settled_on=on("Tue 18 Mar 2025"))

    with session("swan_app", place.id, url=place.url) as db:
        rearm_unheld(db, place.id, eight("Fri 21 Mar 2025"))

    assert place.statuses() == ["unheld"]


def test_entered_late_counts_by_its_own_place_in_the_ladder(office: Place) -> None:
    late = step(LATE, "Thu 27 Mar 2025", "coordinator", "delegated_partner", urgent=True)
    office.owes("Mon 24 Mar 2025", *LADDER[2:5], late, LADDER[5])

    assert office.hears("Mon 31 Mar 2025") == {
        "coordinator", "business_manager", "scrutineer", "delegated_partner", "lead_partner",
    }  # fmt: skip
    assert office.notice_for("coordinator").kind == office.notice_for("delegated_partner").kind == "entered late"
    assert office.notice_for("business_manager").kind == "after"


def test_what_was_told_under_a_date_since_corrected_silences_nobody(office: Place) -> None:
    deadline = office.owes("Mon 24 Mar 2025", *LADDER[3:4])
    office.hears("Tue 25 Mar 2025")
    again = step(BEFORE, "Wed 2 Apr 2025", "coordinator")
    office.edit(lambda db: db.add(office.rung(deadline, again, n=-10)))

    assert office.hears("Wed 2 Apr 2025") == {"coordinator"}


def test_a_lower_rung_that_comes_late_tells_nobody_who_has_heard_from_a_higher_one(office: Place) -> None:
    deadline = office.owes("Mon 24 Mar 2025", *LADDER[3:4])
    office.hears("Tue 25 Mar 2025")
    office.edit(lambda db: db.add(office.rung(deadline, LADDER[2], n=-10)))

    assert office.hears("Tue 25 Mar 2025") == {"scrutineer"}


def test_each_deadline_is_told_for_itself(office: Place) -> None:
    office.owes("Mon 24 Mar 2025", LADDER[0])
    office.owes("Mon 24 Mar 2025", LADDER[2])

    office.hears("Mon 24 Mar 2025")

    assert [office.named(notice.person_id) for notice in office.notices()].count("coordinator") == 2


def test_only_the_partnership_of_the_case_hears(office: Place) -> None:
    elsewhere = Place(office.url, "elsewhere")
    elsewhere.holds("stranger", "coordinator", "business_manager", "scrutineer")
    office.owes("Mon 24 Mar 2025", LADDER[2])

    assert office.hears("Mon 24 Mar 2025") == {"coordinator", "business_manager", "scrutineer"}


def test_a_sweep_takes_the_oldest_and_no_more_than_it_may(office: Place) -> None:
    office.owes("Mon 24 Mar 2025", LADDER[2])
    office.owes("Mon 24 Mar 2025", LADDER[0])
    at = eight("Mon 24 Mar 2025")

    assert office.sweeps(at, limit=1) == 1
    assert {notice.due_at for notice in office.notices()} == {eight("Mon 17 Mar 2025")}
    assert office.sweeps(at, limit=500) == 1
    assert office.sweeps(at, limit=500) == 0


@pytest.mark.parametrize("status", ["off", "past", "climbed", "settled"])
def test_only_an_armed_rung_climbs(office: Place, status: str) -> None:
    office.owes("Mon 24 Mar 2025", step(ON_THE_DAY, "Mon 24 Mar 2025", "coordinator", status=status))

    assert office.hears("Mon 24 Mar 2025") == set()
    assert office.statuses() == [status]


def test_the_timekeeper_is_told_what_is_overdue_and_what_comes_next(office: Place) -> None:
    office.stands_at("Wed 19 Mar 2025")
    assert office.coming() == (False, None)

    office.owes("Mon 24 Mar 2025", *LADDER)
    assert office.coming() == (True, eight("Thu 20 Mar 2025"))

    office.hears("Wed 19 Mar 2025")
    assert office.coming() == (False, eight("Thu 20 Mar 2025"))

    office.stands_at("Thu 20 Mar 2025")
    assert office.coming() == (True, eight("Mon 24 Mar 2025"))
