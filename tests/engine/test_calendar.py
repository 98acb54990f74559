"""The calendar at its edges: what is not known, what is announced later, what is closed, and what it is as a value."""

from dataclasses import FrozenInstanceError
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

import pytest

from config.bank_holidays import ENGLAND_AND_WALES
from tests.written_dates import on
from workflows.engine.calendar import Calendar, Skipped, Unknowable, add_months

STATE_FUNERAL = date(2022, 9, 19)
CHRISTMAS_SHUTDOWN = {
    on(day): "Offices shut" for day in ("Thu 24 Dec 2026", "Tue 29 Dec 2026", "Wed 30 Dec 2026", "Thu 31 Dec 2026")
}


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return Calendar.build(ENGLAND_AND_WALES)


def test_no_working_days_after_a_day_is_that_day_whatever_day_it_is(calendar: Calendar) -> None:
    for day in (on("Mon 23 Nov 2026"), on("Sat 26 Dec 2026"), on("Mon 1 Jan 2029")):
        assert calendar.add(day, 0) == calendar.subtract(day, 0) == day
        assert calendar.count(day, day) == 0
        assert calendar.skipped(day, day) == ()


def test_a_negative_number_of_days_is_refused(calendar: Calendar) -> None:
    with pytest.raises(ValueError, match="less than none: -1"):
        calendar.add(on("Mon 23 Nov 2026"), -1)
    with pytest.raises(ValueError, match="less than none: -7"):
        calendar.subtract(on("Mon 23 Nov 2026"), -7)


def test_an_instant_is_not_a_day(calendar: Calendar) -> None:
    instant: Any = datetime(2026, 7, 9, 23, 30, tzinfo=UTC)
    day = on("Thu 9 Jul 2026")

    for asked in (calendar.is_working, calendar.is_open, calendar.working_day_on_or_after):
        with pytest.raises(TypeError):
            asked(instant)
    for n in (0, 5):
        with pytest.raises(TypeError):
            calendar.add(instant, n)
        with pytest.raises(TypeError):
            calendar.subtract(instant, n)
    with pytest.raises(TypeError):
        calendar.count(day, instant)
    with pytest.raises(TypeError):
        calendar.count(instant, instant)
    with pytest.raises(TypeError):
        add_months(instant, 6)


def test_months_are_counted_from_the_day_that_starts_the_clock() -> None:
    start = on("Sat 31 Jan 2026")

    assert add_months(start, 2) == on("Tue 31 Mar 2026")
    assert add_months(add_months(start, 1), 1) == on("Sat 28 Mar 2026")


def test_the_day_counted_from_is_not_listed_as_skipped_and_the_day_counted_to_is(calendar: Calendar) -> None:
    christmas, substitute = on("Fri 25 Dec 2026"), on("Mon 28 Dec 2026")

    assert calendar.skipped(christmas, substitute) == (Skipped(substitute, "Boxing Day (substitute day)"),)


