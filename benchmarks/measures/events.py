"""Events recorded: rules, rights, evidence, deadlines, rungs, the audit chain, one commit each."""

from collections.abc import Callable, Iterator, Sequence
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
from workflows.engine.casework.remembering import forget

FLOOR = "bare psycopg"
RATE, MIDDLE = "events", "one event"

ANEW = "Swan, read anew"
_SWAN = (
    "`record_event`, each event in a transaction of its own as the pages record it: case locked, right and evidence "
    "checked, taken up where the case's events left it, the event chained by its hash, runs and items moved, deadlines "
    "counted, rungs written. "
)
_REMEMBERED = "What the events came to is remembered by the hash they end with."
_READ = "The case's events are read and replayed each time, as by a process that has not had the case for long."
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
    "Half of the floor is not reached. Of an event's 1.5 to 1.9 ms, 1.2 are processor time of the process that "
    "records; by samples, three quarters of the whole are spent with the server and on the way to it, 8 % in "
    "SQLAlchemy and 17 % in what Swan is for: rules, dates, hash, seal. An event is five round trips: the transaction "
    "begun; whose rows it sees and what time it is; the case locked and read, 0.35 ms; everything written; the "
    "commit. The floor has the lock and the last two. To write with fewer statements would help both alike. To gather "
    "a pipeline's statements before any is sent was tried, past what psycopg offers: 0.03 ms less for eight of them."
)
_WHY_NOT_HAREL = (
    "harel, SpiffWorkflow and DBOS are asked for no right, no evidence and no date, and DBOS is told of all cases at "
    "once, on both cores, where Swan records one event after another. What a case's events came to is remembered "
    "(decision 20): as when a form is previewed and then sent, or a register imported. Where a case is recorded in "
    "after days, its events are read and replayed first: the second line."
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
    anew = Office(stage.database("events_anew", "events"), base.partnership, base.actor)
    floor = Floor(stage, base, cases)
    with stage.peers(PEERS, acts=acts(first), cases=cases) as peers, floor.connection:
        yield [
            Side(SWAN, _SWAN + _REMEMBERED, partial(one_round, place, cases)),
            Side(ANEW, _SWAN + _READ, partial(one_round, anew, cases, forget)),
            Side(FLOOR, _FLOOR, floor.round),
            *(Side(peer.name, peer.asked, asks(program)) for peer, program in peers),
        ]
    assert rows(place.url) == rows(stage.url("events_floor")), "the floor did not write the rows that Swan wrote"


def one_round(place: Office, cases: int, before: Callable[[], None] = lambda: None) -> Figures:
    took = []
    for _ in range(cases):
        case = None
        for act in STORY:
            before()
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
