"""Keeps a year's figures as they were reported: an entry of the office's own chain, which nothing changes later."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from models import OfficeEvent, Partnership
from workflows.engine.casework.acting import Actor
from workflows.engine.casework.in_force import calendar_in_force, law_in_force
from workflows.engine.casework.noting import LOCK, may_run_the_office, note
from workflows.engine.reading.reported import REPORTED, reported
from workflows.engine.refusals import Code, Refused


def report(
    db: Session, partnership: Partnership, year: int, figures: Mapping[str, Any], actor: Actor, at: datetime
) -> OfficeEvent:
    """`figures` are titles and numbers, no case. With them goes under which law and calendar they were counted.

    Raises `Refused`: no right, or these figures of that year are what was kept last.
    """
    may_run_the_office(db, partnership, actor, at)
    db.execute(LOCK, {"partnership": partnership.id})
    before = reported(db, partnership.id, year)
    if before and before[0].figures == figures:
        raise Refused(Code.CONTRADICTION, "These figures are kept already: nothing has changed since.")
    law, calendar = law_in_force(db, partnership)[0], calendar_in_force(db, partnership).digest
    said = {"year": year, "law": law, "calendar": calendar, "figures": dict(figures)}
    return note(db, partnership, REPORTED, said, actor, at)
