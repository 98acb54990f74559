"""I have this: one person's word on one deadline, to a day on which they look again."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Field, SQLModel, UniqueConstraint

from models.columns import instant, primary_key


class Acknowledgement(SQLModel, table=True):
    """Until `look_on`, a London date before the deadline is due, this person is not reminded of it."""

    __table_args__ = (UniqueConstraint("deadline_id", "person_id"),)

    id: UUID = primary_key()
    partnership_id: UUID = Field(foreign_key="partnership.id")
    deadline_id: UUID = Field(foreign_key="deadline.id")
    person_id: UUID = Field(foreign_key="person.id")
    look_on: date
    given_at: datetime = instant()
