"""A session of the pages: kept here and not in the browser, so that it can be ended from here."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from models.columns import document, instant, primary_key


class WebSession(SQLModel, table=True):
    """`token` is the digest of the cookie; `csrf` what every form of it must bring back.

    `stage`: guest (nobody yet), second-factor (the password was right), signed-in. `proved_at` is when its owner last
    proved who they are. `aside` holds what a sign-in under way must remember. All moments are real, not business ones.
    """

    __tablename__ = "web_session"
    __table_args__ = (Index("web_session_guest", "begun_at", postgresql_where=text("stage = 'guest'")),)

    id: UUID = primary_key()
    token: str = Field(unique=True)
    csrf: str
    stage: str = "guest"
    account_id: UUID | None = Field(default=None, foreign_key="account.id", index=True)
    partnership_id: UUID | None = Field(default=None, foreign_key="partnership.id")
    person_id: UUID | None = Field(default=None, foreign_key="person.id")
    aside: dict[str, Any] = document(default_factory=dict)
    address: str
    agent: str
    begun_at: datetime = instant()
    seen_at: datetime = instant()
    proved_at: datetime | None = instant(default=None)
    ended_at: datetime | None = instant(default=None)
    ended_because: str | None = None
