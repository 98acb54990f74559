"""Delivering: a claim assumes failure, a try is settled as what became of it, and nothing is lost on the way."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from models import Access, Message, Notice
from models.database import engine, session
from tests.emptied import empty
from tests.engine.casework.place import Place, eight, step
from tests.servers import PostgresServer
from workflows.engine.casework.delivering import Claimed, Fate, Result, begin, begin_after, claim, release, settle
from workflows.engine.ladder import RungKind

AT = eight("Mon 17 Mar 2025")
NEWS = step(RungKind.AT_START, "Mon 17 Mar 2025", "coordinator", urgent=True, at=AT)
REFUSED = Result(Fate.REFUSED, "email", "smtp-450")
REFUSED_FOR_GOOD = Result(Fate.REFUSED_FOR_GOOD, "email", "smtp-550")
UNREACHABLE = Result(Fate.UNREACHABLE, "email", "smtp-connect")
UNANSWERED = Result(Fate.UNANSWERED, "email", "smtp-silence")
SENT = Result(Fate.SENT, "email", reference="<ours>")
DESKS = ("coordinator", "business_manager")


@pytest.fixture(scope="module")
def whole(postgres: PostgresServer, migrated: str) -> Iterator[str]:
    """The name of one database for all of these tests."""
    name = f"{migrated}_delivering"
    url = postgres.create(name, template=migrated)
    yield name
    for role in ("swan_owner", "swan_clock"):
        engine(role, url).dispose()
    postgres.drop(name)


@pytest.fixture
def office(postgres: PostgresServer, whole: str) -> Place:
    empty(postgres.conninfo(whole))
    place = Place(postgres.url(whole))
    place.holds("carol", "coordinator")
    place.holds("bill", "business_manager")
    return place


def claims(place: Place, limit: int = 100, at: Any = AT) -> list[Claimed]:
    with session("swan_clock", url=place.url) as db:
        return claim(db, at, limit)


def begins(place: Place, message: Claimed) -> bool:
    with session("swan_clock", url=place.url) as db:
        return begin(db, message) is not None


def settles(place: Place, message: Claimed, result: Result) -> None:
    with session("swan_clock", url=place.url) as db:
        settle(db, [(message, result)], AT)


def tries(place: Place, result: Result | None) -> Claimed:
    """Claims the one message there is to claim, begins, and settles it so; None: the worker dies instead."""
    [message] = claims(place)
    assert begins(place, message)
    if result is not None:
        settles(place, message, result)
    return message


def an_hour_passes(place: Place) -> None:
    place.edit(lambda db: db.execute(text("update message set again_at = again_at - interval '60 minutes'")))


def one_message(place: Place) -> Message:
    """Carol's message of an urgent rung."""
    place.owes("Mon 24 Mar 2025", NEWS)
    place.hears(AT)
    [message] = place.all(Message)
    return message


def again(place: Place, message: Any) -> Message:
    return next(row for row in place.all(Message) if row.id == message.id)


def minutes_until_again(place: Place, message: Any) -> int:
    row = again(place, message)
    assert row.claimed_at is not None
    return round((row.again_at - row.claimed_at).total_seconds() / 60)


def bounces(place: Place) -> list[Notice]:
    return [notice for notice in place.notices() if notice.kind == "bounce"]


def test_a_message_is_claimed_once_and_the_oldest_first(office: Place) -> None:
    for minute in (2, 0, 1):
        at = AT - timedelta(minutes=minute)
        office.owes("Mon 24 Mar 2025", step(RungKind.AT_START, "Mon 17 Mar 2025", "coordinator", urgent=True, at=at))
        office.hears(at)

    first, rest, nothing = claims(office, limit=2), claims(office), claims(office)

    due = [message.due_at for message in [*first, *rest]]
    assert due == [AT - timedelta(minutes=minute) for minute in (2, 1, 0)]
    assert nothing == []


def two_claimed(place: Place) -> tuple[Claimed, Claimed]:
    place.owes("Mon 24 Mar 2025", step(RungKind.AT_START, "Mon 17 Mar 2025", *DESKS, urgent=True, at=AT))
    place.hears(AT)
    first, second = claims(place)
    return first, second


