"""What the office lives through while processes are killed, and what it would have been told if none had been."""

from collections.abc import Callable

from tests.acceptance.stack import Process
from tests.office import Office

Story = Callable[[Office], object]

OPENED, SWEPT = "Mon 3 Mar 2025 10:00", "Mon 17 Mar 2025 08:00"

DAYS = ("Tue 4 Mar 2025", "Wed 5 Mar 2025", "Thu 6 Mar 2025", "Fri 7 Mar 2025", "Mon 17 Mar 2025")
"""The days of that fortnight on which something falls due."""


def two_weeks(office: Office) -> None:
    """Seven rungs have come due in a fortnight without a sweep: three people have a message, and none hears twice."""
    office.opens_case(standing_in="rapid-review", when=OPENED)
    office.is_down("Mon 3 Mar 2025 10:01", until=SWEPT)
    office.notices_on("Mon 17 Mar 2025", about="send-rapid-review")


def day_by_day(office: Office) -> None:
    """The same fortnight, swept each day."""
    office.opens_case(standing_in="rapid-review", when=OPENED)
    office.notices_on(DAYS[-1], about="send-rapid-review")


VICTIMS: dict[str, Callable[[Process], None]] = {
    "its child": Process.loses_its_child,
    "its head": Process.loses_its_head,
}
