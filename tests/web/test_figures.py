"""The figures of a year, worked by hand: counted once, as the latest word has it, and with the formula beside them."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.web.pages import Pages
from tests.web.pressing import confirms, words

RAPID_REVIEW = "Send the Rapid Review to the National Panel"


@pytest.fixture
def year(pages: Pages) -> str:
    """Four Rapid Reviews on Mon 7 Dec 2026; the reference of the late one.

    The notifications of Mon 9 Nov ask for theirs by Mon 30 Nov 2026 (15 working days): one was sent on Fri 27 Nov, one
    on Wed 2 Dec, 2 working days late, and of one there is no record. That of Mon 7 Dec is due on Wed 30 Dec 2026.
    """
    pages.opens_case("panel_notified", when="Mon 9 Nov 2026 10:00")
    pages.records("rapid_review_sent_to_panel", on="Fri 27 Nov 2026", decision="review")
    pages.opens_case("panel_notified", when="Mon 9 Nov 2026 10:00")
    late = pages.opens_case("panel_notified", when="Mon 9 Nov 2026 10:00")
    pages.records("rapid_review_sent_to_panel", on="Wed 2 Dec 2026", decision="no_review")
    pages.opens_case("panel_notified", when="Mon 7 Dec 2026 09:00")
    pages.it_is("Mon 7 Dec 2026 10:00")
    return late


def shown(pages: Pages, path: str = "/figures") -> str:
    with pages.reader("business_manager") as reader:
        return words(reader.get(path).text)


def row(text: str, title: str = RAPID_REVIEW) -> str:
    """What stands in the row of this date."""
    return text.partition(f"{title} ")[2].partition("%")[0]


def test_each_date_is_counted_by_how_it_was_kept(pages: Pages, year: str) -> None:
    text = shown(pages)
    # In time 1, late 1, not met 0, overdue 1, not yet due 1, no longer required 0: 1 of 3.
    assert row(text).endswith("1 1 0 1 1 0 33")
    assert "Late by 2 working days 2 cases late, not met or overdue" in row(text)
    assert year in row(text)


def test_what_happened_is_counted_by_case(pages: Pages, year: str) -> None:
    text = shown(pages)
    assert "The notification was sent to the National Panel 4" in text
    assert "The Rapid Review was sent to the Panel 2" in text
    assert "Notified: serious harm 4" in text
    assert "Rapid Review decided: no review 1 Rapid Review decided: review 1" in text
    assert "The report was published 0" in text


def test_the_formula_stands_beside_the_figures(pages: Pages, year: str) -> None:
    assert "In time % = in time ÷ (in time + late + not met + overdue) × 100" in shown(pages)


def test_the_latest_word_on_an_event_counts_and_it_is_said_how_many_were_reported_otherwise(
    pages: Pages, year: str
) -> None:
    with pages.reader("coordinator") as reader:
        where = f"/cases/{year}/entries/2/correct"
        typed = {"on-day": "30", "on-month": "11", "on-year": "2026", "reason": "As the receipt says"}
        assert confirms(reader, where, reader.sends(where, **typed, action="check")).status_code == 303
    text = shown(pages)
    # Sent on Mon 30 Nov after all, the last day: 2 of 3 in time.
    assert row(text).endswith("2 0 0 1 1 0 67")
    assert "1 of these dates was first reported otherwise" in text


def test_what_never_happened_is_in_no_figure(pages: Pages, year: str) -> None:
    with pages.reader("coordinator") as reader:
        where = f"/cases/{year}/entries/2/strike"
        assert confirms(reader, where, reader.sends(where, reason="Another case's", action="check")).status_code == 303
    text = shown(pages)
    assert "The Rapid Review was sent to the Panel 1" in text
    assert row(text).endswith("1 0 0 2 1 0 33")


def test_a_year_runs_from_april_to_march(pages: Pages, year: str) -> None:
    pages.it_is("Thu 1 Apr 2027 10:00")
    assert "No date by law or guidance falls due in this year." not in shown(pages, "/figures?year=2026")
    assert "1 April 2027 to 31 March 2028" in shown(pages)
    assert "The notification was sent to the National Panel 0" in shown(pages)
    assert "The notification was sent to the National Panel 4" in shown(pages, "/figures?year=2026")
    assert "1 April 2027 to 31 March 2028" in shown(pages, "/figures?year=1066")


def test_another_partnerships_cases_are_in_none(pages: Pages, year: str) -> None:
    pages.opens_case("panel_notified", when="Mon 7 Dec 2026 09:00", partnership="eastmarch")
    assert "The notification was sent to the National Panel 4" in shown(pages)


def test_they_come_as_a_spreadsheet_with_its_notes(pages: Pages, year: str) -> None:
    with pages.reader("business_manager") as reader:
        book = load_workbook(BytesIO(reader.get("/figures.xlsx").content))
    rows = {str(line[0]): line[1:] for line in book.worksheets[0].values}
    assert rows["What"][:6] == ("In time", "Late", "Not met", "Overdue", "Not yet due", "No longer required")
    assert rows[RAPID_REVIEW] == (1, 1, 0, 1, 1, 0, 33, 2, 2)
    assert "In time % = in time ÷" in str(book["Notes"]["A1"].value)


def test_who_sees_one_case_alone_sees_no_figures(pages: Pages, year: str) -> None:
    pages.rows(
        """update holding set case_id = "case".id from "case"
        where reference = :reference and holding.partnership_id = "case".partnership_id returning holding.id""",
        reference=year,
    )
    with pages.reader("scrutineer") as reader:
        assert reader.get("/figures").status_code == 403
