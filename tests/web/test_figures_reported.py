"""Figures as they were reported: kept on a day, with who kept them, and held beside what the record says now."""

from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import pytest
from docx import Document
from openpyxl import load_workbook
from sqlalchemy import select
from sqlmodel import col

from models import Case, Holding
from tests.web.pages import Pages, Reader
from tests.web.pressing import confirms, words
from tests.written_dates import on

SENT = "The Rapid Review was sent to the Panel"
RAPID_REVIEW = "Send the Rapid Review to the National Panel"


@pytest.fixture
def late(pages: Pages) -> str:
    """A Rapid Review due on Mon 30 Nov 2026 and sent on Wed 2 Dec, 2 working days late; its case's reference."""
    reference = pages.opens_case("panel_notified", when="Mon 9 Nov 2026 10:00")
    pages.records("rapid_review_sent_to_panel", on="Wed 2 Dec 2026", decision="no_review")
    pages.it_is("Mon 7 Dec 2026 10:00")
    return reference


def keeps(pages: Pages) -> str:
    """The business manager keeps the year as it is; where that is shown."""
    with pages.reader("business_manager") as reader:
        return reader.sends("/figures/report").headers["location"]


def corrected(pages: Pages, reference: str) -> None:
    """It was sent on Mon 30 Nov 2026, in time, after all."""
    with pages.reader("coordinator") as reader:
        where = f"/cases/{reference}/entries/2/correct"
        typed = {"on-day": "30", "on-month": "11", "on-year": "2026", "answer-decision": "no_review"}
        checked = reader.sends(where, **typed, reason="As the receipt says", action="check")
        assert confirms(reader, where, checked).status_code == 303


def shown(pages: Pages, path: str = "/figures", role: str = "business_manager") -> str:
    with pages.reader(role) as reader:
        return words(reader.get(path).text)


def row(text: str) -> str:
    return text.partition("In time % ")[2].partition(f"{RAPID_REVIEW} ")[2].partition("%")[0]


def test_what_was_reported_stays_what_it_was_when_the_record_is_corrected(pages: Pages, late: str) -> None:
    where = keeps(pages)
    corrected(pages, late)
    then, now = shown(pages, where), shown(pages)
    assert row(then).endswith("Late by 2 working days 0 1 0 0 0 0 0")
    assert row(now).endswith("1 0 0 0 0 0 100")
    assert "Reported on Monday 7 December 2026, 10:00am" in then
    assert "What was corrected since changes nothing here." in then


def test_what_differs_now_stands_beside_what_was_reported(pages: Pages, late: str) -> None:
    keeps(pages)
    assert "Nothing has changed since Monday 7 December 2026" in shown(pages)
    corrected(pages, late)
    text = shown(pages)
    assert "4 numbers are not what was reported on Monday 7 December 2026." in text
    assert f"{RAPID_REVIEW}: in time 0 1" in text
    assert f"{RAPID_REVIEW}: late 1 0" in text
    assert f"{RAPID_REVIEW}: in time % 0 100" in text
    assert "median working days from the notification 17 15" in text


def test_it_says_who_kept_them_and_only_office_may(pages: Pages, late: str) -> None:
    with pages.record() as db:
        manager = pages.holder(db, "business_manager")
    (name,) = pages.rows("select name from person where id = :id", id=manager)
    assert f"kept by {name.name}" in shown(pages, keeps(pages))
    assert "Keep these figures as reported" not in shown(pages, role="scrutineer")
    assert f"kept by {name.name}" in shown(pages, role="scrutineer")


def test_kept_twice_without_a_change_is_kept_once(pages: Pages, late: str) -> None:
    first = keeps(pages)
    with pages.reader("coordinator") as reader:
        assert "Nothing has changed since they were kept" in words(reader.get("/figures/report").text)
        page = reader.form("/figures")  # any form of theirs: the one that keeps is not offered
        answer = reader.post("/figures/report", data={"csrf": page["csrf"]})
    assert answer.headers["location"] == first
    corrected(pages, late)
    assert keeps(pages) != first
    assert len(pages.rows("select id from office_event where act = 'figures_reported'")) == 2


def test_who_runs_the_office_for_one_case_only_may_not_keep_them_and_is_told(pages: Pages, late: str) -> None:
    with pages.record() as db:
        scrutineer, home = pages.holder(db, "scrutineer"), pages.partnership(db).id
        case = db.execute(select(col(Case.id)).where(col(Case.reference) == late)).scalar_one()
        db.add(
            Holding(
                partnership_id=home, role="coordinator", person_id=scrutineer, case_id=case,
                from_on=on("Mon 2 Nov 2026"),
            )
        )  # fmt: skip
    with pages.reader("scrutineer") as reader:
        csrf = reader.form("/figures")["csrf"]
        answer = reader.post("/figures/report", data={"csrf": csrf})
    assert answer.status_code == 403
    assert "are changed by: " in words(answer.text)


