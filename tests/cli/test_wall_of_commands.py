"""Two partnerships at one terminal: a command that names one shows and changes nothing of the other."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from cli.main import app
from models.database import session
from tests.cli.terminal import Terminal
from tests.office import moment
from tests.two_areas import plan_of
from workflows.engine.casework.acting import Actor
from workflows.engine.casework.founding import found
from workflows.engine.reading import titles

WEST, EAST = "WSCP-2026-001", "ESCP-2026-001"
MARKS = ("ESCP-", "of eastmarch", "@eastmarch")


@pytest.fixture
def swan(swan: Terminal) -> Terminal:
    """Westmarch and Eastmarch, each with a case; every name in the other says whose it is."""
    with session("swan_app", url=swan.url) as db:
        found(db, plan_of("eastmarch", "ESCP"), Actor("tests"), moment("Wed 1 Apr 2020 09:00"))
    for one in ("westmarch", "eastmarch"):
        swan.does("open", "--partnership", one, "--aware", "2026-11-20", "--harm", "serious harm")
    return swan


LISTS = (
    ("due",),
    ("cases", "--all"),
    ("people", "list"),
    ("retention", "list"),
    ("hand-over", "list"),
    ("audit", "changes"),
)


CHANGES = {"open", "import", "people add", "people change", "people hold", "people end", "people deputise",
           "people away", "people back", "hand-over accept", "retention clear"}  # fmt: skip
"""They work at the desk of the one partnership they name, which knows nothing of another's: below."""


def commands(command: Any, *path: str) -> Iterator[tuple[str, set[str]]]:
    """Every command with the names of what it takes."""
    for name, one in getattr(command, "commands", {}).items():
        yield from commands(one, *path, name)
    if not hasattr(command, "commands"):
        yield " ".join(path), {one.name for one in command.params}


def test_every_command_that_names_a_partnership_is_tried() -> None:
    """A new list comes with its line here."""
    there = {name for name, takes in commands(get_command(app)) if "partnership" in takes}
    lists = {" ".join(word for word in one if not word.startswith("-")) for one in LISTS}
    assert there == lists | CHANGES | {"subject-access", "figures"}


def test_a_year_counts_the_cases_of_one_partnership(swan: Terminal) -> None:
    """Each of the two has one, and both are there."""
    for name in ("westmarch", "eastmarch"):
        numbers = swan.reads("figures", "--partnership", name)["numbers"]
        assert [n for title, n in numbers.items() if title == titles.of_event("authority_became_aware")] == [1]


def test_what_is_written_down_of_a_person_holds_nothing_of_another_partnership(swan: Terminal, tmp_path: Path) -> None:
    """The same short name stands in both, with another name and address in each."""
    out = tmp_path / "given.json"
    asked = ("--person", "orla-fennimore", "--partnership", "westmarch", "--out", str(out))
    swan.does("subject-access", *asked, "--as", "marguerite-oyelaran")
    written = out.read_text()
    assert "orla-fennimore" in written
    assert foreign(written) == []


def foreign(said: str) -> list[str]:
    return [mark for mark in MARKS if mark in said]


@pytest.mark.parametrize("command", LISTS, ids=" ".join)
def test_a_list_of_one_partnership_holds_nothing_of_another(swan: Terminal, command: tuple[str, ...]) -> None:
    for more in ((), ("--json",)):
        assert foreign(swan.does(*command, "--partnership", "westmarch", *more).out) == []
    everything = swan.does(*command, "--partnership", "eastmarch").out
    assert foreign(everything) or command[0] == "hand-over"


@pytest.mark.parametrize(
    "command",
    [
        ("case", WEST, "--show-children", "--notes"),
        ("explain", WEST, "notify-panel"),
        ("record", WEST),
        ("audit", WEST),
        ("audit", "who-saw", WEST),
    ],
    ids=" ".join,
)
def test_a_case_of_one_partnership_says_nothing_of_another(swan: Terminal, command: tuple[str, ...]) -> None:
    assert foreign(swan.does(*command).out) == []


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (("record", WEST, "panel_notified", "--on", "2026-11-23", "--as", "nobody-of-theirs"), "knows nobody called"),
        (("people", "hold", "orla-fennimore", "reviewer", "--case", EAST, "--partnership", "westmarch"), "has no case"),
        (("retention", "hold", WEST, "--because", "court", "--as", "nobody-of-theirs"), "knows nobody called"),
        (("hand-over", "accept", EAST, "--partnership", "westmarch"), "is offered to"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else value,
)
def test_what_is_another_s_cannot_be_used_here(swan: Terminal, command: tuple[str, ...], sentence: str) -> None:
    """Somebody who is known to Eastmarch alone, and a case that is Eastmarch's, are not known to Westmarch."""
    reached = ("--name", "Of theirs", "--email", "x@eastmarch.invalid")
    swan.does("people", "add", "nobody-of-theirs", *reached, "--partnership", "eastmarch")
    before = swan.rows("select count(*) as n from event union all select count(*) from office_event order by n")
    refused = swan(*command)
    assert refused.code in (3, 4)
    assert sentence in refused.err
    assert foreign(refused.out) == []
    assert swan.rows("select count(*) as n from event union all select count(*) from office_event order by n") == before


def test_where_several_are_and_none_is_named_a_list_is_of_all_and_a_change_is_asked_which(swan: Terminal) -> None:
    assert {one["reference"] for one in swan.reads("cases")["cases"]} == {WEST, EAST}
    refused = swan("open", "--aware", "2026-11-20", "--harm", "death")
    assert (refused.code, "There are several partnerships" in refused.err) == (2, True)
