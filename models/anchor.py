"""An anchor: what the record came to at the end of a day, written down so that it can be held against it later."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Field, SQLModel, UniqueConstraint

from models.columns import document, instant, primary_key


class Anchor(SQLModel, table=True):
    """One a day for each partnership, and one for the door: what was tried there before anybody had come in.

    `text` is what is kept outside as well: the anchor before it, the last link of every case and of the office, and the
    digest of `reads`, the access rows since the anchor before it (id → digest). `hash` is the sha256 of `text`. `day`
    and `made_at` are real: demonstrations do not move them.
    """

    __table_args__ = (
        UniqueConstraint("partnership_id", "seq", postgresql_nulls_not_distinct=True),
        UniqueConstraint("partnership_id", "day", postgresql_nulls_not_distinct=True),
    )

    id: UUID = primary_key()
    partnership_id: UUID | None = Field(default=None, foreign_key="partnership.id")
    seq: int
    day: date
    made_at: datetime = instant()
    text: str
    reads: dict[str, str] = document()
    hash: str
