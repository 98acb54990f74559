"""`swan due`, `cases`, `case` and `explain`: what a coordinator sees of a case whose dates were worked out by hand."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, text
from sqlmodel import Session

from config.partnerships import read, shipped
from models.database import engine, session
from tests.cli.terminal import Terminal
from tests.office import moment
from workflows.engine.casework.acting import Actor
from workflows.engine.casework.climbing import climb
from workflows.engine.casework.founding import found
from workflows.engine.reading.case import read_case
from workflows.engine.reading.cases import cases
from workflows.engine.reading.deadlines import owed
from workflows.engine.reading.explanation import explain

REF = "WSCP-2026-001"


@pytest.fixture
def late(swan: Terminal) -> Terminal:
    """A death known of on 2 November and notified on 18 November, seven working days late; it is 23 November."""
    swan.it_is("Mon 2 Nov 2026 10:00")
    swan.does("open", "--aware", "2026-11-02", "--harm", "death", "--as", "orla-fennimore", "--child", "Zzcanary Ash")
    swan.it_is("Wed 18 Nov 2026 10:00")
    notified = ("--on", "2026-11-18", "--time", "09:05", "--with", "portal_reference=ABC-1", "--note", "Sent by Lowri")
    swan.does("record", REF, "panel_notified", *notified, "--as", "orla-fennimore")
    swan.it_is("Mon 23 Nov 2026 10:00")
    return swan


class TestDue:
    def test_every_open_deadline_in_the_order_of_its_dates(self, late: Terminal) -> None:
        told = late.reads("due")

        assert told["today"] == "2026-11-23"
        assert [(one["name"], one["due"], one["words"]) for one in told["deadlines"]] == [
            ("tell-partners", "2026-11-09", "overdue by 10 working days"),
            ("letters-out", "2026-11-19", "overdue by 2 working days"),
            ("returns-acknowledged", "2026-11-23", "due today"),
            ("returns-in", "2026-12-02", "7 working days left"),
            ("panel-meeting", "2026-12-04", "9 working days left"),
            ("sign-off", "2026-12-08", "11 working days left"),
            ("send-rapid-review", "2026-12-09", "12 working days left"),
        ]
        assert {one["name"] for one in told["deadlines"] if not one["local"]} == {"tell-partners", "send-rapid-review"}

    def test_the_tiles_count_them(self, late: Terminal) -> None:
        late.it_is("Wed 25 Nov 2026 10:00")
        said = late.does("due").words

        assert "Today is Wednesday 25 November 2026." in said
        assert "Overdue: 3 · Overdue, explained: 0 · Due today: 0 · Due in five working days: 1" in said

    def test_a_due_date_is_due_that_day_and_late_from_the_next_in_london(self, late: Terminal) -> None:
        late.it_is("Mon 23 Nov 2026 23:59")
        on_the_day = {one["name"]: one["words"] for one in late.reads("due")["deadlines"]}
        late.it_is("Tue 24 Nov 2026 00:00")
        after = {one["name"]: one["words"] for one in late.reads("due")["deadlines"]}

        assert on_the_day["returns-acknowledged"] == "due today"
        assert after["returns-acknowledged"] == "overdue by 1 working day"

    def test_days_looks_so_many_working_days_ahead(self, late: Terminal) -> None:
        names = [one["name"] for one in late.reads("due", "--days", "7")["deadlines"]]

        assert names == ["tell-partners", "letters-out", "returns-acknowledged", "returns-in"]
        assert [one["name"] for one in late.reads("due", "--days", "0")["deadlines"]] == names[:3]

    def test_a_delay_that_is_explained_is_told_apart_until_the_day_to_look_again(self, late: Terminal) -> None:
        late.it_is("Thu 10 Dec 2026 10:00")
        late.does("record", REF, "panel_told_of_delay", "--with", "look_again_on=2026-12-15")
        explained = late.reads("due")
        late.it_is("Wed 16 Dec 2026 10:00")
        no_longer = late.reads("due")

        of = {one["name"]: (one["urgency"], one["words"]) for one in explained["deadlines"]}
        assert of["send-rapid-review"] == ("overdue, explained", "overdue by 1 working day, explained")
        assert (explained["counts"]["overdue, explained"], no_longer["counts"]["overdue, explained"]) == (1, 0)

    def test_an_expectation_is_never_overdue(self, late: Terminal) -> None:
        late.it_is("Wed 9 Dec 2026 10:00")
        late.does("record", REF, "rapid_review_sent_to_panel", "--with", "decision=review")
        late.it_is("Mon 25 Jan 2027 10:00")
        reply = next(one for one in late.reads("due")["deadlines"] if one["name"] == "panel-reply")

        assert (reply["due"], reply["urgency"], reply["words"]) == ("2026-12-23", "awaited", "still expected")

    def test_what_has_no_date_says_why(self, swan: Terminal) -> None:
        swan.it_is("Thu 21 Dec 2028 10:00")
        swan.does("open", "--aware", "today")
        told = swan.reads("due")

        assert [(one["due"], one["urgency"]) for one in told["deadlines"]] == [(None, "no date")] * 2
        assert "bank holidays are listed only" in told["deadlines"][0]["reason"]
        assert "bank holidays are listed only" in swan.does("due", "--days", "1").words

    def test_nothing_is_owed_at_first(self, swan: Terminal) -> None:
        assert "Nothing is owed." in swan.does("due").out

    def test_of_every_partnership_or_of_one(self, late: Terminal) -> None:
        found_another(late)
        late.does("open", "--aware", "2026-11-20", "--partnership", "eastmarch")

        assert {one["case"] for one in late.reads("due")["deadlines"]} == {REF, "ESCP-2026-001"}
        assert {one["case"] for one in late.reads("due", "--partnership", "ESCP")["deadlines"]} == {"ESCP-2026-001"}


def found_another(swan: Terminal) -> None:
    plan = read(shipped("westmarch")).model_copy(update={"slug": "eastmarch", "prefix": "ESCP", "name": "Eastmarch"})
    with session("swan_app", url=swan.url) as db:
        found(db, plan, Actor("tests"), moment("Wed 1 Apr 2020 09:00"))


class TestCases:
    def test_each_open_case_with_what_comes_next_by_law_and_locally(self, late: Terminal) -> None:
        one = late.reads("cases")["cases"][0]

        assert (one["reference"], one["harm"], one["overdue"]) == (REF, "death", 2)
        assert [(run["workflow"], run["state"]) for run in one["runs"]] == [
            ("incident-notification", "notified"), ("rapid-review", "gathering_facts")
        ]  # fmt: skip
        assert (one["next_by_law"]["name"], one["next_local"]["name"]) == ("tell-partners", "letters-out")

    def test_those_that_are_over_only_on_request(self, late: Terminal) -> None:
        late.does("record", REF, "found_to_be_duplicate", "--with", "other_case_reference=WSCP-2026-000")

        assert late.reads("cases")["cases"] == []
        assert [(one["reference"], one["open"]) for one in late.reads("cases", "--all")["cases"]] == [(REF, False)]
        assert "There is no open case" in late.does("cases").out


class TestCase:
    def test_where_it_stands_what_is_owed_its_items_and_its_record(self, late: Terminal) -> None:
        said = late.does("case", REF).words

        assert f"{REF} · death · Westmarch Safeguarding Children Partnership" in said
        assert "Rapid Review: gathering facts, since Wed 18 Nov 2026. Agencies are being asked what they know" in said
        assert "late by 7 working days, Wed 18 Nov 2026" in said
        assert "Wed 18 Nov 2026, 09:05" in said
        assert "Wed 18 Nov 2026, 10:00am" in said
        assert "by Orla Fennimore" in said

    def test_who_did_it_and_who_recorded_it_are_told_apart(self, late: Terminal) -> None:
        notified = late.reads("case", REF)["events"][1]

        assert (notified["done_by_role"], notified["done_by"]) == ("la_notifier", None)
        assert (notified["recorded_by"], notified["happened_on"]) == ("Orla Fennimore", "2026-11-18")
        assert notified["recorded_at"] == "2026-11-18T10:00:00+00:00"
        assert notified["login"]

    def test_a_step_that_was_passed_over_is_not_recorded(self, late: Terminal) -> None:
        late.does("record", REF, "rapid_review_sent_to_panel", "--on", "2026-11-20")
        said = late.does("case", REF).words

        assert "not recorded: The Rapid Review meeting was held (review_meeting_held)" in said

    def test_no_name_of_a_child_and_no_note_unless_asked_for(self, late: Terminal) -> None:
        plain = [late.does(*command).out for command in (
            ("case", REF), ("case", REF, "--json"), ("due",), ("cases", "--json"), ("explain", REF, "notify-panel"),
        )]  # fmt: skip

        assert not any("Zzcanary" in out or "Lowri" in out for out in plain)
        assert "Children named: 1" in plain[0]
        assert "Child 1: Zzcanary Ash" in late.does("case", REF, "--show-children").out
        assert late.reads("case", REF, "--show-children")["children"] == [{"name": "Zzcanary Ash"}]
        assert "note: Sent by Lowri" in late.does("case", REF, "--notes").words

    @pytest.mark.parametrize("typed", ["wscp-2026-1", "2026-001", " WSCP-2026-001 "])
    def test_a_reference_may_be_typed_carelessly(self, late: Terminal, typed: str) -> None:
        assert late.reads("case", typed)["reference"] == REF

    def test_an_unknown_reference_gets_the_nearest(self, late: Terminal) -> None:
        said = late("case", "WSCP-2026-010")

        assert (said.code, said.out) == (4, "")
        assert said.err == (
            "Westmarch Safeguarding Children Partnership has no case WSCP-2026-010. Did you mean WSCP-2026-001?\n"
        )

    def test_a_prefix_nobody_has_gets_those_there_are(self, late: Terminal) -> None:
        found_another(late)
        said = late("case", "XSCP-2026-001")

        assert said.code == 4
        assert "there are eastmarch (ESCP) or westmarch (WSCP)" in said.err


class TestExplain:
    def test_the_anchor_each_day_skipped_and_whose_word_it_is(self, swan: Terminal) -> None:
        swan.it_is("Mon 21 Dec 2026 10:00")
        swan.does("open", "--aware", "2026-12-21", "--as", "orla-fennimore")
        said = swan.does("explain", REF, "notify-panel").words

        assert "Due Wednesday 30 December 2026: 5 working days left." in said
        assert "5 working days after Monday 21 December 2026: The local authority first knew or suspected" in said
        assert "Not counted: Friday 25 December 2026, Christmas Day." in said
        assert "Not counted: Monday 28 December 2026, Boxing Day (substitute day)." in said
        assert "statute, Children Act 2004 s16C(1) (not yet read against the 2026 edition)" in said
        assert "recorded Monday 21 December 2026, 10:00am by Orla Fennimore" in said
        assert "The notification was sent to the National Panel (panel_notified)." in said

    def test_in_json_with_the_ladder(self, late: Terminal) -> None:
        why = late.reads("explain", REF, "send-rapid-review")

        assert (why["due"], why["from"], why["rule"]) == ("2026-12-09", "2026-11-18", "15 working days after")
        assert why["started_by"] == {"name": "panel_notified", "seq": 2}
        assert [(rung["kind"], rung["days"], rung["due_on"]) for rung in why["ladder"]][:3] == [
            ("before", 5, "2026-12-02"), ("before", 2, "2026-12-07"), ("on the day", 0, "2026-12-09"),
        ]  # fmt: skip

    def test_who_was_told_and_when(self, late: Terminal) -> None:
        with session("swan_clock", url=late.url) as db:
            climb(db, moment("Wed 2 Dec 2026 08:00"))
        told = late.reads("explain", REF, "send-rapid-review")["ladder"][0]["told"]

        assert [(one["person"], one["role"]) for one in told] == [("Orla Fennimore", "coordinator")]
        assert told[0]["raised_at"] == "2026-12-02T08:00:00+00:00"
        assert "Orla Fennimore (coordinator): raised Wed 2 Dec 2026, 8:00am" in (
            late.does("explain", REF, "send-rapid-review").words
        )

    def test_what_is_still_to_come_of_several(self, late: Terminal) -> None:
        late.does("record", REF, "letters_sent", "--with", "agencies=police,housing")
        late.does("record", REF, "agency_return_received", "--item", "police", "--with", "return=file")
        said = late.does("explain", REF, "returns-in").words

        assert "still to come: housing (asked)" in said
        assert late.reads("explain", REF, "agency-return")["item"] == "housing"

    def test_one_of_several_must_be_named(self, late: Terminal) -> None:
        late.does("record", REF, "letters_sent", "--with", "agencies=police,housing")
        said = late("explain", REF, "agency-return")

        assert (said.code, said.err) == (2, "agency-return is owed of several: add --item with housing or police.\n")
        assert late.reads("explain", REF, "agency-return", "--item", "police")["item"] == "police"
        assert late("explain", REF, "agency-return", "--item", "school").code == 4

    def test_as_reported_and_as_corrected(self, late: Terminal) -> None:
        late.does("correct", REF, "panel_notified", "--on", "2026-11-06", "--why", "the portal's receipt", "--yes")
        why = late.reads("explain", REF, "notify-panel")

        assert why["reported"] == {"result": "late", "on": "2026-11-18", "late_by": 7}
        assert why["corrected"] == {"result": "on time", "on": "2026-11-06", "late_by": 0}
        assert "late by 7 working days, Wed 18 Nov 2026 as reported; as corrected on time, Fri 6 Nov 2026" in (
            late.does("explain", REF, "notify-panel").words
        )

    @pytest.mark.parametrize("typed", ["notify_panel", "Notify-Panel"])
    def test_a_name_may_be_typed_carelessly(self, late: Terminal, typed: str) -> None:
        assert late.reads("explain", REF, typed)["name"] == "notify-panel"

    def test_an_unknown_deadline_gets_the_nearest(self, late: Terminal) -> None:
        said = late("explain", REF, "send-rapid-revew")

        assert (said.code, said.err) == (
            4, f"{REF} has no deadline send-rapid-revew. Did you mean send-rapid-review?\n"
        )  # fmt: skip


@contextmanager
def statements(of: Engine) -> Iterator[list[str]]:
    """What is asked of the server meanwhile."""
    asked: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    event.listen(of, "before_cursor_execute", count)
    yield asked
    event.remove(of, "before_cursor_execute", count)


def how_many(swan: Terminal) -> list[int]:
    """Statements for the due list, the list of cases, one case and one explanation."""
    with session("swan_owner", url=swan.url) as db, statements(engine("swan_owner", swan.url)) as asked:
        partnership = db.execute(text("select id from partnership")).scalar_one()
        case, deadline = (
            db.execute(text('select "case".id, deadline.id from "case" join deadline on true')).first() or ()
        )
        return [len(each) for each in read_everything(db, asked, partnership, case, deadline)]


def read_everything(db: Session, asked: list[str], *ids: object) -> Iterator[list[str]]:
    partnership, case, deadline = ids
    today = moment("Mon 23 Nov 2026").date()
    for reading in (
        lambda: owed(db, partnership),  # type: ignore[arg-type]
        lambda: cases(db, partnership, today),  # type: ignore[arg-type]
        lambda: read_case(db, case),  # type: ignore[arg-type]
        lambda: explain(db, deadline),  # type: ignore[arg-type]
    ):
        asked.clear()
        reading()
        yield list(asked)


def test_the_number_of_queries_does_not_grow_with_the_case(late: Terminal) -> None:
    few = how_many(late)
    late.does("record", REF, "letters_sent", "--with", "agencies=police,housing,schools,probation")
    for agency in ("police", "housing", "schools"):
        late.does("record", REF, "agency_return_received", "--item", agency)
    late.does("open", "--aware", "2026-11-20")

    assert few == how_many(late) == [1, 1, 5, 5]


def test_a_database_that_does_not_answer_is_told_in_one_sentence(tmp_path: Path) -> None:
    away = {**os.environ, "DATABASE_URL": "postgresql://swan@127.0.0.1:1/swan", "SWAN_DATA": str(tmp_path)}
    ran = subprocess.run(
        [Path(sys.executable).parent / "swan", "due"], env=away, capture_output=True, text=True, check=False
    )

    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr.count("\n") == 1
    assert ran.stderr.startswith("The database does not answer")


def test_json_is_json_alone(late: Terminal) -> None:
    for command in (("due",), ("cases",), ("case", REF), ("explain", REF, "notify-panel"), ("record", REF)):
        assert json.loads(late.does(*command, "--json").out)
