"""The calendar: what is due on which day, holidays and closures in words, and nothing of a case one may not see."""

import re

import pytest

from tests.web.pages import Pages
from tests.web.pressing import words
from tests.web.windows import Windows, faults, overflow

PATH, MONTH = "/calendar", "/calendar/month"


@pytest.fixture
def review(pages: Pages) -> str:
    """A Rapid Review begun on Wed 11 Nov 2026, so due on Wed 2 Dec; today is Thu 26 Nov."""
    reference = pages.opens_case("panel_notified", when="Wed 11 Nov 2026 10:00")
    pages.it_is("Thu 26 Nov 2026 10:00")
    return reference


def says(pages: Pages, path: str, role: str = "coordinator") -> str:
    with pages.reader(role) as reader:
        return words(reader.get(path).text)


def test_the_list_holds_each_day_that_has_something(pages: Pages, review: str) -> None:
    text = says(pages, f"{PATH}?month=2026-12")
    assert (
        f"Wednesday 2 December 2026 {review}: Send the Rapid Review to the National Panel 4 working days left" in text
    )
    assert "Tuesday 3 November" not in text
    assert "November 2026 , the month before Today January 2027 , the month after" in text


def test_this_month_begins_with_what_is_overdue_and_then_today(pages: Pages, review: str) -> None:
    # The letters to the agencies were due on Thu 12 Nov 2026, ten working days before Thu 26 Nov.
    text = says(pages, PATH)
    late = text.partition("Overdue")[2]
    assert "Thu 12 Nov – overdue by 10 working days" in late
    assert "Thursday 12 November" not in text
    # 12 working days after Wed 11 Nov: Fri 27 Nov.
    assert f"Friday 27 November 2026 {review}: Hold the Rapid Review meeting 1 working day left" in text


def test_bank_holidays_and_closures_are_said_in_words(pages: Pages) -> None:
    text = says(pages, f"{PATH}?month=2026-12")
    assert "Friday 25 December 2026 Christmas Day, bank holiday" in text
    assert "Tuesday 29 December 2026 Our office: closed between Christmas and New Year" in text


def test_a_month_whose_holidays_are_not_known_says_so(pages: Pages) -> None:
    assert "Bank holidays are known to" not in says(pages, f"{PATH}?month=2026-12")
    assert "Bank holidays are known to" in says(pages, f"{PATH}?month=2060-01")


def test_what_was_settled_is_folded_away_where_it_would_fill_a_day(pages: Pages, review: str) -> None:
    pages.records("letters_sent", on="Thu 12 Nov 2026", agencies="police,schools,housing", return_by="2026-11-24")
    for agency in ("police", "schools", "housing"):
        pages.records("agency_return_received", on="Mon 23 Nov 2026", item=agency)
    pages.it_is("Thu 26 Nov 2026 10:00")
    assert "24 3 settled of those due on Tuesday 24 November 2026" in says(pages, f"{MONTH}?month=2026-11")


def test_a_month_is_a_table_of_whole_weeks(pages: Pages, review: str) -> None:
    with pages.reader("coordinator") as reader:
        html = reader.get(f"{MONTH}?month=2026-12").text
    table = re.search(r"<table class=\"sw-month\">.*</table>", html, re.DOTALL)
    assert table is not None
    # 1 December 2026 is a Tuesday: five weeks from Mon 30 Nov 2026 to Sun 3 Jan 2027.
    days = re.findall(r'<time class="sw-month__d" datetime="([^"]+)"', table[0])
    assert (days[0], days[-1], len(days)) == ("2026-11-30", "2027-01-03", 35)
    assert table[0].count('<th scope="col">') == 7
    assert f'href="/cases/{review}#date-' in table[0]


def test_what_is_done_stays_on_its_day_and_says_so(pages: Pages, review: str) -> None:
    pages.records("rapid_review_sent_to_panel", on="Mon 30 Nov 2026")
    text = says(pages, f"{MONTH}?month=2026-12")
    assert f"2 {review} Send the Rapid Review to the National Panel Met, 2 working days early" in text


def test_one_sees_the_cases_of_ones_role_only(pages: Pages, review: str) -> None:
    assert review in says(pages, f"{PATH}?month=2026-12", "scrutineer")
    with pages.record("swan_owner") as db:
        db.connection().exec_driver_sql("""update holding set case_id = (select id from "case" limit 1)
          where role = 'reviewer' and partnership_id = (select partnership_id from "case" limit 1)""")
    other = pages.opens_case("panel_notified", when="Thu 26 Nov 2026 10:00")
    text = says(pages, f"{PATH}?month=2026-12", "reviewer")
    assert review in text
    assert other not in text
    with pages.reader("agency_contact") as agency, pages.reader("operator") as operator:
        assert (agency.get(PATH).status_code, operator.get(PATH).status_code) == (403, 403)


def test_what_lies_in_another_partnership_is_not_there(pages: Pages, review: str) -> None:
    other = pages.opens_case("panel_notified", when="Thu 26 Nov 2026 10:00", partnership="eastmarch")
    assert other not in says(pages, f"{PATH}?month=2026-12")


@pytest.mark.parametrize("month", ["2026-13", "1066-01", "soon", "2026-1"])
def test_what_is_no_month_is_not_here(pages: Pages, month: str) -> None:
    with pages.reader("coordinator") as reader:
        assert reader.get(f"{PATH}?month={month}").status_code == 404


@pytest.mark.parametrize("small", [False, True], ids=["1280", "320"])
def test_the_pages_are_for_everybody(windows: Windows, review: str, small: bool) -> None:
    window = windows.open(PATH, "coordinator", small=small)
    for path in (PATH, f"{PATH}?month=2026-12", MONTH, f"{MONTH}?month=2026-12", f"{PATH}/subscribe"):
        window.goto(path)
        assert (path, faults(window), overflow(window)) == (path, [], 0)
    assert windows.said == []
