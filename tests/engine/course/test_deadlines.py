"""What starts a deadline, what settles it, and what becomes of it otherwise."""

from datetime import date

import pytest

from tests.engine.course.paper import AGAIN, CALENDAR, LAW, Paper, deadline, letters
from tests.written_dates import on
from workflows.engine import all_items, calendar_days, months, says, working_days, years
from workflows.engine.course import DeadlineState
from workflows.engine.course.comparing import judged
from workflows.engine.language import Deadline

FIVE = deadline("answer-it", starts="letter_came", within=working_days(5), met_by="letter_answered", duty=LAW)
READ = deadline("all-read", starts="letter_came", within=working_days(3),
                met_by=all_items("reader", in_={"answered", "excused"}))  # fmt: skip
MEET = deadline("meet", starts="letter_came", within=months(1), met_by="writer_met", repeats=True)


def came(*deadlines: Deadline, day: str = "Mon 3 Mar 2025", **details: object) -> Paper:
    paper = Paper(letters(*deadlines))
    paper.happens("letter_came", day, **details)
    return paper


def ended(state: DeadlineState) -> tuple[str, date | None, str | None, int | None]:
    return (str(state.status), state.settled_on, *judged(state))


def test_a_deadline_counts_from_the_day_of_what_starts_it_and_not_from_when_it_was_recorded() -> None:
    paper = Paper(letters(FIVE))

    paper.happens("letter_came", "Mon 3 Mar 2025", told="Fri 7 Mar 2025")

    assert paper.due("answer-it") == on("Mon 10 Mar 2025")


@pytest.mark.parametrize(
    ("answered", "result", "late_by"),
    [("Mon 10 Mar 2025", "on time", 0), ("Tue 11 Mar 2025", "late", 1), ("Mon 17 Mar 2025", "late", 5)],
)
def test_the_last_day_is_on_time_and_lateness_is_counted_in_working_days(
    answered: str, result: str, late_by: int
) -> None:
    paper = came(FIVE)

    paper.happens("letter_answered", answered)

    assert ended(paper.latest("answer-it")) == ("met", on(answered), result, late_by)


def test_what_was_done_on_a_saturday_after_a_friday_is_late_by_no_working_day() -> None:
    paper = came(FIVE, day="Fri 28 Feb 2025")

    paper.happens("letter_answered", "Sat 8 Mar 2025")

    assert judged(paper.latest("answer-it")) == ("late", 0)


def test_a_deadline_of_items_is_met_on_the_day_of_the_last_of_them_whatever_the_order_of_recording() -> None:
    paper = came(READ, readers=["anne", "bob"])
    paper.happens("reader_answered", "Thu 6 Mar 2025", item="bob")

    paper.happens("reader_answered", "Tue 4 Mar 2025", item="anne")

    assert ended(paper.latest("all-read")) == ("met", on("Thu 6 Mar 2025"), "on time", 0)


def test_what_is_already_true_of_the_items_is_met_as_soon_as_it_is_asked() -> None:
    paper = came(
        deadline("plan", starts="answer_planned", within=working_days(5), met_by=READ.met_by), readers=["anne"]
    )
    paper.happens("reader_answered", "Tue 4 Mar 2025", item="anne")

    paper.happens("answer_planned", "Thu 6 Mar 2025", answer_on="2025-03-10")

    assert ended(paper.latest("plan")) == ("met", on("Tue 4 Mar 2025"), "on time", 0)


def test_a_run_that_ends_closes_what_is_open_as_not_required() -> None:
    paper = came(FIVE, READ, readers=["anne"])

    paper.happens("letter_withdrawn", "Wed 5 Mar 2025")

    assert ended(paper.latest("answer-it")) == ("not required", on("Wed 5 Mar 2025"), None, None)
    assert paper.statuses("all-read") == ["not required"]


def test_what_had_been_done_before_it_was_not_required_was_done() -> None:
    paper = came(READ, readers=["anne"])
    paper.happens("letter_answered", "Thu 13 Mar 2025")

    paper.happens("reader_answered", "Wed 5 Mar 2025", item="anne", told="Mon 17 Mar 2025")

    assert ended(paper.latest("all-read")) == ("met", on("Wed 5 Mar 2025"), "on time", 0)


