"""The timekeeper: sleeps until the next row is due; a NOTIFY wakes it early."""

import logging
import time
from typing import Any

import psycopg
from celery.beat import Scheduler
from kombu.connection import Connection
from kombu.exceptions import OperationalError
from redis import RedisError
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from config.settings import settings
from models.database import session
from tasks.heartbeat import beat, here
from tasks.queues import queue_of, waiting_in
from workflows.engine.casework.climbing import NEXT_RUNG
from workflows.engine.casework.delivering import NEXT_MESSAGE
from workflows.engine.casework.waking import CHANNEL, LOOKS_EVERY

log = logging.getLogger(__name__)

# min() is read off the index; "exists" was planned as a scan of the whole table, and a volatile clock in the predicate
# does without the index altogether. Both what is due and what comes next are asked for: while one overdue row is being
# worked, the next one must not go unseen.
NEXT = f"""
select rung.overdue, message.overdue,
  extract(epoch from least(rung.next_at - swan_now(), message.next_in))::float8
from ({NEXT_RUNG}) as rung, ({NEXT_MESSAGE}) as message
"""

AWAY = (psycopg.Error, DBAPIError, OperationalError, RedisError, OSError)
"""The database or the broker is not there, or went away: never a reason to end."""


class Timekeeper(Scheduler):  # type: ignore[misc]
    """Celery's beat, whose ticks block on the database: they return 0, so that beat itself never sleeps.

    It decides nothing and remembers nothing. Two of them are harmless: a hint too many finds nothing to do.
    """

    max_interval = LOOKS_EVERY
    again_after = 2.0
    """Seconds after which a hint is repeated while what it was about is still due."""
    settle = 0.02
    """Seconds between two looks at least, however many wake it."""
    beats_every = 60.0

    listening: psycopg.Connection[Any] | None = None
    looked, beaten = float("-inf"), float("-inf")

    def tick(self, *args: Any, **kwargs: Any) -> float:
        wait: float = super().tick(*args, **kwargs)
        if not wait:
            return 0
        try:
            self.say_alive()
            pause = self.look()
            for _ in self.listener().notifies(timeout=min(wait, pause), stop_after=1):
                pass
        except AWAY as failure:
            log.warning("Waiting for the database or the broker: %s; again in a second.", type(failure).__name__)
            self.hang_up()
            return 1
        return 0

    def look(self) -> float:
        """Hint at what is due; gives the seconds until there is reason to look again."""
        time.sleep(max(0.0, self.looked + self.settle - time.monotonic()))
        self.looked = time.monotonic()
        row = self.listener().execute(NEXT).fetchone()
        assert row is not None
        rungs, messages, next_in = row
        if rungs:
            self.hint("deadlines.sweep")
        if messages:
            self.hint("notices.deliver")
        longest = self.again_after if rungs or messages else self.max_interval
        return longest if next_in is None else min(longest, max(0.0, next_in))

    def hint(self, task: str) -> None:
        """One at a time waits in its queue: with no worker for a week, a week of hints would fill the broker."""
        if waiting_in(self._ensure_connected(), queue_of(task)):
            return
        if not self.app.hint(task, producer=self.producer):
            super().close()  # what failed once on this channel fails on it for ever: the next hint goes over a new one

    def listener(self) -> "psycopg.Connection[Any]":
        """Its own connection: it listens first and asks second, so that nothing falls in between."""
        if self.listening is None:
            self.listening = psycopg.connect(
                make_url(settings().database_url).set(drivername="postgresql").render_as_string(hide_password=False),
                autocommit=True,
                connect_timeout=3,
                tcp_user_timeout=15000,
                keepalives_idle=10,
                application_name="swan timekeeper",
                options="-c role=swan_clock -c timezone=UTC -c statement_timeout=10s",
            )
            self.listening.execute(f"listen {CHANNEL}")
        return self.listening

    def say_alive(self) -> None:
        if time.monotonic() < self.beaten + self.beats_every:
            return
        with session("swan_clock") as db:
            beat(db, "timekeeper", here(db))
        self.beaten = time.monotonic()
        self.hint("notices.deliver")  # the courier says that it is alive when it looks, whether or not anything is due

    def hang_up(self) -> None:
        """Forget both connections: the next tick makes new ones."""
        if self.listening is not None:
            self.listening.close()
        self.listening = None
        super().close()

    def close(self) -> None:
        self.hang_up()

    def _ensure_connected(self) -> Connection:
        # Beat's own way retries a hundred times inside one tick, deaf to the database and late once the broker is back.
        connection: Connection = self.connection.ensure_connection(max_retries=1, timeout=3)
        return connection
