"""A case: one serious incident, however many children it touched."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Field, SQLModel, UniqueConstraint

from models.columns import instant, primary_key


class Case(SQLModel, table=True):
    """`seq` and `head` are the length and the last link of the case's chain of events. `sealed` holds the place and
    the circumstances under the case's key. Until `ladders_on`, its rungs are written down but not armed."""

    __table_args__ = (UniqueConstraint("partnership_id", "year", "number"),)

    id: UUID = primary_key()
    partnership_id: UUID = Field(foreign_key="partnership.id")
    reference: str = Field(unique=True)
    year: int
    number: int
    harm: str
    incident_on: date | None = None
    sealed: str | None = None
    opened_at: datetime = instant()
    ladders_on: bool = True
    seq: int = 0
    head: str = ""
