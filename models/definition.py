"""A declaration as it stood: canonical JSON under its own digest, so that a case can always be replayed from it."""

from sqlmodel import Field, SQLModel


class Definition(SQLModel, table=True):
    digest: str = Field(primary_key=True)
    workflow: str
    body: str
