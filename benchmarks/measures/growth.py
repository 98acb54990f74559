"""The same work with ten, a hundred and a thousand times as much in the record; and beside a transaction left open."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from statistics import median
from time import perf_counter

import psycopg
from sqlalchemy import text
from sqlmodel import Session

from benchmarks.installation import DAYS, Installation, copied, many
from benchmarks.stage import Stage
from benchmarks.story import STORY, happens
from benchmarks.words import SWAN, Figure, Figures, Measure, Side
from models.clock import swan_now
from models.database import session
from tasks.timekeeper import NEXT
from workflows.engine.audit import quick
from workflows.engine.casework.climbing import climb

SIZES = ((SWAN, 100), ("10 times", 1_000), ("100 times", 10_000), ("1,000 times", 100_000))
LEFT_OPEN = "100 times, one open"
CHURNED = 20_000
"""Rungs that are rewritten under a transaction that was opened before: what a busy hour leaves behind."""

ASKED = 20
"""Times that each question is asked in a round."""

EVENT, SWEEP, QUESTION, LOOK = "an event recorded", "an empty sweep", "the timekeeper's question", "the watch's look"

CHURN = """
update rung set settled_at = settled_at where id in (select id from rung where status = 'armed' limit %s);
update rung set due_at = due_at where id in (select id from rung where status = 'armed' limit %s)
"""


@contextmanager
def sides(stage: Stage) -> Iterator[list[Side]]:
    with ExitStack() as stack:
        found = [Side(name, said(name, size), Work(many(stage, stage.of(size, 80))).round) for name, size in SIZES]
        found.append(Side(LEFT_OPEN, "As 100 times, and a transaction was open all along.", beside(stage, stack).round))
        yield found


def said(name: str, size: int) -> str:
    times = "" if name == SWAN else f", {name} as many"
    return (
        f"{size:,} open cases with their events, dates and armed ladders{times}: an event recorded, a "
        "sweep that finds nothing, what the timekeeper asks before it sleeps, what the watch asks every minute."
    )


def beside(stage: Stage, stack: ExitStack) -> "Work":
    """A reader who began long ago and never ended: what was rewritten since cannot be cleared away."""
    name = "growth_left_open"
    work = Work(copied(stage, name, stage.of(dict(SIZES)["100 times"], 80)))
    reader = stack.enter_context(psycopg.connect(stage.conninfo(name)))
    reader.execute("set transaction isolation level repeatable read")
    reader.execute("select count(*) from rung")
    with psycopg.connect(stage.conninfo(name), autocommit=True) as writer:
        for statement in CHURN.split(";"):
            writer.execute(statement.encode(), [stage.of(CHURNED, 50)])
    return work


@dataclass(frozen=True)
class Work:
    """What goes on all day in an installation."""

    at: Installation

    def round(self) -> Figures:
        return {
            EVENT: self._records(),
            SWEEP: self._asks(lambda db: climb(db, swan_now(db))),
            QUESTION: self._asks(lambda db: db.execute(text(NEXT)).one()),
            LOOK: self._asks(quick),
        }

    def _records(self) -> float:
        """A whole case, from its opening until the Rapid Review is sent; the middle of its events."""
        took, case = list[float](), None
        for act in STORY[: len(DAYS)]:
            begun = perf_counter()
            case = happens(self.at.place, case, act)
            took.append(1000 * (perf_counter() - begun))
        with session("swan_clock", url=self.at.place.url) as db:
            while climb(db, swan_now(db)):
                """What this case owes at once is told, so that the sweeps that follow find nothing."""
        return median(took)

    def _asks(self, question: Callable[[Session], object]) -> float:
        took = []
        for _ in range(ASKED):
            begun = perf_counter()
            with session("swan_clock", url=self.at.place.url) as db:
                question(db)
            took.append(1000 * (perf_counter() - begun))
        return median(took)


MEASURE = Measure(
    title="Growth",
    question="What goes on all day, with 10, 100 and 1,000 times as many open cases in one partnership.",
    figures=tuple(Figure(name, "ms", "less", digits=2) for name in (EVENT, SWEEP, QUESTION, LOOK)),
    sides=sides,
    rounds=2,
)
