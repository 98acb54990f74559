"""The law in force for a partnership at some time: the digests of its declarations, its own milestones applied."""

from sqlmodel import Field, SQLModel

from models.columns import document


class Law(SQLModel, table=True):
    digest: str = Field(primary_key=True)
    definitions: list[str] = document()
