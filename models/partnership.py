"""A partnership: the local authority, the integrated care board, the police, and whoever else they agreed."""

from typing import Any
from uuid import UUID

from sqlmodel import Field, SQLModel

from models.columns import document, primary_key


class Partnership(SQLModel, table=True):
    """`partners` are the short names of its partners; `agencies` which partner each other agency answers to.

    `closures` are the days its office is shut (date → name), `milestones` its own numbers of working days for local
    deadlines, `law` and `calendar` the versions in force. `seq` and `head` are the length and the last link of its own
    chain of events.
    """

    id: UUID = primary_key()
    slug: str = Field(unique=True)
    name: str
    prefix: str = Field(unique=True)
    partners: list[str] = document()
    agencies: dict[str, str] = document(default_factory=dict)
    closures: dict[str, str] = document(default_factory=dict)
    milestones: dict[str, Any] = document(default_factory=dict)
    law: str | None = None
    calendar: str | None = None
    seq: int = 0
    head: str = ""
