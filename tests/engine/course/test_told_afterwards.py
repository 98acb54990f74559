"""Told in another order than it happened it comes to the same: what starts a date may be told after what meets it."""

from dataclasses import replace

from tests.engine.course.paper import LETTERS, READER, Paper, deadline, letters
from tests.written_dates import on
from workflows.engine import Item, Move, Opening, working_days
from workflows.engine.course.comparing import judged

PLAN = deadline("keep-plan", starts="answer_planned", within=working_days(5), met_by="writer_met")
READ = deadline("read", starts="reader_added", within=working_days(2), met_by="reader_answered", of="reader")
COPY = Item(
    "copy", "Copy", "to_send", (Opening("answer_planned", keys=("archive",)),),
    (Move("writer_met", to="sent", key="archive"),), frozenset({"sent"}),
)  # fmt: skip


def test_what_starts_it_may_be_told_after_what_meets_it() -> None:
    paper = Paper(letters(PLAN))
    paper.happens("letter_came", "Mon 3 Mar 2025")
    met = paper.happens("writer_met", "Thu 13 Mar 2025")

    paper.happens("answer_planned", "Tue 4 Mar 2025", told="Fri 14 Mar 2025")

    state = paper.latest("keep-plan")
    assert (state.status, state.settled_by, state.settled_on) == ("met", met, on("Thu 13 Mar 2025"))
    assert judged(state) == ("late", 2)


def test_the_first_that_met_it_counts() -> None:
    paper = Paper(letters(PLAN))
    paper.happens("letter_came", "Mon 3 Mar 2025")
    for day in ("Thu 13 Mar 2025", "Fri 7 Mar 2025"):
        paper.happens("writer_met", day, told="Thu 13 Mar 2025")

    paper.happens("answer_planned", "Tue 4 Mar 2025", told="Fri 14 Mar 2025")

    assert paper.latest("keep-plan").settled_on == on("Fri 7 Mar 2025")


def test_what_happened_before_it_started_does_not_meet_it() -> None:
    paper = Paper(letters(PLAN))
    paper.happens("letter_came", "Mon 3 Mar 2025")
    paper.happens("writer_met", "Tue 4 Mar 2025")

    paper.happens("answer_planned", "Wed 5 Mar 2025")

    assert paper.statuses("keep-plan") == ["open"]


def test_started_once_more_it_is_a_date_of_its_own() -> None:
    paper = Paper(letters(replace(PLAN, again="replace")))
    paper.happens("letter_came", "Mon 3 Mar 2025")
    paper.happens("answer_planned", "Tue 4 Mar 2025")
    paper.happens("writer_met", "Fri 7 Mar 2025")

    paper.happens("answer_planned", "Thu 6 Mar 2025", told="Mon 10 Mar 2025")

    assert paper.statuses("keep-plan") == ["met", "open"]


def test_an_item_that_was_done_before_it_was_asked_for_is_judged_and_owes_nothing() -> None:
    paper = Paper(letters(READ, items=(replace(READER, moves=READER.moves[:2]),)))
    paper.happens("letter_came", "Mon 3 Mar 2025")
    paper.happens("reader_answered", "Fri 7 Mar 2025", item="anne")

    paper.happens("reader_added", "Tue 4 Mar 2025", item="anne", told="Mon 10 Mar 2025")

    assert paper.items() == {"anne": "answered"}
    assert judged(paper.latest("read", "anne")) == ("late", 1)


def test_an_item_that_ended_otherwise_starts_nothing() -> None:
    paper = Paper(letters(READ, items=(replace(READER, moves=READER.moves[:2]),)))
    paper.happens("letter_came", "Mon 3 Mar 2025", readers=["anne"])
    paper.happens("reader_excused", "Tue 4 Mar 2025", item="anne")

    paper.happens("reader_added", "Wed 5 Mar 2025", item="anne")

    assert paper.all("read") == []


def test_an_item_of_a_fixed_key_opened_after_it_was_done_is_done() -> None:
    law = replace(LETTERS, items=(READER, COPY))
    paper = Paper(law)
    paper.happens("letter_came", "Mon 3 Mar 2025")
    paper.happens("writer_met", "Tue 4 Mar 2025")
    assert paper.items() == {}

    paper.happens("answer_planned", "Wed 5 Mar 2025")

    assert paper.items() == {"archive": "sent"}