def test_what_was_sent_is_settled_as_the_next_is_begun(office: Place) -> None:
    first, second = two_claimed(office)
    assert begins(office, first)

    with session("swan_clock", url=office.url) as db:
        said = begin_after(db, (first, SENT), second)

    assert said is not None
    assert [(again(office, one).status, again(office, one).outcome) for one in (first, second)] == [
        ("sent", "sent"), ("waiting", None),
    ]  # fmt: skip


def test_a_next_that_somebody_holds_is_not_begun_and_keeps_no_answer(office: Place) -> None:
    first, second = two_claimed(office)
    assert begins(office, first)

    with session("swan_owner", url=office.url) as holds:
        holds.execute(text("select from message where id = :id for update"), {"id": second.id})
        with session("swan_clock", url=office.url) as db:
            db.execute(text("set local lock_timeout = '5s'"))
            assert begin_after(db, (first, SENT), second) is None

    assert [(again(office, one).status, again(office, one).outcome) for one in (first, second)] == [
        ("sent", "sent"), ("waiting", "claimed"),
    ]  # fmt: skip
    assert begins(office, second)


def test_what_another_worker_is_claiming_is_left_to_it(office: Place) -> None:
    one_message(office)

    with session("swan_clock", url=office.url) as other:
        assert len(claim(other, AT)) == 1
        assert claims(office) == []


def test_nothing_is_claimed_before_it_is_due(office: Place) -> None:
    one_message(office)

    assert claims(office, at=AT - timedelta(seconds=1)) == []


def test_a_claim_assumes_failure_and_waits_longer_each_time(office: Place) -> None:
    message, waits = one_message(office), []
    for _ in range(6):
        claimed = claims(office)[0]
        waits.append(minutes_until_again(office, message))
        with session("swan_clock", url=office.url) as db:
            settle(db, [(claimed, UNREACHABLE)], AT)
        assert minutes_until_again(office, message) == waits[-1]
        an_hour_passes(office)

    assert waits == [1, 5, 15, 60, 60, 60]


def test_what_was_sent_is_written_down_and_never_claimed_again(office: Place) -> None:
    message = one_message(office)
    office.stands_at("Mon 17 Mar 2025")

    tries(office, SENT)
    an_hour_passes(office)

    row = again(office, message)
    assert (row.status, row.sent_at, row.channel, row.provider_reference) == ("sent", AT, "email", "<ours>")
    assert (row.attempts, row.perhaps_twice) == (1, False)
    assert claims(office) == []


def test_a_worker_that_dies_with_a_message_in_its_hands_leaves_it_perhaps_sent(office: Place) -> None:
    one_message(office)

    tries(office, None)
    an_hour_passes(office)
    second = tries(office, SENT)

    assert second.perhaps_twice
    assert again(office, second).perhaps_twice, "it is counted apart, so it stays on the record"


def test_a_worker_that_dies_before_its_turn_came_leaves_no_doubt(office: Place) -> None:
    one_message(office)

    claims(office)
    an_hour_passes(office)

    assert not tries(office, SENT).perhaps_twice


@pytest.mark.parametrize("result", [REFUSED, UNREACHABLE])
def test_a_try_that_was_answered_leaves_no_doubt(office: Place, result: Result) -> None:
    one_message(office)

    tries(office, result)
    an_hour_passes(office)

    assert not tries(office, SENT).perhaps_twice


def test_doubt_once_there_stays(office: Place) -> None:
    one_message(office)
    for result in (UNANSWERED, REFUSED):
        tries(office, result)
        an_hour_passes(office)

    assert tries(office, SENT).perhaps_twice


def test_what_was_not_begun_is_given_back_as_it_was(office: Place) -> None:
    message = one_message(office)
    tries(office, REFUSED)
    an_hour_passes(office)
    before = again(office, message)

    with session("swan_clock", url=office.url) as db:
        release(db, claim(db, AT))

    row = again(office, message)
    assert (row.attempts, row.outcome, row.status) == (before.attempts, before.outcome, before.status)
    assert len(claims(office)) == 1, "and may be claimed at once"


