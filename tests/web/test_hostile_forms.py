"""Whatever is sent to a form: a sentence, nothing half-done, and nothing of anybody else's or of our own insides."""

import re
import socket
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest
import requests
from hypothesis import strategies as st
from schemathesis.core import NotSet

from tests.engine.register.bad_files import BAD_TEXTS, SECRET, bad_workbooks, changed
from tests.hostile import some, tries, words
from tests.web.described import OPENS, Described, described, filled
from tests.web.matrix import lines
from tests.web.pages import Pages, answering
from web.app import create_app
from web.monitoring import create_monitoring

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
    known: dict[str, str]
    counted: str
    tried: int = 0
    stood: list[Any] = field(default_factory=list)

    def stands(self) -> list[Any]:
        """The number of rows in every table but what being there writes, and the head of every chain."""
        return sorted(tuple(row) for row in (*self.pages.rows(self.counted), *self.pages.rows(HEADS)))

    def signed_in(self, role: str = "coordinator") -> tuple[str, str]:
        """A cookie's word and the word of its forms."""
        word = self.pages.signs_in(role)
        self.stood = self.stands()
        return word, self.pages.session_of(word).csrf

    def judges(self, status: int, text: str, sent: object, *, may_change: bool = False) -> None:
        """The promise, whatever was sent; only what was taken may have changed anything, where anything may."""
        self.tried += 1
        before, self.stood = self.stood, self.stands()
        assert status < 500, sent
        assert not INSIDES.search(text), sent
        assert CANARY not in text.casefold(), sent
        assert "ESCP-2026" not in text.replace("ESCP-2026-001", "", 1) or "ESCP-2026-001" in str(sent), sent
        assert "<script>alert(" not in text, sent
        assert (may_change and status < 400) or self.stood == before, sent
        assert status < 400 or len(text.split()) > 3, sent


@pytest.fixture
def target(pages: Pages) -> Target:
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
    found = Target(pages, known, counted(pages))
    found.stood = found.stands()
    return found


@pytest.fixture
def forms(target: Target) -> list[Described]:
    """Every form there is, as its page has it."""
    with target.pages.reader("coordinator") as reader:
        return described(create_app(target.pages.place, target.pages.url), reader, target.known, POSTS)


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
def test_every_form_is_sent_what_was_never_meant(target: Target, forms: list[Described], much: int) -> None:
    """Drawn by Schemathesis from the description of the application, as a coordinator with the right word sends it."""
    word, csrf = target.signed_in()
    with requests.Session() as browser:
        browser.trust_env = False
        for form in forms:
            if form.path in LEADING_AWAY:
                continue

            def attempt(drawn: tuple[Any, Random], form: Described = form) -> None:
                case, random = drawn
                case.body = {**mixed(form, case.body, random), "csrf": csrf}
                if random.random() < 0.8:
                    named = target.known | (OPENS if form.path.startswith("/open/") else {})
                    case.path_parameters = {name: named[name] for name in case.path_parameters or {}}
                answer = case.call(
                    base_url=target.pages.link, session=browser, allow_redirects=False, timeout=30,
                    headers={"cookie": f"swan={word}"},
                )  # fmt: skip
                target.judges(answer.status_code, answer.text, (case.formatted_path, case.body), may_change=True)

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
            headers = {"cookie": f"swan={word}", "content-type": kind.encode()}
            answer = client.post(filled(path, target.known), content=body, headers=headers)
            target.judges(answer.status_code, answer.text, drawn)
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
            answer = client.get(filled(path, known), params=query, headers={"cookie": f"swan={word}"})
            target.judges(answer.status_code, answer.text, drawn)

        tries(st.tuples(st.sampled_from(asked), words, st.dictionaries(named, words, max_size=2), st.booleans()), 120,
              attempt, much)  # fmt: skip


def quoted(word: str) -> str:
    """As one part of an address; a request line has an end."""
    return requests.utils.quote(word[:2000], safe="") or "%20"


