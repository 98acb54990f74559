"""`swan retention`: nothing is erased before its time, under a hold or by accident; then texts go and dates stay."""

import json
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


def test_the_reviews_other_answer_keeps_it_until_a_later_day(ended: Terminal) -> None:
    ended.it_is("Mon 17 Nov 2036 10:00")
    kept = ended.does("retention", "keep", REF, "--until", "2041-11-14", "--because", "court", *WHO).words

    assert kept == f"{REF} is kept until Thursday 14 November 2041 (court), and is to be looked at again then."
    assert stands(ended) == "kept until Thursday 14 November 2041"
    assert refused(ended, "erase", REF, "--yes", *WHO) == f"{REF} is kept until 14 November 2041.\n"
    ended.it_is("Thu 14 Nov 2041 10:00")
    assert stands(ended) == "to be reviewed: keep it, or erase it"


@pytest.mark.parametrize(
    ("until", "why"), [("2036-11-01", "anyway: name a later day"), ("2036-11-13", "anyway: name a later day")]
)
def test_kept_no_longer_than_it_is_anyway_is_no_answer(ended: Terminal, until: str, why: str) -> None:
    assert why in refused(ended, "keep", REF, "--until", until, "--because", "court", *WHO)


def test_who_runs_swan_is_told_of_what_was_kept_long_enough(ended: Terminal) -> None:
    rule = "cases are kept no longer than needed"
    assert rule not in str(ended("audit", "--json").out)

    ended.it_is("Mon 17 Nov 2036 10:00")
    [look] = [one for one in json.loads(ended("audit", "--json").out)["look"] if one["rule"] == rule]
    assert look["sentence"] == "1 kept long enough, the first since 13 November 2036: keep each, or erase it."
    ended.does("retention", "hold", REF, "--because", "inquiry", *WHO)
    assert rule not in str(ended("audit", "--json").out)


def test_asked_and_not_answered_nothing_is_erased(ended: Terminal) -> None:
    ended.it_is("Mon 17 Nov 2036 10:00")

    assert "Nothing was changed." in ended.does("retention", "erase", REF, *WHO, typed="n\n").out
    assert stands(ended) == "to be reviewed: keep it, or erase it"


def test_only_who_runs_the_office_may(ended: Terminal) -> None:
    assert "changed by" in refused(ended, "hold", REF, "--because", "court", "--as", "gethin-osterholm")


@pytest.fixture
def cluttered(swan: Terminal) -> Terminal:
    """Of each kind one that has had its time and one that has not, half a year apart."""
    with session("swan_owner", url=swan.url) as db:
        db.connection().exec_driver_sql(CLUTTER)
    return swan


CLUTTER = """
insert into web_session (id, token, csrf, stage, partnership_id, aside, address, agent, begun_at, seen_at)
  select gen_random_uuid(), days::text, '', 'signed-in', partnership.id, '{}', '192.0.2.7', 'a browser',
    now() - make_interval(days => days), now() from partnership, unnest(array[397, 395]) as days;
insert into invitation (id, token, partnership_id, made_at, expires_at)
  select gen_random_uuid(), days::text, partnership.id, now(), now() - make_interval(days => days)
  from partnership, unnest(array[397, 395]) as days;
insert into draft (id, partnership_id, person_id, path, form, saved_at)
  select gen_random_uuid(), person.partnership_id, person.id, days::text, 'sealed',
    swan_now() - make_interval(days => days)
  from person, unnest(array[91, 89]) as days where slug = 'orla-fennimore'
"""
LEFT = """select (select count(*) from web_session) as sessions, (select count(*) from invitation) as invitations,
  (select count(*) from draft) as drafts"""


def test_what_is_kept_for_a_while_only_is_counted_first_and_then_taken_away(cluttered: Terminal) -> None:
    said = cluttered.does("retention", "clear", *WHO, typed="n\n").words
    assert said.startswith("Kept long enough: 1 web session, 1 invitation and 1 draft.")
    assert "Nothing was changed." in said
    assert cluttered.rows(LEFT) == [(2, 2, 2)]

    cluttered.does("retention", "clear", "--yes", *WHO)
    assert cluttered.rows(LEFT) == [(1, 1, 1)]
    [row] = cluttered.rows("select said from office_event where act = 'cleared'")
    assert row.said == {"web_session": 1, "invitation": 1, "draft": 1}
    assert cluttered.does("retention", "clear", *WHO).words == "Nothing has been kept too long."


def test_only_who_runs_the_office_takes_it_away(cluttered: Terminal) -> None:
    assert "changed by" in cluttered("retention", "clear", "--yes", "--as", "gethin-osterholm").err
    assert cluttered.rows(LEFT) == [(2, 2, 2)]
