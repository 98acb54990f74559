"""Dates by the day they fall on: those of the cases somebody may see, and those that one person is told of."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ARRAY, Date, String, TextClause, Uuid, bindparam, text
from sqlmodel import Session

from models.columns import UTCDateTime
from workflows.engine.casework.holders import PARTNER_ROLES
from workflows.engine.reading.deadlines import ORDER, ROWS, DeadlineRead, read

MOST = 500
"""Dates that are read at most; who has more looks at the board."""

_SEEN = f"""{ROWS} where deadline.partnership_id = :partnership and (:every or deadline.case_id = any(:known))
  and deadline.kind <> 'hold'"""


def _typed(statement: str) -> TextClause:
    return text(f"{statement} {ORDER} limit {MOST}").bindparams(
        bindparam("partnership", type_=Uuid()), bindparam("known", type_=ARRAY(Uuid()))
    )


_BETWEEN = _typed(f"{_SEEN} and due_on between :first and :last and deadline.status in ('open', 'met', 'not met')")
_OVERDUE = _typed(f"{_SEEN} and due_on < :today and deadline.status = 'open' and deadline.kind in ('law', 'local')")

_ENTRY = """
select deadline.id, case_.reference, coalesce(declared ->> 'title', deadline.name) as title, due_on,
  deadline.kind = 'expectation' as expectation, deadline.status = 'open' as is_open, case_.seq as changes,
  (select recorded_at from event where event.case_id = case_.id order by seq desc limit 1) as changed_at
from deadline join "case" as case_ on case_.id = deadline.case_id
where due_on is not null and deadline.kind <> 'hold'"""
# Whom a ladder names is whom a message reaches: as when a rung climbs, by the partner or the agency of the role.
# What a correction took away was settled by no event: it stays as long as something was recorded of its case lately.
_TOLD = (
    text(f"""with lately as (
  select id, case_id from event where partnership_id = :partnership and recorded_at > :since)
{_ENTRY} and deadline.partnership_id = :partnership
  and (deadline.status = 'open' or deadline.settled_by in (select id from lately)
    or deadline.settled_by is null and deadline.case_id in (select case_id from lately))
  and exists (
    select from holding join rung on rung.deadline_id = deadline.id and holding.role = any(rung.roles)
    where (holding.person_id = :person or holding.deputy_id = :person)
      and holding.from_on <= :today and coalesce(holding.to_on >= :today, true)
      and (holding.case_id is null or holding.case_id = deadline.case_id)
      and (holding.agency is null or holding.agency = coalesce(
        case when holding.role = any(:partner_roles) then rung.partner else rung.agency end, holding.agency)))
order by due_on, case_.reference, deadline.id
""")
    .bindparams(
        bindparam("partnership", type_=Uuid()),
        bindparam("person", type_=Uuid()),
        bindparam("today", type_=Date()),
        bindparam("since", type_=UTCDateTime()),
        bindparam("partner_roles", type_=ARRAY(String())),
    )
    .columns(changed_at=UTCDateTime())
)
_ONE = (
    text(f"{_ENTRY} and deadline.id = :deadline and deadline.case_id = :case and deadline.status = 'open'")
    .bindparams(bindparam("deadline", type_=Uuid()), bindparam("case", type_=Uuid()))
    .columns(changed_at=UTCDateTime())
)


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks: of which partnership, and which of its cases they may see whole."""

    partnership_id: UUID
    every: bool
    known: Collection[UUID]


@dataclass(frozen=True, slots=True)
class Entry:
    """One date for a calendar outside Swan: a reference and a step, and nothing of a person.

    `changes` counts what was recorded of the case. It rises with every move of the date and every end of it, because
    nothing but a recorded event can move or end one; `changed_at` is the moment of the last.
    """

    id: UUID
    reference: str
    title: str
    due_on: date
    expectation: bool
    is_open: bool
    changes: int
    changed_at: datetime


def between(db: Session, viewer: Viewer, first: date, last: date) -> list[DeadlineRead]:
    """What is or was due from one London day to another, both included; not what was never required, or replanned."""
    return _read(db, _BETWEEN, viewer, first=first, last=last)


def overdue(db: Session, viewer: Viewer, today: date) -> list[DeadlineRead]:
    """What is open and was due before today, the longest overdue first; an expectation is never overdue."""
    return _read(db, _OVERDUE, viewer, today=today)


def told_of(db: Session, partnership_id: UUID, person_id: UUID, today: date, since: datetime) -> list[Entry]:
    """The dates whose ladders name a role this person holds or deputises today; and those that ended after `since`."""
    asked = {
        "partnership": partnership_id, "person": person_id, "today": today, "since": since,
        "partner_roles": list(PARTNER_ROLES),
    }  # fmt: skip
    return [Entry(**row) for row in db.execute(_TOLD, asked).mappings()]


def one(db: Session, case_id: UUID, deadline_id: UUID) -> Entry | None:
    """An open date of this case; nothing where it has no day, or has ended."""
    row = db.execute(_ONE, {"case": case_id, "deadline": deadline_id}).mappings().one_or_none()
    return Entry(**row) if row else None


def _read(db: Session, asked: TextClause, viewer: Viewer, **days: date) -> list[DeadlineRead]:
    whose = {"partnership": viewer.partnership_id, "every": viewer.every, "known": list(viewer.known)}
    return read(db.execute(asked, whose | days))