class TestClosures:
    @pytest.fixture
    def shut(self, calendar: Calendar) -> Calendar:
        return calendar.with_closures(CHRISTMAS_SHUTDOWN)

    def test_they_never_move_a_statutory_date(self, calendar: Calendar, shut: Calendar) -> None:
        assert shut.add(on("Thu 17 Dec 2026"), 5) == on("Thu 24 Dec 2026")
        assert shut.add(on("Fri 25 Dec 2026"), 5) == on("Tue 5 Jan 2027")
        assert shut.subtract(on("Wed 6 Jan 2027"), 7) == on("Wed 23 Dec 2026")
        assert shut.count(on("Wed 23 Dec 2026"), on("Wed 6 Jan 2027")) == 7
        assert shut.is_working(on("Thu 24 Dec 2026"))
        assert shut.working_day_on_or_before(on("Thu 31 Dec 2026")) == on("Thu 31 Dec 2026")
        assert shut.skipped(on("Wed 23 Dec 2026"), on("Wed 6 Jan 2027")) == calendar.skipped(
            on("Wed 23 Dec 2026"), on("Wed 6 Jan 2027")
        )

    def test_an_open_day_is_looked_for_on_either_side_of_them(self, shut: Calendar) -> None:
        assert shut.open_day_on_or_before(on("Thu 31 Dec 2026")) == on("Wed 23 Dec 2026")
        assert shut.open_day_on_or_after(on("Thu 24 Dec 2026")) == on("Mon 4 Jan 2027")
        assert shut.open_day_on_or_before(on("Wed 23 Dec 2026")) == on("Wed 23 Dec 2026")
        assert shut.open_day_on_or_after(on("Mon 4 Jan 2027")) == on("Mon 4 Jan 2027")
        assert not shut.is_open(on("Thu 24 Dec 2026"))
        assert not shut.is_open(on("Fri 25 Dec 2026"))
        assert not shut.is_open(on("Sat 26 Dec 2026"))
        assert shut.is_open(on("Wed 23 Dec 2026"))

    def test_without_any_every_working_day_is_open(self, calendar: Calendar) -> None:
        assert calendar.open_day_on_or_before(on("Sun 27 Dec 2026")) == on("Thu 24 Dec 2026")
        assert calendar.open_day_on_or_after(on("Fri 25 Dec 2026")) == on("Tue 29 Dec 2026")

    def test_they_replace_the_ones_there_were_and_stay_when_a_holiday_is_added(
        self, calendar: Calendar, shut: Calendar
    ) -> None:
        extra = shut.with_holidays({on("Wed 23 Dec 2026"): "A day announced"})

        assert dict(extra.closures) == CHRISTMAS_SHUTDOWN
        assert extra.open_day_on_or_before(on("Thu 31 Dec 2026")) == on("Tue 22 Dec 2026")
        assert shut.with_closures({}) == calendar
        assert shut.digest != calendar.digest

    def test_closed_to_the_end_of_what_is_known_there_is_no_open_day(self, calendar: Calendar) -> None:
        last_days = ("Wed 27 Dec 2028", "Thu 28 Dec 2028", "Fri 29 Dec 2028")
        shut = calendar.with_closures({on(day): "Offices shut" for day in last_days})

        assert shut.working_day_on_or_after(on("Wed 27 Dec 2028")) == on("Wed 27 Dec 2028")
        with pytest.raises(Unknowable, match=r"^The working day on or after 27 December 2028 cannot be known"):
            shut.open_day_on_or_after(on("Wed 27 Dec 2028"))


class TestAHolidayAnnouncedLater:
    @pytest.mark.parametrize(
        ("start", "n", "before", "after"),
        [
            ("Thu 1 Sep 2022", 15, "Thu 22 Sep 2022", "Fri 23 Sep 2022"),
            ("Tue 30 Aug 2022", 15, "Tue 20 Sep 2022", "Wed 21 Sep 2022"),
            ("Thu 8 Sep 2022", 15, "Thu 29 Sep 2022", "Fri 30 Sep 2022"),
            ("Fri 9 Sep 2022", 15, "Fri 30 Sep 2022", "Mon 3 Oct 2022"),
            ("Mon 12 Sep 2022", 5, "Mon 19 Sep 2022", "Tue 20 Sep 2022"),
            ("Mon 12 Sep 2022", 15, "Mon 3 Oct 2022", "Tue 4 Oct 2022"),
        ],
    )
    def test_the_state_funeral_moves_a_count_by_one_day(
        self, calendar: Calendar, start: str, n: int, before: str, after: str
    ) -> None:
        as_first_stored = calendar.with_holidays({}, removed=[STATE_FUNERAL])
        announced = as_first_stored.with_holidays({STATE_FUNERAL: "State Funeral"})

        assert as_first_stored.add(on(start), n) == on(before)
        assert announced.add(on(start), n) == on(after)
        assert announced.skipped(on(start), on(after)) == (Skipped(STATE_FUNERAL, "State Funeral"),)
        assert as_first_stored.skipped(on(start), on(after)) == ()

    def test_it_is_another_version_and_the_first_one_stays_as_it_was(self, calendar: Calendar) -> None:
        as_first_stored = calendar.with_holidays({}, removed=[STATE_FUNERAL])
        announced = as_first_stored.with_holidays({STATE_FUNERAL: ENGLAND_AND_WALES[STATE_FUNERAL]})

        assert as_first_stored.digest != announced.digest
        assert announced == calendar
        assert announced.digest == calendar.digest
        assert as_first_stored.is_working(STATE_FUNERAL)
        assert not announced.is_working(STATE_FUNERAL)

    def test_removing_a_day_that_is_not_listed_changes_nothing(self, calendar: Calendar) -> None:
        assert calendar.with_holidays({}, removed=[on("Tue 20 Sep 2022")]) == calendar

    def test_a_day_cannot_be_both_added_and_removed(self, calendar: Calendar) -> None:
        with pytest.raises(ValueError, match=r"^19 September 2022 cannot be both added .* and removed from them\.$"):
            calendar.with_holidays({STATE_FUNERAL: "State Funeral"}, removed=[STATE_FUNERAL])

    def test_a_bank_holiday_on_a_weekend_changes_no_count_and_is_not_named(self, calendar: Calendar) -> None:
        listed = calendar.with_holidays({on("Sat 25 Dec 2027"): "Christmas Day"})
        start, due = on("Thu 23 Dec 2027"), on("Tue 4 Jan 2028")

        assert listed.add(start, 5) == calendar.add(start, 5) == due
        assert listed.skipped(start, due) == calendar.skipped(start, due)
        assert on("Sat 25 Dec 2027") not in [holiday.date for holiday in listed.skipped(start, due)]


