"""A case in a small window: short, nothing of it lost, all of it reached by keyboard; on paper everything is open."""

import pytest
from playwright.sync_api import Page, expect

from tests.web.pages import Pages
from tests.web.windows import LARGE, SMALL, Windows

STATES = "detail => detail.filter((e) => e.checkVisibility({contentVisibilityAuto: true})).length"
ENTRIES = ".sw-timeline__i"


@pytest.fixture
def busy(pages: Pages) -> str:
    """Looked after, with returns, a draft round and six entries after the first; Mon 23 Nov 2026."""
    reference = pages.opens_case("authority_became_aware", when="Wed 4 Nov 2026 10:00", child_status="looked_after")
    pages.records("panel_notified", on="Mon 9 Nov 2026")
    pages.records("letters_sent", on="Tue 10 Nov 2026", agencies="police,schools", return_by="2026-11-20")
    pages.records("agency_return_received", on="Tue 17 Nov 2026", item="schools")
    pages.records("review_meeting_held", on="Wed 18 Nov 2026")
    pages.records("draft_circulated", on="Fri 20 Nov 2026")
    pages.records("executive_told", on="Fri 20 Nov 2026")
    pages.it_is("Mon 23 Nov 2026 10:00")
    return reference


def shown(page: Page, what: str = ENTRIES) -> int:
    """How many of these can be seen: what is folded away has no place on the page."""
    return int(page.locator(what).evaluate_all(STATES))


def height(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollHeight"))


def test_a_small_window_shows_the_newest_and_the_keyboard_alone_opens_the_rest(windows: Windows, busy: str) -> None:
    page = windows.open(f"/cases/{busy}", "coordinator", small=True, script=False)
    assert shown(page) == 3
    page.get_by_text("Show 4 earlier entries").focus()
    page.keyboard.press("Enter")
    assert shown(page) == 7
    expect(page.get_by_role("link", name="Notification sheet")).not_to_be_visible()
    page.get_by_text("Show papers to print and to download").focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("link", name="Notification sheet")).to_be_visible()


def test_every_fold_says_what_is_in_it_and_can_be_reached(windows: Windows, busy: str) -> None:
    page = windows.open(f"/cases/{busy}", "coordinator", small=True, script=False)
    summaries = page.locator(".sw-fold > summary")
    names = summaries.all_inner_texts()
    assert len(names) == len(set(names)), "no two are called the same"
    folded, before = page.locator(".sw-fold:not([open])"), height(page)
    for _ in names:
        folded.first.locator("summary").first.focus()
        page.keyboard.press("Enter")
    expect(folded).to_have_count(0)
    assert height(page) > before


def test_a_large_window_and_paper_show_everything_and_nothing_to_unfold(windows: Windows, busy: str) -> None:
    page = windows.open(f"/cases/{busy}", "coordinator")
    page.set_viewport_size(LARGE)
    assert (shown(page), shown(page, ".sw-fold > summary")) == (7, 0)
    page.set_viewport_size(SMALL)
    assert shown(page) == 3
    page.emulate_media(media="print")
    assert (shown(page), shown(page, ".sw-fold > summary")) == (7, 0)
    assert shown(page, "details.govuk-details .govuk-details__text") == page.locator("details.govuk-details").count()


def test_an_address_of_an_entry_that_is_folded_away_leads_to_it(windows: Windows, busy: str) -> None:
    page = windows.open(f"/cases/{busy}#entry-1", "coordinator", small=True, script=False)
    expect(page.locator("#entry-1")).to_be_in_viewport()
