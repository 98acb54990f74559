"""The rung that repeats: one at a time, counted from the planned day, until the deadline is settled."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from config.bank_holidays import ENGLAND_AND_WALES
from models import DueRung
from models.database import session
from tests.engine.casework.place import Place, eight, step
from tests.written_dates import on
from workflows.engine.calendar import Calendar
from workflows.engine.casework.climbing import rearm_unheld
from workflows.engine.casework.repeating import Beat
from workflows.engine.ladder import RungKind

AFTER, EVERY = RungKind.AFTER, RungKind.EVERY

# Due on Monday 24 March; working day 5 after it is Monday 31 March; 10 after that is Monday 14 April. The next ten skip
# Good Friday (18 April) and Easter Monday (21 April): Wednesday 30 April; the next skip 5 May: Thursday 15 May.
LADDER = (
    step(AFTER, "Mon 31 Mar 2025", "lead_partner", days=5, status="climbed"),
    step(EVERY, "Mon 14 Apr 2025", "delegated_partner", days=10, urgent=True),
)


@pytest.fixture
def office(place: Place) -> Place:
    place.holds("dora", "delegated_partner")
    return place


def repeated(place: Place) -> Sequence[DueRung]:
    """The rungs of the repetition that are still to come."""
    return [rung for rung in place.all(DueRung) if rung.kind == "every" and rung.status == "armed"]


def test_it_repeats_in_working_days_with_the_same_words(office: Place) -> None:
    deadline = office.owes("Mon 24 Mar 2025", *LADDER, whose="police")

    assert office.hears("Mon 14 Apr 2025") == {"dora"}

    [rung] = repeated(office)
    assert (rung.due_on, rung.due_at) == (on("Wed 30 Apr 2025"), eight("Wed 30 Apr 2025"))
    assert (rung.deadline_id, rung.n, rung.days, rung.roles) == (deadline, 10, 10, ["delegated_partner"])
    assert (rung.agency, rung.partner, rung.urgent, rung.settled_at) == ("police", "police", True, None)


def test_each_repetition_is_told(office: Place) -> None:
    office.owes("Mon 24 Mar 2025", *LADDER)

    assert office.hears("Mon 14 Apr 2025") == {"dora"}
    assert office.hears("Tue 29 Apr 2025") == set()
    assert office.hears("Wed 30 Apr 2025") == {"dora"}
    assert [rung.due_on for rung in repeated(office)] == [on("Thu 15 May 2025")]


def test_after_an_outage_it_is_told_once_and_goes_on_from_the_planned_days(office: Place) -> None:
    office.owes("Mon 24 Mar 2025", *LADDER)

    assert office.hears(eight("Fri 2 May 2025") + timedelta(hours=1)) == {"dora"}

    assert len(office.notices()) == 1
    assert [rung.due_on for rung in repeated(office)] == [on("Thu 15 May 2025")]


def test_a_planned_day_whose_eight_oclock_has_gone_is_skipped(office: Place) -> None:
    office.owes("Mon 24 Mar 2025", *LADDER)

    office.hears("Wed 30 Apr 2025")

    assert [rung.due_on for rung in repeated(office)] == [on("Thu 15 May 2025")]


def test_an_explained_delay_is_quiet_and_the_repetition_goes_on(office: Place) -> None:
    deadline = office.owes("Mon 24 Mar 2025", *LADDER)
    office.changes(deadline, explained_until=on("Tue 29 Apr 2025"))

    assert office.hears("Mon 14 Apr 2025") == set()
    assert office.hears("Wed 30 Apr 2025") == {"dora"}


def test_a_settled_deadline_repeats_no_more(office: Place) -> None:
    deadline = office.owes("Mon 24 Mar 2025", *LADDER)
    office.changes(deadline, status="met", settled_on=on("Fri 11 Apr 2025"))

    assert office.hears("Mon 14 Apr 2025") == set()
    assert repeated(office) == []


def test_a_closure_puts_off_the_telling_and_not_the_beat(database: str) -> None:
    closed = ["Wed 30 Apr 2025", "Thu 1 May 2025"]
    office = Place(database, closures=closed)
    office.holds("dora", "delegated_partner")
    office.owes("Mon 24 Mar 2025", *LADDER)

    office.hears("Mon 14 Apr 2025")
    assert [rung.due_on for rung in repeated(office)] == [on("Fri 2 May 2025")]

    office.hears("Fri 2 May 2025")
    assert [rung.due_on for rung in repeated(office)] == [on("Thu 15 May 2025")]


def test_there_is_one_at_a_time_even_when_an_old_one_is_taken_up_again(place: Place) -> None:
    place.owes("Mon 24 Mar 2025", *LADDER)
    place.hears("Mon 14 Apr 2025")
    place.holds("dora", "delegated_partner")
    with session("swan_app", place.id, url=place.url) as db:
        rearm_unheld(db, place.id, eight("Tue 15 Apr 2025"))

    assert place.hears("Tue 15 Apr 2025") == {"dora"}
    assert [rung.due_on for rung in repeated(place)] == [on("Wed 30 Apr 2025")]


CALENDAR = Calendar.build(ENGLAND_AND_WALES)


@pytest.mark.parametrize(
    ("told", "following"),
    [
        ("Mon 14 Apr 2025", "Wed 30 Apr 2025"),
        ("Tue 15 Apr 2025", "Wed 30 Apr 2025"),  # put off by a closure
        ("Fri 11 Apr 2025", "Wed 30 Apr 2025"),  # a bank holiday has been announced since it was planned
    ],
)
def test_the_beat_is_found_again_from_a_day_near_the_planned_one(told: str, following: str) -> None:
    beat = Beat(counted_from=on("Mon 24 Mar 2025"), begins=5, days=10)

    assert beat.after(on(told), eight(told), CALENDAR) == on(following)


def test_a_beat_of_one_day_is_every_working_day() -> None:
    beat = Beat(counted_from=on("Mon 24 Mar 2025"), begins=0, days=1)

    assert beat.after(on("Thu 17 Apr 2025"), eight("Thu 17 Apr 2025"), CALENDAR) == on("Tue 22 Apr 2025")


def test_beyond_the_known_bank_holidays_weekdays_are_counted() -> None:
    known = Calendar.build(ENGLAND_AND_WALES, last=date(2026, 12, 31))
    beat = Beat(counted_from=on("Mon 14 Dec 2026"), begins=0, days=10)
    # 15 to 18 December are 4, 21 to 24 are 8; 25 and 28 are bank holidays; 29 and 30 make ten.
    assert beat.after(on("Mon 14 Dec 2026"), eight("Mon 14 Dec 2026"), known) == on("Wed 30 Dec 2026")
    # 31 December is 1, and from there on weekdays: 1 January 2, to Friday the 8th 7, Wednesday the 13th 10.
    assert beat.after(on("Wed 30 Dec 2026"), eight("Wed 30 Dec 2026"), known) == on("Wed 13 Jan 2027")


def test_long_after_the_last_known_year_the_beat_goes_on() -> None:
    known = Calendar.build(ENGLAND_AND_WALES, last=date(2026, 12, 31))
    beat = Beat(counted_from=on("Wed 30 Dec 2026"), begins=0, days=5)

    following = beat.after(on("Thu 11 Jul 2030"), eight("Thu 11 Jul 2030"), known)

    assert on("Thu 11 Jul 2030") < following <= on("Thu 18 Jul 2030") + timedelta(days=7)
