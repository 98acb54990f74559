"""Who holds which role, from when to when, who stands in, who is away, and which dates come with a role."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Date, TextClause, Uuid, bindparam, text
from sqlmodel import Session

from workflows.engine.roles import TITLES

# `:day` decides who is away; without one every role ever held is read, as of no day.
_HELD = """
select holding.id, holding.role, holding.agency, holding.case_id, case_.reference, holding.person_id,
  person.slug as person, person.name, deputy.slug as deputy, deputy.name as deputy_name, holding.from_on, holding.to_on,
  (select max(absence.to_on) from absence where absence.person_id = holding.person_id
    and :day between absence.from_on and absence.to_on) as away_to
from holding join person on person.id = holding.person_id
left join person as deputy on deputy.id = holding.deputy_id left join "case" as case_ on case_.id = holding.case_id
where holding.partnership_id = :partnership"""


def _asked(more: str) -> TextClause:
    typed: list[Any] = [bindparam("partnership", type_=Uuid()), bindparam("day", type_=Date())]
    typed += [bindparam(name, type_=Uuid()) for name in ("person", "holding") if f":{name}" in more]
    return text(f"{_HELD} {more}").bindparams(*typed)


_ON_A_DAY = _asked("and holding.from_on <= :day and coalesce(holding.to_on >= :day, true)")
_FROM_A_DAY = _asked("and coalesce(holding.to_on >= :day, true)")
_OF_PERSON = _asked("and (holding.person_id = :person or holding.deputy_id = :person)")
_ONE = _asked("and holding.id = :holding")
_AWAY = text("""
select absence.id, absence.person_id, person.slug as person, person.name, absence.from_on, absence.to_on
from absence join person on person.id = absence.person_id
where absence.partnership_id = :partnership and absence.to_on >= :day and absence.from_on <= absence.to_on
order by absence.from_on, person.name
""").bindparams(bindparam("partnership", type_=Uuid()), bindparam("day", type_=Date()))


@dataclass(frozen=True, slots=True)
class Held:
    """A role somebody holds, days included (London). `away_to` is the last day they are away, on the day of asking."""

    id: UUID
    role: str
    agency: str | None
    case_id: UUID | None
    reference: str | None
    person_id: UUID
    person: str
    name: str
    deputy: str | None
    deputy_name: str | None
    from_on: date
    to_on: date | None
    away_to: date | None

    @property
    def whose(self) -> str:
        """The case or the agency it is held for; empty for a role of the whole partnership."""
        return self.reference or self.agency or ""

    def is_held_on(self, day: date) -> bool:
        return self.from_on <= day and (self.to_on is None or self.to_on >= day)


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody is away, both London days included."""

    id: UUID
    person_id: UUID
    person: str
    name: str
    from_on: date
    to_on: date


def held_on(db: Session, partnership_id: UUID, day: date) -> list[Held]:
    """Every role held on this London day, in the order of the roles."""
    return _read(db, _ON_A_DAY, partnership_id, day)


def held_from(db: Session, partnership_id: UUID, day: date) -> list[Held]:
    """Every role held on this London day or to be held later."""
    return _read(db, _FROM_A_DAY, partnership_id, day)


def held_by(db: Session, partnership_id: UUID, person_id: UUID, day: date) -> list[Held]:
    """Every role a person has held, holds, will hold, or stands in for."""
    return _read(db, _OF_PERSON, partnership_id, day, person=person_id)


def one_held(db: Session, partnership_id: UUID, holding_id: UUID, day: date) -> Held | None:
    return next(iter(_read(db, _ONE, partnership_id, day, holding=holding_id)), None)


def away_from(db: Session, partnership_id: UUID, day: date) -> list[Away]:
    """Who is away on this London day or later, the soonest first."""
    rows = db.execute(_AWAY, {"partnership": partnership_id, "day": day}).mappings()
    return [Away(**row) for row in rows]


def _read(db: Session, asked: TextClause, partnership_id: UUID, day: date, **more: UUID) -> list[Held]:
    order = list(TITLES)
    rows = db.execute(asked, {"partnership": partnership_id, "day": day, **more}).mappings()
    found = [Held(**row) for row in rows]
    return sorted(found, key=lambda one: (order.index(one.role), one.agency or "", one.from_on, one.name))
