"""The calendar against three other ways to count: a step a day, numpy, and the `holidays` package's own England."""

from datetime import date, timedelta

import holidays as public
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.bank_holidays import ENGLAND_AND_WALES
from workflows.engine.calendar import Calendar, Unknowable, add_months

FIRST, LAST = date(2018, 1, 1), date(2028, 12, 31)
DAY = timedelta(days=1)
EVERY_DAY = [FIRST + n * DAY for n in range((LAST - FIRST).days + 1)]
LENGTHS = (1, 2, 5, 7, 10, 15, 20)
OURS = Calendar.build(ENGLAND_AND_WALES)
LISTED = np.array(sorted(ENGLAND_AND_WALES), dtype="datetime64[D]")

thorough = settings(max_examples=1000, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
days = st.dates(FIRST, LAST)
lengths = st.integers(1, 400)


def stepped(day: date, n: int, holidays: set[date], direction: int = 1) -> date | None:
    """One day at a time, counting those that are worked; None where a step leaves the span."""
    while n:
        day += direction * DAY
        if not FIRST <= day <= LAST:
            return None
        n -= day.weekday() < 5 and day not in holidays
    return day


def asked(calendar: Calendar, method: str, day: date, n: int) -> date | None:
    try:
        answer: date = getattr(calendar, method)(day, n)
    except Unknowable:
        return None
    return answer


@pytest.mark.parametrize("n", LENGTHS)
def test_every_day_of_eleven_years_against_a_step_a_day(n: int) -> None:
    listed = set(ENGLAND_AND_WALES)

    for day in EVERY_DAY:
        assert asked(OURS, "add", day, n) == stepped(day, n, listed)
        assert asked(OURS, "subtract", day, n) == stepped(day, n, listed, -1)


@pytest.mark.parametrize("n", LENGTHS)
def test_every_day_of_eleven_years_against_numpy(n: int) -> None:
    # A start at a weekend rolls back before a count forwards and forward before a count backwards: the other way
    # round, numpy counts the start as day one.
    after = np.busday_offset(EVERY_DAY, n, roll="backward", holidays=LISTED).astype(object)
    before = np.busday_offset(EVERY_DAY, -n, roll="forward", holidays=LISTED).astype(object)

    for day, later, earlier in zip(EVERY_DAY, after, before, strict=True):
        assert asked(OURS, "add", day, n) == (later if later <= LAST else None)
        assert asked(OURS, "subtract", day, n) == (earlier if earlier >= FIRST else None)


def test_rolling_forward_before_counting_forward_would_be_a_day_late() -> None:
    saturday = date(2026, 11, 21)

    assert OURS.add(saturday, 5) == date(2026, 11, 27)
    assert np.busday_offset(saturday, 5, roll="forward", holidays=LISTED) == np.datetime64("2026-11-30")


@pytest.fixture(scope="module")
def england() -> public.HolidayBase:
    return public.country_holidays("GB", subdiv="ENG", years=range(2018, 2029), expand=False)


def test_every_day_of_eleven_years_against_the_holidays_package(england: public.HolidayBase) -> None:
    for day in EVERY_DAY:
        assert OURS.is_working(day) == england.is_working_day(day)


def test_counts_of_five_and_fifteen_against_the_holidays_package(england: public.HolidayBase) -> None:
    for day in EVERY_DAY[30:-30]:
        assert OURS.add(day, 5) == england.get_nth_working_day(day, 5)
        assert OURS.add(day, 15) == england.get_nth_working_day(day, 15)
        assert OURS.subtract(day, 7) == england.get_nth_working_day(day, -7)


@thorough
@given(days, days)
def test_the_number_of_working_days_between_any_two_days(one: date, other: date) -> None:
    after, upto = min(one, other), max(one, other)

    assert OURS.count(after, upto) == np.busday_count(after + DAY, upto + DAY, holidays=LISTED)
    assert OURS.count(upto, after) == -OURS.count(after, upto)


@thorough
@given(days, lengths)
def test_counting_gives_back_the_number_that_was_added(day: date, n: int) -> None:
    due = asked(OURS, "add", day, n)

    if due is None:
        assert OURS.count(day, LAST) < n
    else:
        assert OURS.count(day, due) == n
        assert OURS.count(day, due - DAY) == n - 1
        assert OURS.is_working(due)


@thorough
@given(days, days)
def test_what_was_skipped_is_what_the_weekdays_and_the_count_differ_by(one: date, other: date) -> None:
    after, upto = min(one, other), max(one, other)
    weekdays = int(np.busday_count(after + DAY, upto + DAY))
    skipped = OURS.skipped(after, upto)

    assert weekdays - len(skipped) == OURS.count(after, upto)
    assert all(after < holiday.date <= upto for holiday in skipped)
    assert [holiday.date for holiday in skipped] == sorted({holiday.date for holiday in skipped})


@thorough
@given(st.dates(FIRST + DAY, LAST - 2 * DAY))
def test_the_nearest_working_day_on_either_side(day: date) -> None:
    before = np.busday_offset(day, 0, roll="backward", holidays=LISTED)
    after = np.busday_offset(day, 0, roll="forward", holidays=LISTED)

    assert np.datetime64(OURS.working_day_on_or_before(day)) == before
    assert np.datetime64(OURS.working_day_on_or_after(day)) == after


@settings(max_examples=300, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sets(days, min_size=1, max_size=60), st.sets(days, max_size=30), days, lengths)
def test_any_set_of_holidays_and_closures(listed: set[date], shut: set[date], day: date, n: int) -> None:
    named = dict.fromkeys(ENGLAND_AND_WALES, "A bank holiday") | dict.fromkeys(listed, "Another")
    calendar = Calendar.build(named, dict.fromkeys(shut, "Shut"))
    without_closures = Calendar.build(named)

    assert asked(calendar, "add", day, n) == stepped(day, n, set(named)) == asked(without_closures, "add", day, n)
    assert asked(calendar, "subtract", day, n) == stepped(day, n, set(named), -1)
    assert calendar.is_open(day) == (calendar.is_working(day) and day not in shut)
    assert (calendar == without_closures) == (not shut)


@thorough
@given(days, st.integers(0, 240))
def test_months_against_numpy(day: date, n: int) -> None:
    month = np.datetime64(day, "M") + n
    corresponding = month.astype("datetime64[D]") + (day.day - 1)
    end_of_month = (month + 1).astype("datetime64[D]") - 1

    assert np.datetime64(add_months(day, n)) == min(corresponding, end_of_month)
