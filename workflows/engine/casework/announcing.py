"""Announcing bank holidays: the list is changed, and the open deadlines of every partnership are counted again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session, col

from models import Holiday, Partnership
from models.database import enter
from workflows.engine.calendar import Calendar, london_date
from workflows.engine.casework.acting import Actor
from workflows.engine.casework.in_force import calendar_in_force
from workflows.engine.casework.noting import note
from workflows.engine.casework.recounting import Moved, add_holidays, recount, would_move
from workflows.engine.refusals import Code, Refused

A_YEAR_S = 8
"""Bank holidays England and Wales have in a year, at least."""

STANDING = select(Holiday).where(col(Holiday.standing)).order_by(col(Holiday.day))
OFFICES = select(Partnership).order_by(col(Partnership.slug))


@dataclass(frozen=True, slots=True)
class Announcement:
    """Days with their names that enter the list, and days that leave it."""

    added: Mapping[date, str] = field(default_factory=dict)
    withdrawn: Sequence[date] = ()


def previewed(db: Session, announcement: Announcement, at: datetime) -> list[tuple[Partnership, list[Moved]]]:
    """What would move, by partnership; nothing is written. Raises `Refused` as `announce` does."""
    _check(db, announcement, at)
    found = []
    for partnership in offices(db):
        calendar = calendar_in_force(db, partnership)
        found.append((partnership, would_move(db, partnership, _changed(calendar, announcement), at)))
    return found


def announce(
    db: Session, announcement: Announcement, actor: Actor, at: datetime
) -> list[tuple[Partnership, list[Moved]]]:
    """Changes the list, for every partnership here, and moves what moves, with an event in each case.

    Raises `Refused`: a day listed already or not listed, one that is past to be withdrawn, or a year of which only a
    few days are given, for then the whole of it would be taken as known.
    """
    _check(db, announcement, at)
    add_holidays(db, announcement.added, at)
    for day in announcement.withdrawn:
        db.get_one(Holiday, day).standing = False
    db.flush()
    return [(partnership, _recounted(db, partnership, announcement, actor, at)) for partnership in offices(db)]


def offices(db: Session) -> Iterator[Partnership]:
    """Every partnership in turn, its rows open to `swan_app` for as long as it is its turn."""
    for partnership in db.execute(OFFICES).scalars().all():
        enter(db, partnership.id)
        yield partnership


def _recounted(
    db: Session, partnership: Partnership, announcement: Announcement, actor: Actor, at: datetime
) -> list[Moved]:
    moved = recount(db, partnership, actor.login, at)
    said = {
        "added": {day.isoformat(): name for day, name in sorted(announcement.added.items())},
        "withdrawn": [day.isoformat() for day in sorted(announcement.withdrawn)],
        "moved": [one.reference for one in moved],
    }
    note(db, partnership, "bank_holidays_changed", said, actor, at)
    return moved


def _changed(calendar: Calendar, announcement: Announcement) -> Calendar:
    return calendar.with_holidays(announcement.added, announcement.withdrawn)


def _check(db: Session, announcement: Announcement, at: datetime) -> None:
    listed = {row.day: row.name for row in db.execute(STANDING).scalars()}
    if not listed:
        raise Refused(Code.NOT_POSSIBLE, "There is no partnership here yet, and with the first one comes the list.")
    for wrong in _mistakes(listed, announcement, london_date(at)):
        raise Refused(Code.BAD_ANSWER, wrong)


def _mistakes(listed: Mapping[date, str], announcement: Announcement, today: date) -> Iterator[str]:
    if not announcement.added and not announcement.withdrawn:
        yield "Say which day, and what it is called."
    for day, name in announcement.added.items():
        if listed.get(day) == name:
            yield f"{_said(day)} is listed already: {name}."
    for day in announcement.withdrawn:
        if day in announcement.added or day not in listed:
            yield f"{_said(day)} is not listed, so it cannot be withdrawn."
        elif day < today:
            yield f"{_said(day)} is past: what was counted on it stands."
    years = {day.year for day in listed}
    first, last = min(years), max(years)
    for year in sorted({day.year for day in announcement.added} - years):
        given = sum(day.year == year for day in announcement.added)
        if given < A_YEAR_S:
            yield f"{year} is not listed yet: give all its bank holidays together, at least {A_YEAR_S}, not {given}."
        elif year not in (first - 1, last + 1):
            yield f"{year} does not follow on what is listed, {first} to {last}."


def _said(day: date) -> str:
    return f"{day:%A %-d %B %Y}"
