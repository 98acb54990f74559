"""Who is told when a role is: holders of that day, their deputies, and whoever is next up."""

import pytest

from models.database import session
from tests.engine.casework.place import Place, eight, step
from tests.written_dates import on
from workflows.engine.casework.holders import Holder, holders
from workflows.engine.ladder import RungKind
from workflows.engine.roles import NEXT_UP, TITLES

DAY = "Mon 17 Mar 2025"


def told(place: Place, *roles: str, day: str = DAY, **meant: object) -> dict[str, tuple[str, str | None]]:
    """Each person with the role they are told under and the one they are told in place of."""
    with session("swan_clock", url=place.url) as db:
        found: list[Holder] = holders(db, place.id, roles, on(day), **meant)  # type: ignore[arg-type]
    assert len({one.person_id for one in found}) == len(found)
    return {place.named(one.person_id): (one.role, one.unheld) for one in found}


def test_everybody_who_holds_the_role_is_told(place: Place) -> None:
    place.holds("carol", "coordinator")
    place.holds("chris", "coordinator")
    place.holds("bill", "business_manager")

    assert told(place, "coordinator") == {"carol": ("coordinator", None), "chris": ("coordinator", None)}


@pytest.mark.parametrize(
    ("day", "holder"),
    [
        ("Fri 28 Feb 2025", "before"),
        ("Sat 1 Mar 2025", "holder"),
        ("Mon 31 Mar 2025", "holder"),
        ("Tue 1 Apr 2025", "next"),
    ],
)
def test_a_role_is_held_from_its_first_day_to_its_last(place: Place, day: str, holder: str) -> None:
    place.holds("before", "coordinator", until="Fri 28 Feb 2025")
    place.holds("holder", "coordinator", since="Sat 1 Mar 2025", until="Mon 31 Mar 2025")
    place.holds("next", "coordinator", since="Tue 1 Apr 2025")

    assert set(told(place, "coordinator", day=day)) == {holder}


def test_rungs_ask_who_holds_the_role_on_the_london_day_they_climb(place: Place) -> None:
    """23:30 UTC on 30 June is 1 July in London."""
    place.holds("june", "coordinator", until="Mon 30 Jun 2025")
    place.holds("july", "coordinator", since="Tue 1 Jul 2025")
    place.owes("Mon 7 Jul 2025", step(RungKind.BEFORE, "Mon 30 Jun 2025", "coordinator"))

    half_past_midnight = eight("Mon 30 Jun 2025").replace(hour=23, minute=30)
    assert place.hears(half_past_midnight) == {"july"}


@pytest.mark.parametrize(
    ("day", "comes"),
    [
        ("Fri 14 Mar 2025", "carol"),
        ("Mon 17 Mar 2025", "dan"),
        ("Wed 19 Mar 2025", "dan"),
        ("Thu 20 Mar 2025", "carol"),
    ],
)
def test_the_deputy_comes_while_the_holder_is_absent(place: Place, day: str, comes: str) -> None:
    place.holds("carol", "coordinator", deputy="dan")
    place.away("carol", "Mon 17 Mar 2025", "Wed 19 Mar 2025")

    assert told(place, "coordinator", day=day) == {comes: ("coordinator", None)}


def test_an_absent_holder_without_a_deputy_is_told_all_the_same(place: Place) -> None:
    place.holds("carol", "coordinator")
    place.away("carol", DAY, DAY)

    assert set(told(place, "coordinator")) == {"carol"}


def test_a_rung_that_climbs_tells_the_deputy(place: Place) -> None:
    place.holds("carol", "coordinator", deputy="dan")
    place.away("carol", DAY, DAY)
    place.owes("Mon 24 Mar 2025", step(RungKind.BEFORE, DAY, "coordinator"))

    assert place.hears(DAY) == {"dan"}


def test_a_rung_that_means_one_partner_is_told_to_that_partner(place: Place) -> None:
    for partner in ("police", "icb"):
        place.holds(partner, "delegated_partner", agency=partner)
    place.holds("everywhere", "delegated_partner")

    assert set(told(place, "delegated_partner", partner="police")) == {"police", "everywhere"}
    assert set(told(place, "delegated_partner")) == {"police", "icb", "everywhere"}


