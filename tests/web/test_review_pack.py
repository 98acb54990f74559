"""The Rapid Review pack: what happened, the returns, the dates with their authority, the questions, lines to sign."""

import re
from io import BytesIO

import pytest
from docx import Document

from tests.web.pages import Pages
from tests.web.pressing import words
from tests.web.windows import Windows, faults, overflow
from web.papers import DOCX


@pytest.fixture
def review(pages: Pages) -> str:
    """Notified on Mon 9 Nov 2026, two agencies asked, the hospital's return in; today is Mon 23 Nov."""
    reference = pages.opens_case("panel_notified", when="Mon 9 Nov 2026 10:00", portal_reference="WM-26-0417")
    pages.records("letters_sent", on="Tue 10 Nov 2026", agencies="acute-hospital,schools", return_by="2026-11-23")
    pages.records("agency_return_received", on="Wed 18 Nov 2026", item="acute-hospital")
    pages.records("immediate_action_needed", on="Thu 19 Nov 2026", what="The baby is to be seen", who="Midwives")
    pages.it_is("Mon 23 Nov 2026 10:00")
    return reference


def pack(pages: Pages, reference: str, role: str = "coordinator") -> str:
    with pages.reader(role) as reader:
        answer = reader.get(f"/cases/{reference}/review-pack")
    assert answer.status_code == 200
    return words(answer.text)


def test_every_date_stands_with_its_authority(pages: Pages, review: str) -> None:
    text = pack(pages, review)
    # Fifteen working days after Mon 9 Nov 2026.
    sent = text.partition("Send the Rapid Review to the National Panel")[2]
    assert sent.startswith(" Mon 30 Nov 2026 5 working days left Statutory guidance: WT 2023 paras 343-344.")
    assert "The number of days: Panel guidance: 15 working days of the notification" in sent


def test_the_returns_say_who_and_when(pages: Pages, review: str) -> None:
    returns = pack(pages, review).partition("Returns of the agencies")[2]
    assert "Acute hospital Received, Wed 18 Nov 2026" in returns
    assert "Wed 18 Nov 2026: The agency's return came." in returns
    assert "Schools Asked, Tue 10 Nov 2026 Mon 23 Nov 2026, due today" in returns


def test_what_is_recorded_stands_under_its_question(pages: Pages, review: str) -> None:
    pages.records(
        "review_meeting_held", on="Fri 20 Nov 2026", regulation_11_a_improvements_needed="yes",
        regulation_11_b_recurrent_themes="no",
    )  # fmt: skip
    text = pack(pages, review)
    assert "Thu 19 Nov 2026: Immediate action was found to be needed to make children safe: " in text
    assert "previously identified? Yes Regulation 11 of SI 2018/789, (a)" in text
    assert "welfare of children? No Regulation 11 of SI 2018/789, (b)" in text
    assert "working together effectively? Regulation 11 of SI 2018/789, (c)" in text


def test_every_partner_has_a_line_and_an_agreement_is_filled_in(pages: Pages, review: str) -> None:
    pages.records("partner_agreed", on="Mon 23 Nov 2026", item="police")
    lines = pack(pages, review).partition("Signature and date")[2]
    assert "Police Agreed" in lines
    assert "Mon 23 Nov 2026, entry 5" in lines
    # The others have room to sign.
    assert "Local authority" in lines
    assert lines.count("Agreed") == 1


def test_a_case_that_has_not_come_so_far_has_a_pack_with_room(pages: Pages) -> None:
    reference = pages.opens_case("incident_reported", when="Mon 16 Nov 2026 10:00")
    text = pack(pages, reference)
    assert "No agency has been asked yet." in text
    assert "Agrees or dissents Name Signature and date" in text


def test_the_word_document_holds_the_same_tables(pages: Pages, review: str) -> None:
    with pages.reader("coordinator") as reader:
        answer = reader.get(f"/cases/{review}/review-pack.docx")
    assert answer.headers["content-type"] == DOCX
    assert answer.headers["content-disposition"] == f'attachment; filename="{review}-rapid-review-pack.docx"'
    tables = Document(BytesIO(answer.content)).tables
    headings = [tuple(cell.text for cell in table.rows[0].cells) for table in tables]
    assert ("Date", "Due", "How it stands", "Authority") in headings
    assert ("Partner", "Agrees or dissents", "Name", "Signature and date") in headings
    dates = {row.cells[0].text: row.cells[1].text for row in tables[0].rows}
    assert dates["Send the Rapid Review to the National Panel"] == "Mon 30 Nov 2026"


def test_the_word_document_can_be_read_by_ear(pages: Pages, review: str) -> None:
    """Its parts are headings, its tables say which row names their columns, and it says its title and its language."""
    with pages.reader("coordinator") as reader:
        made = Document(BytesIO(reader.get(f"/cases/{review}/review-pack.docx").content))
    styles = [one.style.name for one in made.paragraphs if one.style is not None]
    assert styles[0] == "Title"
    assert styles.count("Heading 1") >= 5
    many = [table for table in made.tables if len(table.columns) > 2]
    assert len(many) >= 3
    assert all("w:tblHeader" in table.rows[0]._tr.xml for table in many)
    assert review in made.core_properties.title
    assert made.core_properties.language == "en-GB"
    assert set(re.findall(r'<w:lang[^>]*w:val="([^"]+)"', made.styles.element.xml)) == {"en-GB"}


def test_what_no_document_can_hold_does_not_break_it(pages: Pages, review: str) -> None:
    pages.records("immediate_action_taken", on="Fri 20 Nov 2026", what="Seen\x0bat home")
    with pages.reader("coordinator") as reader:
        answer = reader.get(f"/cases/{review}/review-pack.docx")
    assert answer.status_code == 200


def test_it_names_no_child_and_is_written_down(pages: Pages, review: str) -> None:
    text = pack(pages, review, "scrutineer")
    assert "not named in this pack" in text
    rows = pages.rows("select act, said ->> 'on' as place from access where case_id is not null")
    assert [(row.act, row.place) for row in rows] == [("case-printed", "review-pack")]


def test_an_agency_has_none(pages: Pages, review: str) -> None:
    with pages.reader("agency_contact") as reader:
        assert reader.get(f"/cases/{review}/review-pack").status_code == 403
        assert reader.get(f"/cases/{review}/review-pack.docx").status_code == 403


@pytest.mark.parametrize("small", [True, False])
def test_it_can_be_read_at_any_width(windows: Windows, review: str, small: bool) -> None:
    window = windows.open(f"/cases/{review}/review-pack", "coordinator", small=small)
    assert overflow(window) <= 0
    assert faults(window) == []


def test_on_paper_the_tables_stay_tables_and_the_buttons_are_left_out(windows: Windows, review: str) -> None:
    window = windows.open(f"/cases/{review}/review-pack", "coordinator")
    window.set_viewport_size({"width": 718, "height": 1000})
    # The width of A4 between its margins: on a screen so narrow each row becomes a block.
    display = "getComputedStyle(document.querySelector('.sw-paper__table td')).display"
    assert window.evaluate(display) == "block"
    window.emulate_media(media="print")
    assert window.evaluate(display) == "table-cell"
    assert not window.get_by_role("button", name="Download for Word").is_visible()
    assert overflow(window) <= 0
