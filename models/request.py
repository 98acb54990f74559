"""A request that asked to be carried out once: the same key and words get the first answer again."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Field, SQLModel

from models.columns import document, instant


class Request(SQLModel, table=True):
    partnership_id: UUID = Field(foreign_key="partnership.id", primary_key=True)
    key: str = Field(primary_key=True)
    digest: str
    answer: dict[str, Any] = document()
    recorded_at: datetime = instant()
