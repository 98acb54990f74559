"""A calendar as it stood: its bank holidays, its closures and its span, under its own digest."""

from datetime import date

from sqlmodel import Field, SQLModel

from models.columns import document


class CalendarVersion(SQLModel, table=True):
    __tablename__ = "calendar_version"

    digest: str = Field(primary_key=True)
    first: date
    last: date
    holidays: dict[str, str] = document()
    closures: dict[str, str] = document()
