"""A person's private calendar address: who has it reads their dates, until it is changed for another."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from models.columns import instant, primary_key


class CalendarFeed(SQLModel, table=True):
    """`token` is the digest of what the address carries. One is in force for a person; an ended one answers nothing."""

    __tablename__ = "calendar_feed"
    __table_args__ = (
        Index("calendar_feed_in_force", "person_id", unique=True, postgresql_where=text("ended_at is null")),
    )

    id: UUID = primary_key()
    token: str = Field(unique=True)
    partnership_id: UUID = Field(foreign_key="partnership.id")
    person_id: UUID = Field(foreign_key="person.id")
    made_at: datetime = instant()
    read_at: datetime | None = instant(default=None)
    ended_at: datetime | None = instant(default=None)
