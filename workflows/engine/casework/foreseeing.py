"""The end of the known bank holidays, foreseen: the business manager hears of it before a date runs into it."""

from datetime import datetime, timedelta

from sqlalchemy import Date, bindparam, text
from sqlmodel import Session

from workflows.engine.calendar import london_date
from workflows.engine.casework.holders import DESK, holders
from workflows.engine.casework.telling import News, NewsKind, raise_notices

SOON = timedelta(days=60)
"""So long before an open deadline would reach the end of the known bank holidays, people are told."""

NEAR_THE_END = """
select * from (
  select partnership.id, slug, last, greatest(:day, (select max(due_on) from deadline
    where deadline.partnership_id = partnership.id and deadline.status = 'open')) as reaches
  from partnership join calendar_version on calendar_version.digest = partnership.calendar) as known
where reaches > last - :soon
order by slug"""
"""Rows (id, slug, last, reaches): each partnership of which an open deadline, or :day, is within :soon days of the last
day (London) for which its bank holidays are known."""

_NEAR_THE_END = text(NEAR_THE_END).bindparams(bindparam("day", type_=Date()), soon=SOON.days)


def tell_of_the_end(db: Session, at: datetime) -> None:
    """The business manager of each such partnership is told: once for a last day, however often this is asked."""
    day = london_date(at)
    raise_notices(
        db,
        [
            News(
                row.id,
                told.person_id,
                told.role,
                NewsKind.HOLIDAYS,
                f"{NewsKind.HOLIDAYS}:{row.last}:{told.person_id}",
                unheld=told.unheld,
            )
            for row in db.execute(_NEAR_THE_END, {"day": day})
            for told in holders(db, row.id, [DESK], day)
        ],
        at,
    )
