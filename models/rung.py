"""A rung of an open deadline's ladder, with its moment: what the sweep looks for."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from models.columns import instant, primary_key, words


class DueRung(SQLModel, table=True):
    """`agency` is the agency the rung means and `partner` the partner that one answers to; empty means every holder.

    `due_at` is the business moment (08:00 London of `due_on`, or the moment of entry).

    `status`: armed; off (ladders not switched on); climbed (somebody was told); superseded (nobody was left to tell);
    settled (the deadline was); past (already gone when it was written); quiet (the delay is explained);
    unheld (nobody could be told, up to the last role: it is told as soon as somebody is given one).
    """

    __tablename__ = "rung"
    __table_args__ = (
        Index("rung_armed_due", "due_at", "partnership_id", postgresql_where=text("status = 'armed'")),
        Index("rung_unheld", "partnership_id", postgresql_where=text("status = 'unheld'")),
        Index("rung_deadline", "deadline_id", "n"),
    )

    id: UUID = primary_key()
    partnership_id: UUID = Field(foreign_key="partnership.id")
    case_id: UUID = Field(foreign_key="case.id")
    deadline_id: UUID = Field(foreign_key="deadline.id")
    n: int
    kind: str
    days: int
    roles: list[str] = words()
    agency: str | None = None
    partner: str | None = None
    due_on: date
    due_at: datetime = instant()
    urgent: bool = False
    status: str = "armed"
    settled_at: datetime | None = instant(default=None)
