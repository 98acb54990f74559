"""Eight o'clock: ten thousand rungs fall due at one moment, and somebody records while everybody is told."""

import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from time import monotonic

from sqlalchemy import bindparam, text

from benchmarks.asking import Asked, Figures, running
from benchmarks.clockwork import Clockwork
from benchmarks.clockwork import running as clockwork_running
from benchmarks.crowd import Crowd
from benchmarks.stage import PeerSide, Stage, asks
from benchmarks.story import founded
from benchmarks.words import SWAN, Figure, Goal, Measure, Side
from models.clock import stand_at
from models.columns import UTCDateTime
from models.database import session
from workflows.engine.calendar import at_eight
from workflows.engine.casework.waking import CHANNEL

LAST, QUIET, MEANWHILE, SLOWER = "the last message", "an event before", "an event meanwhile", "slower by"
EIGHT = at_eight(date(2026, 6, 8))
"""Monday 8 June 2026: the record's own clock is set to it, so that it can be measured on any day at any hour."""

PACE = 20
"""Events recorded a second."""

LOOK = text("""
select count(*) filter (where status = 'waiting') as waiting, count(*) filter (where status = 'sent') as sent
from message join partnership on partnership.id = partnership_id
where slug like 'place-%' and message.due_at = :at
""").bindparams(bindparam("at", type_=UTCDateTime()))
AGAIN = """
delete from notice using message where message.id = message_id and message.due_at >= :at;
delete from message where due_at >= :at;
update rung set status = case when n = 0 then 'armed' else 'off' end, settled_at = null, due_at = :at
from partnership where partnership.id = rung.partnership_id and slug like 'place-%';
update rung set status = 'settled' where status = 'armed' and due_at <> :at
"""

_SWAN = (
    "Workers, couriers and timekeeper as `swan up` starts them, the channel that writes a line to the log: "
    "from the moment at which the rungs are due to the last of the messages, one a person, handed over and settled. "
    f"Meanwhile {PACE} events a second are recorded by somebody else."
)
PEERS = (
    PeerSide(
        "Celery",
        "eight_celery",
        "A task that does nothing for each rung, published by one process and run by a worker with two; nobody looks "
        "up who is to be told, nothing is written to a database, nothing is sent.",
    ),
)


@contextmanager
def sides(stage: Stage) -> Iterator[list[Side]]:
    """One database for every round, the crowd's rungs armed again before each."""
    crowd = Crowd(stage.of(667, 2), 15, EIGHT)
    url = stage.database("eight_o_clock")
    crowd.write(url)
    stands(url, EIGHT - timedelta(hours=1))
    place = founded(url)
    with ExitStack() as stack:
        given = {"database": url, "partnership": place.partnership}
        recorder = stack.enter_context(running(Path(sys.executable), "hands.recorder", **given))
        clockwork = stack.enter_context(clockwork_running(stage, url, workers=2))
        peers = stack.enter_context(stage.peers(PEERS, broker=broker(stage), tasks=crowd.due))
        morning = Morning(url, crowd, recorder, clockwork, stage.of(4, 1))
        yield [
            Side(SWAN, _SWAN, morning.round),
            *(Side(peer.name, peer.asked, asks(program)) for peer, program in peers),
        ]


def broker(stage: Stage) -> str:
    return stage.settings.broker.url.replace("virtual_host=0", "virtual_host=2")


def stands(url: str, at: datetime) -> None:
    """From now on it is `at` for everybody; the timekeeper is told."""
    with session("swan_app", url=url) as db:
        stand_at(db, at)
        db.execute(text("select pg_notify(:channel, '')"), {"channel": CHANNEL})


@dataclass(frozen=True)
class Morning:
    """From an hour before to the last message."""

    url: str
    crowd: Crowd
    recorder: Asked
    clockwork: Clockwork
    seconds: int

    def round(self) -> Figures:
        stands(self.url, EIGHT - timedelta(hours=1))
        self.arm()
        self.clockwork.passes(1)
        with ThreadPoolExecutor(1) as beside:
            quiet = self.recording(beside)
            while not quiet.done():
                self.clockwork.passes(0.05)
            meanwhile = self.recording(beside)
            self.clockwork.passes(0.1)
            took = self.until_told()
        before, then = quiet.result()["median"], meanwhile.result()["median"]
        return {LAST: took, QUIET: before, MEANWHILE: then, SLOWER: then / before}

    def recording(self, beside: ThreadPoolExecutor) -> "Future[Figures]":
        return beside.submit(self.recorder.ask, "round", seconds=self.seconds, a_second=PACE)

    def arm(self) -> None:
        with session("swan_owner", url=self.url) as db:
            for statement in AGAIN.split(";"):
                db.execute(text(statement), {"at": EIGHT} if ":at" in statement else {})

    def until_told(self) -> float:
        """Seconds from eight until every person of the crowd has had their message."""
        stands(self.url, EIGHT)
        begun = monotonic()
        while monotonic() - begun < 120:
            self.clockwork.passes(0.05)
            with session("swan_owner", url=self.url) as db:
                row = db.execute(LOOK, {"at": EIGHT}).one()
            if row.sent == self.crowd.people and not row.waiting:
                return monotonic() - begun
        raise TimeoutError("not everybody was told within two minutes")


MEASURE = Measure(
    title="Eight o'clock",
    question="About 10,000 rungs due at 08:00 for 2,001 people, one message a person; a worker and a courier of two "
    "processes each.",
    figures=(
        Figure(LAST, "s", "less", digits=1),
        Figure(QUIET, "ms", "less", digits=1),
        Figure(MEANWHILE, "ms", "less", digits=1),
        Figure(SLOWER, "times", "less", digits=2),
    ),
    sides=sides,
    goals=(Goal(LAST, at_most=4), Goal(SLOWER, at_most=2)),
    remarks=("Sweeps, couriers, the server and whoever records want five to six processor seconds on two cores.",),
    rounds=3,
)
