"""APScheduler: date jobs in its PostgreSQL job store, none of them due."""

import time
from datetime import UTC, datetime, timedelta

from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler

from benchmarks.peers.holding import kilobytes
from benchmarks.talk import Answer, answer


class Program:
    """Looks once how much more it holds with its jobs than without."""

    def ready(self, database: str, broker: str, timers: int) -> None:
        scheduler = BackgroundScheduler(jobstores={"default": SQLAlchemyJobStore(database)}, timezone=UTC)
        scheduler.start()
        due = datetime.now(UTC) + timedelta(days=30)
        scheduler.add_job(time.time, "date", run_date=due)
        before = kilobytes()
        for _ in range(timers):
            scheduler.add_job(time.time, "date", run_date=due)
        self.held = (kilobytes() - before) / timers

    def round(self) -> Answer:
        return {"memory a timer": self.held}


if __name__ == "__main__":
    program = Program()
    answer(ready=program.ready, round=program.round)
