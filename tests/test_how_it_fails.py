"""`docs/how-it-fails.md`: every test that it names is there, and no known failure is left out or told twice."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
DOC = (ROOT / "docs" / "how-it-fails.md").read_text(encoding="utf-8")
TESTS = {
    name
    for file in (ROOT / "tests").rglob("test_*.py")
    for name in re.findall(r"^ *def (test_\w+)\(", file.read_text(encoding="utf-8"), re.MULTILINE)
}


def test_every_test_it_names_is_there() -> None:
    named = set(re.findall(r"`(test_\w+)`", DOC))

    assert len(named) > 60
    assert named - TESTS == set()


def test_each_of_the_fifty_six_is_answered_once() -> None:
    assert re.findall(r"^\| (F\d+) \|", DOC, re.MULTILINE) == [f"F{n}" for n in range(1, 57)]


def test_every_part_names_what_shows_it() -> None:
    parts = DOC.split("## The parts")[1].split("\n## ")[0]
    rows = [line for line in parts.splitlines() if line.startswith("| ")][2:]

    assert len(rows) > 15
    assert [row for row in rows if "`test_" not in row.rsplit("|", 2)[1]] == []
