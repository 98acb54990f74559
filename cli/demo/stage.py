"""The demonstration's clock: sets the time, waits until everything due has been told, and says what comes next."""

from dataclasses import dataclass
from datetime import datetime
from time import monotonic

from sqlalchemy import text
from sqlmodel import Session

from cli.stack.supervisor import Supervisor
from models import clock
from models.columns import UTCDateTime
from models.database import session
from workflows.engine.casework.waking import CHANNEL

PATIENCE = 60.0
"""Real seconds in which everything due must have been told: a worker that died is started again within them."""

LOOK = 0.01
"""Real seconds between two looks."""

TELL = text("select pg_notify(:channel, '')")
DUE = text("""
select (select count(*) from rung where status = 'armed' and due_at <= swan_now()) as rungs,
  (select count(*) from message where status = 'waiting' and due_at <= swan_now()) as messages
""")
NEXT = text("""
select least((select min(due_at) from rung where status = 'armed' and due_at > swan_now()),
  (select min(due_at) from message where status = 'waiting' and due_at > swan_now())) as at
""").columns(at=UTCDateTime())


class Stuck(Exception):
    """What was due has not been told in time; says what is left."""


def stand_at(db: Session, at: datetime) -> None:
    """From here on it is `at`, wherever anybody asks this database; the timekeeper is woken."""
    clock.stand_at(db, at)
    db.execute(TELL, {"channel": CHANNEL})


def next_due() -> datetime | None:
    """The business moment of the first rung or message that is not due yet."""
    with session("swan_clock") as db:
        found: datetime | None = db.execute(NEXT).scalar_one()
        return found


def left() -> tuple[int, int]:
    """How many rungs and messages are due and not settled."""
    with session("swan_clock") as db:
        row = db.execute(DUE).one()
        return row.rungs, row.messages


@dataclass(frozen=True)
class Waiting:
    """On the real stack: everything due is left to the timekeeper and the workers, and awaited."""

    running: Supervisor

    def __call__(self) -> None:
        """Returns once nothing due is unsettled. Raises `Stuck` after PATIENCE, and Stopped when told to stop."""
        until = monotonic() + PATIENCE
        while any(unsettled := left()):
            if monotonic() > until:
                rungs, messages = unsettled
                where = f"see {self.running.log.place}"
                raise Stuck(f"{rungs} rungs and {messages} messages were still due after {PATIENCE:.0f} s: {where}.")
            self.running.attend(LOOK)
            for part in self.running.running:
                self.running.look_after(part)
