"""Wakes the timekeeper early, and only when what was written falls due before it would look again anyway."""

from datetime import datetime

from sqlalchemy import text
from sqlmodel import Session

from models.together import Line

CHANNEL = "due"

LOOKS_EVERY = 30
"""Seconds the timekeeper sleeps at most."""

NOTIFY = f"pg_notify('{CHANNEL}', '')"
SOON = f"cast({{due_at}} as timestamptz) <= swan_now() + make_interval(secs => {LOOKS_EVERY})"
WAKE = text(f"select {NOTIFY} where {SOON.format(due_at=':due_at')}")


def wake(db: Session | Line, due_at: datetime) -> None:
    """Tell the timekeeper, when this transaction commits, of the earliest new row in it.

    NOTIFY in every commit would make the whole server commit one after another, so almost none has it.
    """
    db.execute(WAKE, {"due_at": due_at})
