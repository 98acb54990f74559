"""`swan retention`: nothing is erased before its time, under a hold or by accident; then texts go and dates stay."""

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import col

from models import Case
from models.database import session
from tests.cli.terminal import Terminal
from workflows.engine.reading import sealed

WHO = ("--as", "orla-fennimore")
REF = "WSCP-2026-001"
NAMED = "Zebedee Synthetic"


@pytest.fixture
def ended(swan: Terminal, tmp_path: Path) -> Terminal:
    """A case of Monday 9 November 2026, withdrawn on Friday 13; its partnership keeps for ten years."""
    swan.it_is("Fri 13 Nov 2026 10:00")
    told = ("--child", NAMED, "--with", "portal_reference=ABC-1", "--with", "note=a word")
    swan.does("open", "--harm", "death", "--notified", "2026-11-09", *told, *WHO)
    swan.does("record", REF, "notification_withdrawn", "--with", "note=another", *WHO)
    keeps_for(swan, 10)
    return swan


def keeps_for(swan: Terminal, years: int) -> None:
    with session("swan_owner", url=swan.url) as db:
        db.connection().exec_driver_sql(
            f"""update partnership set milestones = milestones || '{{"keep-for-years": {years}}}'"""
        )


def stands(swan: Terminal) -> str:
    (one,) = swan.reads("retention", "list")["cases"]
    return str(one["stands"])


def refused(swan: Terminal, *said: str) -> str:
    answer = swan("retention", *said)
    assert (answer.code, answer.out) == (3, ""), answer
    return answer.err


def test_a_case_is_kept_its_years_from_the_day_its_last_process_ended(ended: Terminal) -> None:
    assert stands(ended) == "kept until Thursday 13 November 2036"
    assert refused(ended, "erase", REF, "--yes", *WHO) == f"{REF} is kept until 13 November 2036.\n"

    ended.it_is("Thu 13 Nov 2036 10:00")
    assert stands(ended) == "to be reviewed: keep it, or erase it"


def test_where_no_time_is_set_nothing_is_ever_due(ended: Terminal) -> None:
    with session("swan_owner", url=ended.url) as db:
        db.connection().exec_driver_sql("update partnership set milestones = milestones - 'keep-for-years'")
    ended.it_is("Thu 14 Nov 2075 10:00")

    assert stands(ended) == "kept; no time is set"
    assert "has set no time" in refused(ended, "erase", REF, "--yes", *WHO)


def test_an_open_case_is_never_due(swan: Terminal) -> None:
    swan.it_is("Fri 13 Nov 2026 10:00")
    swan.does("open", "--harm", "death", "--notified", "2026-11-09", *WHO)
    keeps_for(swan, 1)

    assert stands(swan) == "open"
    assert refused(swan, "erase", REF, "--yes", *WHO) == f"{REF} is still open.\n"


def test_a_legal_hold_keeps_it_until_it_is_ended(ended: Terminal) -> None:
    ended.does("retention", "hold", REF, "--because", "inquiry", *WHO)
    ended.it_is("Mon 17 Nov 2036 10:00")

    assert stands(ended) == "on legal hold (inquiry)"
    assert refused(ended, "erase", REF, "--yes", *WHO) == f"{REF} is on legal hold (inquiry).\n"
    assert "is on legal hold already" in refused(ended, "hold", REF, "--because", "court", *WHO)
    ended.does("retention", "release", REF, *WHO)
    assert stands(ended) == "to be reviewed: keep it, or erase it"
    assert "is on no legal hold" in refused(ended, "release", REF, *WHO)


def test_a_reason_that_is_none_is_refused(ended: Terminal) -> None:
    assert "There is no reason because" in refused(ended, "hold", REF, "--because", "because", *WHO)


def test_erased_the_texts_are_gone_and_dates_chain_and_figures_stand(ended: Terminal) -> None:
    ended.it_is("Mon 17 Nov 2036 10:00")
    before = ended.reads("case", REF)

    ended.does("retention", "erase", REF, *WHO, typed="y\n")

    with session("swan_owner", url=ended.url) as db:
        case = db.execute(select(Case).where(col(Case.reference) == REF)).scalar_one()
        assert (sealed.texts(db, case.id), sealed.children(db, case.id), sealed.incident(db, case)) == ({}, [], {})
        assert sealed.is_erased(db, case.id)
    after = ended.reads("case", REF)
    assert {name: after[name] for name in ("runs", "deadlines", "items")} == {
        name: before[name] for name in ("runs", "deadlines", "items")
    }
    assert stands(ended) == "erased"
    assert ended.does("audit", REF).out.startswith("The record is whole")
    assert "was erased already" in refused(ended, "erase", REF, "--yes", *WHO)


def test_nothing_more_is_written_about_people_in_an_erased_case(ended: Terminal) -> None:
    ended.it_is("Mon 17 Nov 2036 10:00")
    ended.does("retention", "erase", REF, "--yes", *WHO)

    said = ended("record", REF, "progress_checked", "--with", "note=more", *WHO)

    assert (said.code, said.out) == (3, "")
    assert "was erased" in said.err


def test_asked_and_not_answered_nothing_is_erased(ended: Terminal) -> None:
    ended.it_is("Mon 17 Nov 2036 10:00")

    assert "Nothing was changed." in ended.does("retention", "erase", REF, *WHO, typed="n\n").out
    assert stands(ended) == "to be reviewed: keep it, or erase it"


def test_only_who_runs_the_office_may(ended: Terminal) -> None:
    assert "changed by" in refused(ended, "hold", REF, "--because", "court", "--as", "gethin-osterholm")
