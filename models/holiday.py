"""The bank holidays of England and Wales as this installation knows them; nothing is ever deleted."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from models.columns import instant


class Holiday(SQLModel, table=True):
    """`standing` is false where a day was taken off the list again."""

    day: date = Field(primary_key=True)
    name: str
    standing: bool = True
    added_at: datetime = instant()
