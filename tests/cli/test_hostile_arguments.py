"""Every command is given what was never meant: it ends with a sentence and its code, and has changed nothing."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import typer
from hypothesis import strategies as st

from cli.main import app
from tests.cli.terminal import Terminal
from tests.hostile import WORDS, some, tries

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")

APART = frozenset({"up", "demo", "simulate", "backup", "restore", "import", "partnership load"})
"""They start servers, take minutes, or read a file: those have tests of their own."""

# No terminal can hand over a NUL; what is no UTF-8 it hands over as Python has it.
GIVEN = st.sampled_from([*(word for word in WORDS if "\0" not in word), "\udcff", "-", "--", "--json", "-1"])
HONEST = (
    "WSCP-2026-001", "send-rapid-review", "review_meeting_held", "panel_notified", "2", "2026-11-20", "23/11/2026",
    "orla-fennimore", "coordinator", "police", "death", "westmarch", "minute=seen", "09:32", "yesterday", "2020-04-01",
)  # fmt: skip
TABLES = (
    "event", "case", "run", "item", "deadline", "rung", "notice", "message", "person", "holding", "absence", "holiday",
    "office_event", "partnership", "acknowledgement", "child", "draft", "request",
)  # fmt: skip
COUNTED = " union all ".join(f"select '{table}', count(*) from \"{table}\"" for table in TABLES)
STANDS = f"{COUNTED} union all select md5(coalesce(string_agg(head, ',' order by reference), '')), 0 from \"case\""


def commands(group: click.Group, above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command with the words that lead to it."""
    for name, one in group.commands.items():
        if isinstance(one, click.Group):
            yield from commands(one, (*above, name))
        elif " ".join((*above, name)) not in APART:
            yield (*above, name), one


ALL = list(commands(typer.main.get_command(app)))  # type: ignore[arg-type]


@st.composite
def lines(draw: st.DrawFn) -> list[str]:
    """A command with honest arguments and options, and some that are not."""
    words, command = draw(st.sampled_from(ALL))
    said = st.sampled_from(HONEST) | GIVEN | st.text(st.characters(exclude_characters="\0"), max_size=20)
    line = list(words)
    for one in command.params:
        if isinstance(one, click.Argument):
            line += draw(st.lists(said, min_size=1, max_size=1 if one.nargs == 1 else 3))
        elif one.name != "help" and draw(st.integers(0, 2)) == 0:
            line += [one.opts[0]] if getattr(one, "is_flag", False) else [one.opts[0], draw(said)]
    return line + draw(st.lists(GIVEN, max_size=1))


@pytest.fixture
def busy(swan: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal with a case in its office, in a folder of its own: some commands write a file of any name."""
    monkeypatch.chdir(tmp_path)
    swan.does("open", "--notified", "2026-11-20", "--harm", "death", "--child", "Zzcanary")
    return swan


def stands(swan: Terminal) -> list[Any]:
    return sorted(tuple(row) for row in swan.rows(STANDS))


@some
def test_it_is_refused_in_a_sentence_and_nothing_is_half_done(busy: Terminal, much: int) -> None:
    def attempt(line: list[str]) -> None:
        before = stands(busy)
        said = busy(*line, typed="n\n")
        assert said.code in (0, 1, 2, 3, 4, 5), line
        assert "Traceback" not in said.out + said.err, line
        assert "psycopg" not in said.out + said.err, line
        assert said.code == 0 or stands(busy) == before, line
        assert said.code == 0 or said.err.strip() or said.out.strip(), line
        if "--show-children" not in line:
            assert "zzcanary" not in (said.out + said.err).casefold(), line

    tries(lines(), 120, attempt, much)
