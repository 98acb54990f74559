"""xstate-statemachine: a stored chart a rung with a delayed transition, woken by its scanner."""

import logging
import time
from itertools import count
from uuid import uuid4

import psycopg
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker
from xstate_statemachine import MachineLogic, create_machine
from xstate_statemachine.contrib.sqlalchemy import SQLAlchemyStore
from xstate_statemachine.persistence import DueTimerScanner, load_interpreter, save_interpreter

from benchmarks.peers import telling
from benchmarks.talk import Answer, Watch, answer, plainly

CHART = {
    "id": "rung",
    "initial": "armed",
    "states": {
        "armed": {"after": {"1000": {"target": "climbed", "actions": ["tell"]}}},
        "climbed": {"type": "final"},
    },
}


class Program:
    """Keeps store and scanner between two questions."""

    def ready(self, database: str, rungs: int) -> None:
        logging.disable(logging.WARNING)
        self.rungs, self.numbers, self.ahead = rungs, count(), 0.0
        self.connection = psycopg.connect(plainly(database), autocommit=True)
        telling.prepare(self.connection)
        self.store = SQLAlchemyStore(sessionmaker(create_engine(database)))
        self.machine = create_machine(CHART, logic=MachineLogic(actions={"tell": self.tell}))
        self.scanner = DueTimerScanner(
            self.store, lambda _: self.machine, now=lambda: time.time() + self.ahead, limit=2 * rungs
        )

    def tell(self, *_: object) -> None:
        telling.tell(self.connection, str(uuid4()), next(self.numbers))

    def round(self) -> Answer:
        for _ in range(self.rungs):
            self.arm(str(uuid4()))
        self.ahead += 10
        watch = Watch()
        woken = self.scanner.run_once()
        assert woken == self.rungs, self.scanner.last_result
        return {"rungs": woken / watch.seconds}

    def arm(self, key: str) -> None:
        chart, version = load_interpreter(self.store, key, self.machine)
        save_interpreter(self.store, key, chart, expected_version=version)
        chart.stop()


if __name__ == "__main__":
    program = Program()
    answer(ready=program.ready, round=program.round)
