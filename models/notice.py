"""A notice: one rung for one person, or one thing a person must know outside any ladder."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.columns import instant, primary_key


class Notice(SQLModel, table=True):
    """`key` says what the notice is about and for whom, and is unique: a second sweep cannot say it again.

    `kind` is the rung's kind, or set right, handover, bounce, list, holidays, anchor, offered, taken over, handed over.
    `due_at` is when it fell due, `raised_at` when it was
    raised: the difference is Swan's own lateness, kept as evidence. `unheld` names a role nobody held.
    """

    __table_args__ = (Index("notice_message", "message_id"), Index("notice_deadline", "deadline_id"))

    id: UUID = primary_key()
    partnership_id: UUID = Field(foreign_key="partnership.id")
    case_id: UUID | None = Field(default=None, foreign_key="case.id")
    deadline_id: UUID | None = Field(default=None, foreign_key="deadline.id")
    rung_id: UUID | None = Field(default=None, foreign_key="rung.id")
    person_id: UUID = Field(foreign_key="person.id")
    role: str
    unheld: str | None = None
    kind: str
    key: str = Field(unique=True)
    due_at: datetime = instant()
    raised_at: datetime = instant()
    message_id: UUID = Field(foreign_key="message.id")
