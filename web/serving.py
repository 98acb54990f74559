"""uvicorn's server, which looks once a second whether it is to end, and not ten times: at rest it costs nothing."""

import asyncio
from contextlib import suppress
from types import FrameType

import uvicorn


class Server(uvicorn.Server):
    """As uvicorn's own. Told to stop by a signal, it hears of it at once."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.told = asyncio.Event()
        self.loop: asyncio.AbstractEventLoop | None = None

    async def main_loop(self) -> None:
        """A second is how long the date in the head of an answer stands; `on_tick` writes the next."""
        self.loop = asyncio.get_running_loop()
        while not await self.on_tick(0):
            with suppress(TimeoutError):
                await asyncio.wait_for(self.told.wait(), 1)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        if self.loop is not None:
            self.loop.call_soon_threadsafe(self.told.set)