def test_a_rung_that_means_one_agency_is_told_to_its_contact_and_to_the_partner_it_answers_to(place: Place) -> None:
    for agency in ("school", "local-authority", "police"):
        place.holds(f"{agency}-contact", "agency_contact", agency=agency)
    for partner in ("local-authority", "police"):
        place.holds(f"{partner}-partner", "delegated_partner", agency=partner)

    found = told(place, "agency_contact", "delegated_partner", agency="school", partner="local-authority")

    assert set(found) == {"school-contact", "local-authority-partner"}


def test_a_role_held_for_one_case_is_told_of_that_case_only(place: Place) -> None:
    first = place.case
    place.holds("rita", "reviewer", case=first)
    second = place.opened_case()
    place.holds("carol", "coordinator")
    place.holds("bill", "business_manager")

    assert set(told(place, "reviewer", case_id=first)) == {"rita"}
    assert set(told(place, "reviewer", case_id=second)) == {"carol", "bill"}
    assert set(told(place, "reviewer")) == {"carol", "bill"}


def test_the_rungs_of_a_case_reach_its_own_reviewer(place: Place) -> None:
    place.holds("rita", "reviewer", case=place.case)
    place.opened_case()
    place.holds("remy", "reviewer", case=place.case)
    place.owes("Mon 24 Mar 2025", step(RungKind.BEFORE, DAY, "reviewer"))

    assert place.hears(DAY) == {"remy"}


@pytest.mark.parametrize("role", sorted(NEXT_UP))
def test_next_up_is_the_first_role_up_that_somebody_holds(place: Place, role: str) -> None:
    place.holds("bill", "business_manager", until="Fri 14 Mar 2025")  # and nobody since
    up = NEXT_UP[role]
    place.holds("next", up)

    expected = {"next": (up, role)}
    assert told(place, role) == expected


def test_a_role_is_passed_up_as_far_as_somebody_holds_one(place: Place) -> None:
    place.holds("lena", "lead_partner")

    assert told(place, "agency_contact") == {"lena": ("lead_partner", "agency_contact")}


def test_it_lies_on_the_business_managers_desk_too(place: Place) -> None:
    place.holds("dora", "la_director")
    place.holds("bill", "business_manager")

    assert told(place, "la_notifier") == {
        "dora": ("la_director", "la_notifier"), "bill": ("business_manager", "la_notifier"),
    }  # fmt: skip


@pytest.mark.parametrize("role", sorted(TITLES.keys() - NEXT_UP.keys()))
def test_where_there_is_no_next_up_it_lies_on_the_desk(place: Place, role: str) -> None:
    place.holds("bill", "business_manager")

    assert told(place, role) == {"bill": ("business_manager", role)}


def test_the_desk_does_not_ask_which_partner_is_meant(place: Place) -> None:
    place.holds("paula", "delegated_partner", agency="police")

    assert told(place, "agency_contact", agency="school", partner="icb") == {
        "paula": ("delegated_partner", "agency_contact")
    }


def test_next_up_is_of_the_partner_that_is_meant(place: Place) -> None:
    place.holds("bill", "business_manager")
    place.holds("lena", "lead_partner", agency="icb")
    place.holds("lars", "lead_partner", agency="police")

    assert told(place, "delegated_partner", partner="police") == {
        "lars": ("lead_partner", "delegated_partner"), "bill": ("business_manager", "delegated_partner"),
    }  # fmt: skip


def test_who_holds_one_role_and_steps_in_for_another_is_told_under_their_own(place: Place) -> None:
    place.holds("carol", "coordinator")
    place.holds("bill", "business_manager")

    assert told(place, "reviewer", "coordinator") == {
        "carol": ("coordinator", "reviewer"), "bill": ("business_manager", "reviewer"),
    }  # fmt: skip


def test_nobody_at_all_is_nobody(place: Place) -> None:
    assert told(place, *TITLES) == {}
