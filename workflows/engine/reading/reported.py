"""What was reported of a year: its figures as they were on the day they were kept, and who kept them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, String, Uuid, bindparam, text
from sqlmodel import Session

from models.columns import UTCDateTime
from workflows.engine.calendar import london_date

REPORTED = "figures_reported"

_OF_A_YEAR = (
    text("""
select noted.seq, noted.recorded_at as at, coalesce(person.name, 'login ' || noted.login) as by,
  noted.said -> 'figures' as figures, noted.said ->> 'law' as law, noted.said ->> 'calendar' as calendar
from office_event as noted left join person on person.id = noted.recorded_by
where noted.partnership_id = :partnership and noted.act = :act and (noted.said ->> 'year')::integer = :year
order by noted.seq desc
""")
    .bindparams(
        bindparam("partnership", type_=Uuid()), bindparam("act", REPORTED, type_=String()),
        bindparam("year", type_=Integer()),
    )
    .columns(at=UTCDateTime())
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reported:
    """`seq` is its number in the office's chain; `at` is a business moment; `law` and `calendar` are digests."""

    seq: int
    at: datetime
    by: str
    figures: Mapping[str, Any]
    law: str
    calendar: str

    @property
    def on(self) -> date:
        """The London day on which they were kept."""
        return london_date(self.at)


def reported(db: Session, partnership_id: UUID, year: int) -> Sequence[Reported]:
    """Of the year that begins on 1 April of `year`, the last first."""
    asked = {"partnership": partnership_id, "year": year}
    return [Reported(**row) for row in db.execute(_OF_A_YEAR, asked).mappings()]
