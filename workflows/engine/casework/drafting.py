"""A draft of what one change will write, and the statements it is written with, built once."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, cast, func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.sql.dml import Update
from sqlmodel import SQLModel, col

from models import DueRung, OpenDeadline, OpenItem, Run
from models.together import Line, table
from workflows.engine.casework.waking import wake
from workflows.engine.rungs import GAP


def _by_id(model: type[SQLModel], *columns: str) -> Update:
    rows = table(model)
    return (
        update(rows).where(rows.c.id == bindparam("row")).values({name: bindparam(f"new_{name}") for name in columns})
    )


MOVE_RUN = _by_id(Run, "state", "since", "begun_on", "ended_on", "passed")
MOVE_ITEM = _by_id(OpenItem, "state", "opened_by", "opened_on", "since")
RECOUNT = _by_id(OpenDeadline, "anchor_on", "due_on", "target_on", "undated_because", "counted", "calendar")
EXPLAIN = _by_id(OpenDeadline, "explained_by", "explained_until")
SETTLE = _by_id(OpenDeadline, "status", "settled_by", "settled_on", "result", "late_by")
REOPEN = _by_id(OpenDeadline, "status", "corrected_result")
_D, _R = table(OpenDeadline), table(DueRung)
CORRECT = _by_id(OpenDeadline, "status", "corrected_settled_on", "corrected_result", "corrected_late_by").values(
    counted=_D.c.counted.op("||")(cast(bindparam("new_more", type_=JSONB), JSONB))
)
DISARM = (
    update(_R)
    .where(_R.c.deadline_id == bindparam("row"), or_(_R.c.status == "armed", _R.c.status == "off"))
    .values(status="settled", settled_at=bindparam("new_at"))
)
INSERTS = {model: insert(table(model)) for model in (Run, OpenItem, OpenDeadline, DueRung)}
"""In the order in which their rows name one another."""

HIGHEST = select(func.coalesce(func.max(col(DueRung.n)), -GAP)).where(col(DueRung.deadline_id) == bindparam("deadline"))


@dataclass(slots=True)
class Draft:
    """The rows one change will write: updates before inserts, so that what is closed makes room for what starts."""

    updates: list[tuple[Update, dict[str, Any]]] = field(default_factory=list)
    inserts: dict[type[SQLModel], list[dict[str, Any]]] = field(default_factory=dict)
    touched: list[UUID] = field(default_factory=list)

    def change(self, statement: Update, row: UUID, **values: Any) -> None:
        self.updates.append((statement, {"row": row, **{f"new_{name}": value for name, value in values.items()}}))

    def add(self, model: type[SQLModel], **values: Any) -> None:
        self.inserts.setdefault(model, []).append(values)

    def write(self, writing: Line) -> None:
        """All of it; and the timekeeper is woken if a rung is near."""
        for change, values in self.updates:
            writing.execute(change, values)
        for model, statement in INSERTS.items():
            if self.inserts.get(model):
                writing.execute(statement, self.inserts[model])
        armed = [row["due_at"] for row in self.inserts.get(DueRung, []) if row["status"] == "armed"]
        if armed:
            wake(writing, min(armed))
