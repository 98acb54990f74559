"""The time of a simulation: the business time, set in the database's one row, and the real time that claims wait."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from models.clock import stand_at
from models.database import session

BESIDES = 17.3
"""Seconds that pass whenever any do: no claim ends within the noise of how fast this machine is, or decides by it."""

# What waits has that much less to wait.
LAPSE = text("update message set again_at = again_at - make_interval(secs => :seconds) where status = 'waiting'")


@dataclass
class Clock:
    """`now` is the business moment, aware."""

    now: datetime

    def stands(self, astray: timedelta = timedelta()) -> None:
        """It is `now` wherever anybody asks the database, or as much earlier or later as its clock has gone astray."""
        with session("swan_app") as db:
            stand_at(db, (self.now + astray).astimezone(UTC))

    def passes_to(self, at: datetime) -> None:
        """Real and business time pass by as much; never back."""
        passed, self.now = max(at - self.now, timedelta()), max(at, self.now)
        self.stands()
        self.lapses(passed.total_seconds())

    def lapses(self, seconds: float) -> None:
        """So much real time passes, and no business time."""
        with session("swan_owner") as db:
            db.execute(LAPSE, {"seconds": seconds + BESIDES})
