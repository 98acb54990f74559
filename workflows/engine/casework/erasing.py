"""The end of what was written about people in a case: held back by law, due for review, or erased with its key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Uuid, bindparam, text
from sqlmodel import Session

from models import Case, Partnership
from workflows.engine.calendar import add_months, london_date
from workflows.engine.casework.acting import Actor
from workflows.engine.casework.noting import may_run_the_office, note
from workflows.engine.refusals import Code, Refused

KEEP_FOR_YEARS = "keep-for-years"
"""The name under which a partnership's milestones hold the years a case is kept after its last process ended."""

REASONS = ("court", "inquiry", "complaint", "request", "other")
"""Why a case may not be erased although its time has come."""

HELD, LET_GO, ERASED, KEPT = "legal_hold", "legal_hold_ended", "erased", "kept_longer"

_STANDING = text(f"""
select "case".id, reference, case_key.case_id is null as erased,
  (select case when bool_and(ended_on is not null) then max(ended_on) end from run where run.case_id = "case".id)
    as ended_on,
  (select case when act = '{HELD}' then said ->> 'reason' end from office_event
    where office_event.partnership_id = "case".partnership_id and act in ('{HELD}', '{LET_GO}')
      and said ->> 'case' = reference order by office_event.seq desc limit 1) as held,
  (select max((said ->> 'until')::date) from office_event
    where office_event.partnership_id = "case".partnership_id and act = '{KEPT}' and said ->> 'case' = reference)
    as kept_until
from "case" left join case_key on case_key.case_id = "case".id
where "case".partnership_id = :partnership and (cast(:case as uuid) is null or "case".id = :case)
order by reference
""").bindparams(bindparam("partnership", type_=Uuid()), bindparam("case", type_=Uuid()))

# The application's own role may not take a key away; whoever runs the installation may become the owner, who can.
_DESTROY = (
    text("set local role swan_owner"),
    text("delete from case_key where case_id = :case").bindparams(bindparam("case", type_=Uuid())),
    text("set local role swan_app"),
)


@dataclass(frozen=True, slots=True)
class Kept:
    """How a case stands: `ended_on` the day its last process ended, None while one is open; `held` why it must stay.

    `until` is the day from which it is to be looked at; None: still open, or its partnership has set no time.
    """

    case_id: UUID
    reference: str
    ended_on: date | None
    until: date | None
    held: str | None
    erased: bool

    def is_due(self, day: date) -> bool:
        """To be reviewed on this London day: its time has come, and nothing holds it back."""
        return self.until is not None and self.until <= day and self.held is None and not self.erased


def kept(db: Session, partnership: Partnership, case_id: UUID | None = None) -> list[Kept]:
    """Every case of the partnership, or one of them."""
    years = partnership.milestones.get(KEEP_FOR_YEARS)
    rows = db.execute(_STANDING, {"partnership": partnership.id, "case": case_id})
    return [
        Kept(row.id, row.reference, row.ended_on, _until(row.ended_on, years, row.kept_until), row.held, row.erased)
        for row in rows
    ]


def _until(ended_on: date | None, years: int | None, kept_until: date | None) -> date | None:
    """The later of what its partnership's rule says and what a review has said."""
    by_rule = add_months(ended_on, 12 * years) if ended_on and years else None
    return max((day for day in (by_rule, kept_until) if day is not None), default=None) if ended_on else None


def hold(db: Session, partnership: Partnership, case: Case, reason: str, actor: Actor, at: datetime) -> None:
    """Nothing of it may be erased until the hold is ended. Raises `Refused`: no right, no such reason, held already."""
    may_run_the_office(db, partnership, actor, at)
    _a_reason(reason)
    if _one(db, partnership, case).held:
        raise Refused(Code.CONTRADICTION, f"{case.reference} is on legal hold already.")
    note(db, partnership, HELD, {"case": case.reference, "reason": reason}, actor, at)


def let_go(db: Session, partnership: Partnership, case: Case, actor: Actor, at: datetime) -> None:
    """Raises `Refused`: no right, or it is not held."""
    may_run_the_office(db, partnership, actor, at)
    if not _one(db, partnership, case).held:
        raise Refused(Code.NOT_POSSIBLE, f"{case.reference} is on no legal hold.")
    note(db, partnership, LET_GO, {"case": case.reference}, actor, at)


def keep(
    db: Session, partnership: Partnership, case: Case, until: date, reason: str, actor: Actor, at: datetime
) -> None:
    """The review's other answer: it is kept until a later day, and looked at again then.

    Raises `Refused`: no right; no such reason; still open, or erased; a day that is no later than it is kept anyway.
    """
    may_run_the_office(db, partnership, actor, at)
    _a_reason(reason)
    one = _one(db, partnership, case)
    if one.ended_on is None or one.erased:
        raise Refused(Code.NOT_POSSIBLE, f"{case.reference} {'was erased already' if one.erased else 'is still open'}.")
    if until <= max(one.until or date.min, london_date(at)):
        raise Refused(Code.BAD_ANSWER, f"{case.reference} is kept until {until:%-d %B %Y} anyway: name a later day.")
    note(db, partnership, KEPT, {"case": case.reference, "until": until.isoformat(), "reason": reason}, actor, at)


def _a_reason(reason: str) -> None:
    if reason not in REASONS:
        raise Refused(Code.BAD_ANSWER, f"There is no reason {reason}: there are {', '.join(REASONS)}.")


def refuse_to_erase(db: Session, partnership: Partnership, case: Case, actor: Actor, at: datetime) -> None:
    """Raises `Refused`: no right; still open; on hold; its time not set or not come; erased already."""
    may_run_the_office(db, partnership, actor, at)
    for why in _against(_one(db, partnership, case), london_date(at)):
        raise Refused(Code.NOT_POSSIBLE, f"{case.reference} {why}")


def erase(db: Session, partnership: Partnership, case: Case, actor: Actor, at: datetime) -> None:
    """Destroys the case's key: names and free text are gone for good. Dates, decisions and the chain stand.

    Raises `Refused` as `refuse_to_erase` does.
    """
    refuse_to_erase(db, partnership, case, actor, at)
    note(db, partnership, ERASED, {"case": case.reference}, actor, at)
    for statement in _DESTROY:
        db.execute(statement, {"case": case.id} if "case" in statement.compile().params else {})


def _one(db: Session, partnership: Partnership, case: Case) -> Kept:
    (found,) = kept(db, partnership, case.id)
    return found


def _against(one: Kept, day: date) -> Sequence[str]:
    if one.erased:
        return ["was erased already."]
    if one.ended_on is None:
        return ["is still open."]
    if one.held:
        return [f"is on legal hold ({one.held})."]
    if one.until is None:
        return ["is kept: its partnership has set no time (keep_for_years in its file)."]
    return [f"is kept until {one.until:%-d %B %Y}."] if one.until > day else []
