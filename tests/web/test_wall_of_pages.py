"""Two partnerships on one server: no list, search, export, feed or id of the pages shows one what is the other's."""

import re
from io import BytesIO
from zipfile import BadZipFile, ZipFile

import httpx2
import pytest

from models.database import session
from tests.office import moment
from tests.web.matrix import lines
from tests.web.pages import Pages, Reader
from tests.written_dates import on
from web import feeds
from workflows.engine.casework import holding
from workflows.engine.casework.acting import Actor

EAST = "ESCP-2026-001"
MARKS = (EAST, "ESCP-", "of Eastmarch", "zzeastmarch")
"""What says of anything that it is Eastmarch's: its references, the names of its people, and what was typed there."""

GETS = [line for line in lines() if line.method == "GET"]
LISTS = [line for line in GETS if "{" not in line.path]
OF_A_CASE = [line for line in GETS if line.path.startswith("/cases/{reference}")]


@pytest.fixture
def two(pages: Pages) -> Pages:
    """Each has a case alike, with a note; the other's people bear names of their own, and one of them is away."""
    pages.opens_case("panel_notified", when="Mon 9 Nov 2026 10:00", partnership="eastmarch", note="zzeastmarch")
    pages.opens_case("panel_notified", when="Mon 9 Nov 2026 10:00")
    pages.records("review_meeting_held", on="Wed 18 Nov 2026")
    pages.records("draft_circulated", on="Fri 20 Nov 2026")
    pages.it_is("Mon 23 Nov 2026 10:00")
    with session("swan_owner", url=pages.url) as db:
        db.connection().exec_driver_sql(
            "update person set name = person.name || ' of Eastmarch' from partnership "
            "where partnership.id = partnership_id and partnership.slug = 'eastmarch'"
        )
    with pages.record(partnership="eastmarch") as db:
        there = pages.partnership(db, "eastmarch")
        days = on("Mon 23 Nov 2026"), on("Fri 27 Nov 2026")
        who = pages.person(db, "orla-fennimore")
        holding.away(db, there, who, *days, Actor("tests"), moment("Mon 23 Nov 2026 10:00"))
    return pages


def said(answer: httpx2.Response) -> str:
    """Everything that is in an answer: of a workbook or a document, of each of its parts."""
    try:
        with ZipFile(BytesIO(answer.content)) as parts:
            return "\n".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
    except BadZipFile:
        return answer.text


def foreign(answer: httpx2.Response) -> list[str]:
    text = said(answer)
    return [mark for mark in MARKS if mark in text]


def of(pages: Pages, slug: str, name: str = "send-rapid-review") -> str:
    """The id of a deadline of a partnership's case."""
    (row,) = pages.rows(
        """select deadline.id from deadline join partnership on partnership.id = partnership_id
           where slug = :slug and deadline.name = :name""",
        slug=slug, name=name,
    )  # fmt: skip
    return str(row.id)


def test_there_is_something_to_be_seen(two: Pages) -> None:
    """From within, each mark is on some page: or the tests below would prove nothing."""
    with two.reader("coordinator", partnership="eastmarch") as reader:
        seen = said(reader.get("/cases")) + said(reader.get(f"/cases/{EAST}")) + said(reader.get("/people"))
    assert [mark for mark in MARKS if mark not in seen] == []


@pytest.mark.parametrize("role", ["coordinator", "operator"])
def test_no_list_and_no_export_holds_anything_of_another(two: Pages, role: str) -> None:
    with two.reader(role) as reader:
        answers = {line.path: reader.get(line.path) for line in LISTS}
    assert [path for path, answer in answers.items() if answer.status_code >= 500] == []
    assert {path: marks for path, answer in answers.items() if (marks := foreign(answer))} == {}


def test_no_page_of_a_case_holds_anything_of_another(two: Pages) -> None:
    values = {
        "reference": "WSCP-2026-001", "deadline": of(two, "westmarch"), "event": "review_meeting_held", "seq": "1",
        "kind": "partner-agreement",
    }  # fmt: skip
    with two.reader("coordinator") as reader:
        answers = {line.path: reader.get(line.path.format(**values)) for line in OF_A_CASE}
    assert [path for path, answer in answers.items() if answer.status_code != 200] == []
    assert {path: marks for path, answer in answers.items() if (marks := foreign(answer))} == {}


