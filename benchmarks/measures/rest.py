"""The whole stack at rest: how soon it is ready, what it keeps in memory, what it does while nothing happens."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from time import monotonic

from benchmarks.clockwork import memory, passes, seconds_worked
from benchmarks.stage import Stage
from benchmarks.words import SWAN, Figure, Figures, Goal, Measure, Side
from cli.stack.whole import stack
from config.settings import Settings

READY, MEMORY, WORK = "ready after", "memory", "work"
_SWAN = (
    "`swan up`: PostgreSQL, broker, migrations, workers, couriers, timekeeper, pages and Flower. The data "
    "folder is there from the round that does not count. Memory is PSS of every process; work is looked at when the "
    "stack has come to rest."
)


@contextmanager
def sides(stage: Stage) -> Iterator[list[Side]]:
    folder = stage.settings.data.parent / "rest"
    ports = {name: free_port() for name in Settings.variables() if name.endswith("_PORT")}
    given = {"SWAN_DATA": folder, "SWAN_CHANNEL": "log", "DATABASE_URL": None, "REDIS_URL": None}
    settings = Settings.model_validate(given | ports)
    yield [Side(SWAN, _SWAN, partial(one_round, settings, stage.of(15, 1)))]


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def one_round(settings: Settings, seconds: int) -> Figures:
    begun = monotonic()
    with stack(settings, None, who="a measure") as supervisor:
        ready = monotonic() - begun
        passes(supervisor, seconds / 3)
        before, since = seconds_worked(supervisor), monotonic()
        passes(supervisor, seconds)
        worked = (seconds_worked(supervisor) - before) / (monotonic() - since)
        return {READY: ready, MEMORY: memory(supervisor), WORK: 100 * worked}


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
    rounds=3,
)
