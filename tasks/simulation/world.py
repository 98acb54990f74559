"""The years of a simulation, moment by moment: people act, what is due is told, and after each step it must hold."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select, text
from sqlmodel import Session, col

from config.partnerships import read, shipped
from models import Case
from models.clock import swan_now
from models.columns import UTCDateTime
from models.database import session
from tasks.simulation.account import UNSETTLED, Account, account
from tasks.simulation.broker import Broker
from tasks.simulation.clock import Clock
from tasks.simulation.faults import Faults, Kind
from tasks.simulation.ids import one_after_another
from tasks.simulation.people import Life, People
from tasks.simulation.provider import Provider
from tasks.simulation.wanted import Lost, Simulated
from tasks.simulation.worker import LONGEST_CLAIM, Worker
from tasks.timekeeper import NEXT
from tasks.watch import look_round
from workflows.engine.audit import audit
from workflows.engine.calendar import at_eight, london_date
from workflows.engine.casework import recalling
from workflows.engine.casework.acting import Actor
from workflows.engine.casework.founding import found

BEGINS = date(2024, 1, 8)
PARTNERSHIP = "westmarch"
ROUNDS = 3000
"""Looks at what is due before it counts as never told."""

NEXT_DUE = text(NEXT)
COMING = text("""
select least((select min(due_at) from rung where status = 'armed' and due_at > :at),
  (select min(due_at) from message where status = 'waiting' and due_at > :at)) as at
""").bindparams(bindparam("at", type_=UTCDateTime())).columns(at=UTCDateTime())  # fmt: skip
TOUCHED = text("""
select distinct deadline.case_id from rung join deadline on deadline.id = rung.deadline_id where rung.settled_at = :at
union select case_id from notice where raised_at = :at and case_id is not null
""").bindparams(bindparam("at", type_=UTCDateTime()))  # fmt: skip


class Owed(NamedTuple):
    """What is due and not settled; and in how many real seconds the next message may be tried again."""

    rungs: int
    messages: int
    again_in: float

    @property
    def anything(self) -> bool:
        return self.rungs + self.messages > 0


def simulate(wanted: Simulated, told: Callable[[float], None] = lambda done: None) -> Account:
    """Plays it in the settings' database, which must be migrated, empty and nobody else's; `told` hears the part done.

    Raises `Lost` at the first thing that must hold and does not: that says how it is played again.
    """
    recalling.forget()
    with one_after_another():
        world = World(wanted)
        with world.faults.between_statements():
            return world.play(told)


@dataclass
class World:
    wanted: Simulated
    faults: Faults = field(init=False)
    checks: int = 0
    down_until: datetime | None = None
    looked: date = BEGINS

    def __post_init__(self) -> None:
        self.clock = Clock(at_eight(BEGINS))
        self.ends = self.clock.now + timedelta(days=365 * self.wanted.years)
        random = Random(f"faults {self.wanted.seed}")
        self.faults = Faults(random, self.wanted.kinds)
        self.broker, self.provider = Broker(self.faults), Provider(self.faults)
        self.worker = Worker(self.faults, self.clock, self.broker, self.provider)
        self.people = People(self.faults, self._founded(), list(self._lives()), self._life("office", 0.1))

    def play(self, told: Callable[[float], None]) -> Account:
        begun, whole = self.clock.now, self.ends - self.clock.now
        while (at := self._next()) < self.ends:
            self._passes_to(at)
            self._goes_wrong()
            self._acts()
            told((self.clock.now - begun) / whole)
        return self._ended()

    def _founded(self) -> UUID:
        self.clock.stands()
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
        begins = self.clock.now + share * random.random() * (self.ends - self.clock.now)
        return Life(name, random, begins.replace(hour=random.randint(8, 18), microsecond=0))

    def _next(self) -> datetime:
        with session("swan_clock") as db:
            coming: datetime | None = db.execute(COMING, {"at": self.clock.now}).scalar_one()
        return min(filter(None, (coming, self.people.next_at())))

    def _passes_to(self, at: datetime) -> None:
        self.clock.passes_to(at)
        self.provider.comes_back(self.clock.now)
        if self.down_until is not None and self.clock.now >= self.down_until:
            self.down_until = None

    def _goes_wrong(self) -> None:
        self.provider.goes_away(self.clock.now)
        if self.down_until is None and self.faults.strikes(Kind.OUTAGE):
            self.down_until = self.clock.now + timedelta(hours=self.faults.random.randint(1, 24 * 9))

    def _acts(self) -> None:
        self._looks_round()
        self._settles()
        while self.people.next_at() <= self.clock.now:
            touched = self.people.act()
            self.worker.perhaps_restarts()
            self._settles()
            if touched is not None:
                self._checks(touched)
        self._checks_told()

    def _looks_round(self) -> None:
        """The watch, who looks every minute: here once a day, and not while the stack is down."""

        def look() -> bool:
            with session("swan_clock") as db:
                return look_round(db, {}) or True

        today = london_date(self.clock.now)
        while self.down_until is None and self.looked < today:
            if self.faults.run(look):
                self.looked = today

    def _settles(self) -> None:
        """Everything due is told, however often it takes; while the stack is down, nothing is."""
        if self.down_until is not None:
            return
        for _ in range(ROUNDS):
            owed = self._hints()
            if not owed.anything:
                return
            if not self.worker.works_off() and not owed.rungs and owed.again_in > 0:
                if self.provider.away_until is not None:
                    return
                if owed.again_in > LONGEST_CLAIM:
                    self._is_lost(f"a message waits {owed.again_in:.0f} s to be tried.")
                self.clock.lapses(owed.again_in)
        self._is_lost(f"{owed.rungs} rungs and {owed.messages} messages are never told.")

    def _hints(self) -> Owed:
        """What the timekeeper does; and how much is due, whether or not it may be tried again by now."""
        with session("swan_clock") as db:
            owed = Owed(*db.execute(UNSETTLED).one())
            due = db.execute(NEXT_DUE).one() if owed.anything else ()
        for task, is_due in zip(("deadlines.sweep", "notices.deliver"), due, strict=False):
            if is_due and task not in self.broker.waiting:
                self.broker.hint(task)
        return owed

    def _checks(self, reference: str) -> None:
        with session("swan_clock") as db:
            case = db.execute(select(col(Case.id)).where(col(Case.reference) == reference)).scalar_one_or_none()
            if case is not None:
                self._must_hold(db, case)

    def _checks_told(self) -> None:
        """The cases of which somebody was told at this moment."""
        with session("swan_clock") as db:
            for case in db.execute(TOUCHED, {"at": self.clock.now}).scalars().all():
                self._must_hold(db, case)

    def _must_hold(self, db: Session, case: UUID | None) -> None:
        self.checks += 1
        wrong = [f"{one.about}: {one.rule}: {one.sentence}" for one in audit(db, case) if one.wrong]
        if wrong:
            self._is_lost(wrong[0])

    def _is_lost(self, wrong: str) -> None:
        raise Lost(self.wanted, f"at {self.clock.now} {wrong}")

    def _ended(self) -> Account:
        """Everything works again; what is still owed arrives; and then everything must hold."""
        self.faults.over, self.down_until = True, None
        self.provider.comes_back(self.clock.now)
        for _ in range(5):  # a message that failed at last leaves another on the desk
            self._settles()
            self.clock.lapses(LONGEST_CLAIM)
        with session("swan_clock") as db:
            self._must_hold(db, None)
            return account(db, self.wanted, self.people.counted, self.provider, self.checks)
