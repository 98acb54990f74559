"""Closes each day: what was read on it and where every chain stands, written down once and told to somebody outside.

Readers are never made to wait for one another: a row of the access record carries no link of its own. An hour after
midnight, when nothing of the day can come any more (`database.LONGEST`), the day is read once and its rows are kept
with their digests in one anchor, which names the anchor before it.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Date, bindparam, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from models import Access, Anchor, Case, Partnership
from models.clock import real_now
from models.columns import UTCDateTime, new_id
from workflows.engine.anchor_lines import BEFORE, DOOR, OFFICE, READS, THE_DOOR, Line, Stood
from workflows.engine.calendar import at_eight, london_date, midnight_after
from workflows.engine.casework.chaining import digest
from workflows.engine.casework.holders import DESK, holders
from workflows.engine.casework.telling import News, NewsKind, raise_notices

STILL_COMING = timedelta(hours=1)
"""So long after midnight something of the day before may still be written: a transaction keeps its first moment."""

# No anchor is owed of a day before the partnership was there (its id says when), nor of a door nobody has tried.
_OPEN = text("""
select place.id from (
  select cast(null as uuid) as id where exists (select from access where partnership_id is null and at < :midnight)
  union all select id from partnership where uuid_extract_timestamp(id) < :midnight) as place
where not exists (
  select from anchor where anchor.partnership_id is not distinct from place.id and anchor.day >= :day)
order by place.id nulls first
""").bindparams(bindparam("day", type_=Date()), bindparam("midnight", type_=UTCDateTime()))

_ACCESS = Access.__table__.c  # type: ignore[attr-defined]
_APPEND = insert(Anchor).on_conflict_do_nothing().returning(col(Anchor.id))


def days_to_close(db: Session) -> tuple[date, list[UUID | None]]:
    """The last London day that is over, and the partnerships whose record of it is open; None is the door."""
    day = london_date(real_now(db) - STILL_COMING) - timedelta(days=1)
    asked = {"day": day, "midnight": midnight_after(day)}
    return day, list(db.execute(_OPEN, asked).scalars())


def close(db: Session, partnership_id: UUID | None, day: date, at: datetime) -> Anchor | None:
    """The anchor of what was read up to the end of this London day, and of every chain as it stands now.

    Where something else was recorded since the one before, the business manager is sent it, at 08:00 (`at` is the
    business moment). None where somebody else has closed the day.
    """
    before = latest(db, partnership_id)
    reads = read_until(db, partnership_id, before.day if before else None, day)
    place = db.get_one(Partnership, partnership_id) if partnership_id else None
    seq, slug = before.seq + 1 if before else 1, place.slug if place else THE_DOOR
    stood = Stood(seq, slug, day, tuple(_lines(db, place, before, reads)))
    anchor = Anchor(
        id=new_id(), partnership_id=partnership_id, seq=seq, day=day, made_at=real_now(db), text=stood.text,
        reads=reads, hash=stood.hash,
    )  # fmt: skip
    if db.execute(_APPEND, anchor.model_dump()).first() is None:
        return None
    if place is not None and _moved(stood, before):
        _tell(db, place.id, anchor.id, at)
    return anchor


def latest(db: Session, partnership_id: UUID | None) -> Anchor | None:
    asked = select(Anchor).where(col(Anchor.partnership_id) == partnership_id)
    found: Anchor | None = db.execute(asked.order_by(col(Anchor.seq).desc()).limit(1)).scalar_one_or_none()
    return found


def read_until(db: Session, partnership_id: UUID | None, after: date | None, upto: date) -> dict[str, str]:
    """What was read and tried after one London day, or ever, up to the end of another: each row's id and digest."""
    asked = select(*_ACCESS).where(_ACCESS.partnership_id == partnership_id, _ACCESS.at < midnight_after(upto))
    if after is not None:
        asked = asked.where(_ACCESS.at >= midnight_after(after))
    return {str(row["id"]): digest(dict(row)) for row in db.execute(asked.order_by(_ACCESS.id)).mappings()}


def _lines(db: Session, place: Partnership | None, before: Anchor | None, reads: dict[str, str]) -> Iterator[Line]:
    if before is not None:
        yield Line(BEFORE, before.seq, before.hash)
    if place is not None and (door := latest(db, None)) is not None:
        yield Line(DOOR, door.seq, door.hash)
    if place is not None and place.seq:
        yield Line(OFFICE, place.seq, place.head)
    yield Line(READS, len(reads), digest(reads))
    if place is not None:
        cases = select(col(Case.reference), col(Case.seq), col(Case.head)).where(
            col(Case.partnership_id) == place.id, col(Case.seq) > 0
        )
        yield from (Line(*row) for row in db.execute(cases.order_by(col(Case.reference))))


def _moved(stood: Stood, before: Anchor | None) -> bool:
    """Whether anything but reads has come: the mail of the next such day vouches for the reads of the quiet ones."""
    said = set(before.text.splitlines()) if before else set()
    return any(str(line) not in said for line in stood.lines if line.is_of_a_case or line.what == OFFICE)


def _tell(db: Session, partnership_id: UUID, anchor_id: UUID, at: datetime) -> None:
    told = holders(db, partnership_id, [DESK], london_date(at))
    news = [
        News(
            partnership_id, one.person_id, one.role, NewsKind.ANCHOR, f"{NewsKind.ANCHOR}:{anchor_id}:{one.person_id}",
            unheld=one.unheld,
        )
        for one in told
    ]  # fmt: skip
    raise_notices(db, news, max(at, at_eight(london_date(at))))
