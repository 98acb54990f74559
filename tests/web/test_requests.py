"""Your requests: an agency's contact sees what the own agency was asked, and nothing else of a case."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.web.pages import Pages
from tests.web.pressing import words
from tests.web.windows import Windows, faults, overflow

PATH = "/requests"
POLICE = {"role": "agency_contact", "person": "annis-rahimi"}


@pytest.fixture
def review(pages: Pages) -> str:
    """Police and schools were asked on Tue 10 Nov 2026, for Fri 20 Nov; today is Mon 23 Nov."""
    reference = pages.opens_case("panel_notified", when="Mon 9 Nov 2026 10:00")
    pages.records("letters_sent", on="Tue 10 Nov 2026", agencies="police,schools", return_by="2026-11-20")
    pages.it_is("Mon 23 Nov 2026 10:00")
    return reference


def test_it_is_the_first_page_of_a_contact(pages: Pages, review: str) -> None:
    with pages.reader(**POLICE) as reader:
        assert reader.get("/").headers["location"] == PATH


def test_what_was_asked_of_the_own_agency_stands_there_with_its_date(pages: Pages, review: str) -> None:
    with pages.reader(**POLICE) as reader:
        text = words(reader.get(PATH).text)
    asked = f"{review} Return what the agency knows Police Fri 20 Nov – overdue by 1 working day Asked since Tue 10 Nov"
    assert asked in text
    assert "(1 overdue or due today)" in text
    assert "Schools" not in text


def test_what_came_is_listed_as_answered(pages: Pages, review: str) -> None:
    pages.records("agency_return_received", on="Mon 23 Nov 2026", item="police")
    with pages.reader(**POLICE) as reader:
        text = words(reader.get(PATH).text)
    assert "Nothing is asked of you now." in text
    assert f"{review} Return what the agency knows Police Fri 20 Nov – met late, by 1 working day Received" in text


def test_nothing_leads_from_it_to_the_case(pages: Pages, review: str) -> None:
    with pages.reader(**POLICE) as reader:
        assert f"/cases/{review}" not in reader.get(PATH).text
        assert reader.get(f"/cases/{review}").status_code == 403


def test_another_partnerships_requests_are_not_among_them(pages: Pages, review: str) -> None:
    with pages.reader("agency_contact", person="annis-rahimi", partnership="eastmarch") as reader:
        assert review not in reader.get(PATH).text


def test_as_a_workbook_it_holds_the_same_and_is_written_down(pages: Pages, review: str) -> None:
    with pages.reader(**POLICE) as reader:
        answer = reader.get(f"{PATH}.xlsx")
    rows = list(load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert [row[:3] for row in rows[1:]] == [(review, "Police", "Return what the agency knows")]
    (row,) = pages.rows("select said from access where act = 'requests-downloaded'")
    assert row.said == {"requests": "1"}


@pytest.mark.parametrize("small", [True, False])
def test_it_can_be_read_at_any_width(windows: Windows, review: str, small: bool) -> None:
    window = windows.open(PATH, small=small, **POLICE)
    assert overflow(window) <= 0
    assert faults(window) == []
