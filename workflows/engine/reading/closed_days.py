"""The days of a partnership that were closed, newest first, and when somebody last had them verified from a desk."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Uuid, bindparam, func, select, text
from sqlmodel import Session, col

from models import Anchor
from models.columns import UTCDateTime
from workflows.engine.anchor_lines import READS, NoAnchor, read_from

_VERIFIED = (
    text("""
select access.at, person.name as person, (said ->> 'findings')::int as findings
from access left join person on person.id = access.person_id
where access.partnership_id = :partnership and act = 'audit-verified' order by access.at desc, access.id desc limit 1
""")
    .bindparams(bindparam("partnership", type_=Uuid()))
    .columns(at=UTCDateTime())
)


@dataclass(frozen=True, slots=True)
class ClosedDay:
    """A London day that was closed at a real moment: how much was looked at on it, how many chains it names.

    `hash` is what the next anchor says of this one. Without counts its text is no anchor's any more.
    """

    seq: int
    day: date
    made_at: datetime
    hash: str
    reads: int | None
    cases: int | None


@dataclass(frozen=True, slots=True)
class Verified:
    """A verification at a real moment, and how much was not as it had been written."""

    at: datetime
    person: str | None
    findings: int


def closed_days(db: Session, partnership_id: UUID, most: int) -> tuple[int, list[ClosedDay]]:
    """How many days were closed, and the last `most` of them, newest first."""
    asked = select(Anchor).where(col(Anchor.partnership_id) == partnership_id)
    latest = db.execute(asked.order_by(col(Anchor.seq).desc()).limit(most)).scalars()
    every: int = db.execute(select(func.count()).select_from(asked.subquery())).scalar_one()
    return every, [_closed(one) for one in latest]


def _closed(anchor: Anchor) -> ClosedDay:
    try:
        (stood,) = read_from(anchor.text)
    except (NoAnchor, ValueError):
        return ClosedDay(anchor.seq, anchor.day, anchor.made_at, anchor.hash, None, None)
    reads = stood.line(READS)
    cases = sum(line.is_of_a_case for line in stood.lines)
    return ClosedDay(anchor.seq, anchor.day, anchor.made_at, anchor.hash, reads.length if reads else 0, cases)


def last_verified(db: Session, partnership_id: UUID) -> Verified | None:
    """The last time somebody asked, from a desk of this partnership, whether its record stands."""
    row = db.execute(_VERIFIED, {"partnership": partnership_id}).mappings().one_or_none()
    return Verified(**row) if row is not None else None
