"""The end of the known bank holidays: the business manager hears of it 60 days ahead, once, with the dates near it."""

from datetime import timedelta

from models.database import session
from tests.engine.casework.place import Place, eight
from tests.written_dates import on
from workflows.engine.casework.contents import Said, contents
from workflows.engine.casework.foreseeing import tell_of_the_end

# Known until Sunday 31 December 2028; 60 days before it is Wednesday 1 November 2028.
AT = eight("Mon 25 Sep 2028") + timedelta(hours=3)


def tells(place: Place, at: str | None = None) -> None:
    with session("swan_clock", url=place.url) as db:
        tell_of_the_end(db, eight(at) if at else AT)


def said_to(place: Place, slug: str) -> Said:
    message = place.notice_for(slug).message_id
    with session("swan_clock", url=place.url) as db:
        (said,) = contents(db, [message], on("Mon 25 Sep 2028"))[message]
    return said


def test_sixty_days_before_the_end_is_time_enough(place: Place) -> None:
    place.holds("bill", "business_manager")
    place.owes("Wed 1 Nov 2028")
    tells(place)

    assert place.notices() == []


def test_a_deadline_nearer_the_end_is_told_to_the_business_manager_alone_and_once(place: Place) -> None:
    place.holds("bill", "business_manager")
    place.holds("carol", "coordinator")
    place.owes("Thu 2 Nov 2028")
    tells(place)
    tells(place, "Tue 26 Sep 2028")

    [notice] = place.notices()
    assert (notice.person_id, notice.role, notice.kind) == (place.people["bill"], "business_manager", "holidays")
    assert (notice.case_id, place.message_of(notice).daily, place.message_of(notice).status) == (None, False, "waiting")


def test_it_says_until_when_they_are_known_and_which_open_dates_come_near(place: Place) -> None:
    place.holds("bill", "business_manager")
    place.changes(place.owes("Mon 6 Nov 2028"), status="met")
    for due in ("Mon 20 Nov 2028", "Tue 3 Oct 2028"):
        place.owes(due)
    tells(place)

    said = said_to(place, "bill")
    assert said.known_until == on("Sun 31 Dec 2028")
    assert [step.due_on for step in said.steps] == [on("Mon 20 Nov 2028")]
    assert said.untrue is None


def test_today_so_near_the_end_is_told_though_nothing_is_open(place: Place) -> None:
    place.holds("bill", "business_manager")
    tells(place, "Wed 1 Nov 2028")
    assert place.notices() == []
    tells(place, "Thu 2 Nov 2028")

    assert len(place.notices()) == 1


def test_whoever_is_next_up_is_told_where_nobody_manages_and_whoever_takes_over(place: Place) -> None:
    place.holds("pat", "delegated_partner", agency="police")
    place.owes("Fri 3 Nov 2028")
    tells(place)
    place.holds("bill", "business_manager")
    tells(place, "Tue 26 Sep 2028")

    assert place.notice_for("pat").unheld == "business_manager"
    assert place.notice_for("bill").unheld is None
