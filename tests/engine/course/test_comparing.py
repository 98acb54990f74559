"""What a change is called, for people and for programs."""

from collections.abc import Callable
from typing import Any

from tests.engine.course.paper import Paper, deadline, letters
from workflows.engine import working_days
from workflows.engine.course.comparing import Change, changes, snapshot

LAW = letters(
    deadline("answer-it", starts="letter_came", within=working_days(5), met_by="letter_answered"),
    deadline("discuss", starts="letter_came", within=working_days(2), met_by="letter_discussed",
             missed_by=("letter_answered",)),
    deadline("plan", starts="answer_planned", given="answer_on", met_by="letter_answered", again="replace",
             explained_by="letter_parked"),
)  # fmt: skip


def told(paper: Paper, act: Callable[[], Any]) -> list[Change]:
    before = snapshot(paper.course.copied())
    act()
    return list(changes(before, snapshot(paper.course)))


def words(paper: Paper, event: str, day: str, **details: Any) -> list[tuple[str, ...]]:
    said = told(paper, lambda: paper.happens(event, day, **details))
    return [tuple(filter(None, (one.what, one.name, one.before, one.after, one.result))) for one in said]


def test_each_change_has_its_word() -> None:
    paper = Paper(LAW)

    assert words(paper, "letter_came", "Mon 3 Mar 2025") == [
        ("state", "letters", "came"),
        ("started", "answer-it", "2025-03-10"),
        ("started", "discuss", "2025-03-05"),
    ]
    assert words(paper, "answer_planned", "Tue 4 Mar 2025", answer_on="2025-03-07") == [
        ("started", "plan", "2025-03-07")
    ]
    assert words(paper, "answer_planned", "Tue 4 Mar 2025", answer_on="2025-03-06") == [
        ("closed", "plan", "2025-03-07", "2025-03-07"),
        ("started", "plan", "2025-03-06"),
    ]
    assert words(paper, "letter_parked", "Tue 4 Mar 2025", until="2025-03-12") == [
        ("state", "letters", "came", "parked"),
        ("explained", "plan", "2025-03-06", "2025-03-06"),
    ]
    assert words(paper, "letter_answered", "Tue 11 Mar 2025") == [
        ("state", "letters", "parked", "answered"),
        ("met", "answer-it", "2025-03-10", "2025-03-10", "late"),
        ("missed", "discuss", "2025-03-05", "2025-03-05", "not met"),
        ("met", "plan", "2025-03-06", "2025-03-06", "late"),
    ]


def test_a_holiday_moves_what_is_open() -> None:
    paper = Paper(LAW)
    paper.happens("letter_came", "Mon 3 Mar 2025")

    [moved] = told(paper, lambda: paper.learns("Fri 7 Mar 2025"))

    assert (moved.what, moved.name, moved.before, moved.after) == ("moved", "answer-it", "2025-03-10", "2025-03-11")


def test_a_snapshot_does_not_change_with_the_course() -> None:
    paper = Paper(LAW)
    paper.happens("letter_came", "Mon 3 Mar 2025", readers=["anne"])
    before = snapshot(paper.course.copied())

    paper.happens("reader_answered", "Tue 4 Mar 2025", item="anne")
    paper.happens("letter_answered", "Tue 4 Mar 2025")

    assert [run.state for run in before.runs.values()] == ["came"]
    assert [run.passed for run in before.runs.values()] == [set()]
    assert [item.state for item in before.items.values()] == ["asked"]
    assert all(state.is_open for state in before.deadlines.values())
