"""Whatever is sent to a form: a sentence, nothing half-done, and nothing of anybody else's or of our own insides."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import httpx2
import pytest
import requests
from hypothesis import strategies as st
from schemathesis.core import NotSet

from tests.engine.register.bad_files import BAD_TEXTS, SECRET, bad_workbooks, changed
from tests.hostile import some, tries, words
from tests.web.described import OPENS, Described, described, filled
from tests.web.matrix import lines
from tests.web.pages import Pages
from web.app import create_app

pytestmark = pytest.mark.filterwarnings(
    "ignore:Generating overly large repr", "ignore:Duplicate name", "ignore::UserWarning"
)
CANARY = "zzcanary"
INSIDES = re.compile(
    r"Traceback|psycopg|sqlalchemy|pydantic|site-packages|\.py\b|DataError|IntegrityError|select .* from "
)
POSTS = [line.path for line in lines() if line.method == "POST"]
LEADING_AWAY = frozenset({"/sign-out", "/my-sessions/end", "/sessions/end"})
"""They end the session that the next request would need."""

APART = {"web_session", "access", "draft", "alembic_version"}
"""What being there writes, and what was typed and is kept for whoever typed it."""

TABLES = "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by relname"
HEADS = "select md5(coalesce(string_agg(head, ',' order by reference), '')) as heads from \"case\""


@dataclass
class Target:
    """An office with a case, and another partnership's with a secret in it; `tried` counts what was sent."""

    pages: Pages
    forms: list[Described]
    known: dict[str, str]
    counted: str
    tried: int = 0

    def stands(self) -> list[Any]:
        """The number of rows in every table but what being there writes, and the head of every chain."""
        return sorted(tuple(row) for row in (*self.pages.rows(self.counted), *self.pages.rows(HEADS)))

    def signed_in(self, role: str = "coordinator") -> tuple[str, str]:
        """A cookie's word and the word of its forms."""
        word = self.pages.signs_in(role)
        return word, self.pages.session_of(word).csrf

    def judges(self, status: int, text: str, before: list[Any], sent: object) -> None:
        """The promise, whatever was sent."""
        self.tried += 1
        assert status < 500, sent
        assert not INSIDES.search(text), sent
        assert CANARY not in text.casefold(), sent
        assert "ESCP-2026" not in text.replace("ESCP-2026-001", "", 1) or "ESCP-2026-001" in str(sent), sent
        assert "<script>alert(" not in text, sent
        assert status < 400 or self.stands() == before, sent
        assert status < 400 or len(text.split()) > 3, sent


@pytest.fixture
def target(pages: Pages) -> Iterator[Target]:
    pages.opens_case("panel_notified", when="Mon 9 Nov 2026 10:00", partnership="eastmarch", note=CANARY)
    reference = pages.opens_case("panel_notified", when="Mon 9 Nov 2026 10:00")
    pages.records("review_meeting_held", on="Wed 18 Nov 2026")
    pages.it_is("Mon 23 Nov 2026 10:00")
    known = {
        "reference": reference, "event": "draft_circulated", "kind": "partner-agreement", "seq": "2", "key": "nobody",
        "deadline": _id(pages, "select deadline.id from deadline join partnership p on p.id = partnership_id "
                               "where slug = 'westmarch' and deadline.name = 'send-rapid-review'"),
        "role": _id(pages, "select holding.id from holding join partnership p on p.id = partnership_id "
                           "where slug = 'westmarch' and role = 'scrutineer'"),
        "person": _id(pages, "select person.id from person join partnership p on p.id = partnership_id "
                             "where p.slug = 'westmarch' and person.slug = 'ambrose-tendulkar'"),
        "draft": "01a22be3-6a88-7060-80bf-1441eb268e2e", "word": "x" * 43,
    }  # fmt: skip
    with pages.reader("coordinator") as reader:
        yield Target(pages, described(create_app(pages.place, pages.url), reader, known, POSTS), known, counted(pages))


def counted(pages: Pages) -> str:
    """Asks for the number of rows of every table that matters."""
    names = {row.relname for row in pages.rows(TABLES)} - APART
    return " union all ".join(f"select '{name}', count(*) from \"{name}\"" for name in sorted(names))


def _id(pages: Pages, statement: str) -> str:
    (row,) = pages.rows(statement)
    return str(row.id)


def mixed(form: Described, drawn: Any, random: Random) -> dict[str, str]:
    """What an honest person would send, with up to three fields as they were drawn."""
    honest = {name: random.choice(values) for name, values in form.honest.items()}
    sent = {} if isinstance(drawn, NotSet) or not isinstance(drawn, dict) else drawn
    names = random.sample(sorted(sent), min(len(sent), random.randint(1, 3)))
    return {**honest, **{name: str(sent[name]) for name in names}}


