"""What was changed on a page: every entry of the record with what it says, and of what it changed what stood before."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from models.database import session
from tests.office import moment
from tests.web.pages import Pages
from tests.web.pressing import confirms, words
from tests.written_dates import on
from workflows.engine.casework.acting import Actor
from workflows.engine.casework.announcing import Announcement, announce
from workflows.engine.casework.between_areas import offer
from workflows.engine.casework.holding import Given, deputise, end, give
from workflows.engine.casework.revising import change_partnership

AT = moment("Mon 23 Nov 2026 10:00")
SINCE = "from-day=1&from-month=11&from-year=2026"


def says(pages: Pages, role: str = "business_manager", query: str = SINCE) -> str:
    with pages.reader(role) as reader:
        return words(reader.get(f"/audit/changes?{query}").text)


@pytest.fixture
def sent(pages: Pages) -> str:
    """A case whose Rapid Review was recorded as sent on Wed 2 Dec 2026, on Mon 7 Dec 2026; its reference."""
    reference = pages.opens_case("panel_notified", when="Mon 9 Nov 2026 10:00")
    pages.records("rapid_review_sent_to_panel", on="Wed 2 Dec 2026", decision="no_review")
    pages.it_is("Mon 7 Dec 2026 10:00")
    return reference


def amends(pages: Pages, reference: str, way: str, **typed: str) -> None:
    with pages.reader("coordinator") as reader:
        where = f"/cases/{reference}/entries/2/{way}"
        checked = reader.sends(where, **typed, reason="As the receipt says", action="check")
        assert confirms(reader, where, checked).status_code == 303


def corrects(pages: Pages, reference: str, day: str) -> None:
    typed = {"on-day": day, "on-month": "11", "on-year": "2026", "answer-decision": "no_review"}
    amends(pages, reference, "correct", **typed)


def test_a_correction_says_what_stood_before_and_what_stands_now_and_nothing_else(pages: Pages, sent: str) -> None:
    corrects(pages, sent, "30")
    text = says(pages)
    what = "Corrected: The Rapid Review was sent to the Panel"
    assert f"{what} What changed : {what} The day it happened: was Wed 2 Dec 2026, now Mon 30 Nov 2026 {sent}" in text


def test_a_second_correction_builds_on_the_first(pages: Pages, sent: str) -> None:
    corrects(pages, sent, "30")
    corrects(pages, sent, "27")
    assert "was Mon 30 Nov 2026, now Fri 27 Nov 2026" in says(pages)


def test_what_is_struck_out_says_what_had_been_said(pages: Pages, sent: str) -> None:
    amends(pages, sent, "strike")
    text = says(pages).partition("What had been said")[2]
    assert "The day it happened: was Wed 2 Dec 2026" in text
    assert "What the partners decided: was no review" in text


def test_what_is_recorded_says_what_was_said_newest_first(pages: Pages, sent: str) -> None:
    text = says(pages)
    assert "What was said" in text
    assert "The day it happened: Wed 2 Dec 2026" in text
    assert text.index("Recorded: The Rapid Review was sent") < text.index("Recorded: The notification was sent")


def test_what_was_written_in_free_words_is_not_shown(pages: Pages, sent: str) -> None:
    corrects(pages, sent, "30")
    assert "As the receipt says" not in says(pages)


def test_the_operator_is_told_that_something_was_recorded_and_not_what_was_said(pages: Pages, sent: str) -> None:
    text = says(pages, "operator")
    assert f"Recorded: The Rapid Review was sent to the Panel {sent}" in text
    assert "What was said" not in text
    assert "no review" not in text


def test_a_role_s_end_and_deputy_are_shown_beside_what_they_were(pages: Pages) -> None:
    actor = Actor("tests")
    with pages.record() as db:
        home = pages.partnership(db)
        given = Given("coordinator", pages.person(db, "ambrose-tendulkar").id, on("Mon 23 Nov 2026"))
        holding = give(db, home, given, actor, AT)
        deputise(db, home, holding, pages.person(db, "hester-quillinan").id, actor, AT)
        end(db, home, holding, on("Fri 27 Nov 2026"), actor, AT)
    text = says(pages)
    ended = text.partition("Role ended: Coordinator, ambrose-tendulkar What changed")[2].partition("Deputised")[0]
    assert "Until: Fri 27 Nov 2026" in ended
    assert "Deputy" not in ended
    assert "Deputy: hester quillinan" in text.partition("Deputised: Coordinator")[2]


def test_a_partnership_s_own_change_says_both_and_a_holiday_which_day(pages: Pages) -> None:
    with pages.record() as db:
        change_partnership(db, pages.partnership(db), "name", "Westmarch and Fell", Actor("tests"), AT)
    with session("swan_app", url=pages.url) as db:
        announce(db, Announcement(added={on("Fri 29 Jan 2027"): "A day of mourning"}), Actor("tests"), AT)
    text = says(pages)
    assert "now Westmarch and Fell" in text
    assert "A day of mourning" in text


def test_only_the_days_and_the_person_asked_for(pages: Pages, sent: str) -> None:
    corrects(pages, sent, "30")
    assert "Nothing was changed in these days" in says(pages, query="from-day=1&from-month=1&from-year=2030")
    with pages.record() as db:
        theirs, other = pages.holder(db, "coordinator"), pages.holder(db, "scrutineer")
    mine = says(pages, query=f"{SINCE}&person={theirs}")
    assert "Corrected: The Rapid Review" in mine
    assert "Recorded: The notification" not in mine
    assert "Corrected: The Rapid Review" not in says(pages, query=f"{SINCE}&person={other}")


def test_what_was_done_about_a_case_names_it_as_it_is_written(pages: Pages) -> None:
    pages.opens_case("panel_notified", when="Mon 23 Nov 2026 09:00", partnership="eastmarch")
    with pages.record(partnership="eastmarch") as db:
        there, here = pages.partnership(db, "eastmarch"), pages.partnership(db)
        assert pages.case is not None
        offer(db, there, pages.case, here, "the incident was here", Actor("tests"), AT)
    text = says(pages)
    offered = text.partition("Case offered")[2].partition("Nothing is ever")[0]
    assert pages.case.reference in offered
    assert str(pages.case.id) not in offered


def test_another_partnership_s_are_not_there(pages: Pages) -> None:
    reference = pages.opens_case("panel_notified", when="Mon 23 Nov 2026 09:00", partnership="eastmarch")
    assert reference not in says(pages)


def test_they_come_as_a_spreadsheet(pages: Pages, sent: str) -> None:
    corrects(pages, sent, "30")
    with pages.reader("coordinator") as reader:
        sheet = load_workbook(BytesIO(reader.get(f"/audit/changes.xlsx?{SINCE}").content)).active
    assert sheet is not None
    rows = list(sheet.values)
    assert rows[0][5:] == ("What", "Which case", "What changed")
    assert rows[1][6:] == (sent, "The day it happened: was Wed 2 Dec 2026, now Mon 30 Nov 2026")
