"""The folder is the registry: files are found, verified, completed, named by digest and changed only where local."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from subprocess import check_output
from sys import executable
from uuid import uuid4

import pytest

from config.bank_holidays import ENGLAND_AND_WALES
from tests.written_dates import on
from workflows import incident_notification, rapid_review
from workflows.engine import Workflow, working_days
from workflows.engine.calendar import Calendar
from workflows.engine.course import Happening, replay, take
from workflows.engine.registry import (
    canonical,
    complete,
    digest,
    from_canonical,
    with_local_days,
    with_review_day,
    workflows,
)
from workflows.engine.verify import WrongDefinition

A_SIXTH = '''"""A coroner's letter: found because it lies in the folder, with no other edit."""

from workflows.engine import (
    FACT, Deadline, Event, Fact, Workflow, a_date, given, local, on_the_day, working_days
)

WORKFLOW = Workflow(
    name="coroners-letter",
    title="Coroner's letter",
    begins_when="coroner_wrote",
    begins="open",
    states={"open": "The coroner's letter is open.", "answered": "It has been answered."},
    transitions=(Fact("coroner_answered", to="answered"), Fact("published", to="answered")),
    events=(
        Event("coroner_wrote", "The coroner wrote", FACT, by=("coordinator",), asks=(a_date("reply_by"),)),
        Event("coroner_answered", "The coroner was answered", FACT, by=("coordinator",)),
    ),
    ends=frozenset({"answered"}),
    deadlines=(
        Deadline(
            name="answer-coroner",
            title="Answer the coroner",
            starts="coroner_wrote",
            given="reply_by",
            within=working_days(10),
            met_by="coroner_answered",
            duty=local("the coroner's letter"),
            days=given("the date in it"),
            ladder=(on_the_day("coordinator"),),
        ),
    ),
)
'''


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "coroners_letter.py").write_text(A_SIXTH)
    (tmp_path / "_not_a_law.py").write_text("raise AssertionError('a file with an underscore is no law')\n")
    (tmp_path / "notes_about_law.py").write_text('"""No WORKFLOW here."""\n')
    return tmp_path


def test_every_law_file_of_the_folder_is_found_in_the_order_a_case_goes_through_them() -> None:
    assert list(workflows()) == [
        "incident-notification",
        "rapid-review",
        "panel-referral",
        "lcspr",
        "local-learning-review",
    ]


def test_what_is_dropped_in_is_found_and_changes_nothing_else(folder: Path) -> None:
    with_sixth = workflows(folder)

    assert set(with_sixth) == {*workflows(), "coroners-letter"}
    assert {name: digest(with_sixth[name]) for name in workflows()} == {
        name: digest(workflow) for name, workflow in workflows().items()
    }


def test_what_is_dropped_in_hears_the_events_of_the_other_files(folder: Path) -> None:
    dropped_in = workflows(folder)["coroners-letter"]

    assert dropped_in.event("published") == workflows()["lcspr"].event("published")


def test_what_is_dropped_in_is_driven_by_the_engine(folder: Path) -> None:
    law, calendar = workflows(folder), Calendar.build(ENGLAND_AND_WALES)

    def happening(name: str, day: str, **said: str) -> Happening:
        return Happening(
            id=uuid4(), name=name, on=on(day), details=said, law=law, calendar=calendar, recorded_on=on(day)
        )

    course = replay([happening("coroner_wrote", "Mon 23 Nov 2026", reply_by="2026-12-04")])
    (owed,) = course.deadlines
    assert (owed.declared.name, owed.counted.due, owed.status) == ("answer-coroner", on("Fri 4 Dec 2026"), "open")

    take(course, happening("coroner_answered", "Thu 3 Dec 2026"))
    assert (owed.status, owed.settled_on) == ("met", on("Thu 3 Dec 2026"))
    assert [run.state for run in course.runs.values()] == ["answered"]


def test_a_wrong_file_stops_all_and_says_why(tmp_path: Path) -> None:
    (tmp_path / "wrong.py").write_text(A_SIXTH.replace('begins="open"', 'begins="opened"'))

    with pytest.raises(WrongDefinition, match="coroners-letter: it begins at opened, which is not a state"):
        workflows(tmp_path)


def test_a_workflow_that_is_none_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "wrong.py").write_text('"""Wrong."""\n\nWORKFLOW = "letters"\n')

    with pytest.raises(WrongDefinition, match="its WORKFLOW is not a Workflow"):
        workflows(tmp_path)


def test_a_workflow_is_complete_with_what_it_hears_from_other_files() -> None:
    incident, rapid = complete([incident_notification.WORKFLOW, rapid_review.WORKFLOW])

    assert "panel_notified" not in {event.name for event in rapid_review.WORKFLOW.events}
    assert rapid.event("panel_notified") == incident.event("panel_notified")
    assert {event.name for event in rapid.events} == rapid.heard | set(rapid.begun_by)


EVERY = pytest.mark.parametrize("workflow", workflows().values(), ids=lambda workflow: workflow.name)


@EVERY
def test_the_canonical_text_gives_the_same_law_back(workflow: Workflow) -> None:
    again = from_canonical(canonical(workflow))

    assert again == workflow
    assert list(again.states) == list(workflow.states)
    assert digest(again) == digest(workflow)


@EVERY
def test_any_change_of_the_law_has_another_digest(workflow: Workflow) -> None:
    deadline = workflow.deadlines[0]
    changed = replace(workflow, deadlines=(replace(deadline, title="Other"), *workflow.deadlines[1:]))

    assert digest(changed) != digest(workflow)


def test_the_digest_is_the_same_in_every_process() -> None:
    """Sets have another order in every process; the text that is hashed must not."""
    says = "from workflows.engine.registry import *; print([digest(one) for one in workflows().values()])"
    root = Path(rapid_review.__file__).parents[1]
    told = {
        check_output([executable, "-c", says], cwd=root, env={"PYTHONHASHSEED": seed}, text=True)
        for seed in ("1", "2", "3")
    }

    assert told == {f"{[digest(workflow) for workflow in workflows().values()]}\n"}


def test_a_partnership_changes_its_own_milestones() -> None:
    changed = with_local_days(workflows()["rapid-review"], {"sign-off": 13, "agency-return": 8})

    assert changed.deadline("sign-off").within == working_days(13)
    assert changed.deadline("agency-return").within == working_days(8)
    assert changed.deadline("send-rapid-review") == workflows()["rapid-review"].deadline("send-rapid-review")


@pytest.mark.parametrize(
    ("workflow", "days", "why"),
    [
        ("rapid-review", {"send-rapid-review": 20}, "is statutory guidance, which a partnership may not change"),
        ("incident-notification", {"notify-panel": 6}, "is statute, which a partnership may not change"),
        ("incident-notification", {"tell-partners": 6}, "is GOV.UK instruction, which a partnership may not change"),
        ("panel-referral", {"panel-reply": 5}, "is an expectation, which a partnership may not change"),
        ("incident-notification", {"look-again": 5}, "is not counted in working days"),
        ("rapid-review", {"panel-meeting": 2}, "tells 2 working days before, and has only 2"),
        ("rapid-review", {"sign-off": 0}, "needs at least one working day, not 0"),
        ("rapid-review", {"tea": 1}, "there is no deadline tea to change"),
    ],
)
def test_what_a_partnership_may_not_change_is_refused(workflow: str, days: Mapping[str, int], why: str) -> None:
    with pytest.raises(WrongDefinition, match=why):
        with_local_days(workflows()[workflow], days)


def test_nothing_changed_is_the_same_law() -> None:
    for workflow in workflows().values():
        assert digest(with_local_days(workflow, {})) == digest(workflow)


def test_the_review_day_is_the_partnerships_and_nothing_else_moves() -> None:
    lcspr = workflows()["lcspr"]
    changed = with_review_day(lcspr, 15)

    assert changed.deadline("check-review-progress").on_day == 15
    assert [one for one in changed.deadlines if one not in lcspr.deadlines] == [
        changed.deadline("check-review-progress")
    ]
    with pytest.raises(WrongDefinition, match="there is no day 32 in a month"):
        with_review_day(lcspr, 32)


def test_a_word_added_to_the_language_changes_the_digest_of_no_law_that_does_not_use_it() -> None:
    """What stands at its default is left out, so an older text still has the digest it was stored under."""
    for workflow in workflows().values():
        text = canonical(workflow)

        assert "null" not in text
        assert '"many":false' not in text
        assert digest(from_canonical(text)) == digest(workflow)
