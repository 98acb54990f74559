"""APScheduler: a date job a rung in its PostgreSQL job store, run by its own pool of threads."""

import threading
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import uuid4

import psycopg
from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_EXECUTED
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler

from benchmarks.peers import telling
from benchmarks.talk import Answer, Watch, answer, plainly

THREADS = 4
MINE = threading.local()
DATABASE: list[str] = []


def climb(rung: str, n: int) -> None:
    if not hasattr(MINE, "connection"):
        MINE.connection = psycopg.connect(DATABASE[0])
    with MINE.connection.transaction():
        telling.tell(MINE.connection, rung, n)


class Program:
    """Keeps the scheduler between two questions."""

    def ready(self, database: str, rungs: int) -> None:
        self.rungs, self.numbers, self.done = rungs, count(), threading.Semaphore(0)
        DATABASE.append(plainly(database))
        with psycopg.connect(DATABASE[0]) as connection:
            telling.prepare(connection)
        self.scheduler = BackgroundScheduler(
            jobstores={"default": SQLAlchemyJobStore(database)},
            executors={"default": ThreadPoolExecutor(THREADS)},
            job_defaults={"misfire_grace_time": None},
            timezone=UTC,
        )
        self.scheduler.add_listener(lambda _: self.done.release(), EVENT_JOB_EXECUTED | EVENT_JOB_ERROR)
        self.scheduler.start(paused=True)

    def round(self) -> Answer:
        due = datetime.now(UTC) - timedelta(seconds=1)
        for _ in range(self.rungs):
            self.scheduler.add_job(climb, "date", run_date=due, args=[str(uuid4()), next(self.numbers)])
        watch = Watch()
        self.scheduler.resume()
        for _ in range(self.rungs):
            self.done.acquire()
        seconds = watch.seconds
        self.scheduler.pause()
        return {"rungs": self.rungs / seconds}


if __name__ == "__main__":
    program = Program()
    answer(ready=program.ready, round=program.round)