class TestWhatIsNotKnown:
    def test_the_span_runs_from_the_first_listed_year_to_the_end_of_the_last(self, calendar: Calendar) -> None:
        assert (calendar.first, calendar.last) == (on("Mon 1 Jan 2018"), on("Sun 31 Dec 2028"))

    def test_a_count_past_the_last_listed_year_is_not_guessed(self, calendar: Calendar) -> None:
        aware = on("Thu 21 Dec 2028")

        assert calendar.add(aware, 4) == on("Fri 29 Dec 2028")
        with pytest.raises(Unknowable) as refused:
            calendar.add(aware, 5)
        assert str(refused.value) == (
            "Working day 5 after 21 December 2028 cannot be known: "
            "bank holidays are listed only from 1 January 2018 to 31 December 2028."
        )

    def test_with_the_next_year_listed_the_same_count_has_an_answer(self, calendar: Calendar) -> None:
        longer = calendar.with_holidays({on("Mon 1 Jan 2029"): "New Year’s Day"})

        assert longer.add(on("Thu 21 Dec 2028"), 5) == on("Tue 2 Jan 2029")
        assert (longer.first, longer.last) == (calendar.first, on("Mon 31 Dec 2029"))

    def test_an_earlier_year_extends_the_other_end(self, calendar: Calendar) -> None:
        longer = calendar.with_holidays({on("Tue 26 Dec 2017"): "Boxing Day", on("Mon 25 Dec 2017"): "Christmas Day"})

        assert longer.subtract(on("Wed 3 Jan 2018"), 4) == on("Wed 27 Dec 2017")
        assert (longer.first, longer.last) == (on("Sun 1 Jan 2017"), calendar.last)

    def test_a_count_back_past_the_first_listed_year_is_not_guessed(self, calendar: Calendar) -> None:
        assert calendar.subtract(on("Thu 4 Jan 2018"), 2) == on("Tue 2 Jan 2018")
        with pytest.raises(Unknowable, match=r"^Working day 3 before 4 January 2018 cannot be known"):
            calendar.subtract(on("Thu 4 Jan 2018"), 3)

    def test_the_day_itself_is_not_counted_and_may_lie_one_day_outside(self, calendar: Calendar) -> None:
        assert calendar.add(on("Sun 31 Dec 2017"), 1) == on("Tue 2 Jan 2018")
        assert calendar.subtract(on("Mon 1 Jan 2029"), 1) == on("Fri 29 Dec 2028")
        assert calendar.count(on("Sun 31 Dec 2017"), on("Mon 1 Jan 2018")) == 0
        with pytest.raises(Unknowable):
            calendar.add(on("Sat 30 Dec 2017"), 1)
        with pytest.raises(Unknowable):
            calendar.subtract(on("Tue 2 Jan 2029"), 1)

    @pytest.mark.parametrize("day", [on("Sun 31 Dec 2017"), on("Mon 1 Jan 2029")])
    @pytest.mark.parametrize("ask", ["is_working", "is_open", "working_day_on_or_before", "working_day_on_or_after"])
    def test_nothing_is_said_of_a_day_outside(self, calendar: Calendar, ask: str, day: date) -> None:
        with pytest.raises(Unknowable, match="bank holidays are listed only from 1 January 2018 to 31 December 2028"):
            getattr(calendar, ask)(day)

    def test_the_nearest_day_is_looked_for_inside_only(self, calendar: Calendar) -> None:
        assert calendar.working_day_on_or_before(on("Sun 31 Dec 2028")) == on("Fri 29 Dec 2028")
        assert calendar.working_day_on_or_after(on("Mon 1 Jan 2018")) == on("Tue 2 Jan 2018")
        with pytest.raises(Unknowable):
            calendar.working_day_on_or_after(on("Sat 30 Dec 2028"))
        with pytest.raises(Unknowable):
            calendar.working_day_on_or_before(on("Mon 1 Jan 2018"))

    def test_a_number_of_days_or_a_list_of_holidays_is_whole_or_not_given(self, calendar: Calendar) -> None:
        inside, outside = on("Fri 29 Dec 2028"), on("Mon 1 Jan 2029")

        for asked in (calendar.count, calendar.skipped):
            with pytest.raises(Unknowable, match="after 29 December 2028 up to 1 January 2029"):
                asked(inside, outside)
        with pytest.raises(Unknowable):
            calendar.count(outside, inside)

    def test_a_span_that_is_given_is_kept(self) -> None:
        short = Calendar.build(ENGLAND_AND_WALES, first=on("Thu 1 Jan 2026"), last=on("Thu 31 Dec 2026"))

        assert short.add(on("Fri 18 Dec 2026"), 7) == on("Thu 31 Dec 2026")
        with pytest.raises(Unknowable, match="from 1 January 2026 to 31 December 2026"):
            short.add(on("Fri 18 Dec 2026"), 8)
        assert {day.year for day in short.holidays} == {2026}


