"""Somebody without a mouse: they go from stop to stop with Tab, and see at each of them where they are."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

from tests.web.looking import SCRIPTS

STOP = (SCRIPTS / "stop.js").read_text(encoding="utf-8")
SKIP = "Skip to main content"
MOST = 400
"""Stops of one page; whoever finds nothing within them has gone round."""


@dataclass
class Keyboard:
    """Only keys are pressed. Fails at a stop that cannot be seen, and where what is looked for is not on the way."""

    page: Page
    stops: int = 0

    def goes_on(self) -> dict[str, Any]:
        self.page.keyboard.press("Tab")
        return self.here()

    def here(self) -> dict[str, Any]:
        stop: dict[str, Any] = self.page.evaluate(STOP)
        self.stops += 1
        assert not stop["wrong"], f"{self.page.url}: “{stop['name']}”: {stop['wrong']}"
        return stop

    def comes_to(self, name: str, *, nth: int = 1) -> None:
        """Tab, until the thing of this name has the focus; of several the `nth`."""
        passed = []
        for _ in range(MOST):
            stop = self.goes_on()
            nth -= stop["name"] == name
            if not nth:
                return
            assert stop["name"] or not passed, f"there is no “{name}” on the way: {passed}"
            passed.append(stop["name"])
        raise AssertionError(f"there is no “{name}” within {MOST} stops")

    def skips(self) -> None:
        """Past the navigation, to the content of a page that has just opened."""
        self.comes_to(SKIP)
        self.page.keyboard.press("Enter")

    def follows(self, name: str, *, nth: int = 1) -> None:
        """Comes to a link or a button that leads to another page, and presses Enter."""
        self.comes_to(name, nth=nth)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def types(self, label: str, said: str) -> None:
        self.comes_to(label)
        self.page.keyboard.type(said)

    def types_day(self, label: str, day: str) -> None:
        """ "Mon 2 Nov 2026" into its three boxes, the month as its name."""
        _, *parts = day.split()
        for part, said in zip(("Day", "Month", "Year"), parts, strict=True):
            self.types(f"{label}: {part}", said)

    def ticks(self, *labels: str) -> None:
        for label in labels:
            self.comes_to(label)
            self.page.keyboard.press("Space")

    def chooses(self, label: str) -> None:
        """One of a group of radio buttons: Tab comes to the group, arrows go through it, as in every browser."""
        for _ in range(MOST):
            stop = self.goes_on()
            group = stop["group"]
            seen = []
            while group and stop["group"] == group and stop["name"] not in seen:
                if stop["name"] == label:
                    self.page.keyboard.press("Space")
                    return
                seen.append(stop["name"])
                self.page.keyboard.press("ArrowDown")
                stop = self.here()
        raise AssertionError(f"there is no “{label}” to be chosen")
