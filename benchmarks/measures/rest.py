"""The whole stack at rest: how soon it is ready, what it keeps in memory, what it does while nothing happens."""

import os
import signal
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from time import monotonic, sleep

from benchmarks.clockwork import memory, seconds_worked
from benchmarks.stage import Stage
from benchmarks.words import SWAN, Figure, Figures, Goal, Measure, Side
from cli.stack.parts import program
from config.settings import Settings

READY, MEMORY, WORK = "ready after", "memory", "work"
_SWAN = (
    "`swan up` as a person starts it: PostgreSQL, broker, migrations, workers, couriers, timekeeper, pages and Flower. "
    "It is ready when it says so, from the moment the command was given. The data folder is there from the round that "
    "does not count. Memory is PSS of every process, the command's own among them; work is looked at when the stack "
    "has come to rest."
)

_WHERE = (
    "What is imported once is 155 MB, each of eight interpreters writes to 14 to 26 of it (decisions 19, 21); the "
    "database's processes are 25 MB. An installation without what developers need has no numpy, which is 5 MB of it."
)


@contextmanager
def sides(stage: Stage) -> Iterator[list[Side]]:
    folder = stage.settings.data.parent / "rest"
    ports = {name: str(free_port()) for name in Settings.variables() if name.endswith("_PORT")}
    others = {name: value for name, value in os.environ.items() if name not in Settings.variables()}
    environment = others | ports | {"SWAN_DATA": str(folder), "SWAN_CHANNEL": "log"}
    yield [Side(SWAN, _SWAN, partial(one_round, environment, stage.of(15, 1)))]


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def one_round(environment: Mapping[str, str], seconds: int) -> Figures:
    begun = monotonic()
    with up(environment) as command:
        ready = monotonic() - begun
        sleep(seconds / 3)
        before, since = seconds_worked([command]), monotonic()
        sleep(seconds)
        worked = (seconds_worked([command]) - before) / (monotonic() - since)
        return {READY: ready, MEMORY: memory([command]), WORK: 100 * worked}


@contextmanager
def up(environment: Mapping[str, str]) -> Iterator[int]:
    """The number of a `swan up` that has said that it is up."""
    with subprocess.Popen([program("swan"), "up"], env=environment, stdout=subprocess.PIPE, text=True) as command:
        assert command.stdout is not None
        try:
            said = next((line for line in command.stdout if line.startswith("Swan is up")), None)
            assert said is not None, "swan up did not come up"
            yield command.pid
        finally:
            command.send_signal(signal.SIGINT)


MEASURE = Measure(
    title="The stack at rest",
    question="All of Swan from one command, with nothing to do.",
    figures=(
        Figure(READY, "s", "less", digits=1),
        Figure(MEMORY, "MB", "less"),
        Figure(WORK, "% of one core", "less", digits=2),
    ),
    sides=sides,
    goals=(Goal(READY, at_most=6), Goal(MEMORY, at_most=400), Goal(WORK, at_most=1)),
    rounds=2,
    remarks=(_WHERE,),
)
