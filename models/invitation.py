"""A one-time link with which a person makes their account."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from models.columns import instant, primary_key


class Invitation(SQLModel, table=True):
    """`token` is the digest of what the link carries; without a person, whoever has it says who they are: the first."""

    id: UUID = primary_key()
    token: str = Field(unique=True)
    partnership_id: UUID | None = Field(default=None, foreign_key="partnership.id")
    person_id: UUID | None = Field(default=None, foreign_key="person.id")
    made_at: datetime = instant()
    expires_at: datetime = instant()
    used_at: datetime | None = instant(default=None)