NAMED = st.sampled_from([b"cookie", b"host", b"origin", b"referer", b"accept", b"accept-encoding", b"content-length",
                         b"content-type", b"expect", b"forwarded", b"if-none-match", b"range", b"sec-fetch-site",
                         b"transfer-encoding", b"upgrade", b"user-agent", b"x-forwarded-for", b"x-forwarded-host",
                         b"x-http-method-override", b"\xff", b""])  # fmt: skip
AS_MAY_BE = st.text(st.characters(min_codepoint=0x21, max_codepoint=0xFF, exclude_categories=["Cc"]), max_size=40).map(
    lambda word: word.encode("latin-1")
)
LINES = st.tuples(
    NAMED, AS_MAY_BE | words.map(lambda word: word.encode("utf-8", "surrogatepass")) | st.binary(max_size=40)
)
METHODS = st.sampled_from(
    [b"GET", b"GET", b"HEAD", b"OPTIONS", b"PUT", b"DELETE", b"TRACE", b"CONNECT", b"get", b"\xff"]
)


def answered(link: str, path: str, method: bytes, *lines: tuple[bytes, bytes]) -> tuple[int, str]:
    """The status and the whole answer to a request of which every byte is ours."""
    place = urlsplit(link)
    assert place.hostname is not None
    head = b"".join(b"%b: %b\r\n" % line for line in (*lines, (b"connection", b"close")))
    with socket.create_connection((place.hostname, place.port or 0), timeout=30) as asked:
        asked.sendall(b"%b %b HTTP/1.1\r\nhost: %b\r\n%b\r\n" % (method, path.encode(), place.netloc.encode(), head))
        with asked.makefile("rb") as read:
            said = read.read().decode("utf-8", "replace")
    return int(said.split()[1]), said


@some
def test_a_request_whose_head_was_never_meant_is_answered_and_changes_nothing(target: Target, much: int) -> None:
    """On the pages, signed in, and on the port that a monitoring system asks."""
    word, _ = target.signed_in()
    pages = [target.pages.link + filled(path, target.known) for path in ("/cases/{reference}", "/needs-you", "/health")]
    with socket.create_server(("127.0.0.1", 0)) as listening, answering(create_monitoring(target.pages.url), listening):
        own = f"http://127.0.0.1:{listening.getsockname()[1]}"
        asked = st.sampled_from(
            [*pages, f"{own}/health", f"{own}/health/scheduler", f"{own}/metrics", f"{own}/nowhere"]
        )

        def attempt(drawn: tuple[str, bytes, list[tuple[bytes, bytes]]]) -> None:
            address, method, lines = drawn
            path = urlsplit(address).path
            status, said = answered(address, path, method, (b"cookie", f"swan={word}".encode()), *lines)
            if path == "/health/scheduler" and status == 503:
                status = 200  # no timekeeper runs here, and it says so
            target.judges(status, said, drawn)

        tries(st.tuples(asked, METHODS, st.lists(LINES, min_size=1, max_size=3)), 80, attempt, much)


@some
def test_words_of_a_calendar_feed_are_guessed_in_vain(target: Target, much: int) -> None:
    with httpx2.Client(base_url=target.pages.link, trust_env=False, timeout=30) as client:

        def attempt(word: str) -> None:
            answer = client.get(f"/feed/{quoted(word)}.ics")
            target.judges(answer.status_code, answer.text, word)
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
            answer = client.post(
                "/register", data={"csrf": csrf}, files={"file": (name, raw)}, headers={"cookie": f"swan={word}"}
            )
            target.judges(answer.status_code, answer.text, drawn[0])
            assert answer.status_code in (200, 400, 422), name
            assert SECRET not in answer.text

        named = st.sampled_from([*BAD_TEXTS.items(), *books.items()])
        tries(named | st.tuples(words.filter(str.isprintable), changed()), 30, attempt, much)
