"""The one row that makes a database a demonstration: its business time stands where this says."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.columns import instant


class Demonstration(SQLModel, table=True):
    one: bool = Field(default=True, primary_key=True)
    stands_at: datetime = instant()
