"""The years of a simulation, moment by moment: people act, what is due is told, and after each step it must hold."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select, text
from sqlmodel import Session, col

from config.partnerships import read, shipped
from models import Case
from models.clock import stand_at, swan_now
from models.columns import UTCDateTime
from models.database import close_engines, session
from tasks.deadlines import swept
from tasks.notices import delivered
from tasks.simulation.account import UNSETTLED, Account, Lost, account
from tasks.simulation.broker import Broker
from tasks.simulation.faults import Faults, Kind
from tasks.simulation.people import Life, People
from tasks.simulation.provider import Provider
from tasks.timekeeper import NEXT
from workflows.engine.audit import audit
from workflows.engine.calendar import at_eight
from workflows.engine.casework.acting import Actor
from workflows.engine.casework.climbing import SWEEP_LIMIT
from workflows.engine.casework.founding import found

BEGINS = date(2024, 1, 8)
PARTNERSHIP = "westmarch"
ROUNDS = 3000
"""Looks at what is due before it counts as never told."""
BATCHES = (1, 2, 5, SWEEP_LIMIT)
LONGEST_CLAIM = 3600
"""Seconds after which whatever was claimed is tried again."""

# The real time that a claim waits for passes too: by as much as the business time, and by minutes where all wait.
LAPSE = text("update message set again_at = again_at - make_interval(secs => :seconds) where status = 'waiting'")
COMING = text("""
select least((select min(due_at) from rung where status = 'armed' and due_at > :at),
  (select min(due_at) from message where status = 'waiting' and due_at > :at)) as at
