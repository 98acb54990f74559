"""What happened, in the order it was recorded: append-only, each row chained to the one before it in its case."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlmodel import Field, Index, SQLModel, UniqueConstraint

from models.columns import document, instant, primary_key


class RecordedEvent(SQLModel, table=True):
    """`act` is what was done: recorded, corrected, struck, recounted; offered, offer withdrawn, handed over. `about` is
    the earlier event it concerns.

    `happened_on` is a London date and all counting starts from it; `details` are the plain answers (dates, choices,
    short names), `sealed` the free text under the case's key, `evidence` the names of what was given. `law` and
    `calendar` are the versions in force when it was recorded, so that the case can be replayed under its own.
    """

    __tablename__ = "event"
    __table_args__ = (UniqueConstraint("case_id", "seq"), Index("event_recorded", "partnership_id", "recorded_at"))

    id: UUID = primary_key()
    partnership_id: UUID = Field(foreign_key="partnership.id")
    case_id: UUID = Field(foreign_key="case.id")
    seq: int
    act: str
    name: str
    about: UUID | None = Field(default=None, foreign_key="event.id")
    item: str | None = None
    happened_on: date
    happened_time: time | None = None
    recorded_at: datetime = instant()
    done_by_role: str
    done_by: UUID | None = Field(default=None, foreign_key="person.id")
    recorded_by: UUID | None = Field(default=None, foreign_key="person.id")
    login: str
    details: dict[str, Any] = document()
    evidence: list[str] = document()
    sealed: str | None = None
    law: str = Field(foreign_key="law.digest")
    calendar: str = Field(foreign_key="calendar_version.digest")
    prev: str
    hash: str