SEARCHES = ("ESCP", EAST, "zzeastmarch", "2026", "Eastmarch")


@pytest.mark.parametrize("where", ["/cases", "/cases.xlsx"])
def test_no_search_finds_anything_of_another(two: Pages, where: str) -> None:
    """What was asked for stands in the field, the filter and the way to the closed cases again, and nowhere else."""
    with two.reader("coordinator") as reader:
        for word in SEARCHES:
            for closed in ("", "&closed=yes"):
                found = said(reader.get(f"{where}?q={word}{closed}"))
                typed = re.sub(rf'(value="|Reference: |q=|Look for ){re.escape(word)}', "", found)
                assert [mark for mark in MARKS if mark in typed] == [], word


def test_no_feed_holds_anything_of_another(two: Pages) -> None:
    two.signs_in("coordinator")
    with two.record() as db:
        word = feeds.begin(db, two.partnership(db).id, two.holder(db, "coordinator"))
    with two.reader() as reader:
        answer = reader.get(f"/feed/{word}.ics")
    assert answer.text.count("BEGIN:VEVENT") > 0
    assert foreign(answer) == []


def refused(reader: Reader, path: str) -> None:
    answer = reader.get(path)
    assert answer.status_code == 404
    assert "There is nothing here" in answer.text
    assert foreign(answer) == []


def test_an_id_of_another_under_a_case_of_ones_own_is_not_there(two: Pages) -> None:
    """The wall is not only before the case: what hangs on it is looked for behind it too."""
    theirs = of(two, "eastmarch")
    with two.reader("coordinator") as reader:
        refused(reader, f"/cases/WSCP-2026-001/dates/{theirs}")
        refused(reader, f"/cases/WSCP-2026-001/dates/{theirs}/calendar.ics")
        refused(reader, f"/cases/{EAST}/dates/{theirs}")
        refused(reader, f"/cases/{EAST}/dates/{of(two, 'westmarch')}")


def test_what_names_another_s_case_or_person_in_a_form_is_refused(two: Pages) -> None:
    """A role for their case, for their person, or with their person as a deputy; nothing is written either way."""
    (case,) = two.rows('select id from "case" where reference = :east', east=EAST)
    (person,) = two.rows("select id from person where name like '% of Eastmarch' and slug = 'caspian-mbeki'")
    (own,) = two.rows("select id from person where name not like '% of Eastmarch' and slug = 'caspian-mbeki'")
    typed = {"role": "reviewer", "agency": "", "since-day": "23", "since-month": "nov", "since-year": "2026"}
    before = two.rows("select count(*) as n from holding")
    with two.reader("coordinator") as reader:
        for wrong in (
            {"person": str(own.id), "case": str(case.id), "deputy": ""},
            {"person": str(person.id), "case": "", "deputy": ""},
            {"person": str(own.id), "case": "", "deputy": str(person.id)},
        ):
            answer = reader.sends("/roles/give", **typed, **wrong, action="confirm")
            assert answer.status_code in (404, 422), wrong
            assert foreign(answer) == []
    assert two.rows("select count(*) as n from holding") == before


def test_whoever_belongs_to_both_sees_one_at_a_time(two: Pages) -> None:
    """A session is for one partnership; the other's case is not there until they change."""
    with two.reader("coordinator", partnership="eastmarch") as reader:
        assert reader.get(f"/cases/{EAST}").status_code == 200
        refused_here = reader.get("/cases/WSCP-2026-001")
    assert refused_here.status_code == 404


def test_a_draft_of_another_is_neither_shown_nor_thrown_away(two: Pages) -> None:
    path = f"/cases/{EAST}/record/review_meeting_held"
    with two.reader("coordinator", partnership="eastmarch") as there:
        there.post(path, data={**there.form(path, path), "action": "save", "answer-note": "zzeastmarch again"})
    (draft,) = two.rows("select id from draft")
    with two.reader("coordinator") as reader:
        assert foreign(reader.get("/")) == []
        csrf = reader.form("/cases/WSCP-2026-001/record/letters_sent")["csrf"]
        answer = reader.post(f"/drafts/{draft.id}/throw-away", data={"csrf": csrf})
        assert answer.status_code == 404
    assert len(two.rows("select 1 from draft")) == 1
