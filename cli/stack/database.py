"""The database for as long as one command needs it: the one that runs, or one started and stopped for it."""

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

from cli.stack import postgres
from cli.stack.child import Child
from cli.stack.folders import InUse, held, make_private, make_sockets, remove_sockets
from cli.stack.leftovers import end_leftovers, write_down
from cli.stack.parts import CannotStart
from config.settings import Settings

PATIENCE = 30.0
"""Seconds to wait for a server to answer."""


@contextmanager
def database_running(settings: Settings, who: str = "a command", extra: tuple[str, ...] = ()) -> Iterator[None]:
    """The settings' database answers while this lasts; raises CannotStart where it cannot.

    A given database is left alone. The embedded one is used if it runs, else started here. Commands may overlap: each
    is a guest in `guests`, and who started the server waits for the other guests before stopping it. `extra` are
    further options for a server started here.
    """
    if not settings.embedded_database:
        yield
        return
    make_private(settings.data)
    with (settings.data / "guests").open("a") as guests, ExitStack() as owned:
        fcntl.flock(guests, fcntl.LOCK_SH)
        own = postgres.cluster(settings, extra)
        server = start_or_find(settings, own, who, owned)
        try:
            yield
        finally:
            if server is not None:
                stop_after_guests(server, guests)
                remove_sockets(settings.socket_folder)


def start_or_find(settings: Settings, own: postgres.Cluster, who: str, owned: ExitStack) -> Child | None:
    """The server, started by us; None if another holds the data folder and its server answers."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            owned.enter_context(held(settings.data, who))
        except InUse:
            if own.lets_in():
                return None
            time.sleep(0.05)
        else:
            return start(settings, own)
    raise CannotStart(f"{settings.data} is in use, and no database answers there.")


def start(settings: Settings, own: postgres.Cluster) -> Child:
    """The server, started and ready; the data folder is held."""
    end_leftovers(settings.data)
    own.prepare()
    make_sockets(settings.socket_folder, own.account)
    with (settings.data / "postgres.log").open("ab") as log:
        server = Child(own.command, output=log, stop=postgres.FAST, account=own.account)
    write_down(settings.data, [server])
    wait_for(server, own.answers, settings.data / "postgres.log")
    return server


def wait_for(server: Child, answers: Callable[[Child], bool], log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while server.alive and time.monotonic() < until:
        if answers(server):
            return
        time.sleep(0.02)
    server.end()
    raise CannotStart(f"The database did not start: see {log}.")


def stop_after_guests(server: Child, guests: IO[str]) -> None:
    """Stop the server once nobody else uses it. A guest that comes now waits until we are gone, and starts its own."""
    fcntl.flock(guests, fcntl.LOCK_EX)
    server.end(grace=20.0)
