"""From a deadline and its anchor to a date, with the whole of the reason."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from config.bank_holidays import ENGLAND_AND_WALES
from tests.written_dates import on
from workflows.engine import Deadline, calendar_days, given, local, months, working_days, years
from workflows.engine.calendar import Calendar
from workflows.engine.counting import Counted, count

CALENDAR = Calendar.build(ENGLAND_AND_WALES)


def counted(anchor: str, /, *, date_given: date | None = None, nth: int = 0, **words: Any) -> Counted:
    made = Deadline(name="it", title="It", starts="came", met_by="sent", duty=local("here"),
                    days=words.pop("days", local("here")), **words)  # fmt: skip
    return count(made, on(anchor), CALENDAR, given=date_given, nth=nth)


def test_working_days_name_each_bank_holiday_stepped_over() -> None:
    # Aware on Christmas Day 2026: Tue 29, Wed 30, Thu 31 December, Mon 4, Tue 5 January.
    assert counted("Fri 25 Dec 2026", within=working_days(5)).as_json() == {
        "from": "2026-12-25",
        "due": "2027-01-05",
        "target": None,
        "rule": "5 working days after",
        "skipped": [
            {"date": "2026-12-28", "why": "Boxing Day (substitute day)"},
            {"date": "2027-01-01", "why": "New Year’s Day"},
        ],
        "undated": None,
    }


@pytest.mark.parametrize(
    ("decided", "due", "target"),
    [
        ("Mon 30 Sep 2024", "Sun 30 Mar 2025", "Fri 28 Mar 2025"),
        ("Thu 31 Aug 2023", "Thu 29 Feb 2024", "Thu 29 Feb 2024"),
        ("Sat 26 Sep 2026", "Fri 26 Mar 2027", "Thu 25 Mar 2027"),
        ("Wed 25 Jun 2025", "Thu 25 Dec 2025", "Wed 24 Dec 2025"),
    ],
)
def test_months_are_not_rolled_and_the_safe_day_is_the_working_day_on_or_before(
    decided: str, due: str, target: str
) -> None:
    six = counted(decided, within=months(6))

    assert (six.due, six.target, six.rule) == (on(due), on(target), "6 months after")


def test_back_from_a_day_the_count_names_what_it_stepped_over() -> None:
    before = counted("Wed 15 Apr 2026", ahead_of=working_days(7), anchor="publish_on")

    assert (before.due, before.rule) == (on("Thu 2 Apr 2026"), "no later than 7 working days before")
    assert [(day.date, day.why) for day in before.skipped] == [
        (on("Fri 3 Apr 2026"), "Good Friday"), (on("Mon 6 Apr 2026"), "Easter Monday"),
    ]  # fmt: skip


def test_seven_days_before_by_law_are_days_of_the_week() -> None:
    assert counted("Wed 15 Apr 2026", ahead_of=calendar_days(7), anchor="publish_on").due == on("Wed 8 Apr 2026")


def test_a_date_given_is_the_date_and_says_by_whom() -> None:
    letter = counted("Mon 3 Mar 2025", date_given=on("Sun 16 Mar 2025"), given="answer_by", within=working_days(10),
                     days=given("the Panel's letter"))  # fmt: skip

    assert (letter.due, letter.rule, letter.target) == (
        on("Sun 16 Mar 2025"), "the date given (the Panel's letter)", None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("nth", "due"), [(0, "Fri 28 Feb 2025"), (1, "Mon 31 Mar 2025"), (2, "Wed 30 Apr 2025"), (12, "Sat 28 Feb 2026")]
)
def test_what_repeats_counts_every_time_from_the_first_day(nth: int, due: str) -> None:
    assert counted("Fri 31 Jan 2025", within=months(1), repeats=True, nth=nth).due == on(due)


@pytest.mark.parametrize(("nth", "due"), [(0, "Wed 5 Feb 2025"), (1, "Wed 5 Mar 2025")])
def test_a_partnership_may_have_its_own_day_of_the_month(nth: int, due: str) -> None:
    assert counted("Mon 20 Jan 2025", within=months(1), repeats=True, on_day=5, nth=nth).due == on(due)


@pytest.mark.parametrize(
    ("nth", "on_day", "rule"),
    [
        (0, None, "1 month after"),
        (3, None, "4 months after"),
        (4, 15, "the 15th of the month 5 months after"),
        (0, 1, "the 1st of the month 1 month after"),
        (0, 22, "the 22nd of the month 1 month after"),
        (0, 11, "the 11th of the month 1 month after"),
    ],
)
def test_what_repeats_says_how_long_after_the_first_day_it_is(nth: int, on_day: int | None, rule: str) -> None:
    assert counted("Wed 29 Nov 2023", within=months(1), repeats=True, on_day=on_day, nth=nth).rule == rule


def test_a_hold_has_no_day_to_aim_for() -> None:
    hold = counted("Thu 29 Feb 2024", within=years(1), hold=True)

    assert (hold.due, hold.target, hold.rule) == (on("Fri 28 Feb 2025"), None, "1 year after")


class TestWhatCannotBeKnown:
    def test_working_days_beyond_the_list(self) -> None:
        # Thursday 21 December 2028: the fifth working day would be in 2029, whose holidays nobody has listed.
        far = counted("Thu 21 Dec 2028", within=working_days(5))

        assert (far.due, far.rule) == (None, "5 working days after")
        assert far.undated == (
            "Working day 5 after 21 December 2028 cannot be known: "
            "bank holidays are listed only from 1 January 2018 to 31 December 2028."
        )

    def test_working_days_before_a_day_beyond_the_list(self) -> None:
        assert counted("Wed 10 Jan 2029", ahead_of=working_days(7), anchor="publish_on").due is None

    def test_months_are_always_known_and_only_the_safe_day_is_not(self) -> None:
        far = counted("Thu 21 Dec 2028", within=months(6))

        assert (far.due, far.target, far.undated) == (on("Thu 21 Jun 2029"), None, None)

    def test_calendar_days_are_always_known(self) -> None:
        far = counted("Wed 10 Jan 2029", ahead_of=calendar_days(7), anchor="publish_on")

        assert far.due == on("Wed 3 Jan 2029")


def test_the_same_date_is_the_same_whoever_counts_it() -> None:
    five = counted("Mon 3 Mar 2025", within=working_days(5))

    assert five == replace(five)
    assert five != counted("Tue 4 Mar 2025", within=working_days(5))
