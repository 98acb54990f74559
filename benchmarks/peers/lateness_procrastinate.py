"""Procrastinate: jobs scheduled for a moment; a worker with its usual settings looks for them."""

import asyncio
from datetime import UTC, datetime

from procrastinate import App, PsycopgConnector

from benchmarks.peers.strewing import strewn, told
from benchmarks.talk import Answer, answer, plainly


class Program:
    """Everything in one event loop a question."""

    def ready(self, database: str, broker: str, moments: int, cases: int, seconds: int) -> None:
        self.moments, self.seconds, self.late = moments, seconds, list[float]()
        self.app = App(connector=PsycopgConnector(conninfo=plainly(database)))
        self.app.task(name="due")(self.due)
        asyncio.run(self.made())

    async def made(self) -> None:
        async with self.app.open_async():
            await self.app.schema_manager.apply_schema_async()

    async def due(self, at: str) -> None:
        self.late.append((datetime.now(UTC) - datetime.fromisoformat(at)).total_seconds())

    async def lived(self) -> None:
        async with self.app.open_async():
            worker = asyncio.create_task(self.app.run_worker_async(concurrency=10, install_signal_handlers=False))
            for at in strewn(self.moments, self.seconds):
                await self.app.configure_task("due", schedule_at=at).defer_async(at=at.isoformat())
            while len(self.late) < self.moments:
                await asyncio.sleep(0.1)
            worker.cancel()
            await asyncio.gather(worker, return_exceptions=True)

    def round(self) -> Answer:
        self.late.clear()
        asyncio.run(self.lived())
        return told(self.late)


if __name__ == "__main__":
    program = Program()
    answer(ready=program.ready, round=program.round)
