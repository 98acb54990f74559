"""Many people at once: a few pages are made at a time, each on one connection; the others wait and hold nothing."""

import socket
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from urllib.parse import urlsplit

from sqlalchemy import create_engine, event, text

from models.columns import new_id
from models.database import KEPT_OPEN, engine
from tests.web.pages import Pages, Reader
from web.desk import AT_ONCE

PEOPLE = 8

HALF_A_FORM = (
    "POST /needs-you/have/{deadline} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    "Content-Length: 1000\r\nExpect: 100-continue\r\n\r\nlook_on="
)


@contextmanager
def held(pages: Pages) -> Iterator[list[int]]:
    """How many connections were in use each time that one more was taken."""
    pool, seen = engine("swan_app", pages.url).pool, list[int]()

    def taken(*about: object) -> None:
        seen.append(pool.checkedout())  # type: ignore[attr-defined]

    event.listen(pool, "checkout", taken)
    yield seen
    event.remove(pool, "checkout", taken)


@contextmanager
def written_in(pages: Pages) -> Iterator[None]:
    """Somebody writes in every case there is for as long as this lasts."""
    others = create_engine(pages.url)
    with others.begin() as connection:
        connection.execute(text('select from "case" for update'))
        yield
    others.dispose()


def all_at_once(readers: Sequence[Reader], path: str) -> set[int]:
    with ThreadPoolExecutor(len(readers)) as people:
        return {answer.status_code for answer in people.map(lambda reader: reader.get(path), readers)}


def test_a_few_pages_are_made_at_a_time_each_on_one_connection_that_stays_open(pages: Pages) -> None:
    with ExitStack() as stack:
        readers = [stack.enter_context(pages.reader("coordinator")) for _ in range(PEOPLE)]
        with held(pages) as seen:
            answers = {*all_at_once(readers, "/cases"), *all_at_once(readers, "/needs-you")}

    assert (answers, len(seen)) == ({200}, 2 * PEOPLE)
    assert max(seen) <= AT_ONCE < KEPT_OPEN


def test_who_is_still_sending_a_form_keeps_nobody_waiting_and_holds_no_connection(pages: Pages) -> None:
    where = urlsplit(pages.link)
    with ExitStack() as stack, pages.reader("coordinator") as reader, held(pages) as seen:
        for _ in range(AT_ONCE + 1):
            slow = stack.enter_context(socket.create_connection((where.hostname or "", where.port or 0)))
            slow.sendall(HALF_A_FORM.format(deadline=new_id(), host=where.netloc).encode())
            # The page has begun to read the form.
            assert slow.recv(100).startswith(b"HTTP/1.1 100")
        assert seen == []
        assert reader.get("/cases").status_code == 200


def test_where_somebody_writes_for_long_the_others_are_told_and_keep_no_page_from_being_made(pages: Pages) -> None:
    reference = pages.opens_case("panel_notified", when="Mon 9 Nov 2026 10:00")
    where, typed = (
        f"/cases/{reference}/record/review_meeting_held",
        {"on-day": "9", "on-month": "11", "on-year": "2026"},
    )
    with ExitStack() as stack:
        readers = [stack.enter_context(pages.reader("coordinator")) for _ in range(AT_ONCE)]
        looks = stack.enter_context(pages.reader("coordinator"))
        with written_in(pages):
            with ThreadPoolExecutor(AT_ONCE) as people:
                told = list(people.map(lambda reader: reader.sends(where, **typed, action="check"), readers))
            assert looks.get("/cases").status_code == 200
        assert {answer.status_code for answer in told} == {503}
        assert all("Somebody else is writing here" in answer.text for answer in told)
        assert readers[0].sends(where, **typed, action="check").status_code == 200
