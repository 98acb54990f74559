"""When each rung of a ladder is climbed, and what becomes of those whose day has gone."""

from dataclasses import replace

import pytest

from config.bank_holidays import ENGLAND_AND_WALES
from tests.office import moment
from tests.written_dates import on
from workflows.engine import (
    Authority,
    Deadline,
    after,
    at_start,
    before,
    every,
    given,
    govuk_instruction,
    local,
    on_the_day,
    panel_guidance,
    statute,
    statutory_guidance,
    working_days,
)
from workflows.engine.calendar import Calendar, at_eight
from workflows.engine.ladder import RungKind
from workflows.engine.rungs import PlannedRung, is_urgent, plan, plan_again

CALENDAR = Calendar.build(ENGLAND_AND_WALES)
SEND = Deadline(
    name="send",
    title="Send it",
    starts="came",
    met_by="sent",
    within=working_days(15),
    duty=statutory_guidance("WT"),
    days=panel_guidance("15"),
    ladder=(
        at_start("doer"),
        before(5, "doer"),
        before(2, "doer", "boss"),
        on_the_day("doer", "boss"),
        after(1, "doer"),
        after(5, "chief"),
        every(10, "chief"),
    ),
)
AT_START, BEFORE, ON_THE_DAY, AFTER, EVERY, LATE = RungKind


def days(rungs: list[PlannedRung]) -> list[str]:
    return [f"{rung.kind} {rung.days}: {rung.due_on:%a %-d %b} {rung.status}" for rung in rungs]


def planned(due: str, at: str, calendar: Calendar = CALENDAR) -> list[str]:
    return days(plan(SEND, on(due), calendar, moment(at)))


def test_every_rung_has_its_day_counted_in_working_days_from_the_due_date() -> None:
    assert planned("Mon 24 Mar 2025", "Mon 3 Mar 2025 10:00") == [
        "at start 0: Mon 3 Mar armed",
        "before 5: Mon 17 Mar armed",
        "before 2: Thu 20 Mar armed",
        "on the day 0: Mon 24 Mar armed",
        "after 1: Tue 25 Mar armed",
        "after 5: Mon 31 Mar armed",
        # Ten working days after the last rung, not after the day itself.
        "every 10: Mon 14 Apr armed",
    ]


@pytest.mark.parametrize(
    ("due", "clock"), [("Mon 24 Mar 2025", "08:00"), ("Mon 31 Mar 2025", "07:00")], ids=["winter", "summer"]
)
def test_rungs_are_climbed_at_eight_in_london(due: str, clock: str) -> None:
    on_day = plan(SEND, on(due), CALENDAR, moment("Mon 3 Mar 2025 10:00"))[3]

    assert f"{on_day.due_at:%H:%M}" == clock
    assert on_day.due_at == at_eight(on(due))


def test_what_is_told_at_the_start_is_told_at_the_moment_of_entry_whatever_day_it_is() -> None:
    first = plan(SEND, on("Mon 24 Mar 2025"), CALENDAR, moment("Sat 1 Mar 2025 22:30"))[0]

    assert (first.due_at, first.due_on) == (moment("Sat 1 Mar 2025 22:30"), on("Sat 1 Mar 2025"))


class TestADueDateOnWhichNobodyWorks:
    def test_on_the_day_is_the_working_day_before_and_the_first_after_the_working_day_after(self) -> None:
        # Sunday 30 March 2025.
        assert planned("Sun 30 Mar 2025", "Mon 3 Mar 2025 10:00")[2:6] == [
            "before 2: Wed 26 Mar armed",
            "on the day 0: Fri 28 Mar armed",
            "after 1: Mon 31 Mar armed",
            "after 5: Fri 4 Apr armed",
        ]

    def test_a_bank_holiday_is_no_working_day_either(self) -> None:
        # Good Friday 2027; Easter Monday is 29 March.
        assert planned("Fri 26 Mar 2027", "Mon 1 Mar 2027 10:00")[3:5] == [
            "on the day 0: Thu 25 Mar armed",
            "after 1: Tue 30 Mar armed",
        ]


class TestADayOnWhichTheOfficeIsClosed:
    CLOSED = CALENDAR.with_closures({on("Mon 24 Mar 2025"): "moving", on("Tue 25 Mar 2025"): "moving"})

    def test_up_to_the_due_date_people_hear_on_the_open_day_before_and_after_it_on_the_next(self) -> None:
        assert planned("Mon 24 Mar 2025", "Mon 3 Mar 2025 10:00", self.CLOSED)[3:5] == [
            "on the day 0: Fri 21 Mar armed",
            "after 1: Wed 26 Mar armed",
        ]

    def test_a_closure_moves_no_other_rung(self) -> None:
        shut = CALENDAR.with_closures({on("Mon 31 Mar 2025"): "moving"})

        # The fifth day after is told on Tuesday; every tenth still counts from Monday 31 March.
        assert planned("Mon 24 Mar 2025", "Mon 3 Mar 2025 10:00", shut)[5:] == [
            "after 5: Tue 1 Apr armed",
            "every 10: Mon 14 Apr armed",
        ]


