"""A worker is killed at every point of climbing: nothing is lost, nothing is doubled, and nothing is perhaps twice."""

from collections.abc import Callable

import pytest

from tests.acceptance.accounts import SETTLED, account_of
from tests.acceptance.live_office import LiveOffice, Told, told_by
from tests.acceptance.points import (
    BEATS,
    CLIMBS,
    THE_BEAT,
    THE_COORDINATOR,
    THEIR_DAY,
    BrokerHangs,
    Locked,
    Point,
    stopped_at,
)
from tests.acceptance.stack import Stack
from tests.acceptance.stories import OPENED, SWEPT, VICTIMS, Story, two_weeks

pytestmark = pytest.mark.acceptance

SWEPT_AND_SAID = "select said ? 'climbed' from heartbeat where part = 'sweep'"

BEFORE_ITS_COMMIT = {
    "in the middle of its statement": lambda: Locked(THEIR_DAY, CLIMBS),
    "when all is written and nothing committed": lambda: Locked(THE_COORDINATOR, CLIMBS),
}
AFTER_ITS_COMMIT = {
    "when all is committed": lambda: Locked(THE_BEAT, BEATS),
    "while the broker is told": lambda: BrokerHangs(Locked(THE_BEAT, BEATS), SWEPT_AND_SAID),
}


@pytest.mark.parametrize("victim", VICTIMS)
@pytest.mark.parametrize("point", [*BEFORE_ITS_COMMIT, *AFTER_ITS_COMMIT])
def test_killed(
    stack: Stack, office: LiveOffice, undisturbed: Callable[[Story], list[Told]], point: str, victim: str
) -> None:
    office.opens_case(standing_in="rapid-review", when=OPENED)
    made: Point = (BEFORE_ITS_COMMIT | AFTER_ITS_COMMIT)[point]()
    with stopped_at(made, stack):
        office.stands(SWEPT)
        made.reach()
        committed = stack.rows(SETTLED)
        VICTIMS[victim](stack.worker)
    assert ({status for _, status, *_ in committed} == {"armed"}) == (point in BEFORE_ITS_COMMIT)
    stack.worker.runs()
    office.comes_to_rest()

    account = account_of(office)
    assert (account.lost, account.doubled, account.perhaps_twice) == (0, 0, 0)
    assert told_by(office) == undisturbed(two_weeks)
