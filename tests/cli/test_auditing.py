"""`swan audit`: the record held against itself and against what was kept elsewhere, and who saw a case."""

import json
from email.message import EmailMessage
from pathlib import Path

import pytest

from config.settings import settings
from models.clock import swan_now
from models.database import session
from tests.cli.terminal import Terminal
from workflows.engine.casework.anchoring import close, days_to_close

REF = "WSCP-2026-001"


@pytest.fixture
def with_a_case(swan: Terminal) -> Terminal:
    swan.does("open", "--partnership", "westmarch", "--aware", "2026-11-20", "--harm", "serious harm")
    return swan


def closes_today(swan: Terminal) -> str:
    """The day is closed as if it were over; the anchor's words."""
    with session("swan_clock", url=swan.url) as db:
        [partnership] = swan.rows("select id from partnership")
        day, _ = days_to_close(db)
        anchor = close(db, partnership.id, day.replace(year=day.year + 1), swan_now(db))
    assert anchor is not None
    return anchor.text


def goes_past(swan: Terminal, statement: str) -> None:
    swan.rows(f"with tampered as ({statement} returning 1) select * from tampered")


class TestVerify:
    def test_a_record_that_was_kept(self, with_a_case: Terminal) -> None:
        said = with_a_case.does("audit", "verify").words
        assert said == "Nothing was rewritten, as far as the record and 0 kept anchors can tell."
        assert with_a_case.reads("audit", "verify") == {"wrong": [], "look": []}

    @pytest.mark.parametrize("kept", ["as a file", "as a saved message", "in the data folder"])
    def test_a_case_rewritten_with_everything_that_is_here_is_named(
        self, with_a_case: Terminal, tmp_path: Path, kept: str
    ) -> None:
        text, file = closes_today(with_a_case), tmp_path / "kept.eml"
        goes_past(with_a_case, "delete from anchor")
        goes_past(with_a_case, "update event set login = 'somebody else', hash = repeat('0', 64)")
        asked = ["--anchors", str(file)]
        if kept == "as a saved message":
            mail = EmailMessage()
            mail["Subject"] = "To keep"
            mail.set_content(f"Please keep this – it is short.\n\n{text}\n", cte="quoted-printable")
            file.write_bytes(mail.as_bytes())
        elif kept == "as a file":
            file.write_text(text)
        else:
            settings().anchors.mkdir()
            (settings().anchors / "westmarch.txt").write_text(text)
            asked = []
        ran = with_a_case("audit", "verify", *asked, "--json")
        assert ran.code == 1
        found = {
            one["about"]: one["sentence"] for one in json.loads(ran.out)["wrong"] if one["rule"] == "kept anchors hold"
        }
        assert found[REF].startswith(
            "It was rewritten: event 1 is not the one that was its last (anchor 1 of westmarch, "
        )
        assert "is not in the record any more" in found["westmarch"]

    def test_a_file_without_an_anchor(self, with_a_case: Terminal, tmp_path: Path) -> None:
        (tmp_path / "other.txt").write_text("Dear Bill")
        refused = with_a_case("audit", "verify", "--anchors", str(tmp_path / "other.txt"))
        assert refused.code == 2
        assert (
            refused.err == "other.txt cannot be read as anchors: no anchor is in it: one begins with 'Swan anchor'.\n"
        )


class TestWhoSaw:
    def test_whoever_looked_is_named_with_how(self, with_a_case: Terminal) -> None:
        with_a_case.does("case", REF)
        with_a_case.does("case", REF, "--show-children")
        with_a_case.does("explain", REF, "notify-panel")
        saw = with_a_case.reads("audit", "who-saw", REF)["saw"]
        assert [one["act"] for one in saw] == ["case-viewed", "children-shown", "date-viewed"]
        assert {(one["who"].split()[0], one["address"]) for one in saw} == {("login", "terminal")}
        assert "children shown" in with_a_case.does("audit", "who-saw", REF).words

    def test_between_two_days(self, with_a_case: Terminal) -> None:
        """The days are real ones, and London's: a demonstration's clock does not move them."""
        with_a_case.does("case", REF)
        goes_past(with_a_case, "update access set at = '2026-10-25 23:30:00+00'")
        for between, seen in (("2026-10-25 2026-10-25", 1), ("2026-10-24 2026-10-24", 0), ("2026-10-26 2026-10-27", 0)):
            asked = with_a_case.reads("audit", "who-saw", REF, "--between", *between.split())
            assert len(asked["saw"]) == seen

    def test_nobody(self, with_a_case: Terminal) -> None:
        assert with_a_case.does("audit", "who-saw", REF).words == (
            "Nobody looked at it, and nothing was downloaded that may have held it."
        )

    def test_a_case_that_is_not_there(self, with_a_case: Terminal) -> None:
        assert with_a_case("audit", "who-saw", "2026-9").code == 4


class TestChanges:
    def test_what_stood_before_and_stands_now(self, with_a_case: Terminal) -> None:
        """And that somebody looked is in the access record."""
        with_a_case.does("correct", REF, "1", "--on", "2026-11-19", "--why", "As the receipt says", "--yes")
        said = with_a_case.reads("audit", "changes")

        last = said["changes"][0]
        assert (last["reference"], last["what"][:9]) == (REF, "Corrected")
        assert last["lines"] == ["The day it happened: was Fri 20 Nov 2026, now Thu 19 Nov 2026"]
        assert said["entries"] == len(said["changes"])
        assert with_a_case.rows("select act from access") == [("changes-viewed",)]

    def test_the_latest_of_many(self, with_a_case: Terminal) -> None:
        with_a_case.does("correct", REF, "1", "--on", "2026-11-19", "--why", "As the receipt says", "--yes")
        every = with_a_case.reads("audit", "changes")["entries"]
        said = with_a_case.does("audit", "changes", "--most", "1").words
        assert f"These are the last 1 of {every}" in said

    def test_of_some_days(self, with_a_case: Terminal) -> None:
        assert with_a_case.reads("audit", "changes", "--between", "2019-01-01", "2019-12-31")["changes"] == []
