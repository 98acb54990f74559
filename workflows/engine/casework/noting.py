"""Notes what is done to a partnership itself in its own chain of events, and says who may do it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlmodel import Session, col

from models import OfficeEvent, Partnership
from models.columns import new_id
from models.database import say_when_kept
from workflows.engine.calendar import london_date
from workflows.engine.casework import chaining
from workflows.engine.casework.acting import HELD, Actor
from workflows.engine.refusals import Code, Refused
from workflows.engine.roles import TITLES

RUN_THE_OFFICE = frozenset({"business_manager", "coordinator", "operator"})
"""They may say who holds which role, and what their partnership is."""

APPEND = insert(OfficeEvent)
LOCK = select(Partnership).where(col(Partnership.id) == bindparam("partnership")).with_for_update(key_share=True)
LINK = (
    update(Partnership)
    .where(col(Partnership.id) == bindparam("partnership"))
    .values(seq=bindparam("seq_"), head=bindparam("head_"))
)


def may_run_the_office(db: Session, partnership: Partnership, actor: Actor, at: datetime) -> None:
    """Raises `Refused` for a person without a role that runs the office; the installation itself always may."""
    if actor.person is None:
        return
    asked = {"person": actor.person, "day": london_date(at), "case": None}
    if not RUN_THE_OFFICE & set(db.execute(HELD, asked).scalars()):
        allowed = ", ".join(TITLES[role] for role in sorted(RUN_THE_OFFICE))
        raise Refused(Code.NO_RIGHT, f"The roles and people of {partnership.name} are changed by: {allowed}.")


def note(
    db: Session, partnership: Partnership, act: str, said: Mapping[str, Any], actor: Actor, at: datetime
) -> OfficeEvent:
    """Appends `act` to the partnership's chain, in this transaction; `said` holds no names and no addresses."""
    db.flush()
    held = db.execute(LOCK.execution_options(populate_existing=True), {"partnership": partnership.id}).scalar_one()
    row = chaining.linked(
        held.head,
        {
            "id": new_id(), "partnership_id": held.id, "seq": held.seq + 1, "act": act, "said": dict(said),
            "recorded_at": at, "recorded_by": actor.person, "login": actor.login,
        },
    )  # fmt: skip
    db.execute(APPEND, row)
    db.execute(LINK, {"partnership": held.id, "seq_": row["seq"], "head_": row["hash"]})
    partnership.seq, partnership.head = row["seq"], row["hash"]
    say_when_kept(db, "noted", event=row["id"], act=act)
    return OfficeEvent(**row)
