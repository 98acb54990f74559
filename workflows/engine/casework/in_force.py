"""The law and the calendar in force for a partnership, each under its digest: what a case is replayed with."""

import json
from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from hashlib import sha256

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from config.bank_holidays import ENGLAND_AND_WALES
from models import CalendarVersion, Definition, Holiday, Partnership
from models import Law as LawRow
from models.clock import swan_now
from workflows.engine import registry
from workflows.engine.calendar import Calendar
from workflows.engine.course import Law
from workflows.engine.language import Workflow

_LAWS: dict[str, Law] = {}
_CALENDARS: dict[str, Calendar] = {}

REVIEW_DAY = "review-day"
"""The name under which a partnership's milestones hold its day of the month for what repeats."""

STANDING = select(col(Holiday.day), col(Holiday.name)).where(col(Holiday.standing))


def forget() -> None:
    """As a process begins: what was remembered of laws and calendars is read from the record again."""
    _LAWS.clear()
    _CALENDARS.clear()
    _declared.cache_clear()
    _known.cache_clear()


def law_in_force(db: Session, partnership: Partnership) -> tuple[str, Law]:
    """Today's declarations with the partnership's own milestones, stored once under their digest."""
    digest, law = _declared(json.dumps(partnership.milestones, sort_keys=True))
    if partnership.law != digest:
        _keep(db, digest, law)
        _put(db, partnership, law=digest)
    return digest, law


def _put(db: Session, partnership: Partnership, **digests: str) -> None:
    """In the row, and in the session's object of it where there is one: `partnership` may be either."""
    db.execute(update(Partnership).where(col(Partnership.id) == partnership.id).values(digests))


@cache
def _declared(milestones: str) -> tuple[str, Law]:
    own = json.loads(milestones)
    law = {name: _own(workflow, own) for name, workflow in registry.workflows().items()}
    digests = sorted(map(registry.digest, law.values()))
    digest = sha256("\n".join(digests).encode()).hexdigest()
    _LAWS[digest] = law
    return digest, law


def _own(workflow: Workflow, milestones: Mapping[str, int]) -> Workflow:
    """The workflow as this partnership has it: its numbers of working days, and its day for what repeats."""
    days = {one.name: milestones[one.name] for one in workflow.deadlines if one.name in milestones}
    mine = registry.with_local_days(workflow, days)
    return registry.with_review_day(mine, milestones[REVIEW_DAY]) if REVIEW_DAY in milestones else mine


def _keep(db: Session, digest: str, law: Law) -> None:
    rows = [
        {"digest": registry.digest(workflow), "workflow": workflow.name, "body": registry.canonical(workflow)}
        for workflow in law.values()
    ]
    db.execute(insert(Definition).on_conflict_do_nothing(), rows)
    names = sorted(row["digest"] for row in rows)
    db.execute(insert(LawRow).on_conflict_do_nothing(), [{"digest": digest, "definitions": names}])


def law_of(db: Session, digest: str) -> Law:
    """The law as it stood under this digest, rebuilt from what was stored."""
    if digest not in _LAWS:
        names = db.execute(select(col(LawRow.definitions)).where(col(LawRow.digest) == digest)).scalar_one()
        bodies = db.execute(select(col(Definition.body)).where(col(Definition.digest).in_(names))).scalars()
        workflows = [registry.from_canonical(body) for body in bodies]
        _LAWS[digest] = {workflow.name: workflow for workflow in workflows}
    return _LAWS[digest]


def calendar_in_force(db: Session, partnership: Partnership) -> Calendar:
    """The bank holidays as they now stand, and the partnership's closures."""
    if partnership.calendar is None:
        return refresh_calendar(db, partnership)
    return calendar_of(db, partnership.calendar)


def calendar_of(db: Session, digest: str) -> Calendar:
    """The calendar as it stood under this digest."""
    if digest not in _CALENDARS:
        row = db.get_one(CalendarVersion, digest)
        _CALENDARS[digest] = Calendar.build(_days(row.holidays), _days(row.closures), first=row.first, last=row.last)
    return _CALENDARS[digest]


def refresh_calendar(db: Session, partnership: Partnership) -> Calendar:
    """Makes the calendar of today's holidays and closures the one in force. Files fill an empty list, once."""
    holidays = {row.day: row.name for row in db.execute(STANDING)}
    if not holidays:
        holidays = dict(ENGLAND_AND_WALES)
        now = swan_now(db)
        rows = [{"day": day, "name": name, "standing": True, "added_at": now} for day, name in holidays.items()]
        db.execute(insert(Holiday).on_conflict_do_nothing(), rows)
    calendar = _known(tuple(sorted(holidays.items())), tuple(sorted(_days(partnership.closures).items())))
    _keep_calendar(db, calendar)
    _put(db, partnership, calendar=calendar.digest)
    return calendar


@lru_cache(maxsize=256)
def _known(holidays: tuple[tuple[date, str], ...], closures: tuple[tuple[date, str], ...]) -> Calendar:
    calendar = Calendar.build(dict(holidays), dict(closures))
    _CALENDARS[calendar.digest] = calendar
    return calendar


def _keep_calendar(db: Session, calendar: Calendar) -> None:
    row = {
        "digest": calendar.digest,
        "first": calendar.first,
        "last": calendar.last,
        "holidays": _words(calendar.holidays),
        "closures": _words(calendar.closures),
    }
    db.execute(insert(CalendarVersion).on_conflict_do_nothing(), [row])


def _days(said: Mapping[str, str]) -> dict[date, str]:
    return {date.fromisoformat(day): name for day, name in said.items()}


def _words(days: Mapping[date, str]) -> dict[str, str]:
    return {day.isoformat(): name for day, name in days.items()}
