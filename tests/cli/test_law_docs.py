"""docs/deadlines.md is made from the declarations, and says so when it is stale."""

import re
from pathlib import Path

import pytest

from cli.law import (
    DOCS,
    README,
    deadlines_page,
    deadlines_table,
    short_table,
    state_diagram,
    with_deadlines,
    write_docs,
)
from workflows.engine import Workflow
from workflows.engine.registry import workflows
from workflows.engine.roles import TITLES

EVERY = pytest.mark.parametrize("workflow", workflows().values(), ids=lambda workflow: workflow.name)


def test_the_page_of_deadlines_is_not_stale() -> None:
    assert (DOCS / "deadlines.md").read_text(encoding="utf-8") == deadlines_page(), "run: python -m cli.law"


def test_the_table_in_the_readme_is_not_stale() -> None:
    readme = README.read_text(encoding="utf-8")

    assert readme == with_deadlines(readme), "run: make docs"
    assert short_table() in readme


def test_writing_the_docs_makes_the_page(tmp_path: Path) -> None:
    write_docs(tmp_path)

    assert (tmp_path / "deadlines.md").read_text(encoding="utf-8") == deadlines_page()


def test_every_deadline_has_one_line_with_its_two_authorities() -> None:
    lines = deadlines_table().splitlines()[2:]
    declared = [deadline for workflow in workflows().values() for deadline in workflow.deadlines]

    assert [line.split(" | ")[0] for line in lines] == [f"| `{deadline.name}`" for deadline in declared]
    for line, deadline in zip(lines, declared, strict=True):
        assert len(line.split(" | ")) == len(lines[0].split(" | "))
        assert str(deadline.duty) in line
        assert str(deadline.days) in line


def test_nothing_but_statute_is_called_statute() -> None:
    for line in deadlines_table().splitlines()[2:]:
        duty, days = line.split(" | ")[4:6]
        name = line.split("`")[1]
        by_statute = name in {
            "notify-panel",
            "check-review-progress",
            "send-advance-copies-by-law",
            "keep-published",
        }
        assert duty.startswith("statute: ") == by_statute, name
        assert days.startswith("statute: ") == (name in {"send-advance-copies-by-law", "keep-published"}), name


@EVERY
def test_a_drawing_shows_every_state_and_every_end(workflow: Workflow) -> None:
    drawing = state_diagram(workflow)

    for state in workflow.states:
        assert re.search(rf" as {state}$", drawing, re.MULTILINE)
        assert re.search(rf"--> {state}: ", drawing), f"nothing is drawn to {state}"
    drawn_ends = set(re.findall(r"^  (\w+) --> \[\*\]$", drawing, re.MULTILINE))
    assert drawn_ends == workflow.ends


@EVERY
def test_a_label_never_holds_what_mermaid_reads_as_its_own(workflow: Workflow) -> None:
    for line in state_diagram(workflow).splitlines():
        if "-->" in line and ": " in line:
            label = line.split(": ", 1)[1]
            assert not set(label) & set(":;#"), line


def test_the_glossary_has_every_role_and_every_word_of_the_language() -> None:
    glossary = (DOCS / "glossary.md").read_text(encoding="utf-8").lower()
    words = "workflow state event transition item deadline ladder rung authority fact step hold expectation given"
    record = "case run notice message open record correct strike sweep climb claim deliver acknowledge audit"

    for word in [*words.split(), *record.split(), "working day", "day zero", *TITLES.values()]:
        assert f"**{word.lower()}**" in glossary, word