def test_a_claim_that_ran_out_begins_nothing_and_settles_nothing(office: Place) -> None:
    message = one_message(office)
    [slow] = claims(office)
    an_hour_passes(office)
    [quick] = claims(office)

    assert not begins(office, slow)
    assert begins(office, quick)
    settles(office, slow, REFUSED_FOR_GOOD)

    assert again(office, message).status == "waiting"


def test_what_was_sent_is_sent_whoever_sent_it(office: Place) -> None:
    message = one_message(office)
    [slow] = claims(office)
    an_hour_passes(office)
    [quick] = claims(office)

    settles(office, slow, SENT)
    settles(office, quick, REFUSED_FOR_GOOD)

    assert again(office, message).status == "sent"
    assert bounces(office) == []


def test_a_final_refusal_fails_at_once_and_lies_on_the_business_managers_desk(office: Place) -> None:
    message = one_message(office)

    tries(office, REFUSED_FOR_GOOD)

    row = again(office, message)
    assert (row.status, row.outcome) == ("failed", "smtp-550")
    [bounce] = bounces(office)
    assert (office.named(bounce.person_id), bounce.role) == ("bill", "business_manager")
    told = office.message_of(bounce)
    assert (told.daily, told.due_at, told.status) == (False, AT, "waiting")


@pytest.mark.parametrize(
    ("result", "act"),
    [
        (SENT, "message-sent"),
        (REFUSED_FOR_GOOD, "message-failed"),
        (Result(Fate.OVERTAKEN), "message-overtaken"),
        (REFUSED, None),
        (UNREACHABLE, None),
        (UNANSWERED, None),
    ],
)
def test_what_became_of_a_message_is_witnessed_where_nobody_changes_it(
    office: Place, result: Result, act: str | None
) -> None:
    """The message's own row is written to at every try; this one never is again, and its day is closed by an anchor."""
    message = one_message(office)

    tries(office, result)

    found = [(row.act, row.person_id, row.said["message"]) for row in office.all(Access)]
    assert found == ([(act, message.person_id, str(message.id))] if act else [])


def test_the_fourth_refusal_fails(office: Place) -> None:
    message = one_message(office)
    for _ in range(3):
        tries(office, REFUSED)
        an_hour_passes(office)
    assert (again(office, message).status, bounces(office)) == ("waiting", [])

    tries(office, REFUSED)

    assert again(office, message).status == "failed"
    assert len(bounces(office)) == 1


def test_a_fourth_silence_fails_rather_than_going_a_fifth_time(office: Place) -> None:
    message = one_message(office)
    for _ in range(3):
        tries(office, UNANSWERED)
        an_hour_passes(office)

    tries(office, UNANSWERED)

    assert (again(office, message).status, again(office, message).perhaps_twice) == ("failed", True)
    assert len(bounces(office)) == 1


def test_a_message_that_kills_four_workers_fails_without_a_fifth(office: Place) -> None:
    message = one_message(office)
    for _ in range(4):
        tries(office, None)
        an_hour_passes(office)

    assert claims(office) == []

    assert again(office, message).status == "failed"
    assert len(bounces(office)) == 1


def test_a_message_that_kills_its_worker_does_not_take_the_others_with_it_twice(office: Place) -> None:
    office.owes("Mon 24 Mar 2025", NEWS)
    office.owes("Mon 24 Mar 2025", NEWS)
    office.hears(AT)
    deadly, innocent = claims(office)
    assert begins(office, deadly)
    an_hour_passes(office)

    assert [message.id for message in claims(office)] == [innocent.id, deadly.id]


def test_a_channel_that_cannot_be_reached_fails_nobodys_message(office: Place) -> None:
    message = one_message(office)
    for _ in range(7):
        tries_oldest(office, UNREACHABLE)
        an_hour_passes(office)

    row = again(office, message)
    assert (row.status, row.attempts, row.outcome) == ("waiting", 7, "unreachable: smtp-connect")


