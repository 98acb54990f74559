"""Celery: a task that does nothing, as often as there are rungs; published by this process, run by a worker of two."""

import time

from benchmarks.peers.celery_app import DONE, begin, counter, made
from benchmarks.talk import Answer, Watch, answer

app = made("eight")


@app.task(name="nothing")
def nothing() -> None:
    counter().incr(DONE)


class Program:
    """Keeps its worker between two questions."""

    def ready(self, database: str, broker: str, tasks: int) -> None:
        self.tasks = tasks
        self.worker = begin(app, "eight_celery", broker, "-c", "2")

    def round(self) -> Answer:
        counter().set(DONE, 0)
        watch = Watch()
        for _ in range(self.tasks):
            nothing.delay()
        while int(counter().get(DONE) or 0) < self.tasks:
            time.sleep(0.02)
        return {"the last message": watch.seconds}

    def end(self) -> None:
        self.worker.terminate()
        self.worker.wait()


if __name__ == "__main__":
    program = Program()
    answer(ready=program.ready, round=program.round, at_end=program.end)
