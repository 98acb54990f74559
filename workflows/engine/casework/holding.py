"""Roles and people: a role given, ended or deputised, a person added, changed or away; each an event of the office."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlmodel import Session, col

from config.partnerships import EMAIL, SLUG
from models import Absence, Case, Holding, Partnership, Person
from models.columns import FOREVER, new_id
from workflows.engine.calendar import at_eight, london_date
from workflows.engine.casework.acting import Actor
from workflows.engine.casework.climbing import rearm_unheld
from workflows.engine.casework.founding import of_role
from workflows.engine.casework.noting import may_run_the_office, note
from workflows.engine.casework.telling import News, NewsKind, raise_notices
from workflows.engine.reading.typed import quoted
from workflows.engine.refusals import Code, Refused
from workflows.engine.roles import TITLES

CHANGEABLE = ("name", "email", "channel")


@dataclass(frozen=True, slots=True)
class Given:
    """A role to be held by a person from a London day to another, both included; `to` None: until it is ended.

    `agency` is the partner or agency it is held for, `case_id` the case, each only where the role is of that kind.
    """

    role: str
    person_id: UUID
    since: date
    to: date | None = None
    agency: str | None = None
    case_id: UUID | None = None
    deputy_id: UUID | None = None


def give(db: Session, partnership: Partnership, given: Given, actor: Actor, at: datetime) -> Holding:
    """Gives a role. On its first day the holder hears once what they now hold, and what waited for one is told.

    Raises `Refused`: no right, no such role or agency, a day out of order, or they hold it already on some day of it.
    """
    may_run_the_office(db, partnership, actor, at)
    _check(db, partnership, given)
    holding = Holding(
        id=new_id(), partnership_id=partnership.id, role=given.role, agency=given.agency, case_id=given.case_id,
        person_id=given.person_id, deputy_id=given.deputy_id, from_on=given.since, to_on=given.to,
    )  # fmt: skip
    db.add(holding)
    db.flush()
    note(db, partnership, "role_given", _said(db, holding), actor, at)
    rearm_unheld(db, partnership.id, at)
    if given.to is None or given.to >= london_date(at):
        _hand_over(db, holding, at)
    return holding


def _hand_over(db: Session, holding: Holding, at: datetime) -> None:
    """At once, or at 08:00 of the first day where that is still to come."""
    key = f"{NewsKind.HANDOVER}:{holding.id}"
    news = News(holding.partnership_id, holding.person_id, holding.role, NewsKind.HANDOVER, key, holding.case_id)
    raise_notices(db, [news], max(at, at_eight(holding.from_on)))


def end(db: Session, partnership: Partnership, holding: Holding, on: date | None, actor: Actor, at: datetime) -> None:
    """`on` is the last London day of the role, None: it goes on. Raises `Refused` for one that is over already."""
    may_run_the_office(db, partnership, actor, at)
    if on is not None and on < holding.from_on:
        raise Refused(Code.BAD_ANSWER, f"It began on {_day(holding.from_on)}: it cannot end before that.")
    if holding.to_on == on:
        raise Refused(Code.CONTRADICTION, f"It ends on {_day(on)} already." if on else "It has no end as it is.")
    over = holding.to_on is not None and holding.to_on < london_date(at)
    if over and (on is None or on >= london_date(at)):
        raise Refused(Code.NOT_POSSIBLE, "It is over: give the role anew.")
    holding.to_on = on
    db.add(holding)
    note(db, partnership, "role_ended" if on else "role_goes_on", _said(db, holding), actor, at)


def deputise(
    db: Session, partnership: Partnership, holding: Holding, deputy_id: UUID | None, actor: Actor, at: datetime
) -> None:
    """Names who is told while the holder is away, or nobody."""
    may_run_the_office(db, partnership, actor, at)
    if deputy_id == holding.person_id:
        raise Refused(Code.BAD_ANSWER, "Nobody can be their own deputy.")
    holding.deputy_id = deputy_id
    db.add(holding)
    note(db, partnership, "deputised", _said(db, holding), actor, at)


def away(
    db: Session, partnership: Partnership, person: Person, since: date, to: date, actor: Actor, at: datetime
) -> Absence:
    """They are away from one London day to another, both included: their deputies are told instead.

    Raises `Refused`: no right, days out of order, or they are away on all of these days already.
    """
    may_run_the_office(db, partnership, actor, at)
    if to < since:
        raise Refused(Code.BAD_ANSWER, f"{_day(to)} is before {_day(since)}.")
    already = col(Absence.person_id) == person.id, col(Absence.from_on) <= since, col(Absence.to_on) >= to
    if db.execute(select(col(Absence.id)).where(*already)).first():
        raise Refused(Code.CONTRADICTION, f"{person.slug} is away from {_day(since)} to {_day(to)} already.")
    absence = Absence(partnership_id=partnership.id, person_id=person.id, from_on=since, to_on=to)
    db.add(absence)
    said = {"person": person.slug, "from": since.isoformat(), "to": to.isoformat()}
    note(db, partnership, "away", said, actor, at)
    return absence


def back(db: Session, partnership: Partnership, person: Person, on: date, actor: Actor, at: datetime) -> None:
    """They are back on this London day: the day before was the last. Raises `Refused` where they are not away then.

    Back on the first day of an absence still to come, and it never was.
    """
    may_run_the_office(db, partnership, actor, at)
    that_day = col(Absence.person_id) == person.id, col(Absence.from_on) <= on, col(Absence.to_on) >= on
    absences = db.execute(select(Absence).where(*that_day)).scalars().all()
    if not absences:
        raise Refused(Code.NOT_POSSIBLE, f"{person.slug} is not away on {_day(on)}.")
    for absence in absences:
        absence.to_on = on - timedelta(days=1)
    note(db, partnership, "back", {"person": person.slug, "on": on.isoformat()}, actor, at)


def add_person(
    db: Session, partnership: Partnership, slug: str, reached: Mapping[str, str | None], actor: Actor, at: datetime
) -> Person:
    """Somebody who may be told, with the `name`, `email` and perhaps `channel` they are `reached` by."""
    may_run_the_office(db, partnership, actor, at)
    if not re.fullmatch(SLUG, slug):
        raise Refused(Code.BAD_ANSWER, f"A short name is lower-case letters, digits and hyphens, not {quoted(slug)}.")
    same = col(Person.partnership_id) == partnership.id, col(Person.slug) == slug
    if db.execute(select(col(Person.id)).where(*same)).first():
        raise Refused(Code.CONTRADICTION, f"There is somebody called {slug} already.")
    person = Person(id=new_id(), partnership_id=partnership.id, slug=slug, **_reached(reached))
    db.add(person)
    note(db, partnership, "person_added", {"person": slug}, actor, at)
    return person


def change_person(
    db: Session, partnership: Partnership, person: Person, changed: Mapping[str, str | None], actor: Actor, at: datetime
) -> None:
    """Another name, address or channel. The record says which, and keeps neither the old nor the new."""
    may_run_the_office(db, partnership, actor, at)
    different = {name: value for name, value in _reached(changed).items() if getattr(person, name) != value}
    if not different:
        raise Refused(Code.NOT_POSSIBLE, f"That is how {person.slug} is reached already.")
    person.sqlmodel_update(different)
    db.add(person)
    note(db, partnership, "person_changed", {"person": person.slug, "changed": sorted(different)}, actor, at)


def _reached(said: Mapping[str, str | None]) -> dict[str, Any]:
    if unknown := set(said) - set(CHANGEABLE):
        raise Refused(Code.BAD_ANSWER, f"A person has {', '.join(CHANGEABLE)}; not {', '.join(sorted(unknown))}.")
    if "email" in said and not re.fullmatch(EMAIL, said["email"] or ""):
        raise Refused(Code.BAD_ANSWER, f"{quoted(said['email'] or '')} is not a mail address.")
    name = said.get("name", "left as it is") or ""
    if not name.strip() or not name.isprintable():
        raise Refused(Code.BAD_ANSWER, "A name is text on one line, without signs that cannot be seen.")
    return dict(said)


def held_by(db: Session, partnership: Partnership, day: date | None = None) -> list[Holding]:
    """Every role held on this London day, or ever; in the order of the roles, and of one role as they were given."""
    asked = select(Holding).where(col(Holding.partnership_id) == partnership.id).order_by(col(Holding.id))
    if day is not None:
        asked = asked.where(col(Holding.from_on) <= day, or_(col(Holding.to_on).is_(None), col(Holding.to_on) >= day))
    order = list(TITLES)
    return sorted(db.execute(asked).scalars(), key=lambda one: (order.index(one.role), one.agency or "", one.from_on))


def _check(db: Session, partnership: Partnership, given: Given) -> None:
    for mistake in (*of_role(given.role, given.agency, partnership.partners), *_of_places(db, partnership, given)):
        raise Refused(Code.BAD_ANSWER, f"{mistake[:1].upper()}{mistake[1:]}")
    for holding in held_by(db, partnership):
        same = (holding.role, holding.agency, holding.case_id, holding.person_id)
        overlaps = holding.from_on <= (given.to or FOREVER) and given.since <= (holding.to_on or FOREVER)
        if overlaps and same == (given.role, given.agency, given.case_id, given.person_id):
            until = f" until {_day(holding.to_on)}" if holding.to_on else ""
            raise Refused(Code.CONTRADICTION, f"They hold it from {_day(holding.from_on)}{until} already.")


def _of_places(db: Session, partnership: Partnership, given: Given) -> Iterator[str]:
    if given.agency is not None and given.agency not in {*partnership.partners, *partnership.agencies}:
        yield f"there is no partner or agency called {given.agency}."
    if given.to is not None and given.to < given.since:
        yield f"{_day(given.to)} is before {_day(given.since)}."
    if given.deputy_id == given.person_id:
        yield "nobody can be their own deputy."
    if given.case_id is not None and db.get(Case, given.case_id) is None:
        yield "there is no such case."


def _said(db: Session, holding: Holding) -> dict[str, Any]:
    """The role as the office's chain keeps it: everything that is there, people by their short names."""
    deputy = db.get_one(Person, holding.deputy_id).slug if holding.deputy_id else None
    said = {
        "role": holding.role,
        "agency": holding.agency,
        "case": db.get_one(Case, holding.case_id).reference if holding.case_id else None,
        "person": db.get_one(Person, holding.person_id).slug,
        "deputy": deputy,
        "from": holding.from_on.isoformat(),
        "to": holding.to_on.isoformat() if holding.to_on else None,
    }
    return {name: value for name, value in said.items() if value is not None}


def _day(day: date) -> str:
    return f"{day:%A %-d %B %Y}"
