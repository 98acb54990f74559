"""Cases between two partnerships: what is offered to one, what it offers, and what it has handed over."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import TextClause, Uuid, bindparam, func, select, text
from sqlmodel import Session, col

from models import Case
from models.columns import UTCDateTime
from workflows.engine.calendar import london_date
from workflows.engine.casework.opening import HANDED_ON
from workflows.engine.casework.recalling import OF_HANDING_OVER, OFFERED
from workflows.engine.reading.speaking import day


def _of(statement: str, **more: Any) -> TextClause:
    return text(statement).bindparams(bindparam("partnership", type_=Uuid()), **more)


_OFFERED = _of(
    """
select "case".reference, partnership.name as partnership, last.recorded_at as at from "case"
cross join lateral (select act, details, recorded_at from event where event.case_id = "case".id and act = any(:acts)
  order by seq desc limit 1) as last
join partnership on partnership.slug = last.details ->> 'to'
where "case".partnership_id = :partnership and last.act = :offered order by "case".reference
""",
    acts=list(OF_HANDING_OVER),
    offered=OFFERED,
).columns(at=UTCDateTime())
_GONE = _of(f"""
select said ->> 'case' as reference, said ->> 'now' as now, (said ->> 'case_id')::uuid as case_id,
  partnership.name as partnership, recorded_at as at
from office_event join partnership on partnership.slug = said ->> 'to'
where partnership_id = :partnership and act = '{HANDED_ON}'
  and (cast(:reference as text) is null or said ->> 'case' = :reference)
order by reference
""").columns(case_id=Uuid(), at=UTCDateTime())


_OURS = select(Case).where(col(Case.partnership_id) == bindparam("partnership"))
_CALLED = _OURS.where(col(Case.reference) == bindparam("reference"))
# In a statement of its own: whoever asks for either at once has every case read.
_ONCE_CALLED = _OURS.where(col(Case.former).is_not(None), func.jsonb_exists(col(Case.former), bindparam("reference")))


@dataclass(frozen=True, slots=True)
class Offered:
    """A case of ours that another partnership may take over."""

    reference: str
    partnership: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Gone:
    """A case that was ours, under `reference`, and is another partnership's as `now`."""

    reference: str
    now: str
    case_id: UUID
    partnership: str
    at: datetime

    @property
    def sentence(self) -> str:
        return f"{self.reference} was handed over to {self.partnership} on {day(london_date(self.at))}: {self.now}."


def called(db: Session, partnership_id: UUID, reference: str) -> Case | None:
    """The partnership's case of this reference, or the one that had it before it was handed over to it."""
    asked = {"partnership": partnership_id, "reference": reference}
    ours: Case | None = db.execute(_CALLED, asked).scalar_one_or_none()
    return ours or db.execute(_ONCE_CALLED, asked).scalar_one_or_none()


def offered(db: Session, partnership_id: UUID) -> list[Offered]:
    """Every case of a partnership that is on offer to another."""
    return [Offered(**row) for row in db.execute(_OFFERED, {"partnership": partnership_id}).mappings()]


def gone(db: Session, partnership_id: UUID, reference: str | None = None) -> list[Gone]:
    """Every case a partnership has handed over, or the one that had this reference."""
    asked = {"partnership": partnership_id, "reference": reference}
    return [Gone(**row) for row in db.execute(_GONE, asked).mappings()]
