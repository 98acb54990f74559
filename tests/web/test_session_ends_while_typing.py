"""A session that ends while somebody types: told before, kept going at one press, and nothing typed is lost."""

import pytest
from playwright.sync_api import Page, expect

from tests.web.pages import Pages
from tests.web.pressing import events
from tests.web.windows import Windows, faults

EVENT = "rapid_review_sent_to_panel"


@pytest.fixture
def review(pages: Pages) -> str:
    """A Rapid Review begun on Mon 9 Nov 2026; today is Mon 23 Nov."""
    reference = pages.opens_case("panel_notified", when="Mon 9 Nov 2026 10:00")
    pages.it_is("Mon 23 Nov 2026 10:00")
    return reference


def passes(page: Page, pages: Pages, minutes: int) -> None:
    """So much time goes by for the browser and for the session, and nobody touches anything."""
    pages.rows("update web_session set seen_at = seen_at - make_interval(mins => :n) returning id", n=minutes)
    page.clock.fast_forward(minutes * 60_000)


def typing(windows: Windows, review: str, said: str) -> Page:
    """A form with something typed and the field not left, in a browser whose clock the test sets."""
    page = windows.open("/help", "coordinator")
    page.clock.install()
    page.goto(f"/cases/{review}/record/{EVENT}")
    page.locator("#answer-why").press_sequentially(said)
    return page


def signs_in_again(page: Page) -> None:
    ours = page.locator("form", has=page.locator("input[value=westmarch]"))
    ours.get_by_role("button", name="Coordinator").press("Enter")


def seen_seconds_ago(pages: Pages) -> int:
    (row,) = pages.rows("select extract(epoch from now() - seen_at)::int as ago from web_session")
    return int(row.ago)


class TestTheWarning:
    def test_comes_five_minutes_before_and_one_press_keeps_the_session_and_the_place(
        self, windows: Windows, pages: Pages, review: str
    ) -> None:
        page = typing(windows, review, "All of it.")
        passes(page, pages, 24)
        expect(page.get_by_role("alertdialog")).to_have_count(0)
        passes(page, pages, 1)
        warning = page.get_by_role("alertdialog", name="You will be signed out in a few minutes")
        expect(warning).to_be_visible()
        expect(page.get_by_role("button", name="Stay signed in")).to_be_focused()
        assert faults(page) == []
        assert pages.rows("select id from draft") == []
        with page.expect_response("**/session/stay") as stayed:
            page.keyboard.press("Space")
        assert stayed.value.status == 204
        expect(warning).to_have_count(0)
        expect(page.locator("#answer-why")).to_be_focused()
        assert page.locator("#answer-why").input_value() == "All of it."
        assert seen_seconds_ago(pages) < 60
        assert windows.said == []

    def test_can_be_answered_more_than_ten_times(self, windows: Windows, pages: Pages) -> None:
        page = windows.open("/help", "coordinator")
        page.clock.install()
        page.goto("/cases")
        for _ in range(11):
            passes(page, pages, 26)
            expect(page.get_by_role("button", name="Stay signed in")).to_be_focused()
            page.keyboard.press("Enter")
            expect(page.get_by_role("alertdialog")).to_have_count(0)
            assert seen_seconds_ago(pages) < 60

    def test_that_comes_before_the_one_before_is_heard_to_have_closed_stays(
        self, windows: Windows, pages: Pages
    ) -> None:
        page = windows.open("/help", "coordinator")
        page.clock.install()
        page.goto("/cases")
        passes(page, pages, 26)
        expect(page.get_by_role("alertdialog")).to_be_visible()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        # A browser says that a dialog has closed with its next frame: here it is open again by then.
        page.evaluate("""() => new Promise((heard) => {
          const dialog = document.querySelector('.sw-stay')
          dialog.addEventListener('close', heard)
          dialog.close('by us')
          dialog.returnValue = ''
          dialog.showModal()
        })""")
        expect(page.get_by_role("alertdialog")).to_be_visible()
        assert asked == []

    def test_escape_is_an_answer_too(self, windows: Windows, pages: Pages, review: str) -> None:
        page = typing(windows, review, "All of it.")
        passes(page, pages, 26)
        with page.expect_response("**/session/stay"):
            page.keyboard.press("Escape")
        expect(page.locator("#answer-why")).to_be_focused()

    def test_does_not_come_while_another_window_is_used(self, windows: Windows, pages: Pages, review: str) -> None:
        page = typing(windows, review, "All of it.")
        passes(page, pages, 20)
        other = page.context.new_page()
        other.goto("/help")
        page.clock.fast_forward(10 * 60_000)
        expect(page.get_by_role("alertdialog")).to_have_count(0)

    def test_of_the_twelfth_hour_says_that_no_session_lasts_longer(
        self, windows: Windows, pages: Pages, review: str
    ) -> None:
        page = windows.open("/help", "coordinator")
        page.clock.install()
        pages.rows("update web_session set begun_at = now() - interval '11 hours 40 minutes' returning id")
        page.goto(f"/cases/{review}/record/{EVENT}")
        page.clock.fast_forward(16 * 60_000)
        expect(page.get_by_text("no session lasts longer")).to_be_visible()
        with page.expect_response("**/session/stay"):
            page.get_by_role("button", name="Go on for now").press("Enter")
        expect(page.get_by_role("alertdialog")).to_have_count(0)


class TestOver:
    def test_what_was_typed_is_there_after_signing_in_again(self, windows: Windows, pages: Pages, review: str) -> None:
        page = typing(windows, review, "All of it.")
        passes(page, pages, 26)
        expect(page.get_by_role("alertdialog")).to_be_visible()
        passes(page, pages, 5)
        expect(page.get_by_text("What you typed is kept")).to_be_visible()
        signs_in_again(page)
        expect(page.get_by_text("You began this, and nothing is recorded yet.")).to_be_visible()
        assert page.locator("#answer-why").input_value() == "All of it."
        assert events(pages) == ["panel_notified"]
        assert windows.said == []

    def test_nothing_of_a_case_stays_on_the_screen(self, windows: Windows, pages: Pages, review: str) -> None:
        page = windows.open("/help", "coordinator")
        page.clock.install()
        page.goto(f"/cases/{review}")
        passes(page, pages, 31)
        expect(page.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()
        assert review not in page.content().replace(f"next=/cases/{review}", "")
        signs_in_again(page)
        expect(page.get_by_role("heading", name=review)).to_be_visible()

    def test_a_form_in_which_nothing_was_typed_leaves_no_draft(
        self, windows: Windows, pages: Pages, review: str
    ) -> None:
        page = windows.open("/help", "coordinator")
        page.clock.install()
        page.goto(f"/cases/{review}/record/{EVENT}")
        passes(page, pages, 31)
        expect(page.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()
        assert pages.rows("select id from draft") == []
