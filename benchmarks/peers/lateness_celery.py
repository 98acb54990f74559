"""Celery beat every second: its task looks for rows that are due and marks them."""

import os
import tempfile
import time

import psycopg

from benchmarks.peers.celery_app import DONE, begin, counter, made
from benchmarks.peers.strewing import strewn, told
from benchmarks.talk import Answer, answer, plainly

DATABASE = "BENCHMARK_DATABASE"
TABLE = "create table if not exists due (due_at timestamptz not null, taken_at timestamptz)"
KEPT: list[psycopg.Connection] = []

app = made("late")
app.conf.beat_schedule = {"look": {"task": "look", "schedule": 1.0}}


@app.task(name="nothing")
def nothing() -> None:
    counter().incr(DONE)


@app.task(name="look")
def look() -> None:
    if not KEPT:
        KEPT.append(psycopg.connect(os.environ[DATABASE], autocommit=True))
    KEPT[0].execute("update due set taken_at = now() where taken_at is null and due_at <= now()")


class Program:
    """Keeps its worker, with the beat inside, between two questions."""

    def ready(self, database: str, broker: str, moments: int, cases: int, seconds: int) -> None:
        self.moments, self.seconds = moments, seconds
        os.environ[DATABASE] = plainly(database)
        self.connection = psycopg.connect(os.environ[DATABASE], autocommit=True)
        self.connection.execute(TABLE)
        self.folder = tempfile.TemporaryDirectory(prefix="beat-")
        self.worker = begin(app, "lateness_celery", broker, "-c", "1", "-B", "-s", f"{self.folder.name}/schedule")

    def round(self) -> Answer:
        self.connection.execute("truncate due")
        with self.connection.cursor() as cursor:
            cursor.executemany("insert into due values (%s)", [(at,) for at in strewn(self.moments, self.seconds)])
        time.sleep(self.seconds + 3)
        rows = self.connection.execute("select extract(epoch from taken_at - due_at)::float8 from due").fetchall()
        return told([late for (late,) in rows])

    def end(self) -> None:
        self.worker.terminate()
        self.worker.wait()
        self.folder.cleanup()


if __name__ == "__main__":
    program = Program()
    answer(ready=program.ready, round=program.round, at_end=program.end)
