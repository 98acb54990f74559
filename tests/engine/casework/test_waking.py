"""Waking the timekeeper: only for what falls due before it would look again."""

from collections.abc import Callable
from datetime import timedelta

import psycopg
import pytest
from sqlalchemy.engine import make_url
from sqlmodel import Session

from models.clock import swan_now
from models.database import session
from models.together import written_together
from tests.engine.casework.place import Place
from workflows.engine.casework.waking import CHANNEL, LOOKS_EVERY, wake

LAST = "last"


def wakes(url: str, write: Callable[[Session], None]) -> int:
    """How often a timekeeper that listens is woken by a transaction that does this."""
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as listener, psycopg.connect(plain, autocommit=True) as other:
        listener.execute(f"listen {CHANNEL}")
        listener.execute(f"listen {LAST}")
        with session("swan_app", url=url) as db:
            write(db)
        other.execute(f"notify {LAST}")  # they arrive in the order of commits
        heard = []
        for notice in listener.notifies():
            if notice.channel == LAST:
                break
            heard.append(notice.channel)
    return heard.count(CHANNEL)


@pytest.mark.parametrize(
    ("seconds", "times"), [(-60, 1), (0, 1), (LOOKS_EVERY - 5, 1), (LOOKS_EVERY + 5, 0), (86_400, 0)]
)
def test_only_what_falls_due_soon_wakes(database: str, seconds: int, times: int) -> None:
    assert wakes(database, lambda db: wake(db, swan_now(db) + timedelta(seconds=seconds))) == times


def test_it_wakes_from_among_writes_sent_together(database: str) -> None:
    def write(db: Session) -> None:
        due_at = swan_now(db)
        with written_together(db) as writing:
            wake(writing, due_at)

    assert wakes(database, write) == 1


def test_what_is_rolled_back_wakes_nobody(database: str) -> None:
    def write(db: Session) -> None:
        whole = db.begin_nested()
        wake(db, swan_now(db))
        whole.rollback()

    assert wakes(database, write) == 0


def test_in_a_demonstration_soon_is_soon_by_its_own_clock(place: Place) -> None:
    place.stands_at("Mon 17 Mar 2025")

    assert wakes(place.url, lambda db: wake(db, swan_now(db) + timedelta(days=1))) == 0
    assert wakes(place.url, lambda db: wake(db, swan_now(db))) == 1
