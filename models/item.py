"""An item: one of many of a kind inside a run, such as an agency's return or a partner's agreement."""

from datetime import date
from uuid import UUID

from sqlmodel import Field, Index, SQLModel, UniqueConstraint

from models.columns import primary_key


class OpenItem(SQLModel, table=True):
    __tablename__ = "item"
    __table_args__ = (UniqueConstraint("run_id", "kind", "key"), Index("item_case", "case_id"))

    id: UUID = primary_key()
    partnership_id: UUID = Field(foreign_key="partnership.id")
    case_id: UUID = Field(foreign_key="case.id")
    run_id: UUID = Field(foreign_key="run.id")
    kind: str
    key: str
    state: str
    opened_by: UUID = Field(foreign_key="event.id")
    opened_on: date
    since: date
