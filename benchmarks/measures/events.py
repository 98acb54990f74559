"""Events recorded: rules, rights, evidence, deadlines, rungs, the audit chain, one commit each."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from statistics import median
from time import perf_counter
from typing import Any
from uuid import UUID

from benchmarks.floor import Transaction, floor_connection, listening, rows, write_again
from benchmarks.stage import PeerSide, Stage, asks
from benchmarks.story import STORY, Office, founded, happens
from benchmarks.words import SWAN, Figure, Figures, Goal, Measure, Side

FLOOR = "bare psycopg"
RATE, MIDDLE = "events", "one event"

_SWAN = (
    "`record_event`, each event in a transaction of its own as the pages record it: case locked, right and evidence "
    "checked, the case replayed, the event chained by its hash, runs and items moved, deadlines counted, rungs written."
)
_FLOOR = (
    "The statements that Swan sent to write the same story, replayed: the case locked, every insert and update in one "
    "pipeline, one commit an event. No rule is asked and nothing else is read; the rows are counted and are as many."
)
_BESIDE = "the event chained by its hash, with as many deadlines and rungs as Swan's, in plain psycopg"
PEERS = (
    PeerSide(
        "DBOS",
        "events_dbos",
        f"One durable workflow a case, signalled once an event; in a transaction for each, {_BESIDE}. All cases at "
        "once, and only the end of the last is waited for. No calendar, no rights, no evidence.",
    ),
    PeerSide(
        "harel",
        "events_harel",
        f"One statechart a case, stepped inline, a durable timer in each state, its trace kept; in its transaction "
        f"{_BESIDE}. No calendar, no rights, no evidence.",
    ),
    PeerSide(
        "SpiffWorkflow",
        "events_spiff",
        f"One BPMN process a case, read from its row as JSON, told, run on and stored again; in the same transaction "
        f"{_BESIDE}. No calendar, no rights, no evidence.",
    ),
)

_WHY_NOT_HALF = (
    "Half of the floor is not reached. Most of an event is processor time of the process that records (1.9 of 2.2 "
    "to 2.8 ms). By the profile about 27 % of it are the edges of the transaction (connection tried, partnership "
    "entered, clock read, commit), 21 % the case read in one round trip, 20 % its replay; what is left works out "
    "and sends what is written, and the floor does the sending alone, in 0.5 ms. Were reading and replay free, it "
    "would come to 0.4. Entering and reading the clock in one pipeline was tried: it saves two round trips, and "
    "costs 0.25 ms of processor time more an event. The collector has no part in it."
)
_WHY_NOT_HAREL = (
    "harel and DBOS are asked for no right, no evidence, no date and no replay, and DBOS is told of all cases at "
    "once, on both cores, where Swan records one event after another. Swan replays the case with each event, so "
    "that recording and correcting cannot differ (decision 1); a replay kept between two events would make this "
    "quicker, and hardly an office, where the next event of a case comes days later and to another process."
)

Told = list[tuple[UUID, Transaction]]
"""A story as it was written: the case, and what each of its events wrote."""


@contextmanager
def sides(stage: Stage) -> Iterator[list[Side]]:
    """Swan and the floor begin with the same rows, each in a copy of one database."""
    cases = stage.of(12, 1)
    base = founded(stage.database("events"))
    first = told(base)
    place = Office(stage.database("events_swan", "events"), base.partnership, base.actor)
    floor = Floor(stage, base, cases)
    with stage.peers(PEERS, acts=acts(first), cases=cases) as peers, floor.connection:
        yield [
            Side(SWAN, _SWAN, partial(one_round, place, cases)),
            Side(FLOOR, _FLOOR, floor.round),
            *(Side(peer.name, peer.asked, asks(program)) for peer, program in peers),
        ]
    assert rows(place.url) == rows(stage.url("events_floor")), "the floor did not write the rows that Swan wrote"


def one_round(place: Office, cases: int) -> Figures:
    took = []
    for _ in range(cases):
        case = None
        for act in STORY:
            begun = perf_counter()
            case = happens(place, case, act)
            took.append(perf_counter() - begun)
    return figures(took)


def figures(took: Sequence[float]) -> Figures:
    """Of the seconds that each event took."""
    return {RATE: len(took) / sum(took), MIDDLE: 1000 * median(took)}


def told(place: Office) -> Told:
    """The story told by Swan, and written down."""
    story: Told = []
    with listening() as since:
        case = None
        for act in STORY:
            case = happens(place, case, act)
            story.append((case, since()))
    return story


def acts(story: Told) -> list[dict[str, Any]]:
    """What a peer is told of the story: its events, and how many rows each of them writes."""
    counted = [written.inserted() for _, written in story]
    return [
        {
            "name": "_".join([act.event, *(act.item or "").split("-")]).rstrip("_"),
            "deadlines": n["deadline"],
            "rungs": n["rung"],
        }
        for act, n in zip(STORY, counted, strict=True)
    ]


@dataclass
class Floor:
    """Writes again, in a copy of the database, what Swan has just written in the first one."""

    stage: Stage
    place: Office
    cases: int

    def __post_init__(self) -> None:
        self.stage.database("events_floor", "events")
        self.connection = floor_connection(self.stage.conninfo("events_floor"), self.place.partnership)
        self.stories = self._told()

    def _told(self) -> list[Told]:
        return [told(self.place) for _ in range(self.cases)]

    def round(self) -> Figures:
        took = []
        for case, transaction in (one for story in self.stories for one in story):
            begun = perf_counter()
            write_again(self.connection, case, transaction)
            took.append(perf_counter() - begun)
        self.stories = self._told()  # for the next round: it begins as cold as everybody else's
        return figures(took)


MEASURE = Measure(
    title="Events recorded",
    question=f"A Rapid Review told from the first day to the Panel's letter: {len(STORY)} events a case, one after "
    "another on one connection, one commit each.",
    figures=(Figure(RATE, "a second", "more"), Figure(MIDDLE, "ms", "less", digits=1)),
    sides=sides,
    goals=(
        Goal(RATE, times=0.5, against=FLOOR),
        Goal(RATE, times=5, against="DBOS"),
        Goal(RATE, times=2, against="harel"),
    ),
    remarks=(_WHY_NOT_HALF, _WHY_NOT_HAREL),
)
