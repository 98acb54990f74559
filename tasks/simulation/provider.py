"""The provider of mail: takes messages, refuses them, keeps silent, or is away for days; it remembers what it took."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from tasks.channels import Outgoing, Receipt, Refused, Unanswered, Unreachable
from tasks.simulation.faults import Faults, Kind

NAME = "simulated"


@dataclass
class Provider:
    """A channel. `taken` counts the copies of each message, `said` those that said they may not be the first."""

    faults: Faults
    name: str = NAME
    taken: Counter[UUID] = field(default_factory=Counter)
    said: Counter[UUID] = field(default_factory=Counter)
    away_until: datetime | None = None

    @property
    def doubled(self) -> int:
        """Copies, beyond the one that has to be, that did not say what they were, in whichever order they came."""
        return sum(max(n - 1 - self.said[message], 0) for message, n in self.taken.items())

    def ways(self, name: str) -> "Provider":
        """Whatever channel a person has, it leads here."""
        return self

    def goes_away(self, at: datetime) -> None:
        if self.away_until is None and self.faults.strikes(Kind.PROVIDER_DOWN):
            self.away_until = at + timedelta(hours=self.faults.random.randint(1, 24 * 6))

    def comes_back(self, at: datetime) -> None:
        if self.away_until is not None and (self.faults.over or at >= self.away_until):
            self.away_until = None

    def send(self, message: Outgoing) -> Receipt:
        if self.away_until is not None:
            raise Unreachable("simulated")
        self._before(message)
        self._take(message)
        if self.faults.strikes(Kind.CRASH):
            self.faults.running[-1].end()
        if self.faults.strikes(Kind.TAKEN_UNSAID):
            raise Unanswered("simulated")
        return Receipt(str(message.id))

    def _before(self, message: Outgoing) -> None:
        if self.faults.strikes(Kind.CRASH):
            self.faults.running[-1].end()
        if self.faults.strikes(Kind.REFUSED):
            raise Refused("simulated", permanent=self.faults.random.random() < 0.2)
        if self.faults.strikes(Kind.UNTAKEN_UNSAID):
            raise Unanswered("simulated")
        if len(self.faults.running) == 1 and self.faults.strikes(Kind.TWO_AT_ONCE):
            self.faults.meanwhile()
        if len(self.faults.running) == 1 and self.faults.strikes(Kind.HANGS):
            self.faults.hangs()

    def _take(self, message: Outgoing) -> None:
        self.said[message.id] += message.perhaps_twice
        self.taken[message.id] += 1
