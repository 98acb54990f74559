"""Worker and timekeeper stop, hang, die, and run twice: people hear late, once, and the record says how late."""

from collections import Counter
from collections.abc import Callable

import pytest

from tests.acceptance.accounts import SETTLED, account_of
from tests.acceptance.live_office import LEFT, LiveOffice, Told, told_by
from tests.acceptance.points import CLIMBS, THE_COORDINATOR, Locked, Talking, stopped_at
from tests.acceptance.post import Step
from tests.acceptance.stack import Process, Stack, wait_until
from tests.acceptance.stories import DAYS, OPENED, SWEPT, Story, day_by_day, two_weeks
from tests.office import Office, moment

pytestmark = pytest.mark.acceptance

Undisturbed = Callable[[Story], list[Told]]

IN_HAND = "select channel from message where claimed_at is not null and outcome is null and status = 'waiting'"
"""Begun, and nobody has written down how it ended: where somebody has, it is known by which channel it was tried."""

DOWN, UP = "Mon 24 Mar 2025 07:00", "Tue 25 Mar 2025 09:00"


def nothing_is_lost_or_doubled(office: LiveOffice) -> None:
    account = account_of(office)
    assert (account.lost, account.doubled, account.perhaps_twice) == (0, 0, 0)


def test_a_worker_away_for_a_day(stack: Stack, office: LiveOffice, undisturbed: Undisturbed) -> None:
    """Down over the due date's 08:00 and the 08:00 of the day after, each hears once, of the highest rung theirs."""
    office.opens_case(standing_in="rapid-review", when=OPENED)
    office.passes_to(moment("Fri 21 Mar 2025 17:00"))
    stack.worker.stops()
    office.stands(DOWN)
    office.stands("Mon 24 Mar 2025 12:00")
    office.stands(UP)
    stack.worker.runs()
    office.comes_to_rest()

    nothing_is_lost_or_doubled(office)
    assert told_by(office) == undisturbed(a_day_away)
    heard = [told for told in told_by(office) if told.raised_at == moment(UP)]
    assert Counter((told.person, told.deadline) for told in heard).most_common(1)[0][1] == 1
    late = {told.person: told.raised_at - told.due_at for told in heard if told.deadline == "send-rapid-review"}
    assert {person: waited.total_seconds() / 3600 for person, waited in late.items()} == {
        "scrutineer": 25, "coordinator": 1, "business-manager": 1,
    }  # fmt: skip


def a_day_away(office: Office) -> None:
    office.opens_case(standing_in="rapid-review", when=OPENED)
    office.is_down(DOWN, until=UP)
    office.notices_on("Tue 25 Mar 2025", about="send-rapid-review")


def test_a_courier_away_when_messages_are_due(stack: Stack, office: LiveOffice, undisturbed: Undisturbed) -> None:
    """What is to be told is raised at its hour all the same, and waits for whoever brings it."""
    office.opens_case(standing_in="rapid-review", when=OPENED)
    stack.courier.stops()
    office.stands(SWEPT)
    wait_until(lambda: stack.rows(LEFT) == [(0, 3)], stack.logs)
    stack.courier.runs()
    office.comes_to_rest()

    nothing_is_lost_or_doubled(office)
    assert told_by(office) == undisturbed(two_weeks)


def test_climbing_goes_on_while_a_mail_server_hangs(stack: Stack, office: LiveOffice) -> None:
    """Who waits for an answer holds up no sweep: what falls due meanwhile is raised meanwhile.

    By then some of what was claimed has been told again, and need not go any more.
    """
    office.opens_case(standing_in="rapid-review", when=OPENED)
    with stopped_at(Talking(Step.MAIL_TAKEN), stack) as point:
        office.stands(SWEPT)
        point.reach()
        office.stands(DOWN)
        office.stands(UP)
        wait_until(lambda: not stack.rows(LEFT)[0][0], stack.logs)
        assert stack.rows(IN_HAND) == [(None,)]
    office.comes_to_rest()

    assert set(stack.post.copies().values()) == {1}


