"""Whatever a person typed stands in the words of a mail and never becomes a line of its head, or another recipient."""

from dataclasses import replace
from email import message_from_bytes
from email.policy import SMTP
from html.parser import HTMLParser
from uuid import UUID

import pytest
from hypothesis import strategies as st
from pydantic import SecretStr

from config.servers import mail_server
from tasks.channels import Outgoing, Refused, Unreachable
from tasks.channels.email import Email, written
from tasks.words import compose
from tests.hostile import some, tries, words
from tests.tasks.post_office import PostOffice
from tests.written_dates import on
from workflows.engine.calendar import at_eight
from workflows.engine.casework.contents import Said, Step
from workflows.engine.casework.delivering import Claimed

DAY = on("Mon 23 Nov 2026")
SENDER = "swan@partnership.invalid"
HEAD = {
    "from", "to", "subject", "date", "message-id", "auto-submitted", "content-type", "mime-version",
}  # fmt: skip
STEP = Step("WSCP-2026-001", "Send the Rapid Review", None, DAY, None, "open", None, None, False, False)
MESSAGE = Claimed(
    UUID(int=7), UUID(int=1), "Westmarch", UUID(int=2), "orla@westmarch.invalid", None, True, at_eight(DAY), 1,
    at_eight(DAY), False, None, (),
)  # fmt: skip
pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")


typed = words | st.sampled_from(["https://elsewhere.invalid/", "\nhttps://elsewhere.invalid/cases/WSCP-2026-001\n\n"])

OURS = {"html", "head", "meta", "title", "body", "h1", "h2", "p", "br", "ul", "li", "a"}


class Tags(HTMLParser):
    """The tags of a page, and where its links lead."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.leads_to: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.leads_to += [value or "" for name, value in attrs if name in {"href", "src", "action", "onclick"}]


@st.composite
def mails(draw: st.DrawFn) -> Outgoing:
    """A message about steps and items of which nothing is as it was meant."""
    titled = typed.filter(str.strip)
    step = st.builds(replace, st.just(STEP), reference=typed, title=titled, item=typed, undated_because=typed)
    said = tuple(Said("before", "coordinator", step=one) for one in draw(st.lists(step, min_size=1, max_size=2)))
    message = replace(MESSAGE, partnership=draw(typed), perhaps_twice=draw(st.booleans()))
    return compose(message, said, DAY, "https://swan.invalid")


@some
def test_nothing_typed_becomes_a_line_of_the_head(much: int) -> None:
    def attempt(outgoing: Outgoing) -> None:
        read = message_from_bytes(written(outgoing, SENDER).as_bytes(), policy=SMTP)
        assert {name.casefold() for name, _ in read.items()} == HEAD, outgoing.subject
        assert [one.addr_spec for one in read["to"].addresses] == [MESSAGE.address]
        assert [one.addr_spec for one in read["from"].addresses] == [SENDER]
        assert "\n" not in str(read["subject"])
        words, page = read.iter_parts()
        assert (words.get_content_type(), page.get_content_type()) == ("text/plain", "text/html")
        found = Tags()
        found.feed(page.get_content())
        assert found.names <= OURS, outgoing.text
        assert all(where.startswith("https://swan.invalid") for where in found.leads_to), outgoing.text

    tries(mails(), 150, attempt, much)


@some
def test_a_word_in_an_address_reaches_one_recipient_or_none(mail: PostOffice, much: int) -> None:
    """On a real server: what is taken has one recipient, and what is no address is refused before anybody is asked."""
    way = Email(mail_server(SecretStr(mail.url)), SENDER)

    def attempt(word: str) -> None:
        for address in (word, f"orla@westmarch.invalid{word}", f"{word}orla@westmarch.invalid", f"orla@{word}.invalid"):
            mail.begin_anew()
            try:
                way.send(Outgoing(UUID(int=7), address, "subject", "words", 1))
            except (Refused, Unreachable):
                assert mail.taken == []
                continue
            (taken,) = mail.taken
            assert len(taken["to"].addresses) == 1, address
            assert taken["bcc"] is None, address

    tries(words, 30, attempt, much)
