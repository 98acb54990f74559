"""What a part of the stack last said of itself: the web learns of queues and workers from here."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from models.columns import document, instant


class Heartbeat(SQLModel, table=True):
    part: str = Field(primary_key=True)
    beaten_at: datetime = instant()
    said: dict[str, Any] = document(default_factory=dict)
