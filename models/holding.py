"""Who holds which role, from which day to which, for which agency or case, and who stands in."""

from datetime import date
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.columns import primary_key


class Holding(SQLModel, table=True):
    """Held from `from_on` to `to_on`, both included (London dates); `deputy_id` is told while the holder is absent."""

    __table_args__ = (Index("holding_role", "partnership_id", "role"),)

    id: UUID = primary_key()
    partnership_id: UUID = Field(foreign_key="partnership.id")
    role: str
    agency: str | None = None
    case_id: UUID | None = Field(default=None, foreign_key="case.id")
    person_id: UUID = Field(foreign_key="person.id")
    deputy_id: UUID | None = Field(default=None, foreign_key="person.id")
    from_on: date
    to_on: date | None = None
