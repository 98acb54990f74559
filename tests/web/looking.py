"""What can be seen of a page by looking at it: each fault in a sentence, none where everybody can use it."""

from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import Page

LEAST = 24
"""Pixels that a thing to be pressed is wide and high, or has to itself (WCAG 2.5.8)."""

SCRIPTS = Path(__file__).parent / "scripts"
LOOK, REFUSED, SEND = ((SCRIPTS / f"{name}.js").read_text(encoding="utf-8") for name in ("look", "refused", "send"))


def seen(page: Page) -> list[str]:
    """What is wrong with a page at its present width; every details of it is opened first and stays so."""
    return list(page.evaluate(LOOK, LEAST))


def badly_refused(page: Page) -> list[str]:
    """What is wrong with how a form says what is wrong with it."""
    return list(page.evaluate(REFUSED))


def sends(page: Page, address: str, typed: Mapping[str, str]) -> None:
    """Types into the form of the page that goes to this address, and sends it."""
    page.evaluate(SEND, [address, dict(typed)])