def test_what_was_done_after_it_was_not_required_changes_nothing() -> None:
    paper = came(READ, readers=["anne"])
    paper.happens("letter_answered", "Thu 13 Mar 2025")

    paper.happens("reader_answered", "Fri 14 Mar 2025", item="anne")

    assert ended(paper.latest("all-read")) == ("not required", on("Thu 13 Mar 2025"), None, None)


def test_a_step_passed_over_and_filled_in_meets_what_it_answers() -> None:
    paper = came(deadline("discuss", starts="letter_came", within=working_days(2), met_by="letter_discussed"))
    paper.happens("letter_answered", "Thu 13 Mar 2025")

    paper.happens("letter_discussed", "Thu 6 Mar 2025", told="Fri 14 Mar 2025")

    assert ended(paper.latest("discuss")) == ("met", on("Thu 6 Mar 2025"), "late", 1)


def test_what_an_event_makes_unnecessary_is_not_required() -> None:
    paper = came(
        deadline("meet-once", starts="letter_came", within=working_days(5), met_by="writer_met",
                 not_required_by=("letter_discussed",))
    )  # fmt: skip

    paper.happens("letter_discussed", "Tue 4 Mar 2025")

    assert paper.statuses("meet-once") == ["not required"]


def test_what_an_event_makes_impossible_is_not_met_until_it_turns_out_to_have_been_done() -> None:
    paper = came(
        deadline("meet-first", starts="letter_came", within=working_days(5), met_by="writer_met",
                 missed_by=("letter_answered",))
    )  # fmt: skip
    paper.happens("letter_answered", "Tue 11 Mar 2025")
    assert ended(paper.latest("meet-first")) == ("not met", on("Tue 11 Mar 2025"), "not met", None)

    paper.happens("writer_met", "Fri 7 Mar 2025")

    assert ended(paper.latest("meet-first")) == ("met", on("Fri 7 Mar 2025"), "on time", 0)


def test_a_delay_that_is_explained_is_quiet_to_the_day_that_was_said_and_its_clock_runs_on() -> None:
    explained = deadline("answer-it", starts="letter_came", within=working_days(5), met_by="letter_answered",
                         explained_by="answer_planned")  # fmt: skip
    paper = came(explained)

    paper.happens("answer_planned", "Tue 11 Mar 2025", answer_on="2025-04-01", look_again_on="2025-03-20")

    state = paper.latest("answer-it")
    assert (state.is_open, state.counted.due) == (True, on("Mon 10 Mar 2025"))
    assert state.explained_until == on("Thu 20 Mar 2025")
    paper.happens("answer_planned", "Fri 21 Mar 2025", answer_on="2025-04-01")
    assert paper.latest("answer-it").explained_until == date.max


class TestADateThatIsGiven:
    GIVEN = deadline("answer-it", starts="letter_came", given="answer_by", met_by="letter_answered")

    def test_it_stands_as_it_is_though_it_be_a_sunday(self) -> None:
        assert came(self.GIVEN, answer_by="2025-03-16").due("answer-it") == on("Sun 16 Mar 2025")

    def test_without_one_there_is_no_date_and_it_says_so(self) -> None:
        counted = came(self.GIVEN).latest("answer-it").counted

        assert (counted.due, counted.undated) == (None, "No date was given and none is set by default.")

    def test_without_one_the_default_counts(self) -> None:
        default = deadline("answer-it", starts="letter_came", given="answer_by", within=working_days(10),
                           met_by="letter_answered")  # fmt: skip

        assert came(default).due("answer-it") == on("Mon 17 Mar 2025")

    def test_a_holiday_does_not_move_it(self) -> None:
        paper = came(self.GIVEN, answer_by="2025-03-17")

        paper.learns("Mon 17 Mar 2025")

        assert paper.due("answer-it") == on("Mon 17 Mar 2025")


