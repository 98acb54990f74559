"""Who came in, who was refused, who saw which case and who was sent what: append-only, each day closed by an anchor."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from models.columns import document, instant, primary_key


class Access(SQLModel, table=True):
    """`act` is what was done or refused, at a real moment. `guess` is a digest of the account's name and the address.

    A row without a partnership is of the door itself: nobody had come in yet. Of what was sent `person_id` is whom it
    was for. `said` holds references, routes and reasons; no names, and nothing that was typed.
    """

    __table_args__ = (
        Index("access_case", "case_id", "at", postgresql_where=text("case_id is not null")),
        Index("access_guess", "guess", "at", postgresql_where=text("guess is not null")),
        Index("access_at", "partnership_id", "at"),
    )

    id: UUID = primary_key()
    partnership_id: UUID | None = Field(default=None, foreign_key="partnership.id")
    at: datetime = instant()
    act: str
    account_id: UUID | None = Field(default=None, foreign_key="account.id")
    person_id: UUID | None = Field(default=None, foreign_key="person.id")
    session_id: UUID | None = None
    case_id: UUID | None = Field(default=None, foreign_key="case.id")
    guess: str | None = None
    address: str
    said: dict[str, Any] = document(default_factory=dict)