@pytest.mark.parametrize("how", ["killed", "hanging"])
def test_the_timekeeper_away_when_the_rungs_fall_due(
    stack: Stack, office: LiveOffice, undisturbed: Undisturbed, how: str
) -> None:
    office.opens_case(standing_in="rapid-review", when=OPENED)
    keeper = stack.timekeeper
    (keeper.is_killed if how == "killed" else keeper.pauses)()
    office.stands(SWEPT)
    assert {status for _, status, *_ in stack.rows(SETTLED)} == {"armed"}
    (keeper.start if how == "killed" else keeper.goes_on)()
    office.comes_to_rest()

    nothing_is_lost_or_doubled(office)
    assert told_by(office) == undisturbed(two_weeks)


def test_two_timekeepers_one_of_them_hanging_for_a_while(
    stack: Stack, office: LiveOffice, undisturbed: Undisturbed
) -> None:
    """Both hint, then one alone, then the one that hung wakes up in another day with what it had in mind."""
    with stack.another(stack.timekeeper):
        office.opens_case(standing_in="rapid-review", when=OPENED)
        office.passes_to(moment(f"{DAYS[0]} 09:00"))
        stack.timekeeper.pauses()
        office.passes_to(moment(f"{DAYS[1]} 09:00"))
        office.stands(f"{DAYS[2]} 08:00")
        stack.timekeeper.goes_on()
        office.passes_to(moment(f"{DAYS[-1]} 09:00"))

    nothing_is_lost_or_doubled(office)
    assert told_by(office) == undisturbed(day_by_day)


def test_two_sweeps_at_once(stack: Stack, office: LiveOffice) -> None:
    """The first has claimed and not committed when others come, for what has fallen due meanwhile: they wait for nobody
    and leave the partnership to it; what it did not claim is told after it."""
    office.opens_case(standing_in="rapid-review", when=OPENED)
    first, later = moment(f"{DAYS[0]} 08:00"), moment(f"{DAYS[2]} 08:00")
    with stack.another(stack.worker) as second, stopped_at(Locked(THE_COORDINATOR, CLIMBS), stack) as point:
        office.stands_at_moment(first)
        point.reach()
        office.stands_at_moment(later)
        done = swept(stack.worker, second)
        wait_until(lambda: swept(stack.worker, second) > done, lambda: f"no second sweep came\n{stack.logs()}")
        assert len(point.who_waits()) == 1
        assert told_by(office) == []
        point.release()
        office.comes_to_rest()

    nothing_is_lost_or_doubled(office)
    assert {(told.person, told.deadline, told.raised_at) for told in told_by(office)} == {
        ("coordinator", "letters-out", first),
        ("business-manager", "letters-out", later),
        ("coordinator", "returns-acknowledged", later),
    }


def swept(*workers: Process) -> int:
    """How many sweeps these have ended."""
    return sum(worker.succeeded().count("deadlines.sweep") for worker in workers)


def test_a_courier_that_hangs_longer_than_its_claim_lasts(
    stack: Stack, office: LiveOffice, undisturbed: Undisturbed
) -> None:
    """Another courier takes over what it had claimed; when it wakes up, it sends nothing of that any more."""
    office.opens_case(standing_in="rapid-review", when=OPENED)
    with stopped_at(Talking(Step.MAIL_TAKEN), stack) as point:
        office.stands(SWEPT)
        point.reach()
        stack.courier.pauses()
    with stack.another(stack.courier):
        office.comes_to_rest_in_a_minute()
        assert account_of(office).taken_twice == 1
        stack.courier.goes_on()
        wait_until(lambda: "notices.deliver" in stack.courier.succeeded(), "it never came to its end")

    account = account_of(office)
    assert (account.lost, account.doubled, account.taken_twice, account.perhaps_twice) == (0, 0, 1, 1)
    assert told_by(office) == undisturbed(two_weeks)
