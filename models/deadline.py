"""A deadline as it was started: its date, how that was counted, by whose authority, and how it ended."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Computed, Index, String, text
from sqlmodel import Field, SQLModel

from models.columns import document, primary_key

KIND = """case when (declared->>'hold')::boolean then 'hold' when (declared->>'expectation')::boolean then 'expectation'
 when declared->'duty'->>'weight' = 'local' then 'local' else 'law' end"""


class OpenDeadline(SQLModel, table=True):
    """`due_on` and `target_on` are London dates; `due_on` is empty only where `undated_because` says why.

    `status` is open, met, not met, not required or replanned. A met deadline keeps `result` (on time, late, done) and
    `late_by` working days as reported; a correction adds `corrected_*` and never overwrites them. `declared` is the
    declaration, `counted` the explanation, both as they were on the day. `kind` (law, local, expectation, hold) is what
    the declaration says of it, worked out by the database: the board and "Needs you" read it from an index.
    """

    __tablename__ = "deadline"
    __table_args__ = (
        Index(
            "deadline_one_open",
            "run_id",
            "name",
            "item_id",
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where=text("status = 'open'"),
        ),
        Index(
            "deadline_open",
            "partnership_id",
            "kind",
            "due_on",
            "case_id",
            postgresql_include=["name", "explained_until", "id"],
            postgresql_where=text("status = 'open'"),
        ),
        Index("deadline_undated", "partnership_id", postgresql_where=text("status = 'open' and due_on is null")),
        Index("deadline_due", "partnership_id", "due_on"),
        Index("deadline_case", "case_id"),
    )

    id: UUID = primary_key()
    partnership_id: UUID = Field(foreign_key="partnership.id")
    case_id: UUID = Field(foreign_key="case.id")
    run_id: UUID = Field(foreign_key="run.id")
    item_id: UUID | None = Field(default=None, foreign_key="item.id")
    name: str
    started_by: UUID = Field(foreign_key="event.id")
    nth: int = 0
    anchor_on: date
    due_on: date | None = None
    target_on: date | None = None
    undated_because: str | None = None
    calendar: str = Field(foreign_key="calendar_version.digest")
    declared: dict[str, Any] = document()
    kind: str = Field(sa_column=Column("kind", String, Computed(KIND, persisted=True), nullable=False))
    counted: dict[str, Any] = document()
    status: str = "open"
    settled_by: UUID | None = Field(default=None, foreign_key="event.id")
    settled_on: date | None = None
    result: str | None = None
    late_by: int | None = None
    corrected_settled_on: date | None = None
    corrected_result: str | None = None
    corrected_late_by: int | None = None
    explained_by: UUID | None = Field(default=None, foreign_key="event.id")
    explained_until: date | None = None
