"""DBOS: a durable workflow a case, which waits for its signals; each is written beside in a step."""

import threading
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

import psycopg
from dbos import DBOS, SetWorkflowID

from benchmarks.peers import beside
from benchmarks.talk import Answer, Watch, answer, plainly

MINE = threading.local()
DATABASE: list[str] = []


def connection() -> psycopg.Connection:
    """One a thread: each workflow runs in one of DBOS's."""
    if not hasattr(MINE, "connection"):
        MINE.connection = psycopg.connect(DATABASE[0])
    kept: psycopg.Connection = MINE.connection
    return kept


@DBOS.step()
def write_beside(case: str, act: Mapping[str, Any]) -> None:
    one = connection()
    with one.transaction(), one.cursor() as cursor:
        beside.write(cursor, case, act)


@DBOS.workflow()
def live(case: str, acts: Sequence[Mapping[str, Any]]) -> int:
    # Signals sent within one millisecond come in any order.
    known = {act["name"]: act for act in acts}
    for _ in acts:
        write_beside(case, known[DBOS.recv("act", timeout_seconds=60)])
    return len(acts)


class Program:
    """Keeps what it was told between two questions."""

    def ready(self, database: str, acts: Sequence[Mapping[str, Any]], cases: int) -> None:
        self.acts, self.cases = list(acts), cases
        DATABASE.append(plainly(database))
        with psycopg.connect(DATABASE[0]) as one:
            one.execute(beside.TABLES)
        DBOS(config={"name": "cases", "system_database_url": database, "console_log_level": "ERROR"})
        DBOS.launch()

    def round(self) -> Answer:
        watch, begun = Watch(), []
        for _ in range(self.cases):
            case = str(uuid4())
            with SetWorkflowID(case):
                begun.append(DBOS.start_workflow(live, case, self.acts))
            for act in self.acts:
                DBOS.send(case, act["name"], "act")
        done = sum(handle.get_result() for handle in begun)
        return {"events": done / watch.seconds}


if __name__ == "__main__":
    program = Program()
    answer(ready=program.ready, round=program.round)
