"""The README holds: six parts, and whoever types its commands one after another gets what it says."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.terminal import Terminal

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
ELLIPSIS = "…"


def commands(part: str) -> Iterator[list[str]]:
    """Each whole command of swan in the fenced blocks of a part; what only names commands has an ellipsis in it."""
    text = README.split(f"\n## {part}")[1].split("\n## ")[0]
    for block in re.findall(r"```\n(.*?)```", text, re.DOTALL):
        for line in block.splitlines():
            words = shlex.split(line.removeprefix("$ "), comments=True)
            if words and words[0].split("/")[-1] == "swan" and ELLIPSIS not in line and " · " not in line:
                yield words[1:]


def test_it_has_six_parts_of_a_screen_each() -> None:
    parts = README.split("\n## ")[1:]

    assert [part.split(".")[0] for part in parts] == ["1", "2", "3", "4", "5", "6"]
    assert [part.splitlines()[0] for part in parts if len(part.splitlines()) > 30] == []


@pytest.mark.parametrize("words", list(commands("2.")), ids=" ".join)
def test_dates_are_asked_for_as_it_says(swan: Terminal, words: list[str]) -> None:
    assert "Notify the National Panel" in swan.does(*words).words


def test_a_case_is_kept_as_it_says(swan: Terminal) -> None:
    """But `swan up`, which stays, and the partnership, which is there already."""
    typed = [words for words in commands("3.") if words[0] not in ("up", "partnership")]

    for words in typed:
        swan.does(*words)

    assert [words[0] for words in typed] == ["open", "record", "record", "due", "explain"]
    assert [one["name"] for one in swan.reads("case", "WSCP-2026-001")["events"]] == [
        "authority_became_aware", "panel_notified",
    ]  # fmt: skip
