"""A case: one serious incident, however many children it touched."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel, UniqueConstraint

from models.columns import document, instant, primary_key


class Case(SQLModel, table=True):
    """`seq` and `head` are the length and the last link of the case's chain of events. `sealed` holds the place and
    the circumstances under the case's key. Until `ladders_on`, its rungs are written down but not armed. `former` are
    the references it had before it was handed over, each with the partnership (its slug) that gave it, if any.

    `is_open`, `next_law_on`, `next_local_on` and `is_dateless` are what `course.ahead` says of its events, kept so that
    a board of a hundred thousand open cases is read off an index.
    """

    __table_args__ = (
        UniqueConstraint("partnership_id", "year", "number"),
        Index("case_board", "partnership_id", "next_law_on", "year", "number", postgresql_where=text("is_open")),
        Index("case_open", "partnership_id", postgresql_where=text("is_open")),
        Index("case_dateless", "partnership_id", postgresql_where=text("is_dateless")),
        Index("case_former", "partnership_id", postgresql_where=text("former is not null")),
    )

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
    is_open: bool = True
    next_law_on: date | None = None
    next_local_on: date | None = None
    is_dateless: bool = False
    former: dict[str, str] | None = document(default=None)
