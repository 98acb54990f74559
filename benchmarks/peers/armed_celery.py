"""Celery: tasks with an ETA, which a worker takes and holds until then."""

import time
from datetime import UTC, datetime, timedelta

from benchmarks.peers.celery_app import DONE, begin, counter, made
from benchmarks.peers.holding import kilobytes
from benchmarks.talk import Answer, answer

app = made("armed")


@app.task(name="nothing")
def nothing() -> None:
    counter().incr(DONE)


class Program:
    """Looks once how much more the worker holds with its tasks than without."""

    def ready(self, database: str, broker: str, timers: int) -> None:
        worker = begin(app, "armed_celery", broker, "-P", "solo")
        before, eta = kilobytes(worker.pid), datetime.now(UTC) + timedelta(hours=1)
        for _ in range(timers):
            nothing.apply_async(eta=eta)
        while counter().llen("celery"):
            time.sleep(0.1)
        self.held = (kilobytes(worker.pid) - before) / timers
        worker.terminate()
        worker.wait()

    def round(self) -> Answer:
        return {"memory a timer": self.held}


if __name__ == "__main__":
    program = Program()
    answer(ready=program.ready, round=program.round)
