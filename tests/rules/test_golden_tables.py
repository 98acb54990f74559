"""Each workflow's whole law as a table: a change of the law is a change that somebody has read.

After reading the difference: `python -m tests.rules.test_golden_tables` writes the tables anew.
"""

from pathlib import Path

import pytest

from cli.law import law_in_full
from workflows.engine import Workflow
from workflows.engine.registry import workflows

GOLDEN = Path(__file__).parent / "golden"


def golden(workflow: Workflow) -> Path:
    return GOLDEN / f"{workflow.name}.md"


@pytest.mark.parametrize("workflow", workflows().values(), ids=lambda workflow: workflow.name)
def test_the_law_is_what_its_golden_table_says(workflow: Workflow) -> None:
    assert law_in_full(workflow) == golden(workflow).read_text(encoding="utf-8")


def test_no_golden_table_is_left_of_a_law_that_is_gone() -> None:
    assert {path.stem for path in GOLDEN.glob("*.md")} == set(workflows())


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for each in workflows().values():
        golden(each).write_text(law_in_full(each), encoding="utf-8")
