"""Gathering: one message a person a working day, and what is urgent at once and alone."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from models import Message
from models.database import session
from tests.engine.casework.place import Place, eight, step
from tests.written_dates import on
from workflows.engine.ladder import RungKind

BEFORE, ON_THE_DAY, AFTER = RungKind.BEFORE, RungKind.ON_THE_DAY, RungKind.AFTER


@pytest.fixture
def office(place: Place) -> Place:
    place.holds("carol", "coordinator")
    place.holds("bill", "business_manager")
    return place


def daily(place: Place) -> list[Message]:
    return sorted((message for message in place.all(Message) if message.daily), key=lambda message: message.due_at)


def claimed(place: Place) -> None:
    """What a deliverer does first with every message that waits."""
    place.edit(lambda db: db.execute(text("update message set attempts = attempts + 1 where status = 'waiting'")))


def test_what_falls_due_on_a_day_is_one_message_at_eight(office: Place) -> None:
    for _ in range(3):
        office.owes("Mon 24 Mar 2025", step(BEFORE, "Mon 17 Mar 2025", "coordinator"))

    office.hears("Mon 17 Mar 2025", limit=1)

    [message] = daily(office)
    assert {notice.message_id for notice in office.notices()} == {message.id}
    assert (message.day, message.due_at) == (on("Mon 17 Mar 2025"), eight("Mon 17 Mar 2025"))
    assert (message.status, message.attempts, message.partnership_id) == ("waiting", 0, office.id)
    assert message.person_id == office.people["carol"]


def test_each_person_has_a_message_of_their_own(office: Place) -> None:
    office.owes("Mon 24 Mar 2025", step(BEFORE, "Mon 17 Mar 2025", "coordinator", "business_manager"))

    office.hears("Mon 17 Mar 2025")

    assert {message.person_id for message in daily(office)} == {office.people["carol"], office.people["bill"]}
    assert {office.message_of(notice).person_id == notice.person_id for notice in office.notices()} == {True}


def test_eight_is_eight_in_london_in_winter_and_in_summer(office: Place) -> None:
    office.owes("Mon 24 Mar 2025", step(BEFORE, "Fri 28 Mar 2025", "coordinator"))
    office.owes("Mon 24 Mar 2025", step(BEFORE, "Mon 31 Mar 2025", "coordinator"))

    office.hears("Fri 28 Mar 2025")
    office.hears("Mon 31 Mar 2025")

    assert [message.due_at for message in daily(office)] == [
        datetime(2025, 3, 28, 8, tzinfo=UTC),
        datetime(2025, 3, 31, 7, tzinfo=UTC),
    ]


def test_what_is_urgent_goes_at_once_and_alone(office: Place) -> None:
    at = eight("Tue 25 Mar 2025") + timedelta(hours=3)
    for _ in range(2):
        office.owes("Mon 24 Mar 2025", step(AFTER, "Tue 25 Mar 2025", "coordinator", urgent=True))
    office.owes("Mon 24 Mar 2025", step(AFTER, "Tue 25 Mar 2025", "coordinator"))

    office.hears(at)

    messages = office.all(Message)
    assert sorted((message.daily, message.due_at) for message in messages) == [
        (False, at), (False, at), (True, eight("Tue 25 Mar 2025")),
    ]  # fmt: skip
    assert {message.day for message in messages} == {on("Tue 25 Mar 2025")}
    assert len({notice.message_id for notice in office.notices()}) == 3


@pytest.mark.parametrize(
    ("told", "following"),
    [
        ("Mon 17 Mar 2025", "Tue 18 Mar 2025"),
        ("Fri 21 Mar 2025", "Mon 24 Mar 2025"),
        ("Thu 17 Apr 2025", "Tue 22 Apr 2025"),  # Good Friday, Easter Monday
    ],
)
def test_what_is_raised_after_the_days_message_was_claimed_waits_for_the_next_working_day(
    office: Place, told: str, following: str
) -> None:
    office.owes("Mon 24 Mar 2025", step(BEFORE, told, "coordinator"))
    office.hears(told)
    claimed(office)
    office.owes("Mon 24 Mar 2025", step(BEFORE, told, "coordinator"))
    office.owes("Mon 24 Mar 2025", step(BEFORE, told, "coordinator"))

    office.hears(eight(told) + timedelta(hours=2), limit=1)

    assert [message.day for message in daily(office)] == [on(told), on(following)]
    later = daily(office)[1]
    assert (later.due_at, later.attempts) == (eight(following), 0)
    assert [notice.message_id for notice in office.notices()].count(later.id) == 2


def test_a_message_sent_is_never_added_to(office: Place) -> None:
    office.owes("Mon 24 Mar 2025", step(BEFORE, "Mon 17 Mar 2025", "coordinator"))
    office.hears("Mon 17 Mar 2025")
    office.edit(lambda db: db.execute(text("update message set status = 'sent'")))
    office.owes("Mon 24 Mar 2025", step(BEFORE, "Mon 17 Mar 2025", "coordinator"))

    office.hears("Mon 17 Mar 2025")

    assert [message.day for message in daily(office)] == [on("Mon 17 Mar 2025"), on("Tue 18 Mar 2025")]


def test_after_an_outage_it_is_the_message_of_today_and_due_at_once(office: Place) -> None:
    office.owes("Mon 24 Mar 2025", step(BEFORE, "Mon 17 Mar 2025", "coordinator"))
    at = eight("Wed 19 Mar 2025") + timedelta(hours=5)

    office.hears(at)

    [message] = daily(office)
    assert message.day == on("Wed 19 Mar 2025")
    assert message.due_at <= at


def test_an_outage_that_ends_on_a_saturday_is_told_of_on_monday(office: Place) -> None:
    office.owes("Mon 24 Mar 2025", step(BEFORE, "Fri 21 Mar 2025", "coordinator"))

    office.hears("Sat 22 Mar 2025")

    [message] = daily(office)
    assert (message.day, message.due_at) == (on("Mon 24 Mar 2025"), eight("Mon 24 Mar 2025"))


def test_where_no_calendar_is_known_weekdays_are_working_days(office: Place) -> None:
    office.edit(lambda db: db.execute(text("update partnership set calendar = null")))
    office.owes("Mon 24 Mar 2025", step(BEFORE, "Fri 21 Mar 2025", "coordinator"))

    office.hears("Sat 22 Mar 2025")

    assert [message.day for message in daily(office)] == [on("Mon 24 Mar 2025")]


def test_when_it_may_be_taken_is_a_real_moment_whatever_the_business_time(office: Place) -> None:
    office.stands_at("Mon 17 Mar 2025")
    office.owes("Mon 24 Mar 2025", step(BEFORE, "Mon 17 Mar 2025", "coordinator", "business_manager", urgent=True))
    office.owes("Mon 24 Mar 2025", step(BEFORE, "Mon 17 Mar 2025", "coordinator"))
    with session("swan_clock", url=office.url) as db:
        before = db.execute(text("select now()")).scalar_one()

    office.hears("Mon 17 Mar 2025")

    with session("swan_clock", url=office.url) as db:
        after = db.execute(text("select now()")).scalar_one()
    assert len(office.all(Message)) == 3
    assert all(before <= message.again_at <= after for message in office.all(Message))
