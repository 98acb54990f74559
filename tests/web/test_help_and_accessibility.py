"""Help and the accessibility statement: for everybody, in the same place on each page, and saying what is so."""

import json
import re
from pathlib import Path

import pytest

from tests.web.every_page import WAYS
from tests.web.pages import Pages
from tests.web.pressing import words
from tests.web.scenes import SCENES
from web.pages.accessibility import TESTED_ON
from workflows.engine.reading.speaking import day

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "package.json"


def foot(html: str) -> list[str]:
    """Where the links at the foot of a page lead, in their order."""
    return re.findall(r'href="([^"]+)"', html.partition('class="sw-footer__links"')[2].partition("</ul>")[0])


@pytest.mark.parametrize("path", ["/help", "/accessibility"])
@pytest.mark.parametrize("role", ["", "coordinator", "agency_contact"])
def test_they_are_for_everybody_signed_in_or_not(pages: Pages, path: str, role: str) -> None:
    with pages.reader(role) as reader:
        assert reader.get(path).status_code == 200


def test_help_is_the_first_link_at_the_foot_of_every_page(pages: Pages) -> None:
    with pages.reader() as stranger, pages.reader("coordinator") as reader:
        feet = [foot(stranger.get("/sign-in").text), *(foot(reader.get(path).text) for path in ("/cases", "/nowhere"))]
    assert {links[0] for links in feet} == {"/help"}
    assert all("/accessibility" in links for links in feet)


def test_the_statement_says_what_the_regulations_ask_and_which_tests_were_done(pages: Pages) -> None:
    with pages.reader() as stranger:
        text = words(stranger.get("/accessibility").text)
    for said in ("Accessibility Regulations 2018", "partially compliant", "Equality Advisory and Support Service"):
        assert said in text
    # Another release of axe is a reason to go through the pages again, and to say when that was.
    assert f"axe-core {json.loads(AXE.read_text())['version']}" in text


def test_the_states_it_says_were_gone_through_are_those_of_the_matrix(pages: Pages) -> None:
    """Who takes a state out of the matrix takes it out of the statement."""
    with pages.reader() as stranger:
        text = words(stranger.get("/accessibility").text)
    said = {"empty": "nothing in it", "full": "a full one", "overdue": "everything overdue"}
    assert {said[state] for state in SCENES} == {one for one in said.values() if one in text}
    assert any(way.is_refused for way in WAYS)
    assert "with each form refused" in text
    assert f"prepared on {day(TESTED_ON)}" in text
