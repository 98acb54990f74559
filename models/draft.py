"""What somebody has begun to type into a form and not yet sent: kept, sealed, until it is sent or thrown away."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.columns import instant, primary_key


class Draft(SQLModel, table=True):
    """One for a person at a path, their own alone.

    `form` is what was typed as JSON, sealed under its case's key; with the installation's where no case is open yet.
    """

    __table_args__ = (UniqueConstraint("person_id", "path"),)

    id: UUID = primary_key()
    partnership_id: UUID = Field(foreign_key="partnership.id")
    person_id: UUID = Field(foreign_key="person.id")
    case_id: UUID | None = Field(default=None, foreign_key="case.id", index=True)
    path: str
    form: str
    saved_at: datetime = instant()
