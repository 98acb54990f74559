"""The children of a case, each under the case's key: the one table that holds their names."""

from uuid import UUID

from sqlmodel import Field, SQLModel, UniqueConstraint

from models.columns import primary_key


class Child(SQLModel, table=True):
    """At most four are named; `position` is their order, `sealed` their name, age and circumstances."""

    __table_args__ = (UniqueConstraint("case_id", "position"),)

    id: UUID = primary_key()
    partnership_id: UUID = Field(foreign_key="partnership.id")
    case_id: UUID = Field(foreign_key="case.id", index=True)
    position: int
    sealed: str