class TestEnteredWithItsDateAhead:
    def test_the_highest_rung_that_has_gone_is_told_at_once_and_the_earlier_ones_are_past(self) -> None:
        rungs = plan(SEND, on("Mon 24 Mar 2025"), CALENDAR, moment("Fri 21 Mar 2025 10:00"))

        assert [rung.status for rung in rungs] == ["armed", "past", "armed", "armed", "armed", "armed", "armed"]
        assert (rungs[2].kind, rungs[2].days, rungs[2].due_at) == (BEFORE, 2, moment("Fri 21 Mar 2025 10:00"))

    def test_on_the_last_day_itself_it_is_still_ahead(self) -> None:
        rungs = plan(SEND, on("Mon 24 Mar 2025"), CALENDAR, moment("Mon 24 Mar 2025 10:00"))

        assert [rung.status for rung in rungs[:4]] == ["armed", "past", "past", "armed"]
        assert (rungs[3].kind, rungs[3].due_at) == (ON_THE_DAY, moment("Mon 24 Mar 2025 10:00"))

    def test_a_minute_before_eight_nothing_of_that_day_has_gone(self) -> None:
        rungs = plan(SEND, on("Mon 24 Mar 2025"), CALENDAR, moment("Mon 17 Mar 2025 07:59"))

        assert {rung.status for rung in rungs} == {"armed"}


class TestEnteredLate:
    def test_one_notice_goes_to_the_doers_and_to_those_the_ladder_would_have_told_by_now(self) -> None:
        rungs = plan(SEND, on("Mon 24 Mar 2025"), CALENDAR, moment("Wed 2 Apr 2025 10:00"))

        assert days(rungs) == [
            "before 5: Mon 17 Mar past",
            "before 2: Thu 20 Mar past",
            "on the day 0: Mon 24 Mar past",
            "after 1: Tue 25 Mar past",
            "after 5: Mon 31 Mar past",
            "entered late 0: Wed 2 Apr armed",
            "every 10: Mon 14 Apr armed",
        ]
        late = rungs[5]
        assert (late.roles, late.urgent, late.due_at) == (
            ("doer", "boss", "chief"),
            True,
            moment("Wed 2 Apr 2025 10:00"),
        )

    def test_a_rung_still_to_come_is_climbed_on_its_day(self) -> None:
        assert days(plan(SEND, on("Mon 24 Mar 2025"), CALENDAR, moment("Tue 25 Mar 2025 10:00")))[3:] == [
            "after 1: Tue 25 Mar past",
            "entered late 0: Tue 25 Mar armed",
            "after 5: Mon 31 Mar armed",
            "every 10: Mon 14 Apr armed",
        ]

    def test_what_repeats_goes_on_from_its_first_day_to_come(self) -> None:
        # Every tenth from Monday 31 March is Mon 14 Apr, Wed 30 Apr, Thu 15 May, Fri 30 May, Fri 13 Jun.
        assert days(plan(SEND, on("Mon 24 Mar 2025"), CALENDAR, moment("Tue 3 Jun 2025 10:00")))[-2:] == [
            "entered late 0: Tue 3 Jun armed",
            "every 10: Fri 13 Jun armed",
        ]

    def test_what_is_only_expected_is_never_late(self) -> None:
        hear = replace(SEND, expectation=True, ladder=(on_the_day("doer"), after(5, "doer")))

        assert days(plan(hear, on("Mon 24 Mar 2025"), CALENDAR, moment("Wed 26 Mar 2025 10:00"))) == [
            "on the day 0: Mon 24 Mar past",
            "after 5: Mon 31 Mar armed",
        ]


class TestAfterACorrection:
    def test_what_is_past_stays_silent_and_nobody_is_told_of_the_start_again(self) -> None:
        rungs = plan_again(SEND, on("Mon 24 Mar 2025"), CALENDAR, moment("Wed 26 Mar 2025 10:00"), first_n=70)

        assert days(rungs) == [
            "before 5: Mon 17 Mar past",
            "before 2: Thu 20 Mar past",
            "on the day 0: Mon 24 Mar past",
            "after 1: Tue 25 Mar past",
            "after 5: Mon 31 Mar armed",
            "every 10: Mon 14 Apr armed",
        ]
        assert [rung.n for rung in rungs] == [80, 90, 100, 110, 120, 130]

    def test_what_repeats_is_never_past(self) -> None:
        rungs = plan_again(SEND, on("Mon 24 Mar 2025"), CALENDAR, moment("Tue 3 Jun 2025 10:00"), first_n=70)

        assert days(rungs)[-1] == "every 10: Fri 13 Jun armed"


class TestBeyondTheKnownHolidays:
    def test_people_hear_on_weekdays_rather_than_not_at_all(self) -> None:
        # Known to the end of 2028: Monday 1 January 2029 is taken for a working day until somebody lists it.
        assert planned("Thu 28 Dec 2028", "Fri 1 Dec 2028 10:00")[3:] == [
            "on the day 0: Thu 28 Dec armed",
            "after 1: Fri 29 Dec armed",
            "after 5: Thu 4 Jan armed",
            "every 10: Thu 18 Jan armed",
        ]

    def test_nor_before_the_first_known_year(self) -> None:
        assert planned("Tue 2 Jan 2018", "Tue 2 Jan 2018 07:00")[1:4] == [
            "before 5: Mon 25 Dec past",
            "before 2: Thu 28 Dec armed",
            "on the day 0: Tue 2 Jan armed",
        ]


@pytest.mark.parametrize(
    ("duty", "kind", "urgent"),
    [
        (statute("Act"), AFTER, True),
        (statutory_guidance("WT"), AFTER, True),
        (panel_guidance("Panel"), AFTER, True),
        (govuk_instruction("GOV.UK"), AFTER, False),
        (local("here"), AFTER, False),
        (given("letter"), AFTER, False),
        (statute("Act"), BEFORE, False),
        (statute("Act"), ON_THE_DAY, False),
        (statute("Act"), EVERY, False),
        (local("here"), AT_START, True),
        (local("here"), LATE, True),
    ],
)
def test_what_goes_at_once_and_alone(duty: Authority, kind: RungKind, urgent: bool) -> None:
    assert is_urgent(replace(SEND, duty=duty), kind) is urgent


def test_an_expectation_is_never_urgent_after_its_day() -> None:
    assert not is_urgent(replace(SEND, expectation=True), AFTER)
