"""DBOS: durable workflows that sleep."""

import time

from dbos import DBOS

from benchmarks.peers.holding import kilobytes
from benchmarks.talk import Answer, answer

TIMERS = 200
A_DAY = 86400.0


@DBOS.workflow()
def sleeps(seconds: float) -> None:
    DBOS.sleep(seconds)


class Program:
    """Looks once how much more it holds with its sleepers than without."""

    def ready(self, database: str, broker: str, timers: int) -> None:
        DBOS(config={"name": "sleepers", "system_database_url": database, "console_log_level": "ERROR"})
        DBOS.launch()
        DBOS.start_workflow(sleeps, 0.0).get_result()
        before, number = kilobytes(), min(timers, TIMERS)
        for _ in range(number):
            DBOS.start_workflow(sleeps, A_DAY)
        time.sleep(2)
        self.held = (kilobytes() - before) / number

    def round(self) -> Answer:
        return {"memory a timer": self.held}


if __name__ == "__main__":
    program = Program()
    answer(ready=program.ready, round=program.round)