def test_the_desk_is_told_once_of_a_channel_that_cannot_be_reached(office: Place) -> None:
    one_message(office)
    told = []
    for _ in range(6):
        tries_oldest(office, UNREACHABLE)
        told.append(len(bounces(office)))
        an_hour_passes(office)

    assert told == [0, 0, 0, 1, 1, 1]


def test_news_of_a_channel_that_cannot_be_reached_breeds_no_news(office: Place) -> None:
    office.holds("dora", "delegated_partner")
    one_message(office)
    for _ in range(9):
        for message in claims(office):
            begins(office, message)
            settles(office, message, UNREACHABLE)
        an_hour_passes(office)

    assert len(bounces(office)) == 1


def test_a_refusal_after_the_channel_was_away_is_the_first(office: Place) -> None:
    message = one_message(office)
    for _ in range(5):
        tries_oldest(office, UNREACHABLE)
        an_hour_passes(office)

    tries_oldest(office, REFUSED)

    assert (again(office, message).status, again(office, message).attempts) == ("waiting", 1)
    assert minutes_until_again(office, message) == 1


def tries_oldest(place: Place, result: Result) -> None:
    """As `tries`, where the desk's message may wait beside it."""
    message = claims(place)[0]
    assert begins(place, message)
    settles(place, message, result)


def test_what_does_not_reach_the_desk_goes_up_until_nobody_is_left(office: Place) -> None:
    office.holds("dora", "delegated_partner")
    office.holds("lee", "lead_partner")
    one_message(office)
    told = []
    for _ in range(4):
        tries(office, REFUSED_FOR_GOOD)
        told.append({office.named(bounce.person_id) for bounce in bounces(office)})

    assert told == [{"bill"}, {"bill", "dora"}, {"bill", "dora", "lee"}, {"bill", "dora", "lee"}]
    assert claims(office) == []


def test_the_business_managers_own_failures_go_to_the_next_up(office: Place) -> None:
    office.holds("dora", "delegated_partner")
    office.owes("Mon 24 Mar 2025", step(RungKind.AT_START, "Mon 17 Mar 2025", "business_manager", urgent=True, at=AT))
    office.hears(AT)

    tries(office, REFUSED_FOR_GOOD)

    assert [office.named(bounce.person_id) for bounce in bounces(office)] == ["dora"]


def test_the_daily_message_waits_until_every_rung_of_its_morning_is_settled(office: Place) -> None:
    office.owes("Mon 24 Mar 2025", step(RungKind.BEFORE, "Mon 17 Mar 2025", "coordinator", days=5))
    office.owes("Mon 24 Mar 2025", step(RungKind.BEFORE, "Mon 17 Mar 2025", "coordinator", days=5))

    assert office.sweeps(AT, limit=1) == 1
    assert claims(office) == []
    assert office.sweeps(AT, limit=1) == 1

    [message] = claims(office)
    assert len(message.said) == 2


def test_the_daily_message_waits_neither_for_later_rungs_nor_for_those_of_another_partnership(office: Place) -> None:
    later = AT + timedelta(hours=2)
    office.owes("Mon 24 Mar 2025", step(RungKind.BEFORE, "Mon 17 Mar 2025", "coordinator", days=5))
    office.hears(AT)
    office.owes("Mon 24 Mar 2025", step(RungKind.AT_START, "Mon 17 Mar 2025", "coordinator", urgent=True, at=later))
    Place(office.url, "elsewhere").owes(
        "Mon 24 Mar 2025", step(RungKind.BEFORE, "Mon 17 Mar 2025", "coordinator", days=5)
    )

    assert [message.daily for message in claims(office, at=later)] == [True]


def test_an_urgent_message_waits_for_no_rung(office: Place) -> None:
    one_message(office)
    office.owes("Mon 24 Mar 2025", step(RungKind.BEFORE, "Mon 17 Mar 2025", "coordinator", days=5))

    assert [message.daily for message in claims(office)] == [False]


def test_a_claimed_message_knows_where_it_goes_and_keeps_it_to_itself(office: Place) -> None:
    one_message(office)

    [message] = claims(office)

    assert (message.address, message.channel, message.partnership) == ("carol@testshire.invalid", None, "testshire")
    assert "carol" not in repr(message)
