"""Who takes an event, where it moves a run, and what begins."""

from dataclasses import replace

from tests.engine.course.paper import AGAIN, BY, Paper, deadline, letters
from tests.written_dates import on
from workflows.engine import FACT, Event, Fact, Workflow, working_days
from workflows.engine.refusals import Code

ARCHIVE = Workflow(
    name="archive",
    title="Archive",
    begins_when="box_opened",
    begins="open",
    states={"open": "Letters may be laid in.", "full": "No more goes in.", "lost": "It is gone."},
    ends=frozenset({"full", "lost"}),
    transitions=(Fact("letter_answered", to="full"), Fact("box_lost", to="lost")),
    events=(Event("box_opened", "A box was opened", FACT, BY), Event("box_lost", "The box was lost", FACT, BY)),
)


def test_an_event_that_begins_a_workflow_begins_a_run_of_it() -> None:
    paper = Paper(letters())

    begun_by = paper.happens("letter_came", "Mon 3 Mar 2025")

    [run] = paper.runs()
    assert (run.state, run.begun_by, run.begun_on, run.ended_on) == ("came", begun_by, on("Mon 3 Mar 2025"), None)


def test_an_event_that_no_run_takes_and_that_begins_nothing_is_refused_and_says_so() -> None:
    paper = Paper(letters())

    refused = paper.refuses("letter_discussed", "Mon 3 Mar 2025")

    assert refused.code is Code.NOBODY_TAKES_IT
    assert str(refused) == (
        "letter_discussed belongs to Letters, which has not begun in this case: "
        "record first what begins it, such as letter_came."
    )


def test_while_a_run_is_open_no_second_one_begins() -> None:
    paper = Paper(letters(again=AGAIN, events=(*letters().events[1:], Event("letter_came", "", FACT, BY, many=True))))

    paper.happens("letter_came", "Mon 3 Mar 2025")
    paper.happens("letter_came", "Tue 4 Mar 2025")

    assert len(paper.runs()) == 1


def test_a_second_run_begins_only_where_the_law_says_again() -> None:
    once, again = Paper(letters()), Paper(letters(again=AGAIN))
    for paper in (once, again):
        paper.happens("letter_came", "Mon 3 Mar 2025")
        paper.happens("letter_answered", "Tue 4 Mar 2025")

    again.happens("letter_came", "Wed 5 Mar 2025")

    assert [run.state for run in again.runs()] == ["answered", "came"]
    assert once.refuses("letter_came", "Wed 5 Mar 2025").code is Code.CONTRADICTION


def test_a_second_run_begins_only_after_the_ends_that_the_law_names() -> None:
    paper = Paper(letters(again={"letter_came": ("answered",)}))
    paper.happens("letter_came", "Mon 3 Mar 2025")
    paper.happens("letter_withdrawn", "Tue 4 Mar 2025")

    assert paper.refuses("letter_came", "Wed 5 Mar 2025").code is Code.CONTRADICTION


def test_a_second_run_takes_what_no_run_of_its_own_has_taken() -> None:
    """While the first run was over, the answer began something else and was taken by that alone."""
    shelf = replace(ARCHIVE, name="shelf", begins_when="letter_answered")
    paper = Paper(letters(again=AGAIN), shelf)
    paper.happens("letter_came", "Mon 3 Mar 2025")
    paper.happens("letter_withdrawn", "Tue 4 Mar 2025")
    paper.happens("letter_answered", "Thu 6 Mar 2025")
    assert paper.stands_at("letters") == "withdrawn"

    paper.happens("letter_came", "Wed 5 Mar 2025", told="Fri 7 Mar 2025")

    assert [run.state for run in paper.runs("letters")] == ["withdrawn", "answered"]


def test_an_event_goes_to_each_open_run_that_hears_it() -> None:
    paper = Paper(letters(), ARCHIVE)
    paper.happens("letter_came", "Mon 3 Mar 2025")
    paper.happens("box_opened", "Mon 3 Mar 2025")

    paper.happens("letter_answered", "Tue 4 Mar 2025")

    assert (paper.stands_at("letters"), paper.stands_at("archive")) == ("answered", "full")


