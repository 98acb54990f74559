"""Whom a date waits for, and a case with none, as a page says it."""

from web.dates import a_role, named
from web.desk import Desk
from workflows.engine.reading.board import Line
from workflows.engine.reading.deadlines import DeadlineRead
from workflows.engine.reading.speaking import first_down
from workflows.engine.reading.whose import steps_on, waits_for

OF_ONE = ("agency_contact", "delegated_partner")
"""Roles of which there are several: one says whose."""


def whom(first: DeadlineRead, desk: Desk) -> tuple[str, bool]:
    """Whom this date waits for, and whether that is the one who looks."""
    role = waits_for(first.name)
    about = f" – {named(first.item)}" if first.item and role in OF_ONE else ""
    return a_role(role) + about, role in desk.roles


def for_a_step(line: Line, desk: Desk) -> str:
    """Of a case with no date running: whose the next step is, by the declarations; nothing once the case is over."""
    if not line.stages:
        return ""
    stands = line.stages[0]
    role = steps_on(stands.workflow, stands.state)
    return f"No date; next step: {'you' if role in desk.roles else first_down(a_role(role))}"
