"""Pages speak plainly: short sentences that somebody of fourteen can read, days and times written one way."""

import re
from collections.abc import Iterator
from datetime import time
from html import unescape
from pathlib import Path

import pytest

from tests.web.pages import Pages
from tests.written_dates import on
from workflows.engine.reading.speaking import clock_time, day, short_day
from workflows.engine.reading.titles import events
from workflows.engine.registry import workflows
from workflows.engine.roles import TITLES

LONGEST, AGE = 35, 14
"""Words of a sentence, and the age from which most people can read a page (by its automated readability index). The
accessibility statement is left out: its words are the regulations'."""

OF_A_CASE = ("", "/record", "/record/review_meeting_held", "/entries/1/correct", "/entries/1/strike", "/hand-over")
ADDRESSES = (
    "/needs-you", "/cases", "/open", "/open/authority_became_aware", "/calendar", "/calendar/subscribe", "/people",
    "/roles/give", "/add-person", "/register", "/plan", "/figures", "/figures?publish=1", "/audit", "/audit/record",
    "/running", "/hand-over", "/law", "/law/counting", "/words", "/help", "/my-sessions", "/sessions",
)  # fmt: skip


def sentences(html: str) -> Iterator[str]:
    """Every sentence of the page's paragraphs; labels and cells of tables are none."""
    main = re.sub(r"<(svg|table|dialog).*?</\1>", " ", html.partition("<main")[2].partition("</main>")[0], flags=re.S)
    for paragraph in re.findall(r"<p[ >].*?</p>", main, re.S):
        said = re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", paragraph))).strip()
        yield from (one for one in re.split(r"(?<=[.!?:;])\s+", said) if len(one.split()) > 4)


def age(found: list[str]) -> float:
    """The index counts letters a word and words a sentence; it is a school year, which begins at five."""
    read = [word for one in found for word in re.findall(r"[\w’'-]+", one)]
    return 4.71 * sum(map(len, read)) / len(read) + 0.5 * len(read) / len(found) - 21.43 + 5


def test_every_page_is_read_at_fourteen_and_no_sentence_is_long(pages: Pages) -> None:
    reference = pages.opens_case("panel_notified", when="Mon 9 Nov 2026 10:00")
    pages.it_is("Mon 23 Nov 2026 10:00")
    addresses = (*ADDRESSES, *(f"/cases/{reference}{rest}" for rest in OF_A_CASE))
    with pages.reader("coordinator") as reader:
        said = {address: list(sentences(reader.get(address).text)) for address in addresses}
    long = [one for found in said.values() for one in found if len(one.split()) > LONGEST]
    hard = {address: round(age(found)) for address, found in said.items() if found and age(found) > AGE}
    assert (long, hard) == ([], {})
    assert sum(map(len, said.values())) > 150, "there was something to read"


def test_days_and_times_are_written_one_way() -> None:
    monday = on("Mon 14 Dec 2026")
    assert (day(monday), short_day(monday)) == ("Monday 14 December 2026", "Mon 14 Dec 2026")
    assert [clock_time(time(9, 32)), clock_time(time(0, 5)), clock_time(time(12)), clock_time(time(23, 59))] == [
        "9:32am", "12:05am", "12:00pm", "11:59pm",
    ]  # fmt: skip


@pytest.mark.parametrize("template", sorted((Path(__file__).parents[2] / "web" / "templates").rglob("*.html")), ids=str)
def test_headings_and_buttons_are_in_sentence_case(template: Path) -> None:
    """Only names have capitals within: no Heading Like This."""
    said = re.findall(r"<(?:h[1-4]|button|th)[^>]*>([^<{]+)<", template.read_text(encoding="utf-8"))
    names = {"Swan", "Rapid", "Review", "National", "Panel", "DfE", "Excel", "CSV", "Outlook", "English"}
    capital = [
        (one.strip(), word) for one in said for word in re.findall(r"(?<=[a-z] )[A-Z]\w+", one) if word not in names
    ]
    assert capital == []


def test_states_and_roles_are_adjectives_and_names_and_no_commands() -> None:
    states = {state for workflow in workflows().values() for state in workflow.states}
    assert [state for state in states if not re.fullmatch(r"[a-z_]+", state)] == []
    assert [title for title in TITLES.values() if title != title.lower()] == []
    assert [event.title for event in events().values() if event.title.endswith(".")] == []
