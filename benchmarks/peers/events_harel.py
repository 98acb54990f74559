"""harel: a statechart with a durable timer in each state, stepped inline on PostgreSQL, its trace kept."""

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from harel import DurableRunner, Event, definition_from_dsl
from harel.engine.store.postgres import PostgresStore

from benchmarks.peers import beside
from benchmarks.talk import Answer, Watch, answer, plainly

FIFTEEN_DAYS = 15 * 86400


def chart(acts: Sequence[str]) -> str:
    """A chain of states, each left by the next act, or by its own timeout."""
    places = ["start", *(f"after_{act}" for act in acts)]
    lines = [
        *(f"event {act} {{}}" for act in acts),
        "machine case {",
        "initial start",
        *(f"state {place} {{ timeout {FIFTEEN_DAYS} }}" for place in places[:-1]),
        f"final {places[-1]} success",
        "final overdue failed",
        *(f"from {here} to after_{act} on {act}" for here, act in zip(places, acts, strict=False)),
        *(f"from {place} to overdue on Timeout" for place in places[:-1]),
        "}",
    ]
    return "\n".join(lines)


class Beside(PostgresStore):
    """harel's own store, which writes in its transaction what an event needs beside its state."""

    act: Mapping[str, Any] | None = None

    def _write_trace(self, cur: Any, execution_id: str, entry: dict[str, Any]) -> None:
        super()._write_trace(cur, execution_id, entry)
        if self.act is not None:
            beside.write(cur, execution_id, self.act)


class Program:
    """Keeps the runner between two questions."""

    def ready(self, database: str, acts: Sequence[Mapping[str, Any]], cases: int) -> None:
        self.acts, self.cases = acts, cases
        definition = definition_from_dsl(chart([act["name"] for act in acts]), "case")
        self.kind = definition.id
        connection = psycopg.connect(plainly(database))
        connection.execute(beside.TABLES)
        connection.commit()
        self.store = Beside(connection)
        self.runner = DurableRunner(self.store, {definition.id: definition}, trace=True, execution="inline")

    def round(self) -> Answer:
        watch = Watch()
        for _ in range(self.cases):
            self.store.act = None
            case = self.runner.create(self.kind).id
            for act in self.acts:
                self.store.act = act
                at = self.runner.process(case, Event(kind=act["name"]))
            assert at.outcome == "success", at.active_path
        return {"events": self.cases * len(self.acts) / watch.seconds}


if __name__ == "__main__":
    program = Program()
    answer(ready=program.ready, round=program.round)
