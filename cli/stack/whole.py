"""The whole stack for these settings: held, started, handed over, and ended whatever happens."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from rich.console import Console

from cli.stack import given, postgres, valkey
from cli.stack.folders import held, make_sockets, remove_sockets
from cli.stack.leftovers import end_leftovers
from cli.stack.parts import Part, ours
from cli.stack.supervisor import Supervisor
from cli.stack.terminal import Log
from cli.stack.voices import Voices
from cli.stack.warm import CELERY_ON_ROOT, read_ahead, warm_up
from config.memory import leave_alone
from config.settings import Settings


def servers(settings: Settings) -> tuple[Part, ...]:
    """The embedded servers these settings leave to us."""
    database = (postgres.part(settings),) if settings.embedded_database else ()
    broker = (valkey.part(settings),) if settings.embedded_broker else ()
    return database + broker


@contextmanager
def stack(
    settings: Settings,
    console: Console | None,
    parts: Sequence[Part] | None = None,
    who: str = "swan up",
    *,
    forks: bool = False,
) -> Iterator[Supervisor]:
    """Every part running and ready; all of them ended when this ends.

    Whoever holds it calls `attend` instead of sleeping: that passes on what the parts say, and raises Stopped when we
    are told to stop. With `console` None only the log file speaks. With `forks`, for a process of one thread, our own
    parts are forked from it. Raises InUse, CannotStart, Stopped.
    """
    wanted = [*servers(settings), *ours(settings)] if parts is None else parts
    with held(settings.data, who):
        log = Log(settings.data / "swan.log", console, as_json=settings.log == "json")
        voices = Voices(log)
        supervisor = Supervisor(settings.data, log, voices, partial(environment, settings), forks=forks)
        with voices.signals_heard():
            try:
                prepare(settings, log)
                if forks:
                    warm_up(name for part in wanted for name in part.made_of)
                first, rest = in_turn(wanted)
                supervisor.bring_up(first)
                if forks:
                    get_ahead(settings, rest)
                supervisor.bring_up(rest)
                yield supervisor
            finally:
                supervisor.end()
                remove_sockets(settings.socket_folder)
                log.close()


def in_turn(parts: Sequence[Part]) -> tuple[Sequence[Part], Sequence[Part]]:
    """Those up to the last that runs once, and those that begin on what it has left."""
    begins = max((n for n, part in enumerate(parts, start=1) if part.once), default=0)
    return parts[:begins], parts[begins:]


def get_ahead(settings: Settings, parts: Sequence[Part]) -> None:
    """Do what these parts would do first, each thing once for all of them."""
    for act in dict.fromkeys(act for part in parts for act in part.ahead):
        act(settings)
    for part in parts:
        read_ahead(environment(settings, part))
    leave_alone()


def prepare(settings: Settings, log: Log) -> None:
    """What comes before the first part."""
    for pid in end_leftovers(settings.data):
        log.say(f"process {pid} was left over from before and is ended.")
    given.check(settings)
    if settings.embedded_database or settings.embedded_broker:
        account = postgres.cluster(settings).account if settings.embedded_database else None
        make_sockets(settings.socket_folder, account)


def environment(settings: Settings, part: Part) -> dict[str, str]:
    """What a part finds in its environment: ours, and of Swan's variables those it names, as these settings have them.

    Flower takes options from variables of its own, one of which opens its interface to everybody: none is passed on.
    """
    swans = {name + end for name in Settings.variables() for end in ("", "_FILE")}
    rest = {name: value for name, value in os.environ.items() if name not in swans and not name.startswith("FLOWER_")}
    given = settings.environment()
    if "SWAN_LINK_FILE" not in given:
        # Who writes messages knows the address without knowing the port it may follow from.
        given["SWAN_LINK"] = settings.link
    rest["PYTHONWARNINGS"] = f"ignore:{CELERY_ON_ROOT}"
    # A variable may stand in a file, and some name one themselves.
    return rest | {name: value for name, value in given.items() if {name, name.removesuffix("_FILE")} & part.variables}
