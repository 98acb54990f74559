"""Due rungs turned into notices: claimed, judged, holders resolved, marked, raised, gathered into messages."""

import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.asking import Asked, running
from benchmarks.crowd import Crowd
from benchmarks.floor import rows
from benchmarks.stage import PeerSide, Stage, asks
from benchmarks.words import SWAN, Figure, Figures, Goal, Measure, Side

FLOOR = "bare SQL"
TWO = "Swan, two processes"
TWO_BARE = "bare SQL, two"
RATE, LONGEST = "rungs", "the longest sweep"

_SWAN = (
    "`climb`, 500 rungs a transaction as the sweep takes them: who holds each role that day, who stands in, who has "
    "heard already, what is settled or explained; a notice a person, gathered into their message of the day."
)
_FLOOR = (
    "One statement for 500 rungs that writes the same notices, messages and marks, and knows no rule: whoever holds a "
    "role hears. The notices are counted and are as many."
)
_BESIDE = "the notices of a rung found by its roles and inserted, in plain psycopg, one commit a rung"
PEERS = (
    PeerSide(
        "APScheduler", "climbing_apscheduler", f"A date job for each rung in its PostgreSQL job store; run, {_BESIDE}."
    ),
    PeerSide(
        "xstate-statemachine",
        "climbing_xstate",
        f"A stored chart with a delayed transition for each rung, woken by its `DueTimerScanner`; run, {_BESIDE}.",
    ),
    PeerSide(
        "harel", "climbing_harel", f"A stored chart with a timeout for each rung, `fire_due_timers`; run, {_BESIDE}."
    ),
    PeerSide(
        "Procrastinate",
        "climbing_procrastinate",
        f"A job for each rung that is due by now, one worker with ten at once; run, {_BESIDE}.",
    ),
)


@contextmanager
def sides(stage: Stage) -> Iterator[list[Side]]:
    """Each round is climbed in a fresh copy of one database."""
    crowd = Crowd(stage.of(667, 4), 15, datetime.now(UTC) - timedelta(minutes=5))
    crowd.write(stage.database("climbing"))
    rungs = stage.of(1000, 20)
    with ExitStack() as stack:
        hands = [stack.enter_context(climbers(stage, program)) for program in ("climber", "climbing_floor")]
        peers = stack.enter_context(stage.peers(PEERS, rungs=rungs))
        yield [
            Side(SWAN, _SWAN, Climb(stage, hands[0][:1], crowd).round),
            Side(TWO, "The same by two processes at once.", Climb(stage, hands[0], crowd).round),
            Side(FLOOR, _FLOOR, Climb(stage, hands[1][:1], crowd).round),
            Side(TWO_BARE, "The same by two processes at once.", Climb(stage, hands[1], crowd).round),
            *(side for peer, program in peers for side in asked(peer, program)),
        ]


def asked(peer: PeerSide, program: Asked) -> Iterator[Side]:
    """Procrastinate alone can work off one queue with several processes, as Swan does."""
    if peer.name != "Procrastinate":
        yield Side(peer.name, peer.asked, asks(program))
        return
    yield Side(peer.name, peer.asked, asks(program, processes=1))
    yield Side(f"{peer.name}, two", "The same by two processes at once.", asks(program, processes=2))


@contextmanager
def climbers(stage: Stage, program: str) -> Iterator[list[Asked]]:
    with ExitStack() as stack:
        made = [running(Path(sys.executable), f"hands.{program}", database=stage.url("climbing")) for _ in range(2)]
        hands = [stack.enter_context(one) for one in made]
        for hand in hands:
            hand.ask("leave")
        yield hands


@dataclass(frozen=True)
class Climb:
    """One or two processes that climb everything due in a copy of the database."""

    stage: Stage
    hands: Sequence[Asked]
    crowd: Crowd

    def round(self) -> Figures:
        url = self.stage.database("climbing_now", "climbing")
        for hand in self.hands:
            hand.ask("ready", database=url)
        with ThreadPoolExecutor(len(self.hands)) as together:
            done = list(together.map(lambda hand: hand.ask("round"), self.hands))
        for hand in self.hands:
            hand.ask("leave")
        told = rows(url, ["notice", "message"])
        climbed, seconds = sum(one["rungs"] for one in done), max(one["seconds"] for one in done)
        assert climbed == self.crowd.due, f"{climbed} rungs were climbed of {self.crowd.due}"
        assert told["message"] == 2 * self.crowd.people, f"{told['message']} messages"
        longest, raised = max(one["longest"] for one in done), told["notice"] - self.crowd.told_before
        return {RATE: climbed / seconds, LONGEST: 1000 * longest, "notices": raised}


MEASURE = Measure(
    title="Due rungs climbed",
    question="About 10,000 rungs due at one moment in 667 partnerships, two or three people to be told of each.",
    figures=(Figure(RATE, "a second", "more"), Figure(LONGEST, "ms", "less"), Figure("notices", "", "more")),
    sides=sides,
    goals=(
        Goal(RATE, at_least=8000),
        Goal(RATE, at_least=14000, side=TWO),
    ),
    remarks=(
        "Nearly all the time is the server's, a good third of it for the keys that a notice has to six other tables.",
        "A partnership is swept by one process at a time, so two wait for nobody; they need two cores.",
    ),
    rounds=3,
)
