"""The workers of a simulation: they take what the broker has, on a clock that may be out, and may end at any step."""

from dataclasses import dataclass
from datetime import timedelta

from models.database import close_engines
from tasks.deadlines import swept
from tasks.notices import delivered
from tasks.simulation.broker import Broker
from tasks.simulation.clock import Clock
from tasks.simulation.faults import Faults, Kind
from tasks.simulation.provider import Provider
from workflows.engine.casework import recalling
from workflows.engine.casework.climbing import SWEEP_LIMIT

BATCHES = (1, 2, 5, SWEEP_LIMIT)
LONGEST_CLAIM = 3600
"""Seconds after which whatever was claimed is tried again."""
ASTRAY = timedelta(hours=3)
"""As far as the database's clock may be out."""


@dataclass
class Worker:
    """Does what the tasks do, each in a process of its own."""

    faults: Faults
    clock: Clock
    broker: Broker
    provider: Provider

    def __post_init__(self) -> None:
        self.faults.meanwhile, self.faults.hangs = self.meanwhile, self.hangs

    def works_off(self) -> bool:
        """Everything in the broker is done; whether there was anything."""
        worked = False
        while (task := self.broker.take()) is not None:
            worked = True
            self._works(task)
            self.perhaps_restarts()
        return worked

    def meanwhile(self) -> None:
        """Another worker takes everything it can get, while one is between two of its transactions."""
        self.faults.run(self._sweeps)
        self.faults.run(self._delivers)

    def hangs(self) -> None:
        """One worker does nothing until its claims have run out, and another takes up what it holds."""
        self.faults.run(lambda: self.clock.lapses(LONGEST_CLAIM))
        self.meanwhile()

    def perhaps_restarts(self) -> None:
        if self.faults.strikes(Kind.RESTART):
            close_engines()
            recalling.forget()

    def _works(self, task: str) -> None:
        acts = {"deadlines.sweep": self._sweeps, "notices.deliver": self._delivers}
        astray = self._astray()
        if astray:
            self.clock.stands(astray)
        if self.faults.run(acts[task]) is None and self.faults.random.random() < 0.5:
            self.broker.hint(task)
        if astray:
            self.clock.stands()

    def _astray(self) -> timedelta:
        """How far the database's clock is out while a task runs."""
        back, ahead = self.faults.strikes(Kind.CLOCK_BACK), self.faults.strikes(Kind.CLOCK_AHEAD)
        return (ahead - back) * self.faults.random.random() * ASTRAY

    def _sweeps(self) -> int:
        """In batches of any size: however the due rungs are cut, people hear the same."""
        return swept(self.broker.hint, self.faults.random.choice(BATCHES))

    def _delivers(self) -> int:
        return delivered(self.broker.hint, self.provider.ways)
