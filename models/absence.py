"""Days on which a person is away and their deputies are told instead."""

from datetime import date
from uuid import UUID

from sqlmodel import Field, SQLModel

from models.columns import primary_key


class Absence(SQLModel, table=True):
    id: UUID = primary_key()
    partnership_id: UUID = Field(foreign_key="partnership.id")
    person_id: UUID = Field(foreign_key="person.id", index=True)
    from_on: date
    to_on: date
