"""The worked examples and golden vectors of the papers: dates found by hand before any code was asked."""

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from config.bank_holidays import ENGLAND_AND_WALES
from tests.written_dates import on
from workflows.engine.calendar import Calendar, Unknowable, add_months, london_date

WORKED = json.loads((Path(__file__).parents[1] / "data" / "worked_examples.json").read_text(encoding="utf-8"))
DAY = timedelta(days=1)


def family(name: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("row", [pytest.param(row, id=row["id"]) for row in WORKED[name]])


def of(row: Mapping[str, Any], column: str) -> date:
    return date.fromisoformat(row[column])


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return Calendar.build(ENGLAND_AND_WALES)


class TestTheWorkedExamples:
    @family("examples")
    def test_a_notification_is_due_five_working_days_after_awareness(self, calendar: Calendar, row: Any) -> None:
        assert calendar.add(of(row, "aware"), 5) == of(row, "notify_due_5wd")
        assert calendar.count(of(row, "aware"), of(row, "notify_due_5wd")) == 5

    @family("examples")
    def test_the_inclusive_reading_counts_from_the_day_before(self, calendar: Calendar, row: Any) -> None:
        assert calendar.add(of(row, "aware") - DAY, 5) == of(row, "notify_due_if_trigger_day_counts")

    @family("examples")
    def test_a_rapid_review_is_due_fifteen_working_days_after_the_notification(
        self, calendar: Calendar, row: Any
    ) -> None:
        first = calendar.working_day_on_or_after(of(row, "aware"))

        assert calendar.add(of(row, "notify_due_5wd"), 15) == of(row, "rr_due_if_notified_on_due_date")
        assert first == of(row, "first_working_day_on_or_after_aware")
        assert calendar.add(first, 15) == of(row, "rr_due_if_notified_that_day")
        assert calendar.add(of(row, "aware"), 15) == of(row, "alt_rr_due_15wd_from_awareness")

    @family("examples")
    def test_the_bank_holidays_stepped_over_are_named(self, calendar: Calendar, row: Any) -> None:
        skipped = calendar.skipped(of(row, "aware"), of(row, "rr_due_if_notified_on_due_date"))

        assert [holiday.date.isoformat() for holiday in skipped] == row["bank_holidays_skipped"]
        assert [holiday.why for holiday in skipped] == [ENGLAND_AND_WALES[holiday.date] for holiday in skipped]

    @family("milestones")
    def test_each_milestone_of_a_rapid_review(self, calendar: Calendar, row: Any) -> None:
        days = {column: int(column.removeprefix("wd")) for column in row if column.startswith("wd")}

        assert len(days) == 7
        for column, n in days.items():
            assert calendar.add(of(row, "sin_sent"), n) == of(row, column)
            assert calendar.count(of(row, "sin_sent"), of(row, column)) == n

    @family("six_months")
    def test_six_months_is_the_corresponding_date_and_is_not_rolled(self, calendar: Calendar, row: Any) -> None:
        due = add_months(of(row, "decision"), 6)

        assert due == of(row, "due")
        assert calendar.is_working(due) is row["is_working_day"]
        assert calendar.working_day_on_or_before(due) == of(row, "previous_working_day")

    @family("publication")
    def test_the_advance_copy_is_due_seven_working_days_before(self, calendar: Calendar, row: Any) -> None:
        published = of(row, "publish")

        assert calendar.subtract(published, 7) == of(row, "copy_due_7wd_before")
        assert calendar.subtract(published, 8) == of(row, "copy_due_7_clear")
        assert published - 7 * DAY == of(row, "copy_due_by_law_7_days_before")
        assert calendar.subtract(published, 7) <= published - 9 * DAY
        assert add_months(published, 12) == of(row, "public_until_at_least")

    @pytest.mark.parametrize(
        ("published", "copy", "holidays"),
        [
            ("Wed 18 Oct 2023", "Mon 9 Oct 2023", []),
            ("Thu 29 Feb 2024", "Tue 20 Feb 2024", []),
            ("Wed 8 Jan 2025", "Fri 27 Dec 2024", ["Wed 1 Jan 2025"]),
            ("Wed 15 Apr 2026", "Thu 2 Apr 2026", ["Fri 3 Apr 2026", "Mon 6 Apr 2026"]),
            ("Wed 6 Jan 2027", "Wed 23 Dec 2026", ["Fri 25 Dec 2026", "Mon 28 Dec 2026", "Fri 1 Jan 2027"]),
            ("Tue 1 Dec 2026", "Fri 20 Nov 2026", []),
            ("Mon 15 May 2023", "Wed 3 May 2023", ["Mon 8 May 2023"]),
            ("Mon 26 Sep 2022", "Wed 14 Sep 2022", ["Mon 19 Sep 2022"]),
        ],
    )
    def test_a_count_backwards_names_what_it_stepped_over(
        self, calendar: Calendar, published: str, copy: str, holidays: list[str]
    ) -> None:
        assert calendar.subtract(on(published), 7) == on(copy)
        assert [holiday.date for holiday in calendar.skipped(on(copy), on(published))] == [on(day) for day in holidays]

    @pytest.mark.parametrize(
        ("decided", "due", "next_working_day"),
        [
            ("Mon 30 Sep 2024", "Sun 30 Mar 2025", "Mon 31 Mar 2025"),
            ("Thu 31 Aug 2023", "Thu 29 Feb 2024", "Thu 29 Feb 2024"),
            ("Fri 30 Aug 2024", "Fri 28 Feb 2025", "Fri 28 Feb 2025"),
            ("Tue 31 Aug 2027", "Tue 29 Feb 2028", "Tue 29 Feb 2028"),
            ("Wed 25 Jun 2025", "Thu 25 Dec 2025", "Mon 29 Dec 2025"),
            ("Sat 26 Sep 2026", "Fri 26 Mar 2027", "Tue 30 Mar 2027"),
            ("Sun 28 Jun 2026", "Mon 28 Dec 2026", "Tue 29 Dec 2026"),
            ("Sat 31 Oct 2026", "Fri 30 Apr 2027", "Fri 30 Apr 2027"),
            ("Thu 29 Feb 2024", "Thu 29 Aug 2024", "Thu 29 Aug 2024"),
            ("Mon 31 Aug 2026", "Sun 28 Feb 2027", "Mon 1 Mar 2027"),
            ("Tue 3 Nov 2026", "Mon 3 May 2027", "Tue 4 May 2027"),
            ("Sun 29 Aug 2027", "Tue 29 Feb 2028", "Tue 29 Feb 2028"),
        ],
    )
    def test_the_next_working_day_after_six_months(
        self, calendar: Calendar, decided: str, due: str, next_working_day: str
    ) -> None:
        assert add_months(on(decided), 6) == on(due)
        assert calendar.working_day_on_or_after(on(due)) == on(next_working_day)


@pytest.mark.parametrize(
    ("start", "five", "five_from_day_one", "fifteen", "fifteen_from_day_one"),
    [
        ("Mon 23 Nov 2026", "Mon 30 Nov 2026", "Fri 27 Nov 2026", "Mon 14 Dec 2026", "Fri 11 Dec 2026"),
        ("Fri 18 Dec 2026", "Tue 29 Dec 2026", "Thu 24 Dec 2026", "Wed 13 Jan 2027", "Tue 12 Jan 2027"),
        ("Wed 23 Dec 2026", "Mon 4 Jan 2027", "Thu 31 Dec 2026", "Mon 18 Jan 2027", "Fri 15 Jan 2027"),
        ("Thu 24 Dec 2026", "Tue 5 Jan 2027", "Mon 4 Jan 2027", "Tue 19 Jan 2027", "Mon 18 Jan 2027"),
        ("Fri 25 Dec 2026", "Tue 5 Jan 2027", "Tue 5 Jan 2027", "Tue 19 Jan 2027", "Tue 19 Jan 2027"),
        ("Sat 26 Dec 2026", "Tue 5 Jan 2027", "Tue 5 Jan 2027", "Tue 19 Jan 2027", "Tue 19 Jan 2027"),
        ("Mon 22 Mar 2027", "Wed 31 Mar 2027", "Tue 30 Mar 2027", "Wed 14 Apr 2027", "Tue 13 Apr 2027"),
        ("Thu 25 Mar 2027", "Mon 5 Apr 2027", "Fri 2 Apr 2027", "Mon 19 Apr 2027", "Fri 16 Apr 2027"),
        ("Fri 26 Mar 2027", "Mon 5 Apr 2027", "Mon 5 Apr 2027", "Mon 19 Apr 2027", "Mon 19 Apr 2027"),
        ("Fri 30 Apr 2027", "Mon 10 May 2027", "Fri 7 May 2027", "Mon 24 May 2027", "Fri 21 May 2027"),
        ("Fri 24 Dec 2027", "Wed 5 Jan 2028", "Tue 4 Jan 2028", "Wed 19 Jan 2028", "Tue 18 Jan 2028"),
        ("Thu 13 Apr 2028", "Mon 24 Apr 2028", "Fri 21 Apr 2028", "Tue 9 May 2028", "Mon 8 May 2028"),
    ],
)
def test_the_golden_vectors(
    calendar: Calendar, start: str, five: str, five_from_day_one: str, fifteen: str, fifteen_from_day_one: str
) -> None:
    assert calendar.add(on(start), 5) == on(five)
    assert calendar.add(on(start) - DAY, 5) == on(five_from_day_one)
    assert calendar.add(on(start), 15) == on(fifteen)
    assert calendar.add(on(start) - DAY, 15) == on(fifteen_from_day_one)


class TestAwkwardCases:
    def test_a_late_notification_moves_the_rapid_review_and_its_lateness_is_counted(self, calendar: Calendar) -> None:
        aware, due, sent = on("Mon 2 Nov 2026"), on("Mon 9 Nov 2026"), on("Wed 18 Nov 2026")

        assert calendar.add(aware, 5) == due
        assert (calendar.count(due, sent), calendar.count(aware, sent)) == (7, 12)
        assert calendar.count(sent, due) == -7
        assert calendar.add(sent, 15) == on("Wed 9 Dec 2026")
        assert calendar.add(due, 15) == on("Mon 30 Nov 2026")
        assert calendar.add(aware, 15) == on("Mon 23 Nov 2026")

    @pytest.mark.parametrize(
        ("start", "n", "due"),
        [
            pytest.param("Fri 20 Nov 2026", 5, "Fri 27 Nov 2026", id="X2-notification"),
            pytest.param("Fri 27 Nov 2026", 15, "Fri 18 Dec 2026", id="X2-rapid-review"),
            pytest.param("Thu 12 Nov 2026", 5, "Thu 19 Nov 2026", id="X3-from-awareness"),
            pytest.param("Fri 6 Nov 2026", 5, "Fri 13 Nov 2026", id="X3-from-incident"),
            pytest.param("Tue 9 Jun 2026", 5, "Tue 16 Jun 2026", id="X5-London-date"),
            pytest.param("Tue 22 Dec 2026", 5, "Thu 31 Dec 2026", id="X7-substitute-day"),
            pytest.param("Mon 23 Nov 2026", 5, "Mon 30 Nov 2026", id="X8-day-zero"),
            pytest.param("Sun 22 Nov 2026", 5, "Fri 27 Nov 2026", id="X8-inclusive"),
            pytest.param("Mon 30 Mar 2026", 5, "Wed 8 Apr 2026", id="X9-over-Easter"),
            pytest.param("Tue 8 Dec 2026", 10, "Tue 22 Dec 2026", id="X10-reply"),
            pytest.param("Mon 23 Nov 2026", 3, "Thu 26 Nov 2026", id="X11-sent"),
            pytest.param("Thu 26 Nov 2026", 1, "Fri 27 Nov 2026", id="X11-day-1"),
            pytest.param("Thu 26 Nov 2026", 10, "Thu 10 Dec 2026", id="X11-day-10"),
            pytest.param("Thu 26 Nov 2026", 14, "Wed 16 Dec 2026", id="X11-day-14"),
            pytest.param("Thu 26 Nov 2026", 15, "Thu 17 Dec 2026", id="X11-rapid-review"),
        ],
    )
    def test_counted_forwards(self, calendar: Calendar, start: str, n: int, due: str) -> None:
        assert calendar.add(on(start), n) == on(due)
        assert calendar.count(on(start), on(due)) == n

    def test_a_case_from_end_to_end(self, calendar: Calendar) -> None:
        publish = add_months(on("Wed 16 Dec 2026"), 6)

        assert publish == on("Wed 16 Jun 2027")
        assert calendar.subtract(publish, 7) == on("Mon 7 Jun 2027")
        assert add_months(publish, 12) == on("Fri 16 Jun 2028")

    def test_the_data_and_the_papers_agree_on_the_awkward_cases(self, calendar: Calendar) -> None:
        late, announced, midnight, beyond = WORKED["awkward"]
        before = calendar.with_holidays({}, removed=[on("Mon 19 Sep 2022")])

        assert calendar.count(of(late, "due"), of(late, "sent")) == late["wd_late"]
        assert calendar.add(of(late, "sent"), 15) == of(late, "rr_due")
        assert calendar.count(of(announced, "aware"), of(announced, "sin")) == 4
        assert before.add(of(announced, "sin"), 15) == of(announced, "rr_due_old_calendar")
        assert calendar.add(of(announced, "sin"), 15) == of(announced, "rr_due_new_calendar")
        aware = london_date(datetime.fromisoformat(midnight["aware_utc"]))
        assert aware == of(midnight, "aware_local")
        assert calendar.add(aware, 5) == of(midnight, "due")
        with pytest.raises(Unknowable):
            calendar.add(of(beyond, "aware"), 5)
