"""What is refused and why; what was passed over, and may be filled in."""

from dataclasses import replace

import pytest

from tests.engine.course.paper import Paper, deadline, letters
from workflows.engine import working_days
from workflows.engine.course.judging import passed_over
from workflows.engine.language import Transition
from workflows.engine.refusals import Code


def a_letter() -> Paper:
    paper = Paper(letters())
    paper.happens("letter_came", "Mon 3 Mar 2025", readers=["anne"])
    return paper


def test_what_happened_once_cannot_happen_twice_and_the_first_day_is_named() -> None:
    paper = a_letter()
    paper.happens("letter_discussed", "Tue 4 Mar 2025")

    refused = paper.refuses("letter_discussed", "Wed 5 Mar 2025")

    assert refused.code is Code.CONTRADICTION
    assert str(refused) == (
        "letter_discussed is already recorded, on Tuesday 4 March 2025: correct that record first."
    )  # fmt: skip


def test_each_item_contradicts_only_itself() -> None:
    paper = a_letter()
    paper.happens("reader_answered", "Tue 4 Mar 2025", item="anne")

    paper.happens("reader_answered", "Tue 4 Mar 2025", item="bob")

    assert paper.refuses("reader_answered", "Wed 5 Mar 2025", item="bob").code is Code.CONTRADICTION


def test_what_may_happen_again_and_again_does() -> None:
    paper = a_letter()

    paper.happens("writer_met", "Tue 4 Mar 2025")
    paper.happens("writer_met", "Tue 4 Mar 2025")


def test_what_moves_a_run_did_not_happen_before_it_began() -> None:
    refused = a_letter().refuses("letter_answered", "Fri 28 Feb 2025")

    assert refused.code is Code.TOO_EARLY
    assert str(refused) == "letter_answered on Friday 28 February 2025 is before Letters began, on Monday 3 March 2025."


def test_what_only_lies_beside_a_run_may_be_older_than_it() -> None:
    a_letter().happens("writer_met", "Fri 28 Feb 2025")


def test_what_meets_a_deadline_did_not_happen_before_what_started_it() -> None:
    planned = deadline("meet", starts="answer_planned", within=working_days(5), met_by="writer_met", again="replace")
    paper = Paper(letters(planned))
    paper.happens("letter_came", "Mon 3 Mar 2025")
    paper.happens("answer_planned", "Wed 5 Mar 2025")

    refused = paper.refuses("writer_met", "Tue 4 Mar 2025")

    assert refused.code is Code.TOO_EARLY
    assert "before what it answers: meet was started on Wednesday 5 March 2025" in str(refused)


def test_a_refusal_leaves_the_course_as_it_was() -> None:
    planned = deadline("meet", starts="answer_planned", within=working_days(5), met_by="writer_met", again="replace")
    paper = Paper(letters(planned))
    paper.happens("letter_came", "Mon 3 Mar 2025")
    paper.happens("answer_planned", "Wed 5 Mar 2025")
    [run] = paper.runs()
    before = (dict(run.taken), dict(paper.course.last_on), list(paper.course.told))

    paper.refuses("writer_met", "Tue 4 Mar 2025")

    assert (run.taken, paper.course.last_on, paper.course.told) == before


def test_an_event_about_an_item_says_which() -> None:
    refused = a_letter().refuses("reader_answered", "Tue 4 Mar 2025")

    assert refused.code is Code.BAD_ANSWER
    assert str(refused) == "reader_answered needs to say which reader it is about."


def test_a_step_ahead_of_where_the_run_stands_is_refused_and_says_where_it_is_possible() -> None:
    moves = tuple(t for t in letters().transitions if t.on != "letter_discussed")
    paper = Paper(letters(transitions=(*moves, Transition("letter_discussed", ("read", "parked"), "discussed"))))
    paper.happens("letter_came", "Mon 3 Mar 2025")

    refused = paper.refuses("letter_discussed", "Tue 4 Mar 2025")

    assert refused.code is Code.NOT_POSSIBLE
    assert str(refused) == (
        "letter_discussed is not possible while Letters stands at came; it is possible at parked, read."
    )


def test_a_step_behind_where_the_run_stands_is_history_and_moves_nothing() -> None:
    paper = a_letter()
    paper.happens("letter_discussed", "Wed 5 Mar 2025")

    paper.happens("letter_read_aloud", "Tue 4 Mar 2025")

    assert paper.stands_at() == "discussed"


def test_a_step_that_would_have_ended_the_run_is_not_behind_it() -> None:
    paper = Paper(letters())
    paper.happens("letter_came", "Mon 3 Mar 2025")
    paper.happens("letter_parked", "Tue 4 Mar 2025", until="2025-03-10")

    assert paper.refuses("letter_binned", "Tue 4 Mar 2025").code is Code.NOT_POSSIBLE


def test_an_ended_run_takes_a_step_as_history() -> None:
    paper = a_letter()
    paper.happens("letter_withdrawn", "Thu 6 Mar 2025")

    paper.happens("letter_read_aloud", "Tue 4 Mar 2025")

    assert paper.stands_at() == "withdrawn"


@pytest.mark.parametrize(
    ("stood_at", "event", "not_recorded"),
    [
        # From "came" the main line is the first step onwards that is declared there and happens once.
        ("came", "letter_answered", {"letter_read_aloud", "letter_discussed"}),
        ("read", "letter_answered", {"letter_discussed"}),
        ("discussed", "letter_answered", set()),
        # Nobody expects a withdrawal anywhere.
        ("came", "letter_withdrawn", set()),
        # The drawing itself lets this step be taken from here.
        ("came", "letter_discussed", set()),
    ],
)
def test_a_fact_passes_over_the_steps_of_the_main_line(stood_at: str, event: str, not_recorded: set[str]) -> None:
    law = replace(letters(), transitions=letters().transitions[1:])
    transition = next(t for t in law.transitions if t.on == event)

    assert passed_over(law, stood_at, transition) == not_recorded


def test_a_way_that_items_take_has_no_step_to_pass_over() -> None:
    law = letters()

    assert passed_over(law, "came", next(t for t in law.transitions if t.on == "letter_answered")) == {
        "letter_discussed"
    }


def test_a_step_passed_over_is_filled_in_with_its_own_day() -> None:
    paper = Paper(letters())
    paper.happens("letter_came", "Mon 3 Mar 2025")
    paper.happens("letter_answered", "Fri 7 Mar 2025")
    assert paper.runs()[0].passed == {"letter_discussed"}

    paper.happens("letter_discussed", "Wed 5 Mar 2025", told="Mon 10 Mar 2025")

    [run] = paper.runs()
    assert (run.passed, run.state) == (set(), "answered")


def test_a_step_that_was_recorded_is_not_passed_over() -> None:
    paper = Paper(letters())
    paper.happens("letter_came", "Mon 3 Mar 2025")
    paper.happens("letter_discussed", "Wed 5 Mar 2025")

    paper.happens("letter_answered", "Fri 7 Mar 2025")

    assert paper.runs()[0].passed == set()
