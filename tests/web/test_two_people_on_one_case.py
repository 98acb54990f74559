"""Two people at one case: whoever is second is shown what the first did, and nothing they typed is lost."""

import pytest
from playwright.sync_api import Page, expect

from tests.web.keyboard import Keyboard
from tests.web.pages import Pages
from tests.web.pressing import events
from tests.web.windows import SMALL, Windows, faults, overflow

EVENT = "rapid_review_sent_to_panel"


@pytest.fixture
def review(pages: Pages) -> str:
    """A Rapid Review begun on Mon 9 Nov 2026; today is Mon 23 Nov."""
    reference = pages.opens_case("panel_notified", when="Mon 9 Nov 2026 10:00")
    pages.it_is("Mon 23 Nov 2026 10:00")
    return reference


def checks(page: Page, reference: str, event: str, **answers: str) -> None:
    page.goto(f"/cases/{reference}/record/{event}")
    page.get_by_role("button", name="Today").click()
    for name, said in answers.items():
        page.locator(f"#answer-{name}").fill(said)
    page.get_by_role("button", name="Check what will change").click()
    expect(page.get_by_role("heading", name="Check before recording")).to_be_visible()


def test_the_second_sees_what_the_first_recorded_and_goes_on_with_what_they_typed(
    windows: Windows, pages: Pages, review: str
) -> None:
    first, second = windows.open("/", "business_manager"), windows.open("/", "coordinator")
    checks(second, review, EVENT, message_sent="receipt 4417", why="The chronology shows it.")
    checks(first, review, "chronology_merged", note="Merged at noon.")
    first.get_by_role("button", name="Record it").click()
    expect(first.get_by_text("Recorded as entry 2")).to_be_visible()

    second.get_by_role("button", name="Record it").click()
    expect(second.get_by_role("heading", name="Somebody else was first")).to_be_visible()
    expect(second.get_by_text("Merged at noon.")).to_be_visible()
    expect(second.get_by_text("by Marguerite Oyelaran, entry 2")).to_be_visible()
    expect(second.get_by_text("nothing you typed is lost")).to_be_visible()
    for said in ("receipt 4417", "The chronology shows it."):
        expect(second.get_by_text(said)).to_be_visible()
    assert events(pages) == ["panel_notified", "chronology_merged"]
    assert faults(second) == []
    second.set_viewport_size(SMALL)
    assert overflow(second) == 0

    keys = Keyboard(second)
    keys.skips()
    keys.follows("Check again with what is there now")
    expect(second.get_by_text("receipt 4417")).to_be_visible()
    keys.skips()
    keys.follows("Record it")
    expect(second.get_by_text("Recorded as entry 3")).to_be_visible()
    assert events(pages) == ["panel_notified", "chronology_merged", EVENT]
    said = windows.said
    assert [line for line in said if "409" not in line] == []


def test_who_leaves_the_page_of_the_conflict_finds_it_begun_on_the_case(
    windows: Windows, pages: Pages, review: str
) -> None:
    page = windows.open("/", "coordinator")
    checks(page, review, EVENT, why="The chronology shows it.")
    pages.records("chronology_merged", on="Mon 23 Nov 2026")
    page.get_by_role("button", name="Record it").click()
    page.get_by_role("link", name="Leave without recording").click()
    page.get_by_role("link", name="Go on").click()
    expect(page.get_by_text("You began this, and nothing is recorded yet.")).to_be_visible()
    assert page.locator("#answer-why").input_value() == "The chronology shows it."


def test_both_recording_the_same_the_second_is_told_so_and_nothing_is_recorded_twice(
    windows: Windows, pages: Pages, review: str
) -> None:
    first, second = windows.open("/", "business_manager"), windows.open("/", "coordinator")
    for page in (second, first):
        checks(page, review, EVENT)
    first.get_by_role("button", name="Record it").click()
    expect(first.get_by_text("Recorded as entry 2")).to_be_visible()
    second.get_by_role("button", name="Record it").click()
    expect(second.get_by_role("heading", name="Somebody else was first")).to_be_visible()
    second.get_by_role("button", name="Check again with what is there now").click()
    expect(second.get_by_text("is already recorded, on Monday 23 November 2026").first).to_be_visible()
    assert events(pages) == ["panel_notified", EVENT]


def test_a_button_pressed_twice_is_one_event(windows: Windows, pages: Pages, review: str) -> None:
    page = windows.open("/", "coordinator")
    checks(page, review, EVENT)
    page.get_by_role("button", name="Record it").dblclick()
    expect(page.get_by_text("Recorded as entry 2")).to_be_visible()
    assert events(pages) == ["panel_notified", EVENT]
