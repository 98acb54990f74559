"""A million rungs armed and none due: what an empty sweep takes, what is held in memory, what is asked when idle."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from statistics import quantiles
from time import perf_counter
from typing import NamedTuple

import psycopg
from sqlalchemy import text

from benchmarks.clockwork import running
from benchmarks.crowd import Crowd, analyse
from benchmarks.stage import PeerSide, Stage, asks
from benchmarks.words import SWAN, Figure, Goal, Measure, Side
from models.clock import swan_now
from models.database import session
from workflows.engine.casework.climbing import climb

SWEEP, HELD, QUERIES = "an empty sweep, p95", "memory a timer", "transactions when idle"
FEW = "Swan, 1,000 armed"
MORE = """
insert into rung (id, partnership_id, case_id, deadline_id, n, kind, days, roles, due_on, due_at, urgent, status)
select uuidv7(), partnership_id, case_id, id, 20 + n, 'before', 2, array['coordinator', 'business_manager'],
  current_date + 40 + n, now() + make_interval(days => 40 + n), false, 'armed'
from deadline, generate_series(1, %(each)s) as n
"""
TRANSACTIONS = text("select xact_commit + xact_rollback from pg_stat_database where datname = current_database()")

_SWAN = (
    "A sweep that finds nothing, in a transaction of its own; then workers, couriers and timekeeper there, at rest: "
    "what they hold in memory more than with 1,000 rungs, shared out over the rungs; and every transaction the "
    "server counts there while nothing happens, those of the watch each minute among them."
)
PEERS = (
    PeerSide(
        "Celery ETA", "armed_celery", "A task for each timer sent with an ETA, taken and held by a worker of one."
    ),
    PeerSide("APScheduler", "armed_apscheduler", "A date job for each timer, in its PostgreSQL job store, at rest."),
    PeerSide("DBOS", "armed_dbos", "A durable workflow for each timer, asleep; 200 of them, for each has a thread."),
)


@contextmanager
def sides(stage: Stage) -> Iterator[list[Side]]:
    """Memory and silence are looked at once, before the rounds, with both numbers of rungs at the same time."""
    few = armed(stage, "armed_few", stage.of(33, 2), 0)
    many = armed(stage, "armed_many", stage.of(667, 2), stage.of(98, 5))
    rest = at_rest(stage, (few, many))
    held = 1024 * (rest[many].memory - rest[few].memory) / (many.rungs - few.rungs)
    with stage.peers(PEERS, broker=broker(stage), timers=stage.of(2000, 20)) as peers:
        yield [
            Side(SWAN, _SWAN, lambda: {SWEEP: sweeps(many.url), HELD: held, QUERIES: rest[many].queries}),
            Side(
                FEW,
                "The same with a thousandth of the rungs.",
                lambda: {SWEEP: sweeps(few.url), QUERIES: rest[few].queries},
            ),
            *(Side(peer.name, peer.asked, asks(program)) for peer, program in peers),
        ]


def broker(stage: Stage) -> str:
    return stage.settings.broker.url.replace("virtual_host=0", "virtual_host=3")


class Armed(NamedTuple):
    """A database, and how many rungs lie armed in it."""

    url: str
    rungs: int


class Rest(NamedTuple):
    """What workers, couriers and timekeeper hold in memory (MB), and transactions a second while nothing happens."""

    memory: float
    queries: float


def armed(stage: Stage, name: str, partnerships: int, each: int) -> Armed:
    """A crowd whose rungs are all still to come: two of each case, and `each` more."""
    url = stage.database(name)
    Crowd(partnerships, 15, datetime.now(UTC) + timedelta(days=30)).write(url)
    # The rows name one another rightly: to ask that of a million of them would take longer than all the rest.
    with psycopg.connect(stage.conninfo(name)) as connection:
        connection.execute("set session_replication_role = replica")
        connection.execute(MORE, {"each": each})
    analyse(url)
    return Armed(url, partnerships * 15 * (2 + each))


def at_rest(stage: Stage, both: Sequence[Armed]) -> dict[Armed, Rest]:
    """A whole minute, so that one look of the watch is in it."""
    seconds = stage.of(60, 1)
    with ExitStack() as stack:
        works = [stack.enter_context(running(stage, one.url, broker=5 + n)) for n, one in enumerate(both)]
        works[0].passes(seconds / 6)
        before = [transactions(one.url) for one in both]
        works[0].passes(seconds)
        asked = [transactions(one.url) - since - 1 for one, since in zip(both, before, strict=True)]
        return {one: Rest(work.memory, n / seconds) for one, work, n in zip(both, works, asked, strict=True)}


def transactions(url: str) -> int:
    """How many there have been in this database; what backends have done is told to the server within a second."""
    with session("swan_owner", url=url) as db:
        found: int = db.execute(TRANSACTIONS).scalar_one()
        return found


def sweeps(url: str) -> float:
    """The 95th of a hundred empty sweeps in order, in milliseconds."""
    took = []
    for _ in range(200):
        begun = perf_counter()
        with session("swan_clock", url=url) as db:
            assert climb(db, swan_now(db)) == 0
        took.append(1000 * (perf_counter() - begun))
    return quantiles(took, n=20)[-1]


MEASURE = Measure(
    title="Rungs armed, none due",
    question="1,000,000 rungs armed and none of them due, beside 1,000.",
    figures=(
        Figure(SWEEP, "ms", "less", digits=2),
        Figure(HELD, "kB", "less", digits=3),
        Figure(QUERIES, "a second", "less", digits=2),
    ),
    sides=sides,
    goals=(
        Goal(SWEEP, at_most=2),
        Goal(SWEEP, times=1 / 1.2, against=FEW),
        Goal(HELD, at_most=0.01),
        Goal(QUERIES, at_most=1),
    ),
)
