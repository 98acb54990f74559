"""A draft of what one change will write, and the statements it is written with, built once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Table, bindparam, cast, func, insert, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.sql.dml import Insert, Update
from sqlmodel import Session, SQLModel, col

from models import DueRung, OpenDeadline, OpenItem, Run
from models.database import written_together
from workflows.engine.casework.waking import wake
from workflows.engine.rungs import GAP


def _table(model: type[SQLModel]) -> Table:
    table: Table = model.__table__  # type: ignore[attr-defined]
    return table


def _by_id(model: type[SQLModel], *columns: str) -> Update:
    table = _table(model)
    return (
        update(table).where(table.c.id == bindparam("row")).values({name: bindparam(f"new_{name}") for name in columns})
    )


MOVE_RUN = _by_id(Run, "state", "since", "begun_on", "ended_on", "passed")
MOVE_ITEM = _by_id(OpenItem, "state", "opened_by", "opened_on", "since")
RECOUNT = _by_id(OpenDeadline, "anchor_on", "due_on", "target_on", "undated_because", "counted", "calendar")
EXPLAIN = _by_id(OpenDeadline, "explained_by", "explained_until")
SETTLE = _by_id(OpenDeadline, "status", "settled_by", "settled_on", "result", "late_by")
REOPEN = _by_id(OpenDeadline, "status", "corrected_result")
_D, _R = _table(OpenDeadline), _table(DueRung)
CORRECT = _by_id(OpenDeadline, "status", "corrected_settled_on", "corrected_result", "corrected_late_by").values(
    counted=_D.c.counted.op("||")(cast(bindparam("new_more", type_=JSONB), JSONB))
)
DISARM = (
    update(_R)
    .where(_R.c.deadline_id == bindparam("row"), _R.c.status.in_(("armed", "off")))
    .values(status="settled", settled_at=bindparam("new_at"))
)
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

    def write(self, db: Session, first: Iterable[tuple[Insert | Update, Mapping[str, Any]]] = ()) -> None:
        """Everything in one round trip, `first` before all else; then the timekeeper is woken if a rung is near."""
        with written_together(db):
            for statement, row in first:
                db.execute(statement, row)
            for change, values in self.updates:
                db.execute(change, values)
            for model in (Run, OpenItem, OpenDeadline, DueRung):
                if self.inserts.get(model):
                    db.execute(insert(_table(model)), self.inserts[model])
        armed = [row["due_at"] for row in self.inserts.get(DueRung, []) if row["status"] == "armed"]
        if armed:
            wake(db, min(armed))