""").bindparams(bindparam("at", type_=UTCDateTime())).columns(at=UTCDateTime())  # fmt: skip


class Owed(NamedTuple):
    """What is due and not settled; and in how many real seconds the next message may be tried again."""

    rungs: int
    messages: int
    again_in: float


@dataclass(frozen=True)
class Simulated:
    """What to simulate: so many cases over so many years, from this seed, with these kinds of fault."""

    seed: int
    cases: int = 10
    years: int = 1
    kinds: frozenset[Kind] = frozenset(Kind)


def simulate(wanted: Simulated, told: Callable[[float], None] = lambda done: None) -> Account:
    """Plays it in the settings' database, which must be migrated, empty and nobody else's; `told` hears the part done.

    Raises `Lost`, with the seed, at the first thing that must hold and does not. The same seed plays the same again.
    """
    world = World(wanted)
    with world.faults.between_statements():
        return world.play(told)


@dataclass
class World:
    wanted: Simulated
    faults: Faults = field(init=False)
    checks: int = 0
    down_until: datetime | None = None

    def __post_init__(self) -> None:
        self.now = at_eight(BEGINS)
        self.ends = self.now + timedelta(days=365 * self.wanted.years)
        self.faults = Faults(Random(f"faults {self.wanted.seed}"), self.wanted.kinds, meanwhile=self.meanwhile)
        self.broker, self.provider = Broker(self.faults), Provider(self.faults)
        self.people = People(self.faults, self._founded(), list(self._lives()), self._life("office", 0.1))

    def play(self, told: Callable[[float], None]) -> Account:
        begun, whole = self.now, self.ends - self.now
        while (at := self._next()) < self.ends:
            self._passes_to(at)
            self._goes_wrong()
            self._acts()
            told((self.now - begun) / whole)
        return self._ended()

    def meanwhile(self) -> None:
        """Another worker takes everything it can get, while one is between two of its transactions."""
        self.faults.run(self._sweeps)
        self.faults.run(self._delivers)

    def _founded(self) -> UUID:
        self._stands()
        with session("swan_app") as db:
            return found(db, read(shipped(PARTNERSHIP)), Actor("simulation"), swan_now(db)).id

    def _lives(self) -> list[Life]:
        """Cases open all through the first three quarters of the time."""
        return [
            self._life(f"WSCP-{BEGINS.year}-{n:03d}", 0.75 * n / self.wanted.cases)
            for n in range(1, self.wanted.cases + 1)
        ]

    def _life(self, name: str, share: float) -> Life:
        random = Random(f"{self.wanted.seed} {name}")
        begins = self.now + share * random.random() * (self.ends - self.now)
        return Life(name, random, begins.replace(hour=random.randint(8, 18), microsecond=0))

    def _next(self) -> datetime:
        with session("swan_clock") as db:
            coming: datetime | None = db.execute(COMING, {"at": self.now}).scalar_one()
        return min(filter(None, (coming, self.people.next_at())))

    def _passes_to(self, at: datetime) -> None:
        passed, self.now = max(at - self.now, timedelta()), max(at, self.now)
        self._stands()
        self._lapses(passed.total_seconds())
        self.provider.comes_back(self.now)
        if self.down_until is not None and self.now >= self.down_until:
            self.down_until = None

    def _goes_wrong(self) -> None:
        self.provider.goes_away(self.now)
        if self.faults.strikes(Kind.RESTART):
            close_engines()
        if self.down_until is None and self.faults.strikes(Kind.OUTAGE):
            self.down_until = self.now + timedelta(hours=self.faults.random.randint(1, 24 * 9))

    def _acts(self) -> None:
        self._settles()
        while self.people.next_at() <= self.now:
            touched = self.people.act()
            self._settles()
            if touched is not None:
                self._checks(touched)

    def _settles(self) -> None:
        """Everything due is told, however often it takes; while the stack is down, nothing is."""
        if self.down_until is not None:
            return
        for _ in range(ROUNDS):
            owed = self._hints()
            if not owed.rungs and not owed.messages:
                return
            task = self.broker.take()
            if task is not None:
                self._works(task)
            elif not owed.rungs and owed.again_in > 0:
                if self.provider.away_until is not None:
                    return
                if owed.again_in > LONGEST_CLAIM:
                    raise Lost(self.wanted.seed, f"at {self.now} a message waits {owed.again_in:.0f} s to be tried.")
                self._lapses(owed.again_in)
        raise Lost(self.wanted.seed, f"at {self.now} {owed.rungs} rungs and {owed.messages} messages are never told.")

    def _hints(self) -> Owed:
        """What the timekeeper does; and how much is due, whether or not it may be tried again by now."""
        with session("swan_clock") as db:
            due, owed = db.execute(text(NEXT)).one(), Owed(*db.execute(UNSETTLED).one())
        for task, is_due in zip(("deadlines.sweep", "notices.deliver"), due, strict=False):
            if is_due and task not in self.broker.waiting:
                self.broker.hint(task)
        return owed

    def _works(self, task: str) -> None:
        acts = {"deadlines.sweep": self._sweeps, "notices.deliver": self._delivers}
        if self.faults.run(acts[task]) is None and self.faults.random.random() < 0.5:
            self.broker.hint(task)

    def _sweeps(self) -> int:
        """In batches of any size: however the due rungs are cut, people hear the same."""
        return swept(self.broker.hint, self.faults.random.choice(BATCHES))

    def _delivers(self) -> int:
        return delivered(self.broker.hint, self.provider.ways)

    def _stands(self) -> None:
        with session("swan_app") as db:
            stand_at(db, self.now.astimezone(UTC))

    def _lapses(self, seconds: float) -> None:
        with session("swan_owner") as db:
            db.execute(LAPSE, {"seconds": seconds})

    def _checks(self, reference: str) -> None:
        with session("swan_clock") as db:
            case = db.execute(select(col(Case.id)).where(col(Case.reference) == reference)).scalar_one_or_none()
            if case is not None:
                self._must_hold(db, case)

    def _must_hold(self, db: Session, case: UUID | None) -> None:
        self.checks += 1
        wrong = [f"{one.about}: {one.rule}: {one.sentence}" for one in audit(db, case) if one.wrong]
        if wrong:
            raise Lost(self.wanted.seed, f"at {self.now} {wrong[0]}")

    def _ended(self) -> Account:
        """Everything works again; what is still owed arrives; and then everything must hold."""
        self.faults.over, self.down_until = True, None
        self.provider.comes_back(self.now)
        for _ in range(5):  # a message that failed at last leaves another on the desk
            self._settles()
            self._lapses(3600)
        with session("swan_clock") as db:
            self._must_hold(db, None)
            return account(
                db, self.wanted.seed, self.wanted.cases, self.wanted.years, self.people.counted, self.provider,
                self.checks,
            )  # fmt: skip
