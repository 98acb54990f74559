"""What was done to a partnership itself, such as a role given: append-only, one chain for each partnership."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Field, SQLModel, UniqueConstraint

from models.columns import document, instant, primary_key


class OfficeEvent(SQLModel, table=True):
    """`act` is what was done and `said` what it came to: slugs, roles, days and counts, no names and no addresses."""

    __tablename__ = "office_event"
    __table_args__ = (UniqueConstraint("partnership_id", "seq"),)

    id: UUID = primary_key()
    partnership_id: UUID = Field(foreign_key="partnership.id")
    seq: int
    act: str
    said: dict[str, Any] = document()
    recorded_at: datetime = instant()
    recorded_by: UUID | None = Field(default=None, foreign_key="person.id")
    login: str
    prev: str
    hash: str
