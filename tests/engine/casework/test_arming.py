"""Switching ladders on: what lies ahead is armed, what is past stays silent, and what repeats takes up its beat."""

from sqlalchemy import select

from models import Case, OfficeEvent, Partnership
from models.database import session
from tests.engine.casework.place import Place, eight, step
from workflows.engine.casework.acting import Actor
from workflows.engine.casework.arming import Armed, switch_on
from workflows.engine.ladder import RungKind


def switched_on(place: Place, at: str) -> Armed:
    with session("swan_app", place.id, url=place.url) as db:
        return switch_on(db, db.get_one(Partnership, place.id), Actor(login="tests"), eight(at))


def as_imported(place: Place) -> None:
    place.edit(lambda db: db.get_one(Case, place.case).sqlmodel_update({"ladders_on": False}))


def test_what_lies_ahead_is_armed_and_what_is_past_stays_silent(place: Place) -> None:
    as_imported(place)
    place.holds("sam", "coordinator")
    place.owes(
        "Mon 24 Mar 2025",
        step(RungKind.BEFORE, "Mon 17 Mar 2025", "coordinator", status="off"),
        step(RungKind.ON_THE_DAY, "Mon 24 Mar 2025", "coordinator", status="off"),
    )
    assert place.hears("Tue 18 Mar 2025") == set()

    assert switched_on(place, "Tue 18 Mar 2025") == Armed(("testshire-1",), armed=1, past=1)
    assert place.statuses() == ["past", "armed"]
    assert place.hears("Tue 18 Mar 2025") == set()
    assert place.hears("Mon 24 Mar 2025") == {"sam"}


def test_what_is_due_at_that_very_moment_is_past(place: Place) -> None:
    as_imported(place)
    place.owes("Mon 24 Mar 2025", step(RungKind.BEFORE, "Tue 18 Mar 2025", "coordinator", status="off"))

    switched_on(place, "Tue 18 Mar 2025")
    assert place.statuses() == ["past"]


def test_what_repeats_goes_on_from_where_it_would_stand(place: Place) -> None:
    """Due Mon 3 Mar, after 2 is Wed 5; every 5 is Wed 12, 19, 26: switched on on the 20th, the next is the 26th."""
    as_imported(place)
    place.holds("sam", "delegated_partner")
    place.owes(
        "Mon 3 Mar 2025",
        step(RungKind.AFTER, "Wed 5 Mar 2025", "delegated_partner", days=2, status="past"),
        step(RungKind.EVERY, "Wed 12 Mar 2025", "delegated_partner", days=5, status="off"),
    )
    assert switched_on(place, "Thu 20 Mar 2025") == Armed(("testshire-1",), armed=1, past=1)
    assert place.statuses() == ["past", "past", "armed"]
    assert place.hears("Tue 25 Mar 2025") == set()
    assert place.hears("Wed 26 Mar 2025") == {"sam"}


def test_it_is_an_event_of_the_office_and_once_is_enough(place: Place) -> None:
    as_imported(place)
    place.owes("Mon 24 Mar 2025", step(RungKind.ON_THE_DAY, "Mon 24 Mar 2025", "coordinator", status="off"))

    switched_on(place, "Tue 18 Mar 2025")
    assert switched_on(place, "Tue 18 Mar 2025") == Armed((), armed=0, past=0)
    with session("swan_app", place.id, url=place.url) as db:
        [event] = db.execute(select(OfficeEvent)).scalars()
    assert (event.act, event.said) == ("ladders_on", {"cases": ["testshire-1"], "armed": 1, "past": 0})


def test_another_partnership_s_ladders_are_left_alone(place: Place) -> None:
    as_imported(place)
    place.owes("Mon 24 Mar 2025", step(RungKind.ON_THE_DAY, "Mon 24 Mar 2025", "coordinator", status="off"))
    other = Place(place.url, "otherton")

    assert switched_on(other, "Tue 18 Mar 2025") == Armed((), armed=0, past=0)
    assert place.statuses() == ["off"]