class TestAgain:
    def plan(self, again: str) -> Paper:
        paper = came(
            deadline("copy", starts="answer_planned", anchor="answer_on", ahead_of=working_days(7),
                     met_by="writer_met", again=again)
        )  # fmt: skip
        paper.happens("answer_planned", "Tue 4 Mar 2025", answer_on="2025-04-15")
        paper.happens("answer_planned", "Wed 5 Mar 2025", answer_on="2025-04-22")
        return paper

    def test_a_plan_replaces_the_one_before(self) -> None:
        paper = self.plan("replace")

        assert paper.statuses("copy") == ["replanned", "open"]
        # Seven working days before Tuesday 22 April: Good Friday and Easter Monday do not count.
        assert [one.counted.due for one in paper.all("copy")] == [on("Fri 4 Apr 2025"), on("Wed 9 Apr 2025")]

    def test_a_plan_that_is_met_is_asked_for_again(self) -> None:
        paper = self.plan("replace")
        paper.happens("writer_met", "Thu 6 Mar 2025")

        paper.happens("answer_planned", "Fri 7 Mar 2025", answer_on="2025-04-30")

        assert paper.statuses("copy") == ["replanned", "met", "open"]

    def test_where_the_law_says_nothing_the_first_one_stands(self) -> None:
        paper = self.plan("refuse")

        assert [one.counted.due for one in paper.all("copy")] == [on("Fri 4 Apr 2025")]
        paper.happens("writer_met", "Thu 6 Mar 2025")
        paper.happens("answer_planned", "Fri 7 Mar 2025", answer_on="2025-04-30")
        assert paper.statuses("copy") == ["met"]

    def test_the_earliest_beginning_counts(self) -> None:
        earliest = deadline("read", starts=("letter_came", "answer_planned"), within=working_days(5),
                            met_by="letter_read_aloud", again="earliest")  # fmt: skip
        paper = came(earliest, day="Wed 5 Mar 2025")

        paper.happens("answer_planned", "Thu 6 Mar 2025", answer_on="2025-04-30")
        assert paper.due("read") == on("Wed 12 Mar 2025")
        paper.happens("answer_planned", "Mon 3 Mar 2025", answer_on="2025-04-30")
        assert paper.due("read") == on("Mon 10 Mar 2025")
        assert len(paper.all("read")) == 1

    def test_each_item_has_its_own(self) -> None:
        each = deadline("read", starts="reader_added", within=working_days(5), met_by="reader_answered",
                        again="each", of="reader")  # fmt: skip
        paper = came(each)
        paper.happens("reader_added", "Tue 4 Mar 2025", item="anne")
        paper.happens("reader_added", "Wed 5 Mar 2025", item="bob")

        paper.happens("reader_answered", "Thu 6 Mar 2025", item="bob")

        assert {one.item: (str(one.status), one.counted.due) for one in paper.all("read")} == {
            "anne": ("open", on("Tue 11 Mar 2025")),
            "bob": ("met", on("Wed 12 Mar 2025")),
        }

    def test_an_item_that_ends_otherwise_needs_no_answer(self) -> None:
        each = deadline("read", starts="reader_added", within=working_days(5), met_by="reader_answered",
                        again="each", of="reader")  # fmt: skip
        paper = came(each)
        paper.happens("reader_added", "Tue 4 Mar 2025", item="anne")

        paper.happens("reader_excused", "Thu 6 Mar 2025", item="anne")

        assert paper.statuses("read") == ["not required"]


