"""Connections kept for the next who asks: a dead one is never handed out, and a live one is not asked."""

from collections.abc import Iterator
from select import select

import psycopg
import pytest
from sqlalchemy import create_engine, event, text

from models import keeping
from models.clock import swan_now
from models.columns import new_id
from models.database import close_engines, engine, session
from models.keeping import has_ended
from tests.servers import PostgresServer

PID = text("select pg_backend_pid()")


@pytest.fixture
def url(postgres: PostgresServer, migrated: str) -> Iterator[str]:
    close_engines()
    yield postgres.url(migrated)
    close_engines()


def speaks_in(url: str) -> int:
    with session("swan_clock", url=url) as db:
        pid: int = db.execute(PID).scalar_one()
    return pid


def kept(url: str) -> psycopg.Connection:
    """The connection that lies in the pool."""
    with engine("swan_clock", url).connect() as connection:
        lying = connection.connection.driver_connection
        assert isinstance(lying, psycopg.Connection)
    return lying


def ended_by_the_server(url: str) -> None:
    """And its end has come through, as it would have by the next time anybody asks."""
    lying = kept(url)
    other = create_engine(url)
    with other.begin() as connection:
        connection.execute(text("select pg_terminate_backend(:pid)"), {"pid": lying.info.backend_pid})
    other.dispose()
    heard, _, _ = select([lying.fileno()], [], [], 30)
    assert heard, "the server says nothing"


def test_the_next_who_asks_gets_the_same_connection(url: str) -> None:
    assert speaks_in(url) == speaks_in(url)


def test_whoever_asks_after_the_server_ended_it_gets_another_and_notices_nothing(url: str) -> None:
    before = speaks_in(url)
    ended_by_the_server(url)

    assert speaks_in(url) != before


def test_one_that_was_closed_at_this_end_is_replaced(url: str) -> None:
    before = speaks_in(url)
    kept(url).close()

    assert has_ended(kept(url)) is False
    assert speaks_in(url) != before


def test_a_live_one_is_not_asked_unless_it_was_left_alone_for_long(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its server is asked something empty then, and it is the same connection still."""
    before = speaks_in(url)
    asked: list[psycopg.Connection] = []
    answers = keeping._answers
    monkeypatch.setattr(keeping, "_answers", lambda connection: asked.append(connection) or answers(connection))
    assert (speaks_in(url), asked) == (before, [])

    monkeypatch.setattr(keeping, "QUIET", -1)
    assert (speaks_in(url), len(asked)) == (before, 1)


def test_one_that_no_longer_answers_after_a_long_quiet_is_replaced(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As behind a wall that forgot it: nothing lies there to be read, and nothing comes back."""
    before = speaks_in(url)
    ended_by_the_server(url)
    monkeypatch.setattr(keeping, "has_ended", lambda _connection: False)
    monkeypatch.setattr(keeping, "QUIET", -1)

    assert speaks_in(url) != before


def test_whose_rows_it_sees_and_what_time_it_is_are_one_question(url: str) -> None:
    said: list[str] = []
    event.listen(engine("swan_app", url), "before_cursor_execute", lambda _c, _u, words, *_more: said.append(words))
    with session("swan_app", new_id(), url=url) as db:
        assert swan_now(db) == db.execute(text("select now()")).scalar_one()
    assert [words.split("(")[0] for words in said] == ["select set_config", "select now"]
