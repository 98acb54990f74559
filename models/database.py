"""The way to the record: one engine per database role, one transaction per session."""

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC
from functools import cache, partial
from threading import Lock
from typing import Any, Literal, NamedTuple, cast
from uuid import UUID

import psycopg
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.event import listens_for
from sqlalchemy.orm import SessionTransaction
from sqlmodel import Session

from config.settings import Settings, settings
from models.clock import MOMENT
from models.keeping import look_before_use
from models.together import asked_together

Role = Literal["swan_owner", "swan_app", "swan_clock"]

OLDEST_SERVER = 180000

LONGEST = "50min"
"""How long a transaction of the application may take: an hour after midnight nothing of the day before can still come
into the record of who read what, which is closed then."""

LEFT_OPEN = "60s"
"""How long a transaction may do nothing: while it stands, no row that has been written over can be cleared away."""

KEPT_OPEN = 4
"""Connections that stay open once they were needed at the same time: to open one takes as long as a page. The pages
work on three at once, and what one of them refuses is written down on another."""

log = logging.getLogger(__name__)

AFTERWARDS = "afterwards"

SCOPE = text("select set_config('swan.partnership', :partnership, true), swan_now() as moment")


class TooOld(SystemExit):
    """The server is older than PostgreSQL 18."""


_ENGINES: dict[tuple[Role, str], Engine] = {}
_MAKING = Lock()


def engine(role: Role, url: str = "") -> Engine:
    """Connections that act as `role` from their first statement; one engine a role and server, whoever asks first.

    Raises `TooOld` for a server before PostgreSQL 18.
    """
    key = (role, url or _address(settings()))
    with _MAKING:
        if key not in _ENGINES:
            _ENGINES[key] = _made(*key)
        return _ENGINES[key]


@cache
def _address(of: Settings) -> str:
    """Read from its files once, as the engine is made once."""
    return of.database_url


def _made(role: Role, url: str) -> Engine:
    made = create_engine(
        url,
        connect_args={
            # Compiling a statement (jit), or beginning a process to share it with, takes longer than any of ours runs;
            # a large record alone would set off both.
            "options": f"-c role={role} -c timezone=UTC -c jit=off -c max_parallel_workers_per_gather=0"
            f" -c idle_in_transaction_session_timeout={LEFT_OPEN}"
            + (f" -c transaction_timeout={LONGEST}" if role == "swan_app" else ""),
            "tcp_user_timeout": 15000,
        },
        pool_size=KEPT_OPEN,
    )
    look_before_use(made)
    with made.connect() as connection:
        version = cast(psycopg.Connection, connection.connection.driver_connection).info.server_version
    if version < OLDEST_SERVER:
        made.dispose()
        raise TooOld(f"Swan needs PostgreSQL 18 or later; this server is {version // 10000}.")
    return made


def close_engines() -> None:
    """Closes every connection that nobody is using; who asks next gets a new one."""
    with _MAKING:
        for made in _ENGINES.values():
            made.dispose()
        _ENGINES.clear()
        _address.cache_clear()


# A child that is forked with connections open would talk into its parent's conversation, and its siblings with it.
os.register_at_fork(before=_MAKING.acquire, after_in_parent=_MAKING.release, after_in_child=_MAKING.release)


def _leave_the_parents() -> None:
    """Its connections are its own; what it has found out about the server holds for the child too."""
    for made in _ENGINES.values():
        made.dispose(close=False)


os.register_at_fork(after_in_child=_leave_the_parents)


def hang_up() -> None:
    """Closes every connection that nobody is using; the engines stay, for whoever asks next and for a child."""
    with _MAKING:
        for made in _ENGINES.values():
            made.dispose()


@contextmanager
def session(role: Role = "swan_app", partnership: UUID | None = None, url: str = "") -> Iterator[Session]:
    """One transaction as `role`: committed at the end, rolled back if anything is raised.

    `partnership` opens the rows of that partnership to `swan_app`; without it row security shows it none.
    """
    with Session(engine(role, url), expire_on_commit=False) as db:
        with db.begin():
            if role == "swan_app" and partnership:  # row security asks nothing of the others
                enter(db, partnership)
            yield db
        for one in db.info.pop(AFTERWARDS, ()):
            one.does()


class Afterwards(NamedTuple):
    """What will be done, and the savepoints within which it came true."""

    does: Callable[[], None]
    within: frozenset[SessionTransaction]


def when_kept(db: Session, does: Callable[[], None]) -> None:
    """Done when what this transaction does is committed, and not at all if it is not."""
    within, inner = set(), db.get_nested_transaction()
    while inner is not None and inner.nested:
        within.add(inner)
        inner = inner.parent
    db.info.setdefault(AFTERWARDS, []).append(Afterwards(does, frozenset(within)))


def say_when_kept(db: Session, words: str, /, **about: Any) -> None:
    """A line for the log, about what this transaction does, said `when_kept`."""
    when_kept(db, partial(log.info, words, extra=about))


@listens_for(Session, "after_soft_rollback")
def _undone(db: Session, undone: SessionTransaction) -> None:
    """Of what was only tried, such as a preview, nothing is done."""
    if (waiting := db.info.get(AFTERWARDS)) is not None:
        db.info[AFTERWARDS] = [one for one in waiting if undone not in one.within]


def enter(db: Session, partnership: UUID | None) -> None:
    """From here to the end of the transaction, row security shows `swan_app` the rows of this partnership."""
    [[scope]] = asked_together(db, (SCOPE, {"partnership": str(partnership) if partnership else ""}))
    db.info[MOMENT] = scope.moment.astimezone(UTC)
