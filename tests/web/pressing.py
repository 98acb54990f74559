"""Reading a page as text, and pressing the button of the page that was answered."""

import re
from html import unescape
from typing import Any

import httpx2

from tests.web.pages import Pages, Reader


def words(html: str) -> str:
    """What a page says, without its markup."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def confirms(reader: Reader, where: str, checked: httpx2.Response, **more: str) -> httpx2.Response:
    """Presses the button of a check page."""
    form = re.search(rf'<form[^>]*action="{where}".*?</form>', checked.text, re.DOTALL)
    assert form is not None
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[0])
    typed: dict[str, Any] = {}
    for name, value in hidden:
        typed.setdefault(name, []).append(value)
    return reader.post(where, data={**typed, "action": "confirm", **more})


def events(pages: Pages) -> list[str]:
    return [row.name for row in pages.rows("select name from event order by seq")]
