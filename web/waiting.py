"""Whom a date waits for, as a page says it."""

from web.dates import a_role, named
from web.desk import Desk
from workflows.engine.reading.deadlines import DeadlineRead
from workflows.engine.reading.whose import waits_for

OF_ONE = ("agency_contact", "delegated_partner")
"""Roles of which there are several: one says whose."""


def whom(first: DeadlineRead, desk: Desk) -> tuple[str, bool]:
    """Whom this date waits for, and whether that is the one who looks."""
    role = waits_for(first.name)
    about = f" – {named(first.item)}" if first.item and role in OF_ONE else ""
    return a_role(role) + about, role in desk.roles
