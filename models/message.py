"""A message: what reaches a person, with every notice it carries."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from models.columns import instant, primary_key


class Message(SQLModel, table=True):
    """`due_at` is a business moment; `again_at` and `claimed_at` are real ones: a claim assumes failure and sets the
    next try. `outcome` of the latest try is empty while nobody knows: then the next is perhaps a second copy.

    `status`: waiting; sent; overtaken (nothing in it was true any more); failed (a person's desk has been told).
    """

    __table_args__ = (
        Index("message_one_daily", "person_id", "day", unique=True, postgresql_where=text("daily")),
        Index("message_waiting_due", "due_at", postgresql_where=text("status = 'waiting'")),
        Index("message_failed", "partnership_id", "due_at", postgresql_where=text("status = 'failed'")),
        Index("message_sent", "sent_at", postgresql_where=text("status = 'sent'")),
    )

    id: UUID = primary_key()
    partnership_id: UUID = Field(foreign_key="partnership.id")
    person_id: UUID = Field(foreign_key="person.id")
    day: date
    daily: bool
    due_at: datetime = instant()
    status: str = "waiting"
    attempts: int = 0
    claimed_at: datetime | None = instant(default=None)
    again_at: datetime = instant()
    outcome: str | None = None
    perhaps_twice: bool = False
    sent_at: datetime | None = instant(default=None)
    channel: str | None = None
    provider_reference: str | None = None
