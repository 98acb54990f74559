"""Who acts and who records: and whether they may."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, or_, select
from sqlmodel import Session, col

from models import Holding
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


@dataclass(frozen=True, slots=True)
class Actor:
    """Who records (`person`; None for the installation itself) under which `login`, and on whose behalf.

    `done_by_role` and `done_by` say whose act it was: a role the event allows, and perhaps a person.
    """

    login: str
    person: UUID | None = None
    done_by_role: str | None = None
    done_by: UUID | None = None


def whose_act(db: Session, event: Event, actor: Actor, case_id: UUID, day: date) -> dict[str, Any]:
    """The columns that say who did it and who recorded it. Raises `Refused` where they may not."""
    held = _held(db, actor, case_id, day)
    if actor.person is not None and not held & (RECORD_FOR_ANYBODY | set(event.by)):
        allowed = ", ".join(TITLES[role] for role in sorted(RECORD_FOR_ANYBODY | set(event.by)))
        raise Refused(Code.NO_RIGHT, f"{event.name} may be recorded by: {allowed}.")
    if actor.done_by_role is not None and actor.done_by_role not in event.by:
        doers = ", ".join(TITLES[role] for role in event.by)
        raise Refused(Code.NO_RIGHT, f"{event.name} is the act of: {doers}; not of {actor.done_by_role}.")
    own = next((role for role in event.by if role in held), None)
    return {
        "done_by_role": actor.done_by_role or own or event.by[0],
        "done_by": actor.done_by or (actor.person if own and not actor.done_by_role else None),
        "recorded_by": actor.person,
        "login": actor.login,
    }


def _held(db: Session, actor: Actor, case_id: UUID, day: date) -> set[str]:
    if actor.person is None:
        return set()
    return set(db.execute(HELD, {"person": actor.person, "day": day, "case": case_id}).scalars())