class TestWhatRepeats:
    def test_the_next_counts_from_the_planned_days_and_not_from_when_it_was_done(self) -> None:
        paper = came(MEET)

        paper.happens("writer_met", "Wed 9 Apr 2025")

        assert [one.counted.due for one in paper.all("meet")] == [on("Thu 3 Apr 2025"), on("Sat 3 May 2025")]
        assert judged(paper.all("meet")[0]) == ("late", 4)

    def test_one_is_open_at_a_time_and_what_was_passed_by_is_not_asked_for(self) -> None:
        paper = came(MEET)

        paper.happens("writer_met", "Tue 10 Jun 2025")

        assert [one.counted.due for one in paper.all("meet")] == [on("Thu 3 Apr 2025"), on("Thu 3 Jul 2025")]

    def test_months_are_counted_from_the_first_day_so_that_the_end_of_february_does_not_stick(self) -> None:
        paper = came(MEET, day="Fri 31 Jan 2025")
        assert paper.due("meet") == on("Fri 28 Feb 2025")

        paper.happens("writer_met", "Fri 28 Feb 2025")

        assert paper.due("meet") == on("Mon 31 Mar 2025")

    def test_two_notes_of_one_month_do_not_answer_for_the_next(self) -> None:
        paper = came(MEET)

        paper.happens("writer_met", "Thu 20 Mar 2025")
        paper.happens("writer_met", "Tue 25 Mar 2025")

        assert paper.statuses("meet") == ["met", "open"]
        assert paper.due("meet") == on("Sat 3 May 2025")

    @pytest.mark.parametrize(
        ("done", "late_by", "next_due"),
        [
            # 3 April was missed. Until the middle of the month it is done late, with 3 May to come;
            ("Thu 17 Apr 2025", 10, "Sat 3 May 2025"),
            # from then on it is done early for 3 May, and nobody is asked again the day after.
            ("Fri 18 Apr 2025", 10, "Tue 3 Jun 2025"),
            ("Fri 2 May 2025", 19, "Tue 3 Jun 2025"),
            ("Sat 3 May 2025", 19, "Tue 3 Jun 2025"),
        ],
    )
    def test_what_was_missed_and_done_late_answers_for_the_nearest_planned_day(
        self, done: str, late_by: int, next_due: str
    ) -> None:
        paper = came(MEET)

        paper.happens("writer_met", done)

        assert judged(paper.all("meet")[0]) == ("late", late_by)
        assert [one.counted.due for one in paper.all("meet")] == [on("Thu 3 Apr 2025"), on(next_due)]

    def test_after_a_month_that_was_missed_whole_it_is_in_time_again(self) -> None:
        paper = came(MEET)
        paper.happens("writer_met", "Fri 2 May 2025")

        paper.happens("writer_met", "Mon 2 Jun 2025")

        assert judged(paper.all("meet")[1]) == ("on time", 0)
        assert paper.due("meet") == on("Thu 3 Jul 2025")

    def test_done_soon_after_the_planned_day_it_does_not_answer_for_the_next(self) -> None:
        paper = came(MEET)
        paper.happens("writer_met", "Wed 2 Apr 2025")

        paper.happens("writer_met", "Mon 7 Apr 2025")

        assert paper.due("meet") == on("Sat 3 May 2025")

    def test_done_on_the_day_after_it_began_it_does_not_answer_for_the_first_month(self) -> None:
        paper = came(MEET)

        paper.happens("writer_met", "Tue 4 Mar 2025")

        assert (paper.statuses("meet"), paper.due("meet")) == (["open"], on("Thu 3 Apr 2025"))

    def test_whose_day_cannot_be_known_is_met_by_whatever_comes(self) -> None:
        often = deadline("meet", starts="letter_came", within=working_days(10), met_by="writer_met", repeats=True)
        paper = came(often, day="Thu 21 Dec 2028")

        paper.happens("writer_met", "Fri 22 Dec 2028")

        assert (paper.statuses("meet"), paper.due("meet")) == (["met", "open"], None)

    def test_nothing_repeats_once_the_run_has_ended(self) -> None:
        paper = came(MEET)
        paper.happens("letter_answered", "Wed 9 Apr 2025")

        paper.happens("writer_met", "Wed 2 Apr 2025")

        assert paper.statuses("meet") == ["met"]

    def test_a_partnership_has_its_own_day_of_the_month(self) -> None:
        paper = came(
            deadline("meet", starts="letter_came", within=months(1), met_by="writer_met", repeats=True, on_day=31)
        )
        assert paper.due("meet") == on("Wed 30 Apr 2025")

        paper.happens("writer_met", "Wed 30 Apr 2025")

        assert paper.due("meet") == on("Sat 31 May 2025")


