"""A mail as HTML: the words of its plain part, to be read at any size, by ear, and with nothing fetched."""

import re
from html import unescape
from html.parser import HTMLParser
from uuid import UUID

import pytest
from markupsafe import escape

from tasks.channels import Outgoing
from tasks.channels.email import written
from tasks.hypertext import as_html
from tests.tasks.post_office import plain, said_in
from workflows.engine.anchor_lines import words_of

SUBJECT = "1 overdue, 1 due today"
TEXT = """You may have had this already.

1 overdue, 1 due today.

WSCP-2025-003: Send the Rapid Review to the National Panel
There is no record that it was sent by Friday 21 March 2025.
https://swan.invalid/cases/WSCP-2025-003
Also told: coordinator.

WSCP-2025-004: Return what the agency knows (hospital)
Due today, Monday 24 March 2025. This is a reminder.
https://swan.invalid/cases/WSCP-2025-004

You now hold the role of coordinator. Open at present: 2.
- WSCP-2025-005: Panel's reply expected: due Monday 7 April 2025
- and 7 more
https://swan.invalid/

Swan, for Testshire"""


class Parts(HTMLParser):
    """The elements of a page: each with its attributes and the words right in it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None], str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs), ""))

    def handle_data(self, data: str) -> None:
        if self.found:
            tag, attrs, words = self.found[-1]
            self.found[-1] = (tag, attrs, words + data.strip("\n"))


def parts(subject: str = SUBJECT, text: str = TEXT) -> list[tuple[str, dict[str, str | None], str]]:
    return Parts(as_html(subject, text)).found


def said(tag: str, subject: str = SUBJECT, text: str = TEXT) -> list[str]:
    return [words for found, _, words in parts(subject, text) if found == tag]


def test_it_says_its_language_and_what_it_is_about() -> None:
    assert parts()[0][:2] == ("html", {"lang": "en"})
    assert said("title") == [SUBJECT]


def test_each_step_has_a_heading_below_the_one_that_the_subject_says() -> None:
    assert said("h1") == ["1 overdue, 1 due today."]
    assert said("h2") == [
        "WSCP-2025-003: Send the Rapid Review to the National Panel",
        "WSCP-2025-004: Return what the agency knows (hospital)",
    ]


@pytest.mark.parametrize(
    ("subject", "first"),
    [
        ("WSCP-2025-003: Publish the report, due today", "WSCP-2025-003: Publish the report"),
        ("Put right: WSCP-2025-003: Publish the report", "Put right: WSCP-2025-003: Publish the report"),
    ],
)
def test_there_is_one_first_heading_whatever_it_is_about(subject: str, first: str) -> None:
    text = "WSCP-2025-003: Publish the report\nDue today.\n\nSwan, for Testshire"

    assert said("h1", subject, text) == [first]


def test_a_link_says_where_it_leads_and_several_things_are_a_list() -> None:
    links = [(attrs["href"], words) for tag, attrs, words in parts() if tag == "a"]

    assert links == [
        ("https://swan.invalid/cases/WSCP-2025-003", "Open WSCP-2025-003 in Swan"),
        ("https://swan.invalid/cases/WSCP-2025-004", "Open WSCP-2025-004 in Swan"),
        ("https://swan.invalid/", "Open Swan"),
    ]
    assert said("li") == ["WSCP-2025-005: Panel's reply expected: due Monday 7 April 2025", "and 7 more"]


def test_its_words_are_those_of_the_plain_part_in_their_order() -> None:
    html = as_html(SUBJECT, TEXT).partition("<body")[2].partition(">")[2]
    shown = unescape(re.sub(r'<a href="([^"]*)">[^<]*</a>', r"\1", html).replace("<li>", "- "))

    assert re.sub(r"<[^>]*>", " ", shown).split() == TEXT.split()


def test_nothing_is_fetched_counted_or_run() -> None:
    allowed = {"html", "head", "meta", "title", "body", "h1", "h2", "p", "br", "ul", "li", "a"}
    assert {tag for tag, _, _ in parts()} <= allowed
    named = {name for _, attrs, _ in parts() for name in attrs}
    assert named <= {"lang", "charset", "name", "content", "style", "href"}
    assert "url(" not in as_html(SUBJECT, TEXT)


@pytest.mark.parametrize("said_there", ["<b>x</b>", '" onmouseover="x', "&lt;", "<script>x</script>", "{0} {title}"])
def test_what_somebody_typed_stays_words(said_there: str) -> None:
    text = f"WSCP-2025-003: Return what the agency knows ({said_there})\n- {said_there}\n{said_there}"

    html = as_html(said_there, text)

    assert {tag for tag, _, _ in Parts(html).found} <= {
        "html",
        "head",
        "meta",
        "title",
        "body",
        "h1",
        "h2",
        "p",
        "ul",
        "li",
    }
    assert unescape(html).count(said_there) == html.count(str(escape(said_there))) >= 4


def test_only_a_line_that_is_an_address_of_ours_is_a_link() -> None:
    for line in (
        "see https://elsewhere.invalid/",
        "javascript:alert(1)",
        'https://swan.invalid/cases/X"x',
        "http://x y/",
    ):
        assert said("a", "subject", f"words\n{line}") == []


def test_a_mail_carries_both_and_an_anchor_is_read_from_it_as_before() -> None:
    mail = written(Outgoing(UUID(int=7), "carol@testshire.invalid", SUBJECT, TEXT, 2), "swan@swan.invalid")

    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert (plain(mail), said_in(mail, "html")) == (f"{TEXT}\n", as_html(SUBJECT, TEXT))
    assert words_of(mail.as_bytes()).replace("\r\n", "\n") == f"{TEXT}\n"