class TestTheCalendarAsAValue:
    def test_nothing_listed_is_refused(self) -> None:
        with pytest.raises(ValueError, match="at least one bank holiday"):
            Calendar.build({})

    def test_a_year_without_any_bank_holiday_between_two_with_some_is_refused(self, calendar: Calendar) -> None:
        with pytest.raises(ValueError, match=r"^No bank holiday is listed for 2029, though 2028 and 2030 have some\.$"):
            calendar.with_holidays({on("Tue 1 Jan 2030"): "New Year’s Day"})

    def test_the_same_content_is_the_same_calendar_in_whatever_order(self, calendar: Calendar) -> None:
        again = Calendar.build(dict(sorted(ENGLAND_AND_WALES.items(), reverse=True)))

        assert again == calendar
        assert len({again, calendar, calendar.with_closures({}), calendar.with_holidays({})}) == 1
        assert list(again.holidays) == sorted(ENGLAND_AND_WALES)

    def test_its_version_is_the_digest_of_its_content_and_can_be_worked_out_elsewhere(self) -> None:
        tiny = Calendar.build({on("Thu 1 Jan 2026"): "New Year’s Day"}, {on("Fri 2 Jan 2026"): "Offices shut"})
        canonical = (
            '{"closures":{"2026-01-02":"Offices shut"},"first":"2026-01-01",'
            '"holidays":{"2026-01-01":"New Year’s Day"},"last":"2026-12-31"}'
        )

        assert tiny.digest == sha256(canonical.encode("utf-8")).hexdigest()

    def test_it_cannot_be_changed(self, calendar: Calendar) -> None:
        holidays: Any = calendar.holidays

        with pytest.raises(FrozenInstanceError):
            calendar.last = on("Mon 31 Dec 2029")  # type: ignore[misc]
        with pytest.raises(TypeError):
            holidays[STATE_FUNERAL] = "again"

    def test_what_it_was_built_from_may_change_afterwards(self) -> None:
        listed = {on("Thu 1 Jan 2026"): "New Year’s Day"}
        built = Calendar.build(listed)
        listed[on("Fri 2 Jan 2026")] = "A second day"

        assert built.is_working(on("Fri 2 Jan 2026"))
        assert on("Fri 2 Jan 2026") not in built.holidays
