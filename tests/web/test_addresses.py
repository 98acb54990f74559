"""What stands in addresses: references and ids; never a name, a day of birth, or a word that lets somebody in."""

import logging
import re
from uuid import UUID

import pytest

from tests.web.matrix import lines
from tests.web.pages import Pages
from web import feeds

OPAQUE = {"reference", "deadline", "person", "role", "draft", "seq", "event", "kind", "name", "key", "word"}
"""What may stand in a path: `event`, `kind` and `name` are the law's own words, `word` is a secret that is rotated."""


def test_every_route_takes_ids_references_and_words_of_the_law_alone() -> None:
    asked = {name for line in lines() for name in re.findall(r"{(\w+)}", line.path)}
    assert asked <= OPAQUE


def test_a_secret_stands_in_two_addresses_alone_and_is_written_into_no_log(
    pages: Pages, caplog: pytest.LogCaptureFixture
) -> None:
    secret = {line.path for line in lines() if "{word}" in line.path}
    assert secret == {"/feed/{word}.ics", "/join/{word}", "/join/{word}/code"}
    pages.signs_in(person="orla-fennimore")
    with pages.record() as db:
        word = feeds.begin(db, pages.partnership(db).id, pages.person(db, "orla-fennimore").id)
    with caplog.at_level(logging.DEBUG), pages.reader() as stranger:
        assert stranger.get(f"/feed/{word}.ics").status_code == 200
        assert stranger.get(f"/feed/{word}x.ics").status_code == 404
    ours = [line.getMessage() for line in caplog.records if not line.name.startswith(("httpx", "httpcore"))]
    assert [line for line in ours if word in line] == []
    assert [row for row in pages.rows("select said::text as said from access") if word in row.said] == []


def test_no_link_of_a_case_holds_anything_of_its_children(pages: Pages) -> None:
    reference = pages.opens_case("panel_notified", when="Mon 9 Nov 2026 10:00")
    allowed = re.compile(r"[A-Z]+-\d{4}-\d{3,}|[a-z][a-z0-9_.-]*|\d+")
    with pages.reader("coordinator") as reader:
        html = reader.get(f"/cases/{reference}").text
    links = set(re.findall(r'(?:href|action)="(/[^"#?]*)', html)) - {""}
    parts = {part for link in links if not link.startswith("/static/") for part in link.split("/") if part}
    assert len(parts) > 20
    assert {part for part in parts if not allowed.fullmatch(part) and not is_id(part)} == set()


def is_id(part: str) -> bool:
    try:
        return str(UUID(part)) == part
    except ValueError:
        return False
