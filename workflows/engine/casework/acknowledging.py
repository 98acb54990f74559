"""I have this: one person need not be reminded of one deadline until they look at it again, before it is due."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from models import Acknowledgement, OpenDeadline
from models.columns import new_id
from workflows.engine.calendar import london_date
from workflows.engine.refusals import Code, Refused

_DEADLINE = select(col(OpenDeadline.partnership_id), col(OpenDeadline.status), col(OpenDeadline.due_on)).where(
    col(OpenDeadline.id) == bindparam("deadline")
)
_GIVEN = insert(Acknowledgement)
_KEEP = _GIVEN.on_conflict_do_update(
    index_elements=["deadline_id", "person_id"],
    set_={"look_on": _GIVEN.excluded.look_on, "given_at": _GIVEN.excluded.given_at},
)


def acknowledge(db: Session, deadline_id: UUID, person_id: UUID, look_on: date, at: datetime) -> None:
    """Keeps the rungs before the day quiet for this person until `look_on` (London); a second word replaces the first.

    The clock runs on, everybody else is told, and so is this person from `look_on` on. Raises `Refused` where the
    deadline is not open or has no date, and where the day does not lie between today and the due date.
    """
    row = db.execute(_DEADLINE, {"deadline": deadline_id}).one_or_none()
    if row is None:
        raise Refused(Code.UNKNOWN, "There is no such deadline.")
    if row.status != "open":
        raise Refused(Code.NOT_POSSIBLE, f"This deadline is no longer open: it is {row.status}.")
    _check(look_on, row.due_on, london_date(at))
    given = {"id": new_id(), "partnership_id": row.partnership_id, "deadline_id": deadline_id, "person_id": person_id}
    db.execute(_KEEP, {**given, "look_on": look_on, "given_at": at})


def _check(look_on: date, due_on: date | None, today: date) -> None:
    if due_on is None:
        raise Refused(Code.NOT_POSSIBLE, "This deadline has no date yet, so no day lies before it.")
    if look_on <= today:
        raise Refused(Code.BAD_ANSWER, f"The day to look again must come after today, {_said(today)}.")
    if look_on >= due_on:
        raise Refused(Code.BAD_ANSWER, f"The day to look again must come before the deadline is due, {_said(due_on)}.")


def _said(day: date) -> str:
    return f"{day:%A %-d %B %Y}"
