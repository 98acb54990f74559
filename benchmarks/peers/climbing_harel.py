"""harel: a stored chart a rung, whose timeout is due."""

from itertools import count
from typing import Any

import psycopg
from harel import DurableRunner, definition_from_dsl
from harel.engine.store.postgres import PostgresStore

from benchmarks.peers import telling
from benchmarks.talk import Answer, Watch, answer, plainly

CHART = """
machine rung {
  initial armed
  state armed { timeout 1 }
  final climbed success
  from armed to climbed on Timeout
}
"""


class Telling(PostgresStore):
    """harel's own store, which raises the notices in the transaction in which the rung climbs."""

    numbers = count()
    armed = True

    def _write_trace(self, cur: Any, execution_id: str, entry: dict[str, Any]) -> None:
        if not self.armed:
            telling.tell(cur, execution_id, next(self.numbers))


class Program:
    """Keeps the runner between two questions."""

    now = 0.0

    def ready(self, database: str, rungs: int) -> None:
        definition = definition_from_dsl(CHART, "rung")
        self.kind, self.rungs = definition.id, rungs
        connection = psycopg.connect(plainly(database))
        telling.prepare(connection)
        self.store = Telling(connection)
        known = {definition.id: definition}
        self.runner = DurableRunner(self.store, known, clock=lambda: self.now, trace=True, execution="inline")

    def round(self) -> Answer:
        self.store.armed = True
        for _ in range(self.rungs):
            self.runner.create(self.kind)
        self.store.armed = False
        self.now += 10
        watch = Watch()
        fired = self.runner.fire_due_timers()
        assert fired == self.rungs, fired
        return {"rungs": fired / watch.seconds}


if __name__ == "__main__":
    program = Program()
    answer(ready=program.ready, round=program.round)
