"""Verifying a partnership's own record from its desk: every chain made again, every closed day held against its anchor.

What is another's is not seen from here, and would seem to be missing: the door's anchors, other partnerships' chains,
and cases that were handed over. Whoever runs Swan verifies the whole with `swan audit verify`.
"""

from collections.abc import Sequence

from sqlalchemy import select
from sqlmodel import col

from models import Partnership
from web.desk import Desk
from workflows.engine.anchor_lines import THE_DOOR
from workflows.engine.audit import verify
from workflows.engine.finding import Finding
from workflows.engine.reading.handed_over import gone


def others(desk: Desk) -> frozenset[str]:
    """The other partnerships here: their rows are not seen from this desk, so that all of theirs seems missing."""
    asked = select(col(Partnership.slug)).where(col(Partnership.id) != desk.partnership.id)
    return frozenset(desk.db.execute(asked).scalars())


def verified(desk: Desk) -> Sequence[Finding]:
    """What of this partnership's record is not as it was written; the access record keeps that it was asked."""
    elsewhere = others(desk) | {THE_DOOR} | {one.reference for one in gone(desk.db, desk.partnership.id)}
    found = [one for one in verify(desk.db) if one.about not in elsewhere]
    desk.did("audit-verified", findings=str(len(found)))
    return found
