"""PostgreSQL is stopped, or killed, in the middle of things, and comes back: what was committed is all there is."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from tests.acceptance.accounts import account_of
from tests.acceptance.live_office import LiveOffice, Told, told_by
from tests.acceptance.points import CLIMBS, THE_COORDINATOR, ClaimedAndNotCommitted, Locked, Talking, stopped_at
from tests.acceptance.post import Step
from tests.acceptance.stack import Stack, children, wait_until
from tests.acceptance.stories import OPENED, SWEPT, Story, two_weeks
from tests.servers import OwnPostgres

pytestmark = pytest.mark.acceptance

Undisturbed = Callable[[Story], list[Told]]


@pytest.mark.parametrize("how", [OwnPostgres.stop, OwnPostgres.kill])
def test_lost_in_the_middle_of_a_sweep(
    stack: Stack, office: LiveOffice, undisturbed: Undisturbed, how: Callable[[OwnPostgres], None]
) -> None:
    office.opens_case(standing_in="rapid-review", when=OPENED)
    with stopped_at(Locked(THE_COORDINATOR, CLIMBS), stack) as point:
        office.stands(SWEPT)
        point.reach()
        stack.loses_its_database(how)
    stack.postgres.start()
    office.finds_its_record_again()
    office.comes_to_rest()

    account = account_of(office)
    assert (account.lost, account.doubled, account.perhaps_twice) == (0, 0, 0)
    assert told_by(office) == undisturbed(two_weeks)


def test_hanging_in_the_middle_of_a_sweep(stack: Stack, office: LiveOffice, undisturbed: Undisturbed) -> None:
    """Its server and everything that server has forked stand still, and go on: nobody has ended of it."""
    office.opens_case(standing_in="rapid-review", when=OPENED)
    with stopped_at(Locked(THE_COORDINATOR, CLIMBS), stack) as point:
        office.stands(SWEPT)
        point.reach()
        with hanging(stack.postgres):
            stack.looks_round()
            wait_until(lambda: "Task notices.deliver" in stack.courier.said(), "nobody ever asked it for anything")
    office.comes_to_rest()

    account = account_of(office)
    assert (account.lost, account.doubled, account.perhaps_twice) == (0, 0, 0)
    assert told_by(office) == undisturbed(two_weeks)
    assert all(process.runs_on for process in stack.processes)


@contextmanager
def hanging(postgres: OwnPostgres) -> Iterator[None]:
    assert postgres.child is not None
    stopped = [postgres.child.pid, *children(postgres.child.pid)]
    for pid in stopped:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in reversed(stopped):
            os.kill(pid, signal.SIGCONT)


def test_lost_in_the_middle_of_a_claim(stack: Stack, office: LiveOffice, undisturbed: Undisturbed) -> None:
    """A server that is told to end may still commit what stood at the lock: then the claim waits its minute."""
    office.opens_case(standing_in="rapid-review", when=OPENED)
    with stopped_at(ClaimedAndNotCommitted(), stack) as point:
        office.stands(SWEPT)
        point.reach()
        stack.loses_its_database(OwnPostgres.stop)
    stack.postgres.start()
    office.finds_its_record_again()
    office.comes_to_rest_in_a_minute()

    account = account_of(office)
    assert (account.lost, account.doubled, account.perhaps_twice) == (0, 0, 0)
    assert told_by(office) == undisturbed(two_weeks)


@pytest.mark.parametrize("back", ["in time", "too late"])
def test_lost_while_the_mail_server_answers(
    stack: Stack, office: LiveOffice, undisturbed: Undisturbed, back: str
) -> None:
    """Back before the answer is written down, nothing has happened; else nobody can know that there was one."""
    office.opens_case(standing_in="rapid-review", when=OPENED)
    with stopped_at(Talking(Step.MAIL_TAKEN), stack) as point:
        office.stands(SWEPT)
        point.reach()
        stack.loses_its_database(OwnPostgres.stop)
        if back == "in time":
            stack.postgres.start()
        point.release()
    if back == "too late":
        wait_until(lambda: "notices.deliver" in stack.courier.failed(), "the answer was written down all the same")
        stack.postgres.start()
    office.finds_its_record_again()
    office.comes_to_rest_in_a_minute()

    account = account_of(office)
    assert (account.lost, account.doubled) == (0, 0)
    assert account.taken_twice == account.perhaps_twice == (back == "too late")
    assert told_by(office) == undisturbed(two_weeks)
