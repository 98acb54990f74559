"""`swan import`: the past becomes history, whole or not at all, and nobody is told anything."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cli.session import desk
from config.settings import settings
from tests.cli.terminal import Terminal
from tests.servers import PostgresServer
from workflows.engine.casework.arming import switch_on

EXAMPLE = Path(__file__).parents[2] / "examples" / "a-year" / "register.csv"
UNTIL = ("--as-of", "2023-04-01")

TITLES = "Reference,Harm,LA aware,Notified to Panel,Partners told,Rapid Review sent,Decision,Notes\n"
CASE = "WSCP-2022-001,death,22/08/2022,26/08/2022,26/08/2022,20/09/2022,no review,Zzcanary of the notes\n"


def written(folder: Path, *rows: str) -> str:
    place = folder / "register.csv"
    place.write_text(TITLES + "".join(rows), encoding="utf-8")
    return str(place)


def counted(swan: Terminal, table: str, where: str = "true") -> int:
    count: int = swan.rows(f'select count(*) from "{table}" where {where}')[0][0]
    return count


def judged(swan: Terminal, reference: str) -> dict[str, tuple[Any, ...]]:
    rows = swan.rows(f"""
        select deadline.name, deadline.due_on::text, deadline.result, deadline.late_by
        from deadline join "case" on "case".id = case_id
        where reference = '{reference}' and status = 'met'""")
    return {name: (due, result, late_by) for name, due, result, late_by in rows}


@dataclass(frozen=True)
class Example:
    """The example imported as it stood on 1 April 2023, to be read only, and what the command answered."""

    swan: Terminal
    answer: Any


@pytest.fixture(scope="class")
def example(postgres: PostgresServer, westmarch: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Example]:
    name = f"{westmarch}_example"
    terminal = Terminal(postgres.create(name, template=westmarch))
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DATABASE_URL", terminal.url)
        environment.setenv("SWAN_DATA", str(tmp_path_factory.mktemp("example")))
        settings.cache_clear()
        terminal.it_is("Mon 23 Nov 2026 10:00")
        yield Example(terminal, terminal.reads("import", str(EXAMPLE), *UNTIL))
        terminal.close()
    postgres.drop(name)


class TestTheExample:
    def test_nobody_is_told_and_no_ladder_is_on(self, example: Example):
        swan = example.swan

        assert example.answer["cases"] == counted(swan, "case") == counted(swan, "case", "not ladders_on") == 14
        assert counted(swan, "rung", "status = 'off'") > 0
        assert counted(swan, "rung", "status not in ('off', 'past', 'settled')") == 0
        assert counted(swan, "notice") == counted(swan, "message") == 0

    def test_it_is_recorded_now_with_the_days_of_then(self, example: Example):
        assert counted(example.swan, "event", "recorded_at >= '2026-11-23'") == example.answer["events"]
        assert counted(example.swan, "event", "happened_on > '2023-04-01'") == 0

    def test_what_was_due_is_judged(self, example: Example):
        # 26 August to 20 September 2022 are 15 working days: 29 August and 19 September were bank holidays.
        assert judged(example.swan, "WSCP-2022-006")["send-rapid-review"] == ("2022-09-20", "on time", 0)
        # 30 May to 8 June 2022 are five: 2 and 3 June were bank holidays.
        assert judged(example.swan, "WSCP-2022-003")["notify-panel"] == ("2022-06-08", "on time", 0)

    def test_the_list_says_what_is_open_and_overdue_on_that_day(self, example: Example):
        still_open = example.answer["open"]

        assert {one["case"] for one in still_open if one["overdue"]} == {
            "WSCP-2021-004", "WSCP-2021-007", "WSCP-2022-001", "WSCP-2022-002", "WSCP-2022-004", "WSCP-2022-005",
        }  # fmt: skip
        assert {one["name"] for one in still_open} == {"publish-lcspr", "check-review-progress"}

    def test_the_audit_has_nothing_against_it_in_another_process(self, example: Example):
        """Which has read the law from the record, and whose sets have another order."""
        swan = str(Path(sys.executable).parent / "swan")
        audit = subprocess.run(
            [swan, "audit"], env={**os.environ, "PYTHONHASHSEED": "1"}, capture_output=True, text=True
        )

        assert audit.returncode == 0, audit.stdout


def test_once_more_changes_nothing_and_a_later_day_adds_what_is_new(swan: Terminal):
    first = swan.does("import", str(EXAMPLE), *UNTIL)
    events = counted(swan, "event")
    again = swan.does("import", str(EXAMPLE), *UNTIL)

    assert f"14 cases opened and {events} events recorded as history, up to Saturday 1 April 2023." in first.words
    assert "Tue 8 Mar 2022 overdue by 268 working days, explained WSCP-2021-004 Publish the review" in first.words
    assert "swan partnership ladders-on westmarch" in first.words
    assert "Nothing was changed: everything in this register was imported before." in again.words
    assert counted(swan, "event") == events

    later = swan.reads("import", str(EXAMPLE), "--as-of", "2024-03-31")

    assert (later["cases"], later["known"], later["left_out"]) == (5, events, [])
    assert counted(swan, "event") == events + later["events"]
    assert counted(swan, "message") == 0


def test_the_coordinator_gets_the_list_only_if_asked_for_and_nobody_else_does(swan: Terminal, tmp_path: Path):
    swan.does("import", written(tmp_path, CASE), "--tell-coordinator")

    told = swan.rows("select person.slug, notice.kind from notice join person on person.id = notice.person_id")
    assert [tuple(row) for row in told] == [("orla-fennimore", "list")]


class TestWhatIsWrong:
    def test_everything_is_named_at_once_and_nothing_is_kept(self, swan: Terminal, tmp_path: Path):
        rows = (
            CASE,
            "WSCP-2022-002,death,31/02/2022,,,,,\n",
            "WSCP-2022-003,grief,01/03/2022,,,,,\n",
            # The partners were told before anybody was aware: every cell can be read, and it cannot have been so.
            "WSCP-2022-004,death,01/03/2022,04/03/2022,28/02/2022,,,\n",
        )
        said = swan("import", written(tmp_path, *rows))

        assert said.code == 3
        head, day, harm, law = said.err.splitlines()
        assert head == "Nothing was imported: 3 things are wrong in the register."
        assert day.startswith("  line 3, column C (LA aware): '31/02/2022' is not a date")
        assert harm.startswith("  line 4, column B (Harm): 'grief' is none of")
        assert law.startswith("  line 5, column E (Partners told): partners_told belongs to Incident notification, ")
        assert counted(swan, "case") == counted(swan, "event") == 0

    def test_a_day_ahead_is_refused_as_what_a_register_cannot_know(self, swan: Terminal, tmp_path: Path):
        said = swan("import", written(tmp_path, CASE), "--as-of", "2026-11-24")

        assert (said.code, said.err) == (
            2, "Tuesday 24 November 2026 is still ahead: a register says what has happened.\n",
        )  # fmt: skip

    def test_a_case_that_did_not_come_from_a_register(self, swan: Terminal, tmp_path: Path):
        swan.does("open", "WSCP-2022-001", "--aware", "2022-08-22", "--harm", "death", "--as", "orla-fennimore")
        said = swan("import", written(tmp_path, CASE))

        assert said.code == 3
        assert "WSCP-2022-001 is in the record already, and not from a register." in said.err

    def test_a_cell_that_says_something_else_than_before(self, swan: Terminal, tmp_path: Path):
        swan.does("import", written(tmp_path, CASE))
        said = swan("import", written(tmp_path, CASE.replace("22/08/2022", "23/08/2022")))

        assert said.code == 3
        assert (
            "line 2, column C (LA aware): authority_became_aware was imported before and said something else"
            in said.err
        )

    def test_nothing_new_is_imported_once_people_are_told(self, swan: Terminal, tmp_path: Path):
        swan.does("import", written(tmp_path, CASE.replace("20/09/2022,no review", ",")))
        with desk("the tests") as at:
            switch_on(at.db, at.partnership, at.actor(""), at.at)
        said = swan("import", written(tmp_path, CASE))

        assert said.code == 3
        assert "rapid_review_sent_to_panel is new, and people are told of WSCP-2022-001 already" in said.err


def test_free_text_is_kept_under_the_case_s_key(swan: Terminal, tmp_path: Path):
    swan.does("import", written(tmp_path, CASE))

    kept = str(swan.rows('select "case"::text from "case"')) + str(swan.rows("select event::text from event"))
    assert "WSCP-2022-001" in kept
    assert "Zzcanary" not in kept
