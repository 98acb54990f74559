"""Dates as a person writes them, with their weekday, so that a slip of the pen is caught."""

from datetime import date

import pendulum

WRITTEN = "ddd D MMM YYYY"


def on(written: str) -> date:
    """The date of "Mon 23 Nov 2026"; ValueError where the weekday is another one."""
    # Pendulum does not refuse a wrong weekday: it moves the date. So the date is written back and compared.
    read = pendulum.from_format(written, WRITTEN)
    if read.format(WRITTEN) != written:
        raise ValueError(f"{written} is not a date: the calendar has {read.format(WRITTEN)}")
    return date(read.year, read.month, read.day)
