"""The watch: writes down what is owed, since when, and who is alive; tells the outside for as long as all is well."""

import logging
import urllib.error
import urllib.request
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import text
from sqlmodel import Session

from config.settings import settings
from models.database import session
from tasks.app import app
from tasks.heartbeat import beat, here
from tasks.queues import lengths
from workflows.engine.audit import quick
from workflows.engine.casework.anchoring import days_to_close
from workflows.engine.casework.climbing import rearm_begun
from workflows.engine.casework.foreseeing import tell_of_the_end

log = logging.getLogger(__name__)

PATIENCE = 5
"""Seconds for the outside to answer."""

MAY_WAIT = timedelta(minutes=15)
"""What is due longer than this and still untold is not well."""

OWED = text("""
select
  (select min(due_at) from rung where status = 'armed' and due_at <= swan_now()) as oldest_rung,
  (select count(*) from rung where status = 'armed' and due_at <= swan_now()) as rungs_due,
  (select min(due_at) from message where status = 'waiting' and due_at <= swan_now()) as oldest_message,
  (select count(*) from message where status = 'waiting' and due_at <= swan_now()) as messages_due,
  (select count(*) from message where status = 'waiting' and outcome like 'unreachable%' and due_at <= swan_now())
    as unreachable,
  (select max(beaten_at) > now() - interval '3 minutes' from heartbeat where part = 'timekeeper') as timekeeper_alive,
  swan_now() as at
""")


class Owed(NamedTuple):
    """What is due and not yet told, and the business moment at which that was so."""

    oldest_rung: datetime | None
    rungs_due: int
    oldest_message: datetime | None
    messages_due: int
    unreachable: int
    timekeeper_alive: bool | None
    at: datetime

    @property
    def is_well(self) -> bool:
        """Nothing has been due for long, and somebody keeps the time."""
        oldest = [moment for moment in (self.oldest_rung, self.oldest_message) if moment is not None]
        return bool(self.timekeeper_alive) and all(self.at - moment < MAY_WAIT for moment in oldest)

    def as_json(self) -> dict[str, Any]:
        said = self._asdict()
        return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in said.items()}


@app.task(name="watch.look")  # type: ignore[untyped-decorator]
def look() -> bool:
    """Write down what is owed and who is alive; ping the outside if all is well, stay silent if not."""
    queues = lengths(app)
    with session("swan_clock") as db:
        well, (_, open_days) = look_round(db, queues), days_to_close(db)
    if open_days:
        app.hint("watch.anchor")
    return well and ping()


def look_round(db: Session, queues: Mapping[str, int]) -> bool:
    """Whether the clock is well. What the audit finds is for people's desks: it is written down and alarms nobody."""
    owed, found = Owed(**db.execute(OWED).mappings().one()), quick(db)
    rearm_begun(db, owed.at)
    tell_of_the_end(db, owed.at)
    beat(db, "worker", here(db))
    beat(db, "watch", {"well": owed.is_well, "queues": dict(queues), "findings": len(found), **owed.as_json()})
    return owed.is_well


def ping() -> bool:
    """Tell the outside that all is well; its silence is what raises the alarm there."""
    if settings().watch_url is None:
        return True
    try:
        with urllib.request.urlopen(settings().watch_url or "", timeout=PATIENCE):
            return True
    except (urllib.error.URLError, OSError) as failure:
        log.warning("The watch outside does not answer: %s.", type(failure).__name__)
        return False
