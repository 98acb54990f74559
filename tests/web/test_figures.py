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
    # At a glance: how often it was done, and of which date the rate is.
    assert "2 The Rapid Review was sent to the Panel Send the Rapid Review to the National Panel: 67% in time" in text


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
    for event in ("panel_notified", "rapid_review_sent_to_panel", "review_initiated"):
        pages.opens_case(event, when="Mon 7 Dec 2026 09:00", partnership="eastmarch")
    text = shown(pages)
    assert "The notification was sent to the National Panel 4" in text
    assert "the Panel: not answered 2" in text
    assert "Reviews open on Mon 7 Dec 2026 0" in text


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


def test_the_median_is_of_working_days_from_the_notification_to_the_sending(pages: Pages, year: str) -> None:
    # After Mon 9 Nov four, five and five days to Fri 27 Nov 2026, 14; three more to Wed 2 Dec 2026, 17. Between, 15.5.
    assert "Rapid Reviews sent: median working days from the notification 15.5" in shown(pages)


def test_what_the_panel_said_is_its_latest_word_on_the_decision(pages: Pages) -> None:
    for letters in ((), ("panel_commented",), ("panel_disagreed",), ("panel_disagreed", "panel_agreed")):
        pages.opens_case("panel_notified", when="Mon 9 Nov 2026 10:00")
        pages.records("rapid_review_sent_to_panel", on="Fri 27 Nov 2026", decision="no_review")
        for letter, day in zip(letters, ("Tue 1 Dec 2026", "Fri 4 Dec 2026"), strict=False):
            pages.records(letter, on=day, item="the-letter" if letter == "panel_disagreed" else None)
    pages.it_is("Mon 7 Dec 2026 10:00")
    text = shown(pages)
    assert "the Panel: agreed 1 Rapid Review sent, the Panel: disagreed 1" in text
    assert "the Panel: wrote, neither agreeing nor disagreeing 1 Rapid Review sent, the Panel: not answered 1" in text


def test_reviews_are_open_or_published_and_late_by_whole_months_over_the_six(pages: Pages) -> None:
    # Six months from Fri 1 May are over on Sun 1 Nov 2026: Mon 30 Nov is no whole month later. From Mon 4 May they are
    # over on Wed 4 Nov 2026: Mon 7 Dec is one whole month later.
    pages.opens_case("review_initiated", when="Fri 1 May 2026 10:00")
    pages.records("published", on="Mon 30 Nov 2026")
    pages.opens_case("review_initiated", when="Mon 4 May 2026 10:00")
    pages.records("delay_explained", on="Mon 2 Nov 2026", reason="no_expert")
    pages.it_is("Mon 7 Dec 2026 10:00")
    text = shown(pages)
    assert "The report was published 1 Improvements were published 0 Reviews open on Mon 7 Dec 2026 1" in text
    assert "whole months over the six, least 0 Reviews late: whole months over the six, most 1" in text
    assert "Delay explained, reason: no expert 1" in text
    pages.it_is("Thu 1 Apr 2027 10:00")
    assert "Reviews open on Wed 31 Mar 2027 1" in shown(pages, "/figures?year=2026")
    assert "Reviews open on Thu 1 Apr 2027 1" in shown(pages)


def test_what_is_fit_to_publish_has_no_number_under_five_and_none_that_tells_one(pages: Pages) -> None:
    """Five Rapid Reviews sent after 14 working days, in time, each of a notification of Mon 9 Nov 2026."""
    for _ in range(5):
        pages.opens_case("panel_notified", when="Mon 9 Nov 2026 10:00")
        pages.records("rapid_review_sent_to_panel", on="Fri 27 Nov 2026", decision="no_review")
    assert "Figures fit to publish" in shown(pages)
    text = shown(pages, "/figures?publish=1")
    fewer = "under 5"
    # Of 5 in time, none late and 100% the rate would tell the nought.
    assert f"{RAPID_REVIEW} 5 {fewer} {fewer} {fewer} {fewer} {fewer} Not shown" in text
    assert "The notification was sent to the National Panel not shown" in text
    assert f"The report was published {fewer}" in text
    # The whole of a breakdown is the total.
    assert "Notified: serious harm not shown Rapid Review decided: no review not shown" in text
    assert f"the Panel: agreed {fewer}" in text
    assert "the Panel: not answered 5" in text
    assert "median working days from the notification 14" in text
    assert "whole months over the six, least not shown" in text


def test_the_spreadsheet_to_publish_says_no_more_than_its_page(pages: Pages, year: str) -> None:
    assert year not in shown(pages, "/figures?publish=1")
    with pages.reader("business_manager") as reader:
        answer = reader.get("/figures.xlsx?publish=1")
    book = load_workbook(BytesIO(answer.content))
    numbers = [cell for line in book.worksheets[0].values for cell in line if isinstance(cell, int | float)]
    assert numbers == []
    assert "first reported otherwise" not in str(list(book["Notes"].values))
    assert "to-publish" in answer.headers["content-disposition"]
