"""A correction in a long case: the whole case replayed, and the difference written, in one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from time import perf_counter
from uuid import UUID

import psycopg
from sqlalchemy import select
from sqlmodel import col

from benchmarks.floor import Transaction, floor_connection, listening, write_again
from benchmarks.stage import Stage
from benchmarks.story import Office, days_before, founded, happens, long_story
from benchmarks.words import SWAN, Figure, Figures, Goal, Measure, Side
from models import RecordedEvent
from models.clock import swan_now
from models.database import session
from workflows.engine.casework.correcting import Correction, correct_event

EVENTS = 200
FLOOR, REBUILT = "bare psycopg", "built from nothing"
TIME = "one correction"
CORRECTED = "panel_notified"
"""An early event: four deadlines are counted from it, and all of the case comes after it."""

_SWAN = (
    f"`correct_event`: `{CORRECTED}` gets another date. The case is replayed with it, what is then impossible would be "
    "refused by name, deadlines are counted and judged again, and what differs is written, with the event that says so."
)
_FLOOR = "The statements that Swan sent to write a correction, replayed: no rule asked, no event read."
_REBUILT = "The same case opened and its events recorded one by one, as whoever cannot replay would have to."


class TakenBack(Exception):
    """What was written in this transaction is not wanted."""


@dataclass(frozen=True)
class Long:
    """A case of many events, and the one of them that is corrected to and fro."""

    place: Office
    case: UUID
    event: UUID

    def corrected(self, days_ago: int, *, kept: bool = True) -> None:
        with session("swan_app", self.place.partnership, url=self.place.url) as db:
            at = swan_now(db)
            correction = Correction("found in the minutes", days_before(at, days_ago))
            correct_event(db, self.case, self.event, correction, self.place.actor, at)
            if not kept:
                raise TakenBack

    def to_and_fro(self) -> Figures:
        begun = perf_counter()
        self.corrected(4)
        self.corrected(5)
        return {TIME: 1000 * (perf_counter() - begun) / 2}


@contextmanager
def sides(stage: Stage) -> Iterator[list[Side]]:
    events = stage.of(EVENTS, 20)
    place = founded(stage.database("replay"))
    long, other = lived(place, events), lived(place, events)
    with floor_connection(stage.conninfo("replay"), place.partnership) as connection:
        yield [
            Side(SWAN, _SWAN, long.to_and_fro),
            Side(FLOOR, _FLOOR, lambda: floor(connection, other)),
            Side(REBUILT, _REBUILT, lambda: rebuilt(place, events)),
        ]


def told(place: Office, events: int) -> UUID:
    """A new case with so many events: up to what is corrected five days ago, all else three days ago."""
    case, ago = None, 5
    for act in long_story(events):
        case = happens(place, case, act, ago)
        ago = 3 if act.event == CORRECTED else ago
    assert case is not None
    return case


def lived(place: Office, events: int) -> Long:
    case = told(place, events)
    with session("swan_app", place.partnership, url=place.url) as db:
        named = col(RecordedEvent.case_id) == case, col(RecordedEvent.name) == CORRECTED
        event: UUID = db.execute(select(col(RecordedEvent.id)).where(*named)).scalar_one()
    return Long(place, case, event)


def floor(connection: psycopg.Connection, long: Long) -> Figures:
    """Swan corrects and what it wrote is taken back; then the same statements again, and only they are timed."""
    took = 0.0
    for days in (4, 5):
        written = taken_back(long, days)
        begun = perf_counter()
        write_again(connection, long.case, written)
        took += perf_counter() - begun
    return {TIME: 1000 * took / 2}


def taken_back(long: Long, days_ago: int) -> Transaction:
    """What a correction writes, without its having been written."""
    with listening() as since:
        with suppress(TakenBack):
            long.corrected(days_ago, kept=False)
        return since()


def rebuilt(place: Office, events: int) -> Figures:
    begun = perf_counter()
    told(place, events)
    return {TIME: 1000 * (perf_counter() - begun)}


MEASURE = Measure(
    title="A correction, with replay",
    question=f"An early event of a case of {EVENTS} events gets another date, and everything that follows from it.",
    figures=(Figure(TIME, "ms", "less", digits=1),),
    sides=sides,
    goals=(Goal(TIME, at_most=50),),
)
