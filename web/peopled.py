"""People and roles as pages show them: who may be known of, and which dates come with a role."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from models import Person
from web.desk import Desk
from web.refusing import NotHere
from workflows.engine.casework.contents import Step, comes_with
from workflows.engine.casework.noting import RUN_THE_OFFICE
from workflows.engine.reading import titles
from workflows.engine.reading.people import Held

PATH = "/people"
BACK = (PATH, "People and roles")

_PEOPLE = select(Person).order_by(col(Person.name))


@dataclass(frozen=True, slots=True)
class Taken:
    """The dates that come with a role, as far as whoever looks may know their cases; `n` are all of them."""

    n: int
    steps: tuple[Step, ...]


def people(desk: Desk) -> Sequence[Person]:
    """Everybody of this partnership, by name."""
    return desk.db.execute(_PEOPLE).scalars().all()


def person_of(desk: Desk, person_id: UUID) -> Person:
    """Raises `NotHere` for nobody, or somebody of another partnership: row security shows only one's own."""
    found = next((one for one in people(desk) if one.id == person_id), None)
    if found is None:
        raise NotHere
    return found


def runs_the_office(desk: Desk) -> bool:
    return bool(desk.roles & RUN_THE_OFFICE)


def shown(desk: Desk, roles: Sequence[Held]) -> list[Held]:
    """Without those that were given for a case this person may not know of."""
    return [one for one in roles if one.case_id is None or desk.knows.sees(one.case_id)]


def taken(desk: Desk, roles: Sequence[Held]) -> Taken:
    """What somebody is told of who holds these roles, each date once."""
    found = dict.fromkeys(step for one in roles for step in comes_with(desk.db, one.id, desk.today))
    return as_known(desk, tuple(found))


def as_known(desk: Desk, steps: Sequence[Step]) -> Taken:
    """An item whose title says it already is not named beside it."""
    fixed = {key for _, key in titles.of_fixed_items()}
    plain = (replace(one, item=None) if one.item in fixed else one for one in steps)
    return Taken(len(steps), tuple(plain) if desk.knows.every else ())
