"""Procrastinate: a job a rung that is due by now, worked off by one process with ten at once, or by two of them."""

import asyncio
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from uuid import uuid4

import psycopg
from procrastinate import App, PsycopgConnector

from benchmarks.asking import running
from benchmarks.peers import telling
from benchmarks.talk import Answer, Watch, answer, plainly

AT_ONCE = 10
PROGRAM = "peers.climbing_procrastinate"


def app_of(database: str) -> App:
    app = App(connector=PsycopgConnector(conninfo=plainly(database), max_size=AT_ONCE + 2))

    @app.task(name="climb")
    async def climb(rung: str, n: int) -> None:
        # Through the connector's own pool: another connection a job would be held against it.
        people = telling.ALL if n % 2 else telling.PAIR
        words = {"rung": rung, "place": n % 667, "roles": people}
        await app.connector.execute_query_async(NAMED, **words)

    return app


NAMED = telling.TELL.replace("select %s,", "select %(rung)s,").replace("place = %s", "place = %(place)s")
NAMED = NAMED.replace("any(%s)", "any(%(roles)s)")


class Program:
    """Keeps the number of the next rung between two questions; each question has an event loop of its own."""

    def ready(self, database: str, rungs: int, first: bool = True) -> None:
        self.database, self.rungs, self.numbers = database, rungs, count()
        if first:
            with psycopg.connect(plainly(database)) as connection:
                telling.prepare(connection)
            asyncio.run(self.made())
            other = running(Path(sys.executable), PROGRAM, database=database, rungs=rungs, first=False)
            self.held = ExitStack()
            self.second = self.held.enter_context(other)

    async def made(self) -> None:
        app = app_of(self.database)
        async with app.open_async():
            await app.schema_manager.apply_schema_async()

    async def deferred(self) -> None:
        app = app_of(self.database)
        async with app.open_async():
            jobs = [{"rung": str(uuid4()), "n": next(self.numbers)} for _ in range(self.rungs)]
            await app.tasks["climb"].batch_defer_async(*jobs)

    async def worked(self) -> float:
        """Seconds until nothing is left, connections and loop not counted."""
        app = app_of(self.database)
        async with app.open_async():
            watch = Watch()
            await app.run_worker_async(wait=False, concurrency=AT_ONCE, install_signal_handlers=False)
            return watch.seconds

    def work(self) -> Answer:
        return {"seconds": asyncio.run(self.worked())}

    def round(self, processes: int) -> Answer:
        asyncio.run(self.deferred())
        hands = [self.work, lambda: self.second.ask("work")][:processes]
        with ThreadPoolExecutor(len(hands)) as together:
            seconds = [done["seconds"] for done in together.map(lambda hand: hand(), hands)]
        return {"rungs": self.rungs / max(seconds)}


if __name__ == "__main__":
    program = Program()
    answer(ready=program.ready, round=program.round, work=program.work)