class TestAHold:
    HOLD = deadline("keep", starts="letter_answered", within=years(1), met_by="letter_withdrawn", hold=True, duty=LAW)

    def test_it_begins_where_the_run_ends_and_stays(self) -> None:
        paper = came(self.HOLD)

        paper.happens("letter_answered", "Wed 5 Mar 2025")

        assert (paper.statuses("keep"), paper.due("keep")) == (["open"], on("Thu 5 Mar 2026"))

    @pytest.mark.parametrize(
        ("withdrawn", "result"),
        [("Fri 7 Mar 2025", "ended early"), ("Thu 5 Mar 2026", "done"), ("Fri 6 Mar 2026", "done")],
    )
    def test_it_is_never_late_and_may_end_early(self, withdrawn: str, result: str) -> None:
        paper = came(self.HOLD)
        paper.happens("letter_answered", "Wed 5 Mar 2025")

        paper.happens("letter_withdrawn", withdrawn)

        assert ended(paper.latest("keep")) == ("met", on(withdrawn), result, None)


def test_an_expectation_is_never_late() -> None:
    paper = came(
        deadline("hear", starts="letter_came", within=working_days(5), met_by="writer_met", expectation=True)
    )  # fmt: skip

    paper.happens("writer_met", "Mon 2 Jun 2025")

    assert judged(paper.latest("hear")) == ("done", None)


def test_a_date_may_count_from_another_event_than_the_one_that_starts_it() -> None:
    paper = came(
        deadline("read", starts="reader_added", within=working_days(10), counts_from="letter_came",
                 met_by="reader_answered", of="reader")
    )  # fmt: skip

    paper.happens("reader_added", "Thu 6 Mar 2025", item="anne")

    assert paper.due("read") == on("Mon 17 Mar 2025")


def test_seven_days_before_are_seven_days_of_the_week() -> None:
    paper = came(
        deadline("copy", starts="answer_planned", anchor="answer_on", ahead_of=calendar_days(7), met_by="writer_met")
    )  # fmt: skip

    paper.happens("answer_planned", "Tue 4 Mar 2025", answer_on="2025-04-15")

    assert paper.due("copy") == on("Tue 8 Apr 2025")


@pytest.mark.parametrize(("tone", "started"), [("kind", 0), ("cross", 1)])
def test_a_deadline_may_depend_on_what_was_said(tone: str, started: int) -> None:
    paper = came(
        deadline("calm", starts="letter_came", within=working_days(1), met_by="writer_met", when=says("tone", "cross")),
        tone=tone,
    )  # fmt: skip

    assert len(paper.all("calm")) == started


class TestAChangeOfTheLaw:
    def law(self) -> tuple[Deadline, ...]:
        words = {"starts": "letter_came", "met_by": "letter_answered"}
        return (
            deadline("answer-it", within=working_days(5), until=on("Mon 31 Mar 2025"), **words),
            deadline("answer-it", within=working_days(3), since=on("Tue 1 Apr 2025"), **words),
        )

    @pytest.mark.parametrize(
        ("day", "due"), [("Mon 31 Mar 2025", "Mon 7 Apr 2025"), ("Tue 1 Apr 2025", "Fri 4 Apr 2025")]
    )
    def test_the_day_of_the_event_decides_and_not_the_day_of_recording(self, day: str, due: str) -> None:
        paper = Paper(letters(*self.law()))

        paper.happens("letter_came", day, told="Thu 17 Apr 2025")

        assert paper.due("answer-it") == on(due)
        assert len(paper.all("answer-it")) == 1

    def test_a_run_keeps_the_law_it_began_under(self) -> None:
        paper = Paper(letters(deadline("plan", starts="answer_planned", within=working_days(5), met_by="writer_met")))
        paper.happens("letter_came", "Mon 3 Mar 2025")

        paper.is_now_under(
            letters(deadline("plan", starts="answer_planned", within=working_days(1), met_by="writer_met"))
        )
        paper.happens("answer_planned", "Tue 4 Mar 2025", answer_on="2025-04-30")

        assert paper.due("plan") == on("Tue 11 Mar 2025")

    def test_the_next_run_begins_under_todays(self) -> None:
        first = deadline("read", starts="letter_came", within=working_days(5), met_by="letter_read_aloud")
        then = deadline("read", starts="letter_came", within=working_days(1), met_by="letter_read_aloud")
        paper = Paper(letters(first, again=AGAIN))
        paper.happens("letter_came", "Mon 3 Mar 2025")
        paper.happens("letter_withdrawn", "Tue 4 Mar 2025")

        paper.is_now_under(letters(then, again=AGAIN))
        paper.happens("letter_came", "Wed 5 Mar 2025")

        assert paper.due("read") == on("Thu 6 Mar 2025")


