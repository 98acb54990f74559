"""A case from first awareness to publication by keyboard alone: the coordinator sees at every stop where they are."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.web.keyboard import Keyboard
from tests.web.pages import Pages
from tests.web.pressing import events
from tests.web.windows import Windows

LETTERS = "Letters, templates and the notice to secure records went to the agencies"
EVERY_PARTNER = (
    "Education – Beatrix Umarov",
    "ICB – Philippa Naranjo",
    "Local authority – Rosalind Ekwueme",
    "Police – Gethin Osterholm",
)


class Coordinator:
    """At the desk of Orla Fennimore, on the days she does something."""

    def __init__(self, pages: Pages, keys: Keyboard) -> None:
        self.pages, self.keys, self.page = pages, keys, keys.page

    def signs_in(self) -> None:
        self.keys.skips()
        self.keys.follows("Coordinator Orla Fennimore", nth=2)

    def opens(self, first: str, day: str) -> None:
        self.pages.it_is(f"{day} 16:00")
        self.keys.follows("Cases")
        self.keys.skips()
        self.keys.follows("Open a case")
        self.keys.skips()
        self.keys.follows(first)
        self.keys.skips()
        self.keys.types_day("The day it happened", day)
        self.keys.chooses("Serious harm")
        self.checks("Open the case")

    def records(self, event: str, day: str, answers: Callable[[Keyboard], None] = lambda keys: None) -> None:
        """From the page of the case to its form, and back to the page with one entry more."""
        self.pages.it_is(f"{day} 16:00")
        before = len(events(self.pages))
        self.finds(event)
        self.keys.types_day("The day it happened", day)
        answers(self.keys)
        self.checks("Record it")
        expect(self.page.get_by_text(f"Recorded as entry {before + 1}:")).to_be_visible()

    def records_agreement(self, event: str, day: str) -> None:
        """Every partner, by one minute of that day."""
        self.pages.it_is(f"{day} 16:00")
        self.finds(event)
        self.keys.ticks(*EVERY_PARTNER)
        self.keys.types_day("The day they agreed", day)
        self.keys.types("The e-mail or the minute", f"minute of {day}")
        self.checks("Record it")
        expect(self.page.get_by_text("Every partner has answered.")).to_be_visible()
        self.keys.follows("WSCP-2026-001")

    def finds(self, event: str) -> None:
        self.keys.skips()
        self.keys.follows("Record what happened")
        self.keys.skips()
        self.keys.follows(event)
        self.keys.skips()

    def checks(self, button: str) -> None:
        """Every date before and after, and only then what cannot be taken back."""
        self.keys.follows("Check what will change")
        expect(self.page.get_by_role("heading", name="Check before")).to_be_visible()
        expect(self.page.get_by_role("table", name="Every date before and after")).to_be_visible()
        self.keys.skips()
        self.keys.follows(button)


def to_the_panel(coordinator: Coordinator) -> None:
    """Notified on Thu 5 Nov 2026, met, agreed by every partner, and sent on Mon 23 Nov."""

    def asked(keys: Keyboard) -> None:
        keys.ticks("Police", "Schools")

    def sent(keys: Keyboard) -> None:
        keys.chooses("Review")
        keys.types("Evidence: message sent", "receipt 4417")

    coordinator.records(LETTERS, "Fri 6 Nov 2026", asked)
    coordinator.records("The Rapid Review meeting was held", "Tue 17 Nov 2026")
    coordinator.records("A draft went to the partners and the scrutineer", "Wed 18 Nov 2026")
    coordinator.records_agreement("The partner agreed the Rapid Review", "Fri 20 Nov 2026")
    coordinator.records("The Rapid Review was sent to the Panel", "Mon 23 Nov 2026", sent)
    coordinator.records("The Panel wrote that it agrees with the partners' decision", "Mon 7 Dec 2026")


def to_publication(coordinator: Coordinator) -> None:
    """A review decided on Tue 8 Dec 2026 and published on Wed 31 Mar 2027."""

    def decided(keys: Keyboard) -> None:
        keys.chooses("Rapid review")
        keys.chooses("Review")

    def appointed(keys: Keyboard) -> None:
        keys.types("Reviewer", "first-reviewer")

    def planned(keys: Keyboard) -> None:
        keys.types_day("The day for publication", "Wed 31 Mar 2027")

    def published(keys: Keyboard) -> None:
        keys.types("Evidence: web address", "https://westmarch.invalid/reviews/2027-1")

    coordinator.records("The partners decided to initiate a review", "Tue 8 Dec 2026", decided)
    coordinator.records("The reviewer was appointed", "Mon 4 Jan 2027", appointed)
    coordinator.records("A draft came from the reviewer", "Mon 1 Mar 2027")
    coordinator.records_agreement("The partner agreed", "Mon 15 Mar 2027")
    coordinator.records("A day for publication was set", "Tue 16 Mar 2027", planned)
    coordinator.records("The report was published", "Wed 31 Mar 2027", published)


def test_from_awareness_to_publication_by_keyboard_alone(windows: Windows, pages: Pages) -> None:
    def notified(keys: Keyboard) -> None:
        keys.types("Evidence: portal reference", "SIN-0417")

    pages.it_is("Mon 2 Nov 2026 10:00")
    page = windows.open("/sign-in")
    coordinator = Coordinator(pages, Keyboard(page))
    coordinator.signs_in()
    coordinator.opens("The local authority first knew or suspected abuse or neglect", "Mon 2 Nov 2026")
    coordinator.records("The notification was sent to the National Panel", "Thu 5 Nov 2026", notified)
    # 15 working days after Thu 5 Nov 2026 are Thu 26 Nov.
    expect(page.locator("article", has_text="Send the Rapid Review")).to_contain_text("Due Thu 26 Nov")
    to_the_panel(coordinator)
    to_publication(coordinator)
    assert events(pages) == [
        "authority_became_aware", "panel_notified", "letters_sent", "review_meeting_held", "draft_circulated",
        *["partner_agreed"] * 4, "rapid_review_sent_to_panel", "panel_agreed", "review_initiated", "reviewer_appointed",
        "draft_received", *["partner_agreed_report"] * 4, "publication_planned", "published",
    ]  # fmt: skip
    assert windows.said == []
    assert coordinator.keys.stops > 500
