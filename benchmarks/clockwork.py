"""Workers, couriers and timekeeper on a database of a measure, as `swan up` starts them; and what processes use."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import monotonic

from benchmarks.stage import Stage
from cli.stack.parts import ours
from cli.stack.supervisor import Supervisor
from cli.stack.whole import environment
from config.settings import Settings

NOT_THE_CLOCK = frozenset({"migrations", "web", "flower"})

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Clockwork:
    """What drives the record by itself: workers, couriers and the timekeeper."""

    supervisor: Supervisor

    def passes(self, seconds: float) -> None:
        passes(self.supervisor, seconds)

    @property
    def memory(self) -> float:
        return memory(one.child.pid for one in self.supervisor.running)


def passes(supervisor: Supervisor, seconds: float) -> None:
    """Lets the time pass, and takes what the processes say."""
    until = monotonic() + seconds
    while (left := until - monotonic()) > 0:
        supervisor.attend(left)


@contextmanager
def running(stage: Stage, url: str, workers: int = 1, broker: int = 1) -> Iterator[Clockwork]:
    """All of them, ready, so many processes to a worker and to a courier; with this database of the broker, emptied by
    nobody else."""
    above = stage.supervisor
    assert above is not None, "the broker runs"
    queues = stage.settings.broker.url.replace("virtual_host=0", f"virtual_host={broker}")
    given = {"SWAN_DATA": stage.settings.data, "DATABASE_URL": url, "REDIS_URL": queues, "SWAN_CHANNEL": "log"}
    settings = Settings.model_validate({**given, "SWAN_WORKERS": workers})
    supervisor = Supervisor(stage.settings.data, above.log, above.voices, partial(environment, settings))
    try:
        supervisor.bring_up([part for part in ours(settings) if part.name not in NOT_THE_CLOCK])
        yield Clockwork(supervisor)
    finally:
        supervisor.end()


def family(roots: Iterable[int]) -> list[int]:
    """The numbers of these processes and of all their descendants."""
    found = list(roots)
    for pid in found:
        for thread in Path(f"/proc/{pid}/task").glob("*/children"):
            found += [int(child) for child in thread.read_text().split()]
    return found


def memory(roots: Iterable[int]) -> float:
    """Megabytes (PSS: what is shared is shared out) of these and all their descendants; Linux only."""
    rollups = (Path(f"/proc/{pid}/smaps_rollup").read_text() for pid in family(roots))
    return sum(int(line.split()[1]) for text in rollups for line in text.splitlines() if line[:4] == "Pss:") / 1024


def seconds_worked(roots: Iterable[int]) -> float:
    """Processor seconds that these and all their descendants have used since they began; Linux only."""
    stats = (Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in family(roots))
    return sum(int(stat[11]) + int(stat[12]) for stat in stats) / TICKS
