"""Connections kept for the next who asks: whether one still leads to a server is seen without asking it."""

from select import POLLIN, poll
from time import monotonic
from typing import Any

import psycopg
from sqlalchemy import Engine
from sqlalchemy.event import listens_for
from sqlalchemy.exc import DisconnectionError

QUIET = 30
"""Seconds. A connection left alone for longer may have been forgotten on its way by a wall that told neither end."""

_LAID_DOWN = "laid down"


def look_before_use(engine: Engine) -> None:
    """A connection that has ended, or does not answer after a long quiet, is replaced before anybody gets it.

    A server that ends a connection says so, and its words lie there to be read: that is looked at in microseconds,
    where a ping would be a round trip for each transaction.
    """

    @listens_for(engine, "checkin")
    def _laid_down(_connection: Any, record: Any) -> None:
        record.info[_LAID_DOWN] = monotonic()

    @listens_for(engine, "checkout")
    def _taken_up(connection: psycopg.Connection, record: Any, _proxy: Any) -> None:
        quiet = monotonic() - record.info.get(_LAID_DOWN, monotonic())
        if has_ended(connection) or (quiet > QUIET and not _answers(connection)):
            raise DisconnectionError


def has_ended(connection: psycopg.Connection) -> bool:
    """Whether this idle connection is closed, or its server has said anything, which it does to end it."""
    if connection.closed:
        return True
    waiting = poll()
    waiting.register(connection.fileno(), POLLIN)
    return bool(waiting.poll(0))


def _answers(connection: psycopg.Connection) -> bool:
    try:
        connection.execute("")
        connection.rollback()
    except psycopg.Error:
        return False
    return True