def test_an_ended_run_takes_nothing_while_another_run_is_open_to_it() -> None:
    paper = Paper(letters(), ARCHIVE)
    paper.happens("letter_came", "Mon 3 Mar 2025")
    paper.happens("letter_withdrawn", "Mon 3 Mar 2025")
    paper.happens("box_opened", "Mon 3 Mar 2025")

    paper.happens("letter_answered", "Tue 4 Mar 2025")

    assert ("letter_answered", None) not in paper.runs("letters")[0].taken


def test_an_ended_run_takes_a_late_item_as_history_and_starts_nothing() -> None:
    owed = deadline("read-it", starts="reader_added", within=working_days(2), met_by="reader_answered", of="reader")
    paper = Paper(letters(owed))
    paper.happens("letter_came", "Mon 3 Mar 2025")
    paper.happens("letter_answered", "Tue 4 Mar 2025")

    paper.happens("reader_added", "Mon 3 Mar 2025", item="anne")

    assert paper.items() == {"anne": "asked"}
    assert paper.all("read-it") == []
    assert paper.stands_at() == "answered"


def test_the_last_items_event_moves_the_run_in_the_same_breath() -> None:
    paper = Paper(letters())
    paper.happens("letter_came", "Mon 3 Mar 2025", readers=["anne", "bob"])
    paper.happens("reader_answered", "Tue 4 Mar 2025", item="anne")
    assert paper.stands_at() == "came"

    paper.happens("reader_excused", "Wed 5 Mar 2025", item="bob")

    assert paper.stands_at() == "read"
    assert paper.runs()[0].since == on("Wed 5 Mar 2025")


def test_a_kind_without_any_item_moves_nothing() -> None:
    paper = Paper(letters())

    paper.happens("letter_came", "Mon 3 Mar 2025", readers=[])

    assert paper.stands_at() == "came"


def test_what_was_recorded_before_a_run_began_and_happened_after_it_is_taken_when_it_begins() -> None:
    owed = deadline("answer-it", starts="letter_came", within=working_days(5), met_by="letter_answered")
    paper = Paper(letters(owed), ARCHIVE)
    paper.happens("box_opened", "Mon 3 Mar 2025")
    paper.happens("letter_answered", "Thu 6 Mar 2025")

    paper.happens("letter_came", "Tue 4 Mar 2025", told="Fri 7 Mar 2025")

    assert paper.stands_at("letters") == "answered"
    assert paper.statuses("answer-it") == ["met"]
    assert paper.latest("answer-it").settled_on == on("Thu 6 Mar 2025")


def test_what_happened_before_a_run_began_is_not_its_own() -> None:
    paper = Paper(letters(), ARCHIVE)
    paper.happens("box_opened", "Mon 3 Mar 2025")
    paper.happens("letter_answered", "Mon 3 Mar 2025")

    paper.happens("letter_came", "Tue 4 Mar 2025")

    assert paper.stands_at("letters") == "came"


def test_a_second_run_does_not_take_what_the_first_one_took() -> None:
    paper = Paper(letters(again=AGAIN))
    paper.happens("letter_came", "Mon 3 Mar 2025")
    paper.happens("letter_answered", "Wed 5 Mar 2025")

    paper.happens("letter_came", "Tue 4 Mar 2025")

    assert [run.state for run in paper.runs()] == ["answered", "came"]


def test_a_run_that_two_events_may_begin_began_with_the_earlier_of_them() -> None:
    two = replace(letters(), begins_when=("letter_came", "writer_met"))
    paper = Paper(two)
    paper.happens("letter_came", "Wed 5 Mar 2025")

    paper.happens("writer_met", "Mon 3 Mar 2025")

    assert paper.runs()[0].begun_on == on("Mon 3 Mar 2025")
    paper.happens("letter_discussed", "Tue 4 Mar 2025")
    assert paper.stands_at() == "discussed"
