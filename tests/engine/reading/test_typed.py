"""A day as people write it is understood and never guessed; a word is the law's word in whatever case it is typed."""

from datetime import date

import pytest

from tests.written_dates import on
from workflows.engine.reading.typed import NotADay, a_day, a_word, did_you_mean, nearest

CHRISTMAS = date(2026, 12, 25)


@pytest.mark.parametrize(
    "said",
    [
        "2026-12-25", "25/12/2026", "25.12.2026", "25-12-2026", "25 Dec 2026", "25 december 2026", "25th December 2026",
        "Fri 25 Dec 2026", "Friday, 25th December 2026", "FRI 25/12/2026", "Friday 2026-12-25", "  25   Dec 2026 ",
    ],
)  # fmt: skip
def test_a_day_is_understood_as_people_write_it(said: str) -> None:
    assert a_day(said) == CHRISTMAS


@pytest.mark.parametrize(
    ("said", "day"),
    [("1/5/2026", "Fri 1 May 2026"), ("2 Sept 2026", "Wed 2 Sep 2026"), ("Tues 1 Dec 2026", "Tue 1 Dec 2026")],
)
def test_the_day_comes_before_the_month(said: str, day: str) -> None:
    assert a_day(said) == on(day)


@pytest.mark.parametrize(
    "said",
    [
        "tomorrow",
        "today",
        "next friday",
        "Friday",
        "25 Dec",
        "25/12",
        "25/12/26",
        "12/25/2026",
        "31/02/2026",
        "soon",
        "",
    ],
)
def test_what_is_no_whole_day_is_not_guessed(said: str) -> None:
    with pytest.raises(NotADay) as wrong:
        a_day(said)

    assert str(wrong.value) == f"{said!r} is not a date: write it as 2026-12-25 or 25/12/2026."


def test_a_weekday_that_the_day_is_not_is_refused_and_not_moved_to() -> None:
    with pytest.raises(NotADay, match="25 December 2026 is a Friday"):
        a_day("Thursday 25 December 2026")


@pytest.mark.parametrize(("said", "day"), [("today", "Fri 25 Dec 2026"), ("Yesterday", "Thu 24 Dec 2026")])
def test_today_and_yesterday_are_days_only_to_whoever_knows_what_day_it_is(said: str, day: str) -> None:
    assert a_day(said, CHRISTMAS) == on(day)


@pytest.mark.parametrize("said", ["Looked After", "looked-after", " LOOKED_AFTER ", "looked  after", "looked - after"])
def test_a_word_in_any_case_and_with_anything_between_its_parts_is_the_same_word(said: str) -> None:
    assert a_word(said) == "looked_after"


def test_the_nearest_names_come_first_and_are_three_at_most() -> None:
    events = ["panel_notified", "panel_agreed", "panel_chased", "panel_commented", "partners_told"]

    assert nearest("panel_notifed", events)[0] == "panel_notified"
    assert len(nearest("panel", events)) <= 3
    assert did_you_mean("nothing like it at all", events) == ""