def test_the_day_of_a_report_is_londons(pages: Pages) -> None:
    """Half past midnight in London on Wed 10 June 2026 is half past eleven at night of the ninth in UTC."""
    pages.it_is("Wed 10 Jun 2026 00:30")
    where = keeps(pages)
    assert "As it was reported on Wednesday 10 June 2026:" in shown(pages, where)
    with pages.reader("business_manager") as reader:
        sheet = reader.get(f"/figures.xlsx?{urlsplit(where).query}")
        paper = Document(BytesIO(reader.get(f"/figures.docx?{urlsplit(where).query}").content))
    assert "reported-2026-06-10" in sheet.headers["content-disposition"]
    assert "As reported on Wednesday 10 June 2026." in [one.text for one in paper.paragraphs]


def test_no_case_is_in_what_is_kept(pages: Pages, late: str) -> None:
    keeps(pages)
    (kept,) = pages.rows("select said::text as said from office_event where act = 'figures_reported'")
    assert late not in kept.said


def test_a_report_that_never_was_is_not_there(pages: Pages, late: str) -> None:
    with pages.reader("business_manager") as reader:
        assert reader.get("/figures?reported=999").status_code == 404
        assert reader.get("/figures?reported=x").status_code == 404


def test_what_was_reported_can_be_had_fit_to_publish_and_says_no_more(pages: Pages, late: str) -> None:
    where = keeps(pages)
    corrected(pages, late)
    text = shown(pages, f"{where}&publish=1")
    assert f"{SENT} under 5" in text
    assert "not what was reported" not in text, "the difference of two reports may tell a small number"
    with pages.reader("business_manager") as reader:
        answer = reader.get(f"/figures.xlsx?{urlsplit(where).query}")
    assert "reported-2026-12-07" in answer.headers["content-disposition"]
    rows = {str(line[0]): line[1:] for line in load_workbook(BytesIO(answer.content)).worksheets[0].values}
    assert rows[RAPID_REVIEW] == (0, 1, 0, 0, 0, 0, 0, 2, 2)


def test_they_come_as_a_document_with_headings_and_the_rows_of_its_tables(pages: Pages, late: str) -> None:
    with pages.reader("business_manager") as reader:
        answer = reader.get("/figures.docx")
    made = Document(BytesIO(answer.content))
    headings = [one.text for one in made.paragraphs if one.style is not None and one.style.name == "Heading 1"]
    assert headings == [
        "How dates by law and guidance were kept", "What happened", "How long it took", "How this is reckoned"
    ]  # fmt: skip
    rows = [[cell.text for cell in row.cells] for table in made.tables for row in table.rows]
    assert [f"{RAPID_REVIEW}\nLate by 2 working days", "0", "1", "0", "0", "0", "0", "0"] in rows
    assert [SENT, "1"] in rows
    assert late not in str(rows)


def test_the_document_to_publish_has_no_small_number(pages: Pages, late: str) -> None:
    with pages.reader("business_manager") as reader:
        made = Document(BytesIO(reader.get("/figures.docx?publish=1").content))
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    assert [one for one in cells if one.isdecimal()] == []


def test_a_number_leads_to_the_cases_behind_it(pages: Pages, late: str) -> None:
    with pages.reader("scrutineer") as reader:
        page = reader.get("/figures").text
        assert found(reader, page, SENT) == f"{SENT} 1 case {late}"
        assert late in found(reader, page, f"{RAPID_REVIEW}: late")
        assert "/figures/cases" not in reader.get("/figures?publish=1").text
        assert reader.get("/figures/cases", params={"of": SENT, "publish": "1"}).status_code == 404
        assert reader.get("/figures/cases", params={"of": "Something else"}).status_code == 404


def found(reader: Reader, page: str, of: str) -> str:
    """What the page says that the number with this title leads to."""
    links = (urlsplit(part.partition('"')[0].replace("&amp;", "&")) for part in page.split('href="')[1:])
    (link,) = (one for one in links if one.path == "/figures/cases" and parse_qs(one.query)["of"] == [of])
    said = reader.get(link.geturl()).text.partition("<h1")[2].partition("</ul>")[0]
    return words(said.partition(">")[2]).strip()


def test_a_bar_is_drawn_only_of_what_may_be_shown(pages: Pages, late: str) -> None:
    with pages.reader("business_manager") as reader:
        assert '<rect class="b-late" x="0.0%" y="0.5" width="100.0%"' in reader.get("/figures").text
        assert "<rect" not in reader.get("/figures?publish=1").text
