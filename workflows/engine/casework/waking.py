"""Wakes the timekeeper early, and only when what was written falls due before it would look again anyway."""

from datetime import datetime

from sqlalchemy import text
from sqlmodel import Session

CHANNEL = "due"

LOOKS_EVERY = 30
"""Seconds the timekeeper sleeps at most."""

WAKE = text(
    "select pg_notify(:channel, '') where cast(:due_at as timestamptz) <= swan_now() + make_interval(secs => :soon)"
)


def wake(db: Session, due_at: datetime) -> None:
    """Tell the timekeeper, when this transaction commits, of the earliest new row in it.

    NOTIFY in every commit would make the whole server commit one after another, so almost none has it.
    """
    db.execute(WAKE, {"channel": CHANNEL, "due_at": due_at, "soon": LOOKS_EVERY})
