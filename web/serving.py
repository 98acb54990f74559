"""uvicorn's server for several processes at one door: they share those who come, and cost nothing while nobody does."""

import asyncio
import socket
from contextlib import suppress
from types import FrameType

import uvicorn

ONE_AT_A_TIME = 1
"""`backlog` of who answers at such a door. asyncio takes in so many at once, and whoever woke first would take all."""

MAY_WAIT = 2048
"""Callers whom the kernel keeps until somebody is free."""


class Door(socket.socket):
    """Those who wait at it are as many as ever, however few are let in at once."""

    def listen(self, _: int = ONE_AT_A_TIME, /) -> None:
        super().listen(MAY_WAIT)


def door_of(config: uvicorn.Config) -> Door:
    """At the address of this configuration; ends the program where another has it."""
    return Door(fileno=config.bind_socket().detach())


class Server(uvicorn.Server):
    """As uvicorn's own, but that it looks once a second whether it is to end. A signal it hears at once."""

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
