"""The broker: hints wait in it, and it may lose, double, delay, mix up and forget them."""

from dataclasses import dataclass, field

from tasks.simulation.faults import Faults, Kind

ARRIVES = 0.1
"""How likely the oldest late hint is there at last when somebody takes one."""


@dataclass
class Broker:
    """As Redis is to Swan: whatever becomes of what is in it, nothing may be lost."""

    faults: Faults
    waiting: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    """On their way, for as long as it takes."""

    def hint(self, task: str) -> None:
        if self.faults.strikes(Kind.LOST):
            return
        if self.faults.strikes(Kind.LATE):
            self.late.append(task)
            return
        if self.faults.strikes(Kind.REORDERED):
            self.waiting.insert(0, task)
        else:
            self.waiting.append(task)
        if self.faults.strikes(Kind.DOUBLED):
            self.waiting.append(task)

    def take(self) -> str | None:
        """The next task for a worker, if any is there."""
        if self.waiting and self.faults.strikes(Kind.EMPTIED):
            self.waiting.clear()
        if self.late and self.faults.random.random() < ARRIVES:
            self.waiting.append(self.late.pop(0))
        return self.waiting.pop(0) if self.waiting else None
