"""Doing what the year says somebody does: by the casework everybody else goes through, in a transaction of its own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from cli.demo.year import Act
from cli.words import days, listed, short_day
from models import Case, Holding, Partnership, Person, RecordedEvent
from workflows.engine.calendar import london_date
from workflows.engine.casework.acknowledging import acknowledge
from workflows.engine.casework.acting import Actor
from workflows.engine.casework.correcting import Correction, correct_event
from workflows.engine.casework.holding import Given, add_person, end, give
from workflows.engine.casework.opening import open_case
from workflows.engine.casework.recording import Recorded, Report, record_event
from workflows.engine.course.comparing import Change
from workflows.engine.reading import titles
from workflows.engine.reading.deadlines import of_case
from workflows.engine.roles import TITLES

ON_FILE = "in the file"
"""What stands for a document in the demonstration."""


@dataclass(frozen=True, slots=True)
class Room:
    """Where an act is done: the partnership's record, at a business moment."""

    db: Session
    partnership: Partnership
    at: datetime

    @property
    def today(self) -> date:
        return london_date(self.at)

    def person(self, slug: str) -> Person:
        asked = select(Person).where(col(Person.partnership_id) == self.partnership.id, col(Person.slug) == slug)
        found: Person = self.db.execute(asked).scalar_one()
        return found

    def actor(self, act: Act) -> Actor:
        return Actor("demonstration", self.person(act.who).id)

    def case(self, act: Act) -> Case | None:
        asked = select(Case).where(col(Case.partnership_id) == self.partnership.id, col(Case.reference) == act.case)
        found: Case | None = self.db.execute(asked).scalar_one_or_none()
        return found

    def case_id(self, act: Act) -> UUID:
        found = self.case(act)
        if found is None:
            raise LookupError(f"{act.case} is not open.")
        return found.id


def perform(room: Room, act: Act) -> str:
    """Does it, and says in a line what was done. Raises `Refused` as the casework does."""
    return _VERBS[act.what](room, act)


def _records(room: Room, act: Act) -> str:
    said = {**dict.fromkeys(titles.events()[act.about].evidence, ON_FILE), **act.said}
    report = Report(act.about, act.happened, act.item, {name: value for name, value in said.items() if value})
    case = room.case(act)
    if case is not None:
        return _line(room, act, record_event(room.db, case.id, report, room.actor(act), room.at))
    if act.incident is None:
        raise LookupError(f"{act.case} is not open.")
    _, recorded = open_case(
        room.db, room.partnership, act.incident, report, room.actor(act), room.at, reference=act.case
    )
    return _line(room, act, recorded)


def _corrects(room: Room, act: Act) -> str:
    case = room.case_id(act)
    said = dict(act.said)
    correction = Correction(said.pop("reason"), act.happened, said)
    done = correct_event(room.db, case, _recorded(room, case, act), correction, room.actor(act), room.at)
    return "corrected: " + _line(room, act, done)


def _recorded(room: Room, case: UUID, act: Act) -> UUID:
    """The last event of that name, about that item."""
    asked = select(col(RecordedEvent.id)).where(
        col(RecordedEvent.case_id) == case,
        col(RecordedEvent.name) == act.about,
        col(RecordedEvent.item).is_not_distinct_from(act.item),
        col(RecordedEvent.act) == "recorded",
    )
    found: UUID = room.db.execute(asked.order_by(col(RecordedEvent.seq).desc()).limit(1)).scalar_one()
    return found


def _acknowledges(room: Room, act: Act) -> str:
    mine = [one for one in of_case(room.db, room.case_id(act)) if one.is_open and one.name == act.about]
    chosen = next(one for one in mine if one.item == act.item)
    person = room.person(act.who)
    acknowledge(room.db, chosen.id, person.id, act.happened, room.at)
    return f"{person.name} has “{chosen.title}”, and looks again on {short_day(act.happened)}"


def _adds(room: Room, act: Act) -> str:
    added = add_person(room.db, room.partnership, act.about, act.said, room.actor(act), room.at)
    return f"{added.name} joins"


def _ends(room: Room, act: Act) -> str:
    person = room.person(str(act.item))
    asked = select(Holding).where(
        col(Holding.person_id) == person.id,
        col(Holding.role) == act.about,
        col(Holding.agency).is_not_distinct_from(act.said.get("agency")),
    )
    end(room.db, room.partnership, room.db.execute(asked).scalar_one(), act.happened, room.actor(act), room.at)
    return f"{person.name} is {TITLES[act.about]} until {short_day(act.happened)}"


def _gives(room: Room, act: Act) -> str:
    person, deputy = room.person(str(act.item)), act.said.get("deputy")
    given = Given(
        act.about,
        person.id,
        act.happened,
        agency=act.said.get("agency"),
        deputy_id=room.person(deputy).id if deputy else None,
    )
    give(room.db, room.partnership, given, room.actor(act), room.at)
    return f"{person.name} is {TITLES[act.about]} from {short_day(act.happened)}"


_VERBS: Mapping[str, Callable[[Room, Act], str]] = {
    "records": _records,
    "corrects": _corrects,
    "acknowledges": _acknowledges,
    "adds": _adds,
    "ends": _ends,
    "gives": _gives,
}


def _line(room: Room, act: Act, recorded: Recorded) -> str:
    about = f" ({act.item})" if act.item else ""
    when = f", on {short_day(act.happened)}" if act.happened != room.today else ""
    came = [_came(change) for change in recorded.changes if change.what == "met" and change.result != "done"]
    return f"{titles.of_event(act.about)}{about}{when}" + (f": {listed(came)}" if came else "")


def _came(change: Change) -> str:
    late = f"late by {days(change.late_by)}" if change.result == "late" and change.late_by else change.result
    return f"“{change.title}” {late}"
