"""A date written with its weekday is that date or it is refused."""

from datetime import date

import pytest

from tests.written_dates import on


def test_the_date_that_is_written_is_the_date_that_is_read() -> None:
    assert on("Mon 23 Nov 2026") == date(2026, 11, 23)


@pytest.mark.parametrize("written", ["Tue 23 Nov 2026", "Sun 29 Feb 2026", "Tue 31 Nov 2026"])
def test_a_wrong_weekday_or_a_day_that_never_was_is_refused(written: str) -> None:
    with pytest.raises(ValueError):
        on(written)
