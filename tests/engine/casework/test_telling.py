"""Telling outside ladders: at once and alone, once for each key; and setting right what proves untrue."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import psycopg
import pytest

from models import Message, Notice
from models.columns import new_id
from models.database import session
from tests.engine.casework.place import Place, eight, step
from tests.servers import PostgresServer
from tests.written_dates import on
from workflows.engine.casework.telling import News, NewsKind, raise_notices, set_right
from workflows.engine.casework.waking import CHANNEL
from workflows.engine.ladder import RungKind

ON_THE_DAY, AFTER, EVERY, LATE = RungKind.ON_THE_DAY, RungKind.AFTER, RungKind.EVERY, RungKind.ENTERED_LATE

AT = eight("Mon 17 Mar 2025") + timedelta(hours=2)


def news(place: Place, slug: str, key: str, **more: UUID | str) -> News:
    return News(place.id, place.person(slug), "coordinator", NewsKind.HANDOVER, key, **more)  # type: ignore[arg-type]


def tells(place: Place, *told: News) -> None:
    with session("swan_app", place.id, url=place.url) as db:
        raise_notices(db, told, AT)


def test_news_goes_at_once_and_alone(place: Place) -> None:
    tells(place, news(place, "carol", "handover:1"), news(place, "carol", "handover:2"), news(place, "bill", "list:1"))

    assert len(place.notices()) == 3
    messages = {place.message_of(notice).id: place.message_of(notice) for notice in place.notices()}
    assert len(messages) == 3
    for message in messages.values():
        assert (message.daily, message.due_at, message.day) == (False, AT, on("Mon 17 Mar 2025"))
        assert (message.status, message.attempts, message.perhaps_twice) == ("waiting", 0, False)
    assert all(place.message_of(notice).person_id == notice.person_id for notice in place.notices())


def test_a_notice_says_what_it_is_about(place: Place) -> None:
    deadline = place.owes("Mon 24 Mar 2025")
    tells(place, news(place, "carol", "handover:1", case_id=place.case, deadline_id=deadline, unheld="reviewer"))

    notice = place.notice_for("carol")
    assert (notice.kind, notice.role, notice.unheld) == ("handover", "coordinator", "reviewer")
    assert (notice.case_id, notice.deadline_id, notice.rung_id) == (place.case, deadline, None)
    assert (notice.due_at, notice.raised_at, notice.partnership_id) == (AT, AT, place.id)


def test_what_was_told_is_not_told_again_and_leaves_no_empty_message(place: Place) -> None:
    tells(place, news(place, "carol", "handover:1"))
    tells(
        place, news(place, "carol", "handover:1"), news(place, "carol", "handover:2"), news(place, "dan", "handover:1")
    )

    assert sorted(notice.key for notice in place.notices()) == ["handover:1", "handover:2"]
    assert {message.id for message in place.all(Message)} == {notice.message_id for notice in place.notices()}


def test_no_news_is_nothing(place: Place) -> None:
    tells(place)

    assert place.notices() == place.all(Message) == []


def test_the_timekeeper_is_woken_for_what_goes_at_once(place: Place, postgres: PostgresServer) -> None:
    place.stands_at("Tue 18 Mar 2025")
    with psycopg.connect(place.url.replace("+psycopg", ""), autocommit=True) as listening:
        listening.execute(f"listen {CHANNEL}")
        tells(place, news(place, "carol", "handover:1"))

        assert [heard.channel for heard in listening.notifies(timeout=10, stop_after=1)] == [CHANNEL]


@pytest.fixture
def late(place: Place) -> UUID:
    """A deadline of 24 March of which carol was told on the day, and bill on the 25th and the 26th that it was late."""
    place.holds("carol", "coordinator")
    place.holds("bill", "business_manager")
    deadline = place.owes(
        "Mon 24 Mar 2025",
        step(ON_THE_DAY, "Mon 24 Mar 2025", "coordinator"),
        step(AFTER, "Tue 25 Mar 2025", "business_manager", days=1),
        step(AFTER, "Wed 26 Mar 2025", "business_manager", days=2),
    )
    for day in ("Mon 24 Mar 2025", "Tue 25 Mar 2025", "Wed 26 Mar 2025"):
        place.hears(day)
    return deadline


def sets_right(place: Place, *deadlines: UUID, event: UUID | None = None) -> Sequence[Notice]:
    with session("swan_app", place.id, url=place.url) as db:
        set_right(db, deadlines, event or place.event, eight("Thu 27 Mar 2025"))
    return [notice for notice in place.notices() if notice.kind == "set right"]


def test_who_was_told_of_no_record_after_it_had_been_sent_hears_once_that_it_was(place: Place, late: UUID) -> None:
    place.changes(late, status="met", settled_on=on("Mon 24 Mar 2025"))

    [notice] = sets_right(place, late)

    assert notice.person_id == place.people["bill"]
    assert notice.key == f"set-right:{late}:{place.event}:{place.people['bill']}"
    assert (notice.role, notice.case_id, notice.deadline_id) == ("business_manager", place.case, late)
    message = place.message_of(notice)
    assert (message.daily, message.due_at) == (False, eight("Thu 27 Mar 2025"))


@pytest.mark.parametrize(
    ("settled", "untrue"),
    [("Tue 25 Mar 2025", True), ("Wed 26 Mar 2025", False), ("Thu 27 Mar 2025", False)],
)
def test_it_was_untrue_only_on_a_day_after_that_on_which_it_was_settled(
    place: Place, late: UUID, settled: str, untrue: bool
) -> None:
    place.changes(late, status="met", settled_on=on(settled))

    assert bool(sets_right(place, late)) is untrue


def test_the_corrected_day_counts_before_the_reported_one(place: Place, late: UUID) -> None:
    place.changes(
        late, status="met", settled_on=on("Thu 27 Mar 2025"), corrected_settled_on=on("Mon 24 Mar 2025"),
        corrected_result="on time",
    )  # fmt: skip

    assert len(sets_right(place, late)) == 1


@pytest.mark.parametrize("due", ["Tue 25 Mar 2025", "Mon 31 Mar 2025"])
def test_late_was_untrue_where_the_due_date_is_now_that_day_or_later(place: Place, late: UUID, due: str) -> None:
    place.changes(late, due_on=on(due))

    assert len(sets_right(place, late)) == 1


def test_late_stays_true_where_the_due_date_is_corrected_to_a_day_before(place: Place, late: UUID) -> None:
    place.changes(late, due_on=on("Fri 21 Mar 2025"))

    assert sets_right(place, late) == []


def test_what_was_told_of_a_deadline_that_never_was_is_set_right(place: Place, late: UUID) -> None:
    place.changes(late, status="not required", corrected_result="struck")

    assert [notice.person_id for notice in sets_right(place, late)] == [place.people["bill"]]


def test_it_counts_when_people_were_told_not_when_they_should_have_been(place: Place) -> None:
    """The rung of the 25th reached bill on Friday the 28th: by then it had been sent for two days."""
    place.holds("bill", "business_manager")
    deadline = place.owes("Mon 24 Mar 2025", step(AFTER, "Tue 25 Mar 2025", "business_manager", days=1))
    place.hears("Fri 28 Mar 2025")
    place.changes(deadline, status="met", settled_on=on("Wed 26 Mar 2025"))

    assert len(sets_right(place, deadline)) == 1


@pytest.mark.parametrize(("kind", "untrue"), [(EVERY, True), (LATE, True), (ON_THE_DAY, False)])
def test_only_what_was_said_of_lateness_can_be_untrue(place: Place, kind: RungKind, untrue: bool) -> None:
    place.holds("bill", "business_manager")
    deadline = place.owes("Mon 24 Mar 2025", step(kind, "Tue 25 Mar 2025", "business_manager", days=5))
    place.hears("Tue 25 Mar 2025")
    place.changes(deadline, status="met", settled_on=on("Fri 21 Mar 2025"))

    assert bool(sets_right(place, deadline)) is untrue


def test_the_same_event_sets_right_once_and_another_again(place: Place, late: UUID) -> None:
    place.changes(late, status="met", settled_on=on("Mon 24 Mar 2025"))

    assert len(sets_right(place, late)) == 1
    assert len(sets_right(place, late)) == 1
    assert len(sets_right(place, late, event=new_id())) == 2


def test_deadlines_nobody_asked_about_are_left_alone(place: Place, late: UUID) -> None:
    place.changes(late, status="met", settled_on=on("Mon 24 Mar 2025"))

    assert sets_right(place) == []
    assert sets_right(place, new_id()) == []
