"""London time: the date of an instant, eight in the morning, and the midnight after which something is late."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any

import pytest

from config.bank_holidays import ENGLAND_AND_WALES
from tests.written_dates import on
from workflows.engine.calendar import LONDON, Calendar, at_eight, london_date, midnight_after

FIRST, LAST = date(2018, 1, 1), date(2028, 12, 31)
EVERY_DAY = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
MOMENT = timedelta(microseconds=1)


def utc(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        pytest.param("2026-07-09T23:30", "Fri 10 Jul 2026", id="summer: already tomorrow in London"),
        pytest.param("2026-07-09T22:59:59.999999", "Thu 9 Jul 2026", id="summer: the last moment of the day"),
        pytest.param("2026-06-08T23:30", "Tue 9 Jun 2026", id="X5"),
        pytest.param("2026-01-09T23:30", "Fri 9 Jan 2026", id="winter: London is UTC"),
        pytest.param("2026-03-29T00:30", "Sun 29 Mar 2026", id="before the clocks go forward"),
        pytest.param("2026-03-29T23:00", "Mon 30 Mar 2026", id="the night after they went forward"),
        pytest.param("2026-10-24T23:00", "Sun 25 Oct 2026", id="before the clocks go back"),
        pytest.param("2026-10-25T00:30", "Sun 25 Oct 2026", id="01:30 the first time"),
        pytest.param("2026-10-25T01:30", "Sun 25 Oct 2026", id="01:30 the second time"),
        pytest.param("2026-10-25T23:59", "Sun 25 Oct 2026", id="the night after they went back"),
    ],
)
def test_the_date_is_taken_in_london(instant: str, day: str) -> None:
    assert london_date(utc(instant)) == on(day)


def test_a_count_from_half_past_midnight_in_summer_starts_on_the_london_day() -> None:
    calendar = Calendar.build(ENGLAND_AND_WALES)

    assert calendar.add(london_date(utc("2026-07-09T23:30")), 5) == on("Fri 17 Jul 2026")
    assert calendar.add(on("Thu 9 Jul 2026"), 5) == on("Thu 16 Jul 2026")


def test_the_zone_an_instant_is_written_in_does_not_matter() -> None:
    instant = utc("2026-07-09T23:30")

    for zone in (UTC, LONDON, timezone(timedelta(hours=-11)), timezone(timedelta(hours=14))):
        assert london_date(instant.astimezone(zone)) == on("Fri 10 Jul 2026")


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^A time without a zone has no London date"):
        london_date(utc("2026-07-09T23:30").replace(tzinfo=None))


@pytest.mark.parametrize(
    ("day", "instant"),
    [
        ("Sat 28 Mar 2026", "2026-03-28T08:00"),
        ("Sun 29 Mar 2026", "2026-03-29T07:00"),
        ("Sat 24 Oct 2026", "2026-10-24T07:00"),
        ("Sun 25 Oct 2026", "2026-10-25T08:00"),
    ],
)
def test_eight_in_the_morning_on_either_side_of_a_change_of_the_clocks(day: str, instant: str) -> None:
    assert at_eight(on(day)) == utc(instant)


@pytest.mark.parametrize(
    ("due", "late_from"),
    [
        ("Sat 28 Mar 2026", "2026-03-29T00:00"),
        ("Sun 29 Mar 2026", "2026-03-29T23:00"),
        ("Sat 24 Oct 2026", "2026-10-24T23:00"),
        ("Sun 25 Oct 2026", "2026-10-26T00:00"),
        ("Thu 31 Dec 2026", "2027-01-01T00:00"),
    ],
)
def test_lateness_begins_at_midnight_on_either_side_of_a_change_of_the_clocks(due: str, late_from: str) -> None:
    assert midnight_after(on(due)) == utc(late_from)


def test_on_every_day_eight_is_eight_and_midnight_parts_two_days() -> None:
    for day in EVERY_DAY:
        assert at_eight(day).astimezone(LONDON).replace(tzinfo=None) == datetime.combine(day, time(8))
        assert london_date(midnight_after(day) - MOMENT) == day
        assert london_date(midnight_after(day)) == day + timedelta(days=1)


def test_instants_are_given_in_utc() -> None:
    assert at_eight(on("Thu 9 Jul 2026")).tzinfo is UTC
    assert midnight_after(on("Thu 9 Jul 2026")).tzinfo is UTC


def test_an_instant_is_not_taken_for_a_day() -> None:
    instant: Any = utc("2026-07-09T23:30")

    for asked in (at_eight, midnight_after):
        with pytest.raises(TypeError, match="london_date"):
            asked(instant)
