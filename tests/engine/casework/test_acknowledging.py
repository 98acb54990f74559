"""I have this: one person, one deadline, to a day before it is due."""

import pytest

from models import Acknowledgement
from models.columns import new_id
from models.database import session
from tests.engine.casework.place import Place, eight, step
from tests.written_dates import on
from workflows.engine.casework.acknowledging import acknowledge
from workflows.engine.ladder import RungKind
from workflows.engine.refusals import Code, Refused

BEFORE, ON_THE_DAY, AFTER = RungKind.BEFORE, RungKind.ON_THE_DAY, RungKind.AFTER

LADDER = (
    step(RungKind.AT_START, "Tue 4 Mar 2025", "coordinator"),
    step(BEFORE, "Mon 17 Mar 2025", "coordinator", "scrutineer", days=5),
    step(BEFORE, "Thu 20 Mar 2025", "coordinator", "scrutineer", days=2),
    step(ON_THE_DAY, "Mon 24 Mar 2025", "coordinator", "scrutineer"),
    step(AFTER, "Tue 25 Mar 2025", "coordinator", "scrutineer", days=1),
)


@pytest.fixture
def office(place: Place) -> Place:
    place.holds("carol", "coordinator")
    place.holds("sam", "scrutineer")
    return place


def test_who_has_it_is_not_reminded_until_the_day_they_look_again(office: Place) -> None:
    deadline = office.owes("Mon 24 Mar 2025", *LADDER)
    office.acknowledges("carol", deadline, look="Thu 20 Mar 2025", at="Mon 3 Mar 2025")

    assert office.hears("Tue 4 Mar 2025") == set()
    assert office.hears("Mon 17 Mar 2025") == {"sam"}
    assert office.hears("Thu 20 Mar 2025") == {"carol", "sam"}
    assert office.statuses()[:3] == ["superseded", "climbed", "climbed"]


def test_it_never_quiets_the_day_itself_or_what_comes_after(office: Place) -> None:
    """On the day is told on the Friday before where it is due on a Sunday: that is not a reminder any more."""
    deadline = office.owes(
        "Sun 23 Mar 2025",
        step(ON_THE_DAY, "Fri 21 Mar 2025", "coordinator"),
        step(AFTER, "Mon 24 Mar 2025", "coordinator", days=1),
    )
    office.acknowledges("carol", deadline, look="Sat 22 Mar 2025", at="Mon 3 Mar 2025")

    assert office.hears("Fri 21 Mar 2025") == {"carol"}
    assert office.hears("Mon 24 Mar 2025") == {"carol"}


def test_it_is_for_that_deadline_only(office: Place) -> None:
    mine, other = office.owes("Mon 24 Mar 2025", LADDER[1]), office.owes("Mon 24 Mar 2025", LADDER[1])
    office.acknowledges("carol", mine, look="Thu 20 Mar 2025", at="Mon 3 Mar 2025")

    office.hears("Mon 17 Mar 2025")

    told = {(office.named(notice.person_id), notice.deadline_id) for notice in office.notices()}
    assert told == {("carol", other), ("sam", mine), ("sam", other)}


def test_a_second_word_replaces_the_first(office: Place) -> None:
    deadline = office.owes("Mon 24 Mar 2025", *LADDER)
    office.acknowledges("carol", deadline, look="Tue 11 Mar 2025", at="Mon 3 Mar 2025")
    office.acknowledges("carol", deadline, look="Fri 21 Mar 2025", at="Tue 4 Mar 2025")

    [kept] = office.all(Acknowledgement)
    assert (kept.look_on, kept.given_at) == (on("Fri 21 Mar 2025"), eight("Tue 4 Mar 2025"))
    assert (kept.partnership_id, kept.person_id) == (office.id, office.people["carol"])
    assert office.hears("Thu 20 Mar 2025") == {"sam"}


@pytest.mark.parametrize(
    ("look", "code", "says"),
    [
        ("Mon 17 Mar 2025", Code.BAD_ANSWER, "must come after today, Monday 17 March 2025"),
        ("Fri 14 Mar 2025", Code.BAD_ANSWER, "must come after today, Monday 17 March 2025"),
        ("Mon 24 Mar 2025", Code.BAD_ANSWER, "must come before the deadline is due, Monday 24 March 2025"),
        ("Tue 25 Mar 2025", Code.BAD_ANSWER, "must come before the deadline is due, Monday 24 March 2025"),
    ],
)
def test_the_day_lies_between_today_and_the_due_date(office: Place, look: str, code: Code, says: str) -> None:
    deadline = office.owes("Mon 24 Mar 2025", *LADDER)

    with pytest.raises(Refused, match=says) as refused:
        office.acknowledges("carol", deadline, look=look, at="Mon 17 Mar 2025")

    assert refused.value.code is code
    assert office.all(Acknowledgement) == []


@pytest.mark.parametrize("look", ["Tue 18 Mar 2025", "Sun 23 Mar 2025"])
def test_the_first_and_the_last_day_that_may_be_said(office: Place, look: str) -> None:
    deadline = office.owes("Mon 24 Mar 2025", *LADDER)

    office.acknowledges("carol", deadline, look=look, at="Mon 17 Mar 2025")

    assert [kept.look_on for kept in office.all(Acknowledgement)] == [on(look)]


def test_a_deadline_that_is_not_open_cannot_be_had(office: Place) -> None:
    deadline = office.owes("Mon 24 Mar 2025", *LADDER)
    office.changes(deadline, status="met", settled_on=on("Mon 10 Mar 2025"))

    with pytest.raises(Refused, match="no longer open: it is met"):
        office.acknowledges("carol", deadline, look="Thu 20 Mar 2025", at="Mon 17 Mar 2025")


def test_a_deadline_without_a_date_has_no_day_before_it(office: Place) -> None:
    deadline = office.owes("Mon 24 Mar 2025")
    office.changes(deadline, due_on=None, undated_because="No date was given and none is set by default.")

    with pytest.raises(Refused, match="has no date yet"):
        office.acknowledges("carol", deadline, look="Thu 20 Mar 2025", at="Mon 17 Mar 2025")


def test_another_partnerships_deadline_is_none(office: Place) -> None:
    deadline = office.owes("Mon 24 Mar 2025", *LADDER)

    with (
        session("swan_app", new_id(), url=office.url) as db,
        pytest.raises(Refused, match="There is no such deadline"),
    ):
        acknowledge(db, deadline, office.people["carol"], on("Thu 20 Mar 2025"), eight("Mon 17 Mar 2025"))
