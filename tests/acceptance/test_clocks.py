"""Clocks that are wrong, and nights on which they are changed: everybody hears when the record's own clock says."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from tests.acceptance.accounts import account_of
from tests.acceptance.live_office import LiveOffice, Told, told_by
from tests.acceptance.stack import Stack, wait_until
from tests.acceptance.stories import DAYS, OPENED, Story, day_by_day
from tests.office import Office, moment

pytestmark = pytest.mark.acceptance

Undisturbed = Callable[[Story], list[Told]]

WRONG_FROM_ITS_START = """
from datetime import UTC, datetime, timedelta

from time_machine import travel

travel(datetime.now(UTC) + timedelta(seconds={seconds}), tick=True).start()
"""
"""What Python itself runs first, before anything of the worker, and so in each of its processes."""

CLOCK_OFFSET = "select (said ->> 'clock_offset')::float8 from heartbeat where part = %s"


@contextmanager
def others_with_a_wrong_clock(stack: Stack, folder: Path, seconds: int) -> Iterator[None]:
    """A second worker and a second courier, whose machine's clock is so far ahead."""
    (folder / "sitecustomize.py").write_text(WRONG_FROM_ITS_START.format(seconds=seconds))
    wrong = {"PYTHONPATH": str(folder)}
    with stack.another(stack.worker, "wrong", **wrong), stack.another(stack.courier, "wrong", **wrong):
        yield


def offsets(stack: Stack) -> list[int]:
    """What worker and courier say of their clocks, in minutes."""
    return [round(seconds / 60) for part in ("worker", "courier") for (seconds,) in stack.rows(CLOCK_OFFSET, part)]  # type: ignore[operator]


@pytest.mark.parametrize("minutes", [5, -5])
def test_one_workers_clock_is_minutes_off(
    stack: Stack, office: LiveOffice, undisturbed: Undisturbed, tmp_path: Path, minutes: int
) -> None:
    """Beside another whose clock is right, then alone, then beside it again."""
    right = (stack.worker, stack.courier)
    with others_with_a_wrong_clock(stack, tmp_path, minutes * 60):
        office.opens_case(standing_in="rapid-review", when=OPENED)
        office.passes_to(moment(f"{DAYS[0]} 09:00"))
        for process in right:
            process.pauses()
        for _ in range(2):  # the first may be taken by those who hang, who are in the broker's line for it
            stack.looks_round()
        wait_until(lambda: offsets(stack) == [minutes, minutes], lambda: f"{offsets(stack)}\n{stack.logs()}")
        office.passes_to(moment(f"{DAYS[2]} 09:00"))
        for process in right:
            process.goes_on()
        office.passes_to(moment(f"{DAYS[-1]} 09:00"))

    account = account_of(office)
    assert (account.lost, account.doubled, account.perhaps_twice) == (0, 0, 0)
    assert told_by(office) == undisturbed(day_by_day)


NIGHTS = {
    "forward": ("Mon 17 Mar 2025 10:00", "Sun 30 Mar 2025 00:00", "Mon 31 Mar 2025 08:00", 7),
    "back": ("Mon 13 Oct 2025 10:00", "Sun 26 Oct 2025 00:00", "Mon 27 Oct 2025 08:00", 8),
}
"""When the case is opened; the midnight before the change; the first eight o'clock after it, and its hour in UTC."""


def a_fortnight(office: Office, opened: str, morning: str) -> None:
    office.opens_case(standing_in="rapid-review", when=opened)
    office.passes_to(moment(morning))


STORIES = {way: partial(a_fortnight, opened=opened, morning=eight) for way, (opened, _, eight, _) in NIGHTS.items()}


@pytest.mark.parametrize("way", NIGHTS)
def test_the_night_the_clocks_change(stack: Stack, office: LiveOffice, undisturbed: Undisturbed, way: str) -> None:
    """Each quarter of an hour of that night is stood at, those that are not there and those that come twice."""
    opened, midnight, eight, hour = NIGHTS[way]
    office.opens_case(standing_in="rapid-review", when=opened)
    office.passes_to(moment(midnight))
    before = len(stack.post.taken)
    for quarter in range(16):
        office.stands_at_moment(moment(midnight) + timedelta(minutes=15 * quarter))
        office.comes_to_rest()
    assert len(stack.post.taken) == before
    office.stands_at_moment(moment(eight) - timedelta(seconds=1))
    office.comes_to_rest()
    assert len(stack.post.taken) == before
    office.stands_at_moment(moment(eight))
    office.comes_to_rest()
    assert len(stack.post.taken) > before

    account = account_of(office)
    assert (account.lost, account.doubled, account.perhaps_twice) == (0, 0, 0)
    assert told_by(office) == undisturbed(STORIES[way])
    assert {told.raised_at.hour for told in told_by(office) if told.raised_at.date() == moment(eight).date()} == {hour}
