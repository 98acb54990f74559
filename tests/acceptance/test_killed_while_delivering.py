"""A courier is killed, or the mail server dies, at every point of delivering: nothing is lost, and nothing doubled.

Only a message that may have been taken, and whose taking nobody has written down, goes a second time: under the same
Message-ID, marked in the record, and saying so.
"""

from collections.abc import Callable

import pytest

from tests.acceptance.accounts import account_of
from tests.acceptance.live_office import LiveOffice, Told, told_by
from tests.acceptance.points import (
    AnsweredAndNotSettled,
    BrokerHangs,
    ClaimedAndNotBegun,
    ClaimedAndNotCommitted,
    Point,
    Talking,
    stopped_at,
)
from tests.acceptance.post import Step
from tests.acceptance.stack import Stack, wait_until
from tests.acceptance.stories import OPENED, SWEPT, VICTIMS, Story, two_weeks

pytestmark = pytest.mark.acceptance

ALL_SENT = "select bool_and(status = 'sent') from message"

ALL_WRITTEN_DOWN = "select bool_and(channel is not null) from message where due_at <= swan_now()"
"""Of each message it is known by which channel it was tried, and so whatever came of that."""

UNTRIED: dict[str, Callable[[], Point]] = {
    "before the claim is committed": ClaimedAndNotCommitted,
    "when the claim is committed": ClaimedAndNotBegun,
    "when all is settled and the broker is to be told": lambda: BrokerHangs(Talking(Step.MAIL_TAKEN), ALL_SENT),
}
BEGUN: dict[str, Callable[[], Point]] = {
    "when it has greeted the mail server": lambda: Talking(Step.GREETED),
    "when it has named the sender": lambda: Talking(Step.SENDER),
    "when it has named the recipient": lambda: Talking(Step.RECIPIENT),
    "when it has asked to hand over": lambda: Talking(Step.DATA),
}
TAKEN: dict[str, Callable[[], Point]] = {
    "before the mail server has answered": lambda: Talking(Step.MAIL_TAKEN),
    "when the mail server has answered": AnsweredAndNotSettled,
}

Undisturbed = Callable[[Story], list[Told]]


@pytest.mark.parametrize("victim", VICTIMS)
@pytest.mark.parametrize("point", [*UNTRIED, *BEGUN, *TAKEN])
def test_killed(stack: Stack, office: LiveOffice, undisturbed: Undisturbed, point: str, victim: str) -> None:
    office.opens_case(standing_in="rapid-review", when=OPENED)
    made = (UNTRIED | BEGUN | TAKEN)[point]()
    with stopped_at(made, stack):
        office.stands(SWEPT)
        made.reach()
        assert {mail.id for mail in stack.post.taken} or point not in TAKEN
        VICTIMS[victim](stack.courier)
    stack.courier.runs()
    office.comes_to_rest_in_a_minute()

    account = account_of(office)
    assert (account.lost, account.doubled) == (0, 0)
    assert account.taken_twice == (point in TAKEN)
    assert account.perhaps_twice == (point not in UNTRIED)
    assert told_by(office) == undisturbed(two_weeks)


@pytest.mark.parametrize("step", list(Step))
def test_the_mail_server_dies(stack: Stack, office: LiveOffice, undisturbed: Undisturbed, step: Step) -> None:
    office.opens_case(standing_in="rapid-review", when=OPENED)
    stop = stack.post.dies(step)
    office.stands(SWEPT)
    stop.reached()
    wait_until(lambda: stack.rows(ALL_WRITTEN_DOWN) == [(True,)], "what the dead mail server took is in hand for ever")
    stack.post.open()
    office.comes_to_rest_in_a_minute()

    account = account_of(office)
    assert (account.lost, account.doubled) == (0, 0)
    assert account.taken_twice == account.perhaps_twice == (step is Step.MAIL_TAKEN)
    assert told_by(office) == undisturbed(two_weeks)
