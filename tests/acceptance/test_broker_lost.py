"""The broker is emptied, hangs, goes and comes back while there is work to do: what it forgot is said to it again."""

import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.acceptance.accounts import account_of
from tests.acceptance.live_office import LiveOffice, Told, told_by
from tests.acceptance.points import CLIMBS, THE_COORDINATOR, Locked, Talking, stopped_at
from tests.acceptance.post import Step
from tests.acceptance.stack import Stack, wait_until
from tests.acceptance.stories import DAYS, OPENED, SWEPT, Story, day_by_day, two_weeks
from tests.office import Office, moment

pytestmark = pytest.mark.acceptance

TIMEKEEPER_LOOKED = "select query_start from pg_stat_activity where application_name = 'swan timekeeper'"

Undisturbed = Callable[[Story], list[Told]]

IN_MID_RUN = {
    "while it climbs": lambda: Locked(THE_COORDINATOR, CLIMBS),
    "while it delivers": lambda: Talking(Step.MAIL_TAKEN),
}


def emptied(stack: Stack) -> None:
    stack.valkey.empty()


def started_again(stack: Stack) -> None:
    stack.valkey.stop()
    stack.valkey.start()


def killed_and_started_again(stack: Stack) -> None:
    stack.valkey.kill()
    stack.valkey.start()


def is_told_once(office: LiveOffice, undisturbed: Undisturbed) -> None:
    account = account_of(office)
    assert (account.lost, account.doubled, account.perhaps_twice) == (0, 0, 0)
    assert told_by(office) == undisturbed(two_weeks)


@pytest.mark.parametrize("how", [emptied, started_again, killed_and_started_again])
@pytest.mark.parametrize("point", IN_MID_RUN)
def test_lost_in_mid_run(
    stack: Stack, office: LiveOffice, undisturbed: Undisturbed, point: str, how: Callable[[Stack], None]
) -> None:
    office.opens_case(standing_in="rapid-review", when=OPENED)
    made = IN_MID_RUN[point]()
    with stopped_at(made, stack):
        office.stands(SWEPT)
        made.reach()
        how(stack)
    office.comes_to_rest()

    is_told_once(office, undisturbed)


def test_emptied_while_hints_wait_for_a_worker(stack: Stack, office: LiveOffice, undisturbed: Undisturbed) -> None:
    office.opens_case(standing_in="rapid-review", when=OPENED)
    stack.worker.stops()
    office.stands(SWEPT)
    with stack.valkey.client() as broker:
        wait_until(lambda: broker.llen("deadlines"), "no hint ever waited")
        stack.valkey.empty()
    stack.worker.runs()
    office.comes_to_rest()

    is_told_once(office, undisturbed)


def test_away_when_the_rungs_fall_due(stack: Stack, office: LiveOffice, undisturbed: Undisturbed) -> None:
    office.opens_case(standing_in="rapid-review", when=OPENED)
    stack.valkey.stop()
    office.stands(SWEPT)
    wait_until(lambda: "Waiting for the database or the broker" in stack.timekeeper.said(), "nobody missed the broker")
    stack.valkey.start()
    office.comes_to_rest()

    is_told_once(office, undisturbed)


def test_hanging_when_the_rungs_fall_due(stack: Stack, office: LiveOffice, undisturbed: Undisturbed) -> None:
    office.opens_case(standing_in="rapid-review", when=OPENED)
    before = stack.rows(TIMEKEEPER_LOOKED)
    assert stack.valkey.child is not None
    stack.valkey.child.process.send_signal(signal.SIGSTOP)
    office.stands(SWEPT)
    wait_until(lambda: stack.rows(TIMEKEEPER_LOOKED) != before, "the timekeeper never looked")
    stack.valkey.child.process.send_signal(signal.SIGCONT)
    office.comes_to_rest()

    is_told_once(office, undisturbed)


def test_gone_and_back_again_and_again(
    stack: Stack, office: LiveOffice, undisturbed: Undisturbed, tmp_path: Path
) -> None:
    """Each day on which something falls due begins with the broker killed, and what it held gone with its disk."""
    office.opens_case(standing_in="rapid-review", when=OPENED)
    for day in DAYS:
        stack.valkey.kill()
        (stack.valkey.settings.data / "valkey").joinpath("appendonlydir").rename(tmp_path / day)
        office.stands(f"{day} 08:00")
        stack.valkey.start()
        office.comes_to_rest()

    account = account_of(office)
    assert (account.lost, account.doubled, account.perhaps_twice) == (0, 0, 0)
    assert told_by(office) == undisturbed(day_by_day)


def test_full_when_the_rungs_fall_due(stack: Stack, office: LiveOffice, undisturbed: Undisturbed) -> None:
    """It takes no message any more, as when its memory or its disk is full: nobody dies of it, and nothing is lost."""
    office.opens_case(standing_in="rapid-review", when=OPENED)
    with stack.valkey.client() as broker:
        broker.config_set("maxmemory", "1")
        office.stands(SWEPT)
        wait_until(lambda: "could not be hinted at" in stack.timekeeper.said(), stack.logs)
        broker.config_set("maxmemory", "0")
    office.comes_to_rest()

    is_told_once(office, undisturbed)


def test_its_disk_full_when_the_rungs_fall_due(stack: Stack, office: LiveOffice, undisturbed: Undisturbed) -> None:
    """It takes no word that it would have to keep, and Celery's workers end of that: as often as they are started."""
    office.opens_case(standing_in="rapid-review", when=OPENED)
    stack.valkey.finds_its_disk_full()
    office.stands(SWEPT)
    wait_until(lambda: "could not be hinted at" in stack.timekeeper.said(), stack.logs)
    wait_until(lambda: not stack.worker.runs_on and not stack.courier.runs_on, stack.logs)
    stack.valkey.finds_room_again()
    stack.worker.runs()
    stack.courier.runs()
    office.comes_to_rest()

    is_told_once(office, undisturbed)


CASES, AWARE = 40, "authority_became_aware"


def forty_cases(office: Office) -> None:
    """Forty cases on one morning, each of which two people hear of twice at once."""
    for _ in range(CASES):
        office.opens_with(AWARE, when=OPENED)
    office.passes_to(moment(OPENED))


def test_started_again_twenty_times_under_load(stack: Stack, office: LiveOffice, undisturbed: Undisturbed) -> None:
    """Stopped and killed in turn, cases opened while it is away and when it is back: there is always a backlog."""
    office.stands(OPENED)
    for time in range(CASES // 2):
        (stack.valkey.kill if time % 2 else stack.valkey.stop)()
        office.opens_now(AWARE)
        stack.valkey.start()
        taken = len(stack.post.taken)
        office.opens_now(AWARE)
        if time % 5 == 4:
            wait_until(lambda taken=taken: len(stack.post.taken) > taken, stack.logs)  # type: ignore[misc]
    office.comes_to_rest()

    account = account_of(office)
    assert (account.lost, account.doubled, account.perhaps_twice) == (0, 0, 0)
    assert told_by(office) == undisturbed(forty_cases)
