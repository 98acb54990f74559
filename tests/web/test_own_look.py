"""The pages are built of GOV.UK's components and are not GOV.UK's: no crown, no typeface, no blue header of theirs."""

import re
from pathlib import Path

import pytest

from tests.web.pages import Pages
from tests.written_dates import on
from web.fields import Field, Kind, read

WEB = Path(__file__).parents[2] / "web"
STYLES = WEB / "static" / "app.css"
THEIRS = ("GDS Transport", "govuk-crest", "crown", "govuk-header", "govuk-footer__licence", "govuk-logotype")
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))


def test_the_styles_name_neither_their_typeface_nor_their_crown_and_fetch_only_a_font_of_ours() -> None:
    said = STYLES.read_text(encoding="utf-8")
    assert [one for one in THEIRS if one.lower() in said.lower()] == []
    assert set(re.findall(r"url\(([^)]*)\)", said)) == {"fonts/source-sans-3-latin-wght-normal.woff2"}
    assert "@font-face" in said


@pytest.mark.parametrize("path", ["/sign-in", "/help", "/cases", "/nowhere"])
def test_no_page_bears_their_mark(pages: Pages, path: str) -> None:
    with pages.reader("" if path == "/sign-in" else "coordinator") as reader:
        said = reader.get(path).text
    assert [one for one in THEIRS if one in said] == []
    assert 'class="govuk-generic-header' in said
    assert "<title>" in said
    assert "GOV.UK" not in said.partition("<title>")[2].partition("</title>")[0]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda one: one.name)
def test_a_page_comes_whole_and_a_day_is_typed(template: Path) -> None:
    """No part of a page is swapped for another by a script, and no day can only be picked from a calendar."""
    said = template.read_text(encoding="utf-8")
    assert re.findall(r"\bhx-[a-z]+=|\bonclick=|\bon[a-z]+=\"", said) == []
    assert re.findall(r'type="(?:date|datetime-local|month|week|time)"', said) == []


@pytest.mark.parametrize("month", ["12", "dec", "Dec", "December"])
@pytest.mark.parametrize("year", ["2026", "26"])
def test_a_day_is_taken_as_people_write_it(month: str, year: str) -> None:
    typed = {"on-day": ["14"], "on-month": [month], "on-year": [year]}
    assert read(Field("on", Kind.DATE, "When"), typed, on("Mon 23 Nov 2026")) == on("Mon 14 Dec 2026")


def test_how_many_were_found_is_said_to_whoever_does_not_see_it(pages: Pages) -> None:
    """Filters lead to whole pages, on which a polite live region says what they found."""
    reference = pages.opens_case("panel_notified", when="Mon 9 Nov 2026 10:00")
    of_case = f"/cases/{reference}"
    with pages.reader("coordinator") as reader:
        for path in ("/cases?q=2026", "/cases?q=ZZZ", f"{of_case}?kind=fact", f"{of_case}/who-saw"):
            assert 'role="status"' in reader.get(path).text.partition("<main")[2], path
