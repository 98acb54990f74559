"""Windows of a real browser: what a person sees, at the size and with the settings a test asks for."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from tests.web.pages import Pages

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}}
SMALL, LARGE = {"width": 320, "height": 800}, {"width": 1280, "height": 900}


class Windows:
    """Opens windows. `said` are the console's errors and `asked` the addresses of every request, of all of them."""

    def __init__(self, browser: Browser, pages: Pages) -> None:
        self.browser, self.pages = browser, pages
        self.said: list[str] = []
        self.asked: list[str] = []
        self._open: list[BrowserContext] = []

    def open(
        self,
        path: str = "/",
        role: str = "",
        *,
        small: bool = False,
        script: bool = True,
        seen: Mapping[str, Any] | None = None,
        **more: Any,
    ) -> Page:
        """A window on this page: signed in where a role is named, 320 px wide where `small`.

        `seen` are settings of the browser, such as forced colours; `more` says who signs in.
        """
        settings = {"viewport": SMALL if small else LARGE, "java_script_enabled": script, **(seen or {})}
        context = self.browser.new_context(base_url=self.pages.link, **settings)
        self._open.append(context)
        if role:
            word = self.pages.signs_in(role, **more)
            context.add_cookies([{"name": "swan", "value": word, "url": self.pages.link}])
        page = context.new_page()
        page.on("console", lambda line: self.said.append(line.text) if line.type == "error" else None)
        page.on("request", lambda request: self.asked.append(request.url))
        page.goto(path)
        return page

    def close(self) -> None:
        for context in self._open:
            context.close()


def faults(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 A and AA and good practice, every details opened first: one sentence each."""
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    found = Axe.from_file(AXE).run(page, options=WCAG).response["violations"]
    return [f"{one['id']}: {one['help']} ({node['target']})" for one in found for node in one["nodes"]]


def overflow(page: Page) -> int:
    """How many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
