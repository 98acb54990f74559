"""A person who may be told, and how they are reached."""

from uuid import UUID

from sqlmodel import Field, SQLModel, UniqueConstraint

from models.columns import primary_key


class Person(SQLModel, table=True):
    """`slug` is how the command line names them; `channel` overrides the installation's own."""

    __table_args__ = (UniqueConstraint("partnership_id", "slug"),)

    id: UUID = primary_key()
    partnership_id: UUID = Field(foreign_key="partnership.id")
    slug: str
    name: str
    email: str
    channel: str | None = None
