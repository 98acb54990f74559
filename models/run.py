"""A run: one workflow, followed for one case, under the declaration it began with."""

from datetime import date
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel, UniqueConstraint

from models.columns import document, primary_key


class Run(SQLModel, table=True):
    """`passed` are the steps a fact passed over: not recorded, and still welcome with their own dates."""

    __table_args__ = (
        UniqueConstraint("case_id", "workflow", "begun_by"),
        Index(
            "run_open",
            "partnership_id",
            "workflow",
            postgresql_include=["case_id"],
            postgresql_where=text("ended_on is null"),
        ),
    )

    id: UUID = primary_key()
    partnership_id: UUID = Field(foreign_key="partnership.id")
    case_id: UUID = Field(foreign_key="case.id")
    workflow: str
    definition: str = Field(foreign_key="definition.digest")
    begun_by: UUID = Field(foreign_key="event.id")
    begun_on: date
    state: str
    since: date
    ended_on: date | None = None
    passed: list[str] = document(default_factory=list)