class TestAHolidayAnnouncedLater:
    def test_what_is_open_moves_and_what_is_settled_keeps_what_it_had(self) -> None:
        paper = came(FIVE, READ, readers=["anne"])
        paper.happens("reader_answered", "Thu 6 Mar 2025", item="anne")

        paper.learns("Thu 6 Mar 2025")

        assert paper.due("answer-it") == on("Tue 11 Mar 2025")
        assert (paper.due("all-read"), judged(paper.latest("all-read"))) == (on("Thu 6 Mar 2025"), ("on time", 0))

    def test_days_late_do_not_count_it_even_where_the_date_did_not_move(self) -> None:
        paper = came(FIVE)
        paper.calendar = CALENDAR.with_holidays({on("Tue 11 Mar 2025"): "a day off"})

        paper.happens("letter_answered", "Thu 13 Mar 2025")

        assert judged(paper.latest("answer-it")) == ("late", 2)


class TestBeyondTheKnownHolidays:
    def test_a_count_in_working_days_is_given_undated_with_the_reason(self) -> None:
        counted = came(FIVE, day="Thu 28 Dec 2028").latest("answer-it").counted

        assert counted.due is None
        assert counted.undated is not None
        assert "bank holidays are listed only" in counted.undated

    def test_what_counts_in_months_stands(self) -> None:
        assert came(MEET, day="Thu 28 Dec 2028").due("meet") == on("Sun 28 Jan 2029")

    def test_it_is_dated_as_soon_as_the_holidays_are_known(self) -> None:
        paper = came(FIVE, day="Thu 28 Dec 2028")

        paper.learns("Mon 1 Jan 2029")

        assert paper.due("answer-it") == on("Fri 5 Jan 2029")

    def test_what_has_no_date_is_met_and_not_judged(self) -> None:
        paper = came(FIVE, day="Thu 28 Dec 2028")

        paper.happens("letter_answered", "Fri 29 Dec 2028")

        assert judged(paper.latest("answer-it")) == ("done", None)

    def test_lateness_that_cannot_be_counted_is_lateness_all_the_same(self) -> None:
        paper = came(FIVE, day="Thu 14 Dec 2028")
        assert paper.due("answer-it") == on("Thu 21 Dec 2028")

        paper.happens("letter_answered", "Wed 10 Jan 2029")

        assert judged(paper.latest("answer-it")) == ("late", None)


class TestEvidence:
    def test_a_fact_without_its_evidence_stands_and_what_is_missing_is_asked_for_once(self) -> None:
        paper = came(FIVE)

        paper.happens("letter_answered", "Mon 10 Mar 2025", without=("copy",), told="Wed 12 Mar 2025")

        assert judged(paper.latest("answer-it")) == ("on time", 0)
        [asked] = paper.all("evidence-for-letter_answered")
        assert asked.declared.title == "Evidence to follow: copy (It was answered)"
        # Two working days from when it was recorded, and the run has ended.
        assert (asked.is_open, asked.counted.due) == (True, on("Fri 14 Mar 2025"))

    def test_nothing_is_asked_for_where_nothing_is_missing(self) -> None:
        paper = came(FIVE)

        paper.happens("letter_answered", "Mon 10 Mar 2025")

        assert paper.all("evidence-for-letter_answered") == []
