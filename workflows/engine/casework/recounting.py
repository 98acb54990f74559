"""A new calendar: which open deadlines would move, and moving them, with an event in each case."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session, col

from models import Case, Holiday, OpenDeadline, Partnership
from models.columns import new_id
from workflows.engine.calendar import Calendar, london_date
from workflows.engine.casework import recalling
from workflows.engine.casework.in_force import law_in_force, refresh_calendar
from workflows.engine.casework.recalling import InHand
from workflows.engine.casework.recording import Entry, enter
from workflows.engine.course import Course, Happening, take
from workflows.engine.course.comparing import Change, changes, snapshot

COUNTED_AGAIN = "calendar_changed"


@dataclass(frozen=True, slots=True)
class Moved:
    """What a new calendar changes in one case."""

    reference: str
    changes: tuple[Change, ...]


def add_holidays(db: Session, days: Mapping[date, str], at: datetime) -> None:
    """Puts bank holidays on the list of England and Wales. Nothing moves until cases are recounted."""
    for day, name in days.items():
        db.merge(Holiday(day=day, name=name, standing=True, added_at=at))
    db.flush()


def would_move(db: Session, partnership: Partnership, calendar: Calendar, at: datetime) -> list[Moved]:
    """Every open deadline of the partnership that this calendar would move. Nothing is written."""
    return [moved for moved, *_ in _recounted(db, partnership, calendar, at)]


def recount(db: Session, partnership: Partnership, login: str, at: datetime) -> list[Moved]:
    """Makes today's holidays and closures the calendar in force and moves what moves, with an event in each case."""
    calendar = refresh_calendar(db, partnership)
    digest, _ = law_in_force(db, partnership)
    moved = []
    for told, hand, happening, course in _recounted(db, partnership, calendar, at):
        columns = {
            "act": recalling.RECOUNTED, "done_by_role": "operator", "done_by": None, "recorded_by": None,
            "login": login, "happened_time": None, "law": digest,
        }  # fmt: skip
        enter(Entry(db, hand, happening, columns, at), course, [*hand.happenings, happening])
        moved.append(told)
    return moved


def _recounted(
    db: Session, partnership: Partnership, calendar: Calendar, at: datetime
) -> Iterator[tuple[Moved, InHand, Happening, Course]]:
    _, law = law_in_force(db, partnership)
    waiting = select(col(OpenDeadline.case_id)).where(
        col(OpenDeadline.partnership_id) == partnership.id, col(OpenDeadline.status) == "open"
    )
    for case_id in db.execute(
        select(col(Case.id)).where(col(Case.id).in_(waiting)).order_by(col(Case.reference))
    ).scalars():
        hand = recalling.take_in_hand(db, case_id, None, london_date(at))
        course = hand.course.copied()
        happening = Happening(
            id=new_id(), name=COUNTED_AGAIN, on=london_date(at), details={}, law=law, calendar=calendar,
            recorded_on=london_date(at), recount=True,
        )  # fmt: skip
        take(course, happening)
        came_to = changes(snapshot(hand.course), snapshot(course))
        told = tuple(change for change in came_to if change.what == "moved")
        if told:
            yield Moved(hand.case.reference, told), hand, happening, course
