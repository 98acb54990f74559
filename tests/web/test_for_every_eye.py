"""However somebody sees: zoomed in, in larger or wider text, in other colours, in grey, without motion, on paper."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.web.keyboard import Keyboard
from tests.web.looking import seen
from tests.web.pages import Pages
from tests.web.windows import Windows, overflow

FOUR_TIMES = {"viewport": {"width": 320, "height": 256}, "device_scale_factor": 4}
"""What 400 % makes of a screen of 1280 by 1024: the browser lays a page out for a quarter and paints it four times."""

WIDER = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-bottom: 2em !important; }"""
"""The spaces of WCAG 1.4.12."""

STATES = {
    "overdue": "overdue|was due",
    "explained": "explained",
    "today": "due today",
    "met": "met",
    "late": "late|was due",
    "closed": "not required",
}
TOLD = """(states) => Object.entries(states).flatMap(([state, words]) =>
  [...document.querySelectorAll(`[class*="--${state}"], [class*="--i${state}"]`)]
    .filter((e) => e.checkVisibility() && !new RegExp(words, 'i').test(e.textContent))
    .map((e) => `${state} is said by ${e.getAttribute('class')} alone: ${e.textContent.trim().slice(0, 60)}`))"""
RINGED = """(e) => {
  e.focus()
  const style = getComputedStyle(e)
  return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0
}"""
MOVES = """() => [...document.querySelectorAll('*')].filter((e) => {
  const style = getComputedStyle(e)
  return style.animationName !== 'none' || style.transitionDuration.split(',').some((one) => parseFloat(one) > 0)
}).map((e) => e.outerHTML.slice(0, 80))"""


@pytest.fixture
def review(pages: Pages) -> str:
    """Notified late, a Rapid Review begun on Mon 2 Nov 2026, one return in; today, Mon 23 Nov, it is due."""
    reference = pages.opens_case("authority_became_aware", when="Mon 19 Oct 2026 10:00")
    pages.records("panel_notified", on="Mon 2 Nov 2026", portal_reference="WM-26-0417")
    pages.records("letters_sent", on="Tue 3 Nov 2026", agencies="police,schools", return_by="2026-11-12")
    pages.records("agency_return_received", on="Tue 10 Nov 2026", item="schools")
    pages.opens_case("authority_became_aware", when="Mon 9 Nov 2026 10:00")
    pages.it_is("Mon 23 Nov 2026 10:00")
    return reference


def a_form(review: str) -> str:
    return f"/cases/{review}/record/rapid_review_sent_to_panel"


def most_used(review: str) -> tuple[str, ...]:
    return ("/cases", "/needs-you", f"/cases/{review}", a_form(review), "/calendar")


def on_each(page: Page, paths: tuple[str, ...], look: Callable[[Page], object]) -> dict[str, object]:
    """What is found on each of these pages, where anything is."""
    found = {}
    for path in paths:
        page.goto(path)
        if said := look(page):
            found[path] = said
    return found


class TestLarger:
    def test_at_400_percent_nothing_sticks_out(self, windows: Windows, review: str) -> None:
        page = windows.open("/", "coordinator", seen=FOUR_TIMES)
        assert on_each(page, most_used(review), seen) == {}

    def test_at_400_percent_every_stop_is_in_sight(self, windows: Windows, review: str) -> None:
        page = windows.open(a_form(review), "coordinator", seen=FOUR_TIMES)
        Keyboard(page).comes_to("Leave without recording")

    @pytest.mark.parametrize("small", [False, pytest.param(True, marks=pytest.mark.soak)], ids=["1280", "320"])
    def test_text_of_twice_the_size_and_with_wider_spaces_has_room(
        self, windows: Windows, review: str, small: bool
    ) -> None:
        page = windows.open("/", "coordinator", small=small, seen={"bypass_csp": True})

        def wider(page: Page) -> int:
            page.add_style_tag(content=WIDER)
            return overflow(page)

        def larger(page: Page) -> int:
            page.add_style_tag(content="html { font-size: 200% !important }")
            return overflow(page)

        assert on_each(page, most_used(review), wider) == {}
        assert small or on_each(page, most_used(review), larger) == {}


