"""With JavaScript off everything works: a case opened, recorded, corrected, agreed, taken on; a register taken in."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.web.pages import Pages
from tests.web.pressing import events
from tests.web.windows import Windows

AWARE = "The local authority first knew or suspected abuse or neglect"
REGISTER = "Reference,Harm,LA aware,Notified to Panel\nWSCP-2022-001,death,22/08/2022,26/08/2022\n"


@pytest.fixture
def review(pages: Pages) -> str:
    """A Rapid Review begun on Mon 9 Nov 2026, its draft round since Fri 20 Nov; today is Mon 23 Nov."""
    reference = pages.opens_case("panel_notified", when="Mon 9 Nov 2026 10:00")
    pages.records("draft_circulated", on="Fri 20 Nov 2026")
    pages.it_is("Mon 23 Nov 2026 10:00")
    return reference


def coordinator(windows: Windows, path: str) -> Page:
    return windows.open(path, "coordinator", script=False)


def types_day(page: Page, *parts: str) -> None:
    happened = page.get_by_role("group", name="The day it happened")
    for label, said in zip(("Day", "Month", "Year"), parts, strict=True):
        happened.get_by_label(label).fill(said)


def test_a_case_is_opened_and_something_recorded_with_every_date_seen_before(windows: Windows, pages: Pages) -> None:
    page = coordinator(windows, "/cases")
    page.get_by_role("button", name="Open a case").click()
    page.get_by_role("link", name=AWARE).click()
    page.get_by_role("button", name="Check what will change").click()
    expect(page).to_have_title(f"Error: Open a case: {AWARE} – Swan")
    page.get_by_role("link", name="Enter the day it happened").click()
    types_day(page, "16", "nov", "2026")
    page.get_by_label("Serious harm").check()
    page.get_by_role("button", name="Check what will change").click()
    # Five working days after Mon 16 Nov 2026 are Mon 23 Nov.
    starts = page.get_by_role("row", name="Notify the National Panel")
    expect(starts).to_contain_text("Starts Due Mon 23 Nov 2026, today")
    page.get_by_role("button", name="Open the case").click()
    page.get_by_role("button", name="Record what happened").click()
    page.get_by_role("link", name="The notification was sent to the National Panel", exact=True).click()
    types_day(page, "20", "11", "2026")
    page.get_by_label("Evidence: portal reference").fill("SIN-0417")
    page.get_by_role("button", name="Check what will change").click()
    expect(page.get_by_role("row", name="Notify the National Panel")).to_contain_text("Stops Met in time")
    page.get_by_role("button", name="Change these answers").click()
    types_day(page, "23", "11", "2026")
    page.get_by_role("button", name="Check what will change").click()
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_text("Recorded as entry 2")).to_be_visible()
    assert events(pages) == ["authority_became_aware", "panel_notified"]


def test_what_was_recorded_is_corrected_with_what_would_move_seen_before(
    windows: Windows, pages: Pages, review: str
) -> None:
    page = coordinator(windows, f"/cases/{review}")
    page.get_by_role("link", name="Correct entry 1").click()
    types_day(page, "5", "11", "2026")
    page.get_by_label("Why", exact=True).fill("The receipt says so")
    page.get_by_role("button", name="Check what will change").click()
    # 15 working days after Thu 5 Nov 2026 are Thu 26 Nov.
    moved = page.get_by_role("row", name="Send the Rapid Review to the National Panel")
    expect(moved).to_contain_text("Moves Due Thu 26 Nov 2026")
    page.get_by_role("button", name="Correct it").click()
    expect(page.locator("#entry-1")).to_contain_text("Corrected by entry 3: Thu 5 Nov")


def test_partners_agree_and_a_date_is_taken_on(windows: Windows, pages: Pages, review: str) -> None:
    page = coordinator(windows, f"/cases/{review}/agree/partner-agreement")
    for partner in ("Police – Gethin Osterholm", "ICB – Philippa Naranjo"):
        page.get_by_label(partner).check()
    for part, typed in (("Day", "23"), ("Month", "11"), ("Year", "2026")):
        page.get_by_label(part, exact=True).fill(typed)
    page.get_by_label("The e-mail or the minute").fill("minute of 23 November")
    page.get_by_role("button", name="Check what will change").click()
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_text("2 answers are awaited now.")).to_be_visible()
    assert events(pages).count("partner_agreed") == 2
    page.get_by_role("link", name="Needs you").click()
    page.get_by_label("Look again at Send the Rapid Review").select_option("2026-11-25")
    taken = page.locator("li", has=page.get_by_label("Look again at Send the Rapid Review"))
    taken.get_by_role("button", name="I have this").click()
    expect(page.get_by_text("You have it: Send the Rapid Review to the National Panel")).to_be_visible()


def test_a_register_is_taken_in_with_what_it_would_make_seen_before(
    windows: Windows, pages: Pages, tmp_path: Path
) -> None:
    (tmp_path / "register.csv").write_text(REGISTER)
    page = coordinator(windows, "/register")
    page.get_by_role("button", name="Look at it first").click()
    expect(page).to_have_title("Error: The register – Swan")
    page.set_input_files("#file", tmp_path / "register.csv")
    page.get_by_role("button", name="Look at it first").click()
    expect(page.get_by_text("1 case opened and 2 events recorded as history")).to_be_visible()
    page.get_by_role("button", name="Take it in").click()
    expect(page.get_by_text("Taken in: 1 case opened and 2 events recorded")).to_be_visible()


def test_a_details_opens_and_help_is_where_it_always_is(windows: Windows, pages: Pages, review: str) -> None:
    page = coordinator(windows, f"/cases/{review}")
    page.get_by_text("Why this date? Send the Rapid Review").click()
    expect(page.get_by_role("table", name="Each day counted")).to_be_visible()
    page.get_by_role("link", name="Help", exact=True).click()
    expect(page.get_by_role("heading", name="Help")).to_be_visible()
