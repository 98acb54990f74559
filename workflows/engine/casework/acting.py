"""Who acts and who records: and whether they may."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ARRAY, String, Uuid, bindparam, or_, select, text
from sqlmodel import Session, col

from models import Holding, Partnership
from workflows.engine.language import Event
from workflows.engine.refusals import Code, Refused
from workflows.engine.roles import RECORD_FOR_ANYBODY, TITLES

_H = Holding
HELD = select(col(_H.role)).where(
    or_(col(_H.person_id) == bindparam("person"), col(_H.deputy_id) == bindparam("person")),
    col(_H.from_on) <= bindparam("day"),
    or_(col(_H.to_on).is_(None), col(_H.to_on) >= bindparam("day")),
    or_(col(_H.case_id).is_(None), col(_H.case_id) == bindparam("case")),
)

HELD_FOR = HELD.add_columns(col(_H.agency))
"""Rows (role, agency) of what a `person` holds on a London `day` for a `case`, or stands in for."""

_DOERS = text("""
select distinct done_by from event where case_id = :case and act = 'recorded' and name = any(:names)
  and done_by is not null and not exists (select from event as struck where struck.about = event.id and act = 'struck')
""").bindparams(bindparam("case", type_=Uuid()), bindparam("names", type_=ARRAY(String())))


class Held(NamedTuple):
    """A role, and the agency or partner it is held for, if only for one."""

    role: str
    agency: str | None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who records (`person`; None for the installation itself) under which `login`, and on whose behalf.

    `done_by_role` and `done_by` say whose act it was: a role the event allows, and perhaps a person.
    """

    login: str
    person: UUID | None = None
    done_by_role: str | None = None
    done_by: UUID | None = None


def whose_act(
    db: Session,
    event: Event,
    actor: Actor,
    case_id: UUID,
    holds: Iterable[Held],
    partnership: Partnership,
    item: str | None,
) -> dict[str, Any]:
    """The columns that say who did it and who recorded it. Raises `Refused` where they may not.

    `holds` is what whoever records holds. What is about one agency or partner is done by whoever holds
    their role for it, or for the partner it answers to.
    """
    bodies = _bodies(partnership, item)
    held = {row.role for row in holds if not bodies or row.agency is None or row.agency in bodies}
    if actor.person is not None and not held & (RECORD_FOR_ANYBODY | set(event.by)):
        allowed = ", ".join(TITLES[role] for role in sorted(RECORD_FOR_ANYBODY | set(event.by)))
        whose = f" for {item}" if bodies else ""
        raise Refused(Code.NO_RIGHT, f"{event.name}{whose} may be recorded by: {allowed}.")
    if actor.done_by_role is not None and actor.done_by_role not in event.by:
        doers = ", ".join(TITLES[role] for role in event.by)
        raise Refused(Code.NO_RIGHT, f"{event.name} is the act of: {doers}; not of {actor.done_by_role}.")
    own = next((role for role in event.by if role in held), None)
    doer = actor.done_by or (actor.person if own and not actor.done_by_role else None)
    if doer is not None and doer in kept_apart(db, event, case_id):
        before = " or ".join(event.apart_from)
        raise Refused(Code.NO_RIGHT, f"{event.name} needs another person than whoever did {before}.")
    return {
        "done_by_role": actor.done_by_role or own or event.by[0],
        "done_by": doer,
        "recorded_by": actor.person,
        "login": actor.login,
    }


def kept_apart(db: Session, event: Event, case_id: UUID) -> set[UUID]:
    """Whoever may not do this in this case: they did, as far as it stands, what it must be kept apart from."""
    if not event.apart_from:
        return set()
    return set(db.execute(_DOERS, {"case": case_id, "names": list(event.apart_from)}).scalars())


def _bodies(partnership: Partnership, item: str | None) -> frozenset[str]:
    """Whose act it is where the item is a partner or an agency: itself, and the partner it answers to."""
    if item in partnership.partners:
        return frozenset({item})
    if item in partnership.agencies:
        return frozenset({item, partnership.agencies[item]})
    return frozenset()