@some
def test_every_form_is_sent_what_was_never_meant(target: Target, much: int) -> None:
    """Drawn by Schemathesis from the description of the application, as a coordinator with the right word sends it."""
    word, csrf = target.signed_in()
    with requests.Session() as browser:
        browser.trust_env = False
        for form in target.forms:
            if form.path in LEADING_AWAY:
                continue

            def attempt(drawn: tuple[Any, Random], form: Described = form) -> None:
                case, random = drawn
                case.body = {**mixed(form, case.body, random), "csrf": csrf}
                if random.random() < 0.8:
                    named = target.known | (OPENS if form.path.startswith("/open/") else {})
                    case.path_parameters = {name: named[name] for name in case.path_parameters or {}}
                before = target.stands()
                answer = case.call(
                    base_url=target.pages.link, session=browser, allow_redirects=False, timeout=30,
                    headers={"cookie": f"swan={word}"},
                )  # fmt: skip
                target.judges(answer.status_code, answer.text, before, (case.formatted_path, case.body))

            for negative in (False, True):
                strategy = st.tuples(form.strategy(negative=negative), st.randoms(use_true_random=False))
                tries(strategy, 4, attempt, much)
    assert target.tried >= 200


BODIES = st.sampled_from(
    [
        b"",
        b"csrf",
        b"csrf=%ff%fe",
        b"%00=%00",
        b"=&=&=",
        b"a=" * 2000,
        b"\xff\xfe" * 50,
        b'{"csrf": 1}',
        b"[1,2",
        b"--x--",
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb',
        b"--x\r\nContent-Disposition: form-data\r\n\r\nb\r\n--x--",
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="../../x\\\x00"\r\n\r\nb\r\n--x--\r\n',
    ]
) | st.binary(max_size=200)
KINDS = st.sampled_from(
    [
        "application/x-www-form-urlencoded",
        "application/x-www-form-urlencoded; charset=utf-16",
        "application/json",
        "text/plain",
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        "multipart/form-data; boundary=",
        "application/xml",
        "é",
        "",
    ]
)


@some
def test_bodies_that_are_no_form_are_refused(target: Target, much: int) -> None:
    word, _ = target.signed_in()
    with httpx2.Client(base_url=target.pages.link, trust_env=False, timeout=30) as client:

        def attempt(drawn: tuple[str, bytes, str]) -> None:
            path, body, kind = drawn
            before = target.stands()
            headers = {"cookie": f"swan={word}", "content-type": kind.encode()}
            answer = client.post(filled(path, target.known), content=body, headers=headers)
            target.judges(answer.status_code, answer.text, before, drawn)
            assert answer.status_code != 200 or path == "/sign-in"

        tries(st.tuples(st.sampled_from(POSTS), BODIES, KINDS), 60, attempt, much)


@some
def test_every_address_is_asked_for_with_what_was_never_meant(target: Target, much: int) -> None:
    word, _ = target.signed_in()
    asked = [line.path for line in lines() if line.method == "GET"]
    named = st.sampled_from(
        ["item", "next", "q", "stage", "whose", "show", "month", "recorded", "aware", "notified", "role"]
    )
    with httpx2.Client(base_url=target.pages.link, trust_env=False, timeout=30) as client:

        def attempt(drawn: tuple[str, str, dict[str, str], bool]) -> None:
            path, odd, query, whole = drawn
            known = target.known if whole else {**target.known, **dict.fromkeys(target.known, quoted(odd))}
            before = target.stands()
            answer = client.get(filled(path, known), params=query, headers={"cookie": f"swan={word}"})
            target.judges(answer.status_code, answer.text, before, drawn)
            assert target.stands() == before, drawn

        tries(st.tuples(st.sampled_from(asked), words, st.dictionaries(named, words, max_size=2), st.booleans()), 120,
              attempt, much)  # fmt: skip


def quoted(word: str) -> str:
    """As one part of an address; a request line has an end."""
    return requests.utils.quote(word[:2000], safe="") or "%20"


@some
def test_words_of_a_calendar_feed_are_guessed_in_vain(target: Target, much: int) -> None:
    with httpx2.Client(base_url=target.pages.link, trust_env=False, timeout=30) as client:

        def attempt(word: str) -> None:
            before = target.stands()
            answer = client.get(f"/feed/{quoted(word)}.ics")
            target.judges(answer.status_code, answer.text, before, word)
            assert answer.status_code in (404, 429), word

        tries(words, 30, attempt, much)


@some
def test_a_file_that_is_no_register_is_answered_and_nothing_of_it_is_kept(
    target: Target, tmp_path: Path, much: int
) -> None:
    word, csrf = target.signed_in()
    secret = tmp_path / "secret"
    secret.write_text(SECRET)
    books = bad_workbooks(secret)
    with httpx2.Client(base_url=target.pages.link, trust_env=False, timeout=60) as client:

        def attempt(drawn: tuple[str, bytes]) -> None:
            name, raw = drawn
            before = target.stands()
            answer = client.post(
                "/register", data={"csrf": csrf}, files={"file": (name, raw)}, headers={"cookie": f"swan={word}"}
            )
            target.judges(answer.status_code, answer.text, before, drawn[0])
            assert answer.status_code in (200, 400, 422), name
            assert SECRET not in answer.text
            assert target.stands() == before, name

        named = st.sampled_from([*BAD_TEXTS.items(), *books.items()])
        tries(named | st.tuples(words.filter(str.isprintable), changed()), 30, attempt, much)
