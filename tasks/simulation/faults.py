"""What goes wrong, drawn from a seed of its own: so that people do the same whether anything goes wrong or not."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random
from time import sleep
from typing import Any, TypeVar

from sqlalchemy import Engine, event, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from models.database import session

Done = TypeVar("Done")


class Kind(StrEnum):
    """What can go wrong, and how often: once in so many chances."""

    CRASH = "crash"
    NO_ANSWER = "no-answer"
    TWO_AT_ONCE = "two-at-once"
    HANGS = "hangs"
    LOST = "lost"
    DOUBLED = "doubled"
    LATE = "late"
    REORDERED = "reordered"
    EMPTIED = "emptied"
    RESTART = "restart"
    REFUSED = "refused"
    TAKEN_UNSAID = "taken-unsaid"
    UNTAKEN_UNSAID = "untaken-unsaid"
    PROVIDER_DOWN = "provider-down"
    CLOCK_BACK = "clock-back"
    CLOCK_AHEAD = "clock-ahead"
    OUTAGE = "outage"


MEANING = {
    Kind.CRASH: "a process ends before a statement, after a commit, or before or after the provider took a message",
    Kind.NO_ANSWER: "a commit was done and is reported as failed",
    Kind.TWO_AT_ONCE: "another worker does all it can between two transactions of this one",
    Kind.HANGS: "a worker hangs with a message in its hands for longer than its claim lasts, and then goes on",
    Kind.LOST: "a hint never arrives",
    Kind.DOUBLED: "a hint arrives twice",
    Kind.LATE: "a hint arrives when nobody waits for it any more",
    Kind.REORDERED: "a hint overtakes those before it",
    Kind.EMPTIED: "the broker forgets everything",
    Kind.RESTART: "every connection is closed after a step, and what was remembered is forgotten",
    Kind.REFUSED: "the provider refuses a message, for now or for good",
    Kind.TAKEN_UNSAID: "the provider takes a message and its answer never comes",
    Kind.UNTAKEN_UNSAID: "the provider does not take a message and says nothing",
    Kind.PROVIDER_DOWN: "the provider cannot be reached for days",
    Kind.CLOCK_BACK: "the database's clock is up to three hours behind while a task runs",
    Kind.CLOCK_AHEAD: "the database's clock is up to three hours ahead while a task runs",
    Kind.OUTAGE: "the whole stack is down for days, while the deadlines are not",
}
ONE_IN = {
    Kind.CRASH: 12, Kind.NO_ANSWER: 40, Kind.TWO_AT_ONCE: 25, Kind.HANGS: 60, Kind.LOST: 12, Kind.DOUBLED: 12,
    Kind.LATE: 12, Kind.REORDERED: 12, Kind.EMPTIED: 40, Kind.RESTART: 60, Kind.REFUSED: 40, Kind.TAKEN_UNSAID: 30,
    Kind.UNTAKEN_UNSAID: 30, Kind.PROVIDER_DOWN: 120, Kind.CLOCK_BACK: 40, Kind.CLOCK_AHEAD: 40, Kind.OUTAGE: 120,
}  # fmt: skip

HELD = text("""
select exists (select from pg_stat_activity where datname = current_database() and backend_type = 'client backend'
  and xact_start is not null and pid <> pg_backend_pid())
""")
FURTHEST = 14
"""Statements into a task that a crash may lie: further than any task has."""


def kinds_of(said: str) -> frozenset[Kind]:
    """`all`, `none`, or kinds with commas between them. Raises ValueError in one sentence."""
    if said in ("all", "none"):
        return frozenset(Kind) if said == "all" else frozenset()
    names = [name.strip() for name in said.split(",")]
    unknown = [name for name in names if name not in set(Kind)]
    if unknown:
        raise ValueError(f"There is no fault called {unknown[0]}; there is all, none, {', '.join(Kind)}.")
    return frozenset(Kind(name) for name in names)


def said_of(kinds: frozenset[Kind]) -> str:
    """These kinds as `kinds_of` reads them."""
    if not kinds:
        return "none"
    return "all" if kinds == frozenset(Kind) else ",".join(sorted(kinds))


class Crash(BaseException):
    """The process has ended here. No handler of the product's catches it, as none runs after a SIGKILL."""


class NoAnswer(OperationalError):
    """The database did what it was asked, and the word of it never came."""

    def __init__(self) -> None:
        super().__init__("commit", {}, Exception("the connection was lost"))


@dataclass
class Process:
    """One run of something in a process of its own; `left` statements until it ends, if it is to."""

    left: int | None = None
    dead: bool = False

    def step(self) -> None:
        if self.left is not None:
            self.left -= 1
            self.dead = self.dead or self.left < 0
        if self.dead:
            raise Crash

    def end(self) -> None:
        self.dead = True
        raise Crash


@dataclass
class Faults:
    """Draws what goes wrong, and counts it. `meanwhile` is what another worker does at the same moment, `hangs` what
    it does while this one hangs."""

    random: Random
    kinds: frozenset[Kind]
    counted: Counter[Kind] = field(default_factory=Counter)
    running: list[Process] = field(default_factory=list)
    meanwhile: Callable[[], None] = lambda: None
    hangs: Callable[[], None] = lambda: None
    over: bool = False
    """At the end of the years everything works again: what is still owed must then arrive."""

    def strikes(self, kind: Kind) -> bool:
        """Whether it goes wrong in this way, now."""
        if self.over or kind not in self.kinds or self.random.randrange(ONE_IN[kind]):
            return False
        self.counted[kind] += 1
        return True

    def run(self, act: Callable[[], Done]) -> Done | None:
        """Does it in a process of its own; None where that ended on the way, or was told it had failed."""
        process = Process(self.random.randrange(FURTHEST) if self.strikes(Kind.CRASH) else None)
        self.running.append(process)
        try:
            return act()
        except (Crash, NoAnswer):
            self._is_noticed()
            return None
        finally:
            self.running.pop()

    def _is_noticed(self) -> None:
        """Waits until the server has let go of what the process held that has ended: how soon is not the seed's."""
        others, self.running = self.running, []
        with session("swan_owner") as db:
            while db.execute(HELD).scalar_one():
                sleep(0.001)
        self.running = others

    @contextmanager
    def between_statements(self) -> Iterator[None]:
        """While this lasts, every statement and every commit of this process is a place where it may end."""
        heard: list[tuple[Any, str, Callable[..., None]]] = [
            (Engine, "before_cursor_execute", self._before_statement),
            (Session, "after_commit", self._after_commit),
        ]
        for target, name, hears in heard:
            event.listen(target, name, hears)
        try:
            yield
        finally:
            for target, name, hears in heard:
                event.remove(target, name, hears)

    def _before_statement(self, *_: Any) -> None:
        if self.running:
            self.running[-1].step()

    def _after_commit(self, *_: Any) -> None:
        if not self.running:
            return
        if self.strikes(Kind.NO_ANSWER):
            raise NoAnswer
        if len(self.running) == 1 and self.strikes(Kind.TWO_AT_ONCE):
            self.meanwhile()
