"""What lies ahead of a case: whether it is open, and its first date by law and its first of our own."""

from dataclasses import replace

from tests.engine.course.paper import LAW, Paper, deadline, letters
from tests.written_dates import on
from workflows.engine import working_days
from workflows.engine.course.ahead import Ahead, ahead

BY_LAW = deadline("answer-it", starts="letter_came", within=working_days(5), met_by="letter_answered", duty=LAW)
OURS = deadline("discuss", starts="letter_came", within=working_days(2), met_by="letter_discussed")
EXPECTED = replace(
    deadline("hear", starts="letter_came", within=working_days(1), met_by="writer_met"), expectation=True
)
HELD = replace(deadline("keep", starts="letter_answered", within=working_days(3), met_by="letter_binned"), hold=True)


def ahead_of(paper: Paper) -> Ahead:
    return ahead(paper.course.runs.values(), paper.course.deadlines)


def test_the_first_date_by_law_and_the_first_of_our_own_stand_apart() -> None:
    """Five working days after Mon 3 Mar is Mon 10 Mar, two is Wed 5 Mar; what others may do is nobody's date."""
    paper = Paper(letters(BY_LAW, OURS, EXPECTED))
    paper.happens("letter_came", "Mon 3 Mar 2025")

    assert ahead_of(paper) == Ahead(True, on("Mon 10 Mar 2025"), on("Wed 5 Mar 2025"), False)


def test_what_is_settled_lies_behind() -> None:
    paper = Paper(letters(BY_LAW, OURS))
    paper.happens("letter_came", "Mon 3 Mar 2025")
    paper.happens("letter_discussed", "Tue 4 Mar 2025")

    assert ahead_of(paper) == Ahead(True, on("Mon 10 Mar 2025"), None, False)


def test_a_case_whose_runs_have_ended_is_closed_and_what_is_only_kept_does_not_hold_it_open() -> None:
    paper = Paper(letters(BY_LAW, HELD))
    paper.happens("letter_came", "Mon 3 Mar 2025")
    paper.happens("letter_answered", "Tue 4 Mar 2025")

    assert paper.statuses("keep") == ["open"]
    assert ahead_of(paper) == Ahead(False, None, None, False)


def test_a_process_that_goes_on_with_no_date_running_is_dateless_and_one_that_awaits_something_is_not() -> None:
    """Settling the one date of a process that goes on leaves it with none; what is only expected is still awaited."""
    alone, awaiting = Paper(letters(OURS)), Paper(letters(OURS, EXPECTED))
    for paper in (alone, awaiting):
        paper.happens("letter_came", "Mon 3 Mar 2025")
        paper.happens("letter_discussed", "Tue 4 Mar 2025")

    assert ahead_of(alone) == Ahead(True, None, None, True)
    assert ahead_of(awaiting) == Ahead(True, None, None, False)
