"""Which items an event touches, opens and moves."""

from dataclasses import replace

from tests.engine.course.paper import READER, Paper, deadline, letters
from tests.written_dates import on
from workflows.engine import Move, Opening, all_items, says, working_days
from workflows.engine.course.comparing import judged


def test_the_names_listed_are_opened_once_each_and_in_order() -> None:
    paper = Paper(letters())

    paper.happens("letter_came", "Mon 3 Mar 2025", readers=["bob", "anne", "bob"])

    assert list(paper.items()) == ["bob", "anne"]


def test_items_of_fixed_names_are_opened_only_where_it_was_said() -> None:
    item = replace(READER, opened_by=(Opening("letter_came", keys=("chair",), when=says("tone", "cross")),))
    kind, cross = Paper(letters(items=(item,))), Paper(letters(items=(item,)))

    kind.happens("letter_came", "Mon 3 Mar 2025", tone="kind")
    cross.happens("letter_came", "Mon 3 Mar 2025", tone="cross")

    assert (kind.items(), cross.items()) == ({}, {"chair": "asked"})


def test_a_fact_about_an_item_that_nobody_opened_opens_it() -> None:
    paper = Paper(letters())
    paper.happens("letter_came", "Mon 3 Mar 2025")

    paper.happens("reader_answered", "Tue 4 Mar 2025", item="anne")

    assert paper.items() == {"anne": "answered"}


def test_a_fact_that_moves_an_item_of_a_fixed_name_does_not_open_it() -> None:
    item = replace(READER, opened_by=(Opening("reader_added", keys=("chair",)),),
                   moves=(Move("writer_met", to="answered", key="chair"),))  # fmt: skip
    met = all_items("reader", in_={"answered"})
    paper = Paper(letters(items=(item,), transitions=letters().transitions[1:]))
    paper.happens("letter_came", "Mon 3 Mar 2025")

    paper.happens("writer_met", "Tue 4 Mar 2025")

    assert met.kind == "reader"
    assert paper.items() == {}


def test_an_item_moves_only_from_where_the_law_lets_it() -> None:
    paper = Paper(letters())
    paper.happens("letter_came", "Mon 3 Mar 2025", readers=["anne", "bob"])
    paper.happens("reader_answered", "Tue 4 Mar 2025", item="anne")

    paper.happens("reader_excused", "Wed 5 Mar 2025", item="anne")

    assert paper.items()["anne"] == "answered"


def test_an_item_asked_again_owes_again() -> None:
    owed = deadline("read", starts="reader_added", within=working_days(2), met_by="reader_answered",
                    again="replace", of="reader")  # fmt: skip
    paper = Paper(letters(owed))
    paper.happens("letter_came", "Mon 3 Mar 2025")
    paper.happens("reader_added", "Tue 4 Mar 2025", item="anne")
    paper.happens("reader_answered", "Wed 5 Mar 2025", item="anne")

    paper.happens("reader_added", "Thu 6 Mar 2025", item="anne")

    assert (paper.items(), paper.statuses("read")) == ({"anne": "asked"}, ["met", "open"])
    assert paper.due("read") == on("Mon 10 Mar 2025")


def test_all_of_them_stand_since_the_last_one_came_among_those_states_not_since_it_moved_on_within_them() -> None:
    """Both had the letter on 3 March; that one has answered since, before it was told of the other, changes nothing."""
    read = deadline(
        "all-have-it", starts="letter_came", within=working_days(1),
        met_by=all_items("reader", in_={"has_it", "answered"}),
    )  # fmt: skip
    moves = (Move("reader_added", to="has_it", source=("asked",)), *READER.moves[:1])
    paper = Paper(letters(read, items=(replace(READER, opened_by=READER.opened_by[:1], moves=moves),)))
    paper.happens("letter_came", "Mon 3 Mar 2025", readers=["anne", "bob"])
    paper.happens("reader_added", "Mon 3 Mar 2025", item="anne")
    paper.happens("reader_answered", "Fri 7 Mar 2025", item="anne")

    paper.happens("reader_added", "Mon 3 Mar 2025", item="bob", told="Mon 10 Mar 2025")

    assert (paper.latest("all-have-it").settled_on, judged(paper.latest("all-have-it"))) == (
        on("Mon 3 Mar 2025"), ("on time", 0),
    )  # fmt: skip