class TestColours:
    def test_no_state_is_told_by_colour_alone(self, windows: Windows, pages: Pages, review: str) -> None:
        page = windows.open("/", "coordinator")
        everywhere = (*most_used(review), "/calendar/month", f"/cases/{review}/sheet", "/register/open")
        assert on_each(page, everywhere, lambda page: page.evaluate(TOLD, STATES)) == {}
        page.goto(f"/cases/{review}")
        assert page.locator(".sw-clock--today").count() > 0
        page.goto("/cases")
        assert page.locator(".sw-row--overdue").count() > 0

    def test_in_colours_of_ones_own_every_stop_is_seen_and_buttons_have_their_edges(
        self, windows: Windows, review: str
    ) -> None:
        page = windows.open("/", "coordinator", seen={"forced_colors": "active"})
        for path, last in ((a_form(review), "Leave without recording"), ("/cases", "Calendar")):
            page.goto(path)
            Keyboard(page).comes_to(last)
        page.goto("/cases")
        for target in (".sw-tile", ".sw-sort", ".govuk-button", ".sw-mini summary", "#q", "#stage"):
            assert page.locator(target).first.evaluate(RINGED), target
        border = page.locator(".sw-tile").first.evaluate("(e) => getComputedStyle(e).borderTopWidth")
        assert border != "0px"


def test_where_less_motion_is_asked_for_nothing_moves(windows: Windows, review: str) -> None:
    page = windows.open("/", "coordinator", seen={"reduced_motion": "reduce"})
    assert on_each(page, most_used(review), lambda page: page.evaluate(MOVES)) == {}


class TestOnPaper:
    def test_a_case_says_its_dates_in_words_and_leaves_out_what_is_there_to_be_pressed(
        self, windows: Windows, review: str
    ) -> None:
        page = windows.open(f"/cases/{review}", "coordinator")
        page.emulate_media(media="print")
        for gone in (".sw-nav", ".sw-identity__do", ".sw-footer__links", ".sw-clock__do", ".govuk-skip-link"):
            expect(page.locator(gone).first, gone).to_be_hidden()
        for word in ("Due Mon 23 Nov", "Due today", "Statutory guidance"):
            expect(page.locator("main").get_by_text(word).first).to_be_visible()
        after = page.locator(".govuk-link:visible").first.evaluate("(e) => getComputedStyle(e, '::after').content")
        assert after == "none"
        assert overflow(page) == 0

    def test_the_print_view_holds_the_whole_record_and_nothing_to_be_pressed(
        self, windows: Windows, review: str
    ) -> None:
        page = windows.open(f"/cases/{review}/sheet", "coordinator")
        page.emulate_media(media="print")
        expect(page.get_by_role("button")).to_have_count(0)
        expect(page.locator("main a:visible")).to_have_count(0)
        assert page.locator("ol.sw-timeline time").count() == 4
        assert page.locator("main table tbody tr").first.evaluate("(e) => getComputedStyle(e).display") == "table-row"

    def test_figures_and_who_looked_are_tables_and_say_nothing_that_is_there_to_be_pressed(
        self, windows: Windows, review: str
    ) -> None:
        page = windows.open(f"/cases/{review}", "business_manager")
        page.emulate_media(media="print")
        for path in ("/figures", f"/cases/{review}/who-saw", "/audit"):
            page.goto(path)
            expect(page.locator(".sw-nav")).to_be_hidden()
            expect(page.locator("main button:visible")).to_have_count(0)
            rows = page.locator("main table tbody tr")
            assert [row.evaluate("(e) => getComputedStyle(e).display") for row in rows.all()[:1]] in ([], ["table-row"])
            assert overflow(page) == 0
        assert page.goto("/figures")
        assert page.locator("main table tbody tr").count() > 5
