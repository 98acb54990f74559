"""Switching a partnership's ladders on: what lies ahead is armed, what is past stays silent."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ARRAY, Uuid, bindparam, select, text, update
from sqlmodel import Session, col

from models import Case, Partnership
from models.columns import UTCDateTime
from workflows.engine.casework.acting import Actor
from workflows.engine.casework.noting import may_run_the_office, note
from workflows.engine.casework.repeating import repeat
from workflows.engine.casework.waking import wake
from workflows.engine.ladder import RungKind

SWITCH = (
    update(Case)
    .where(col(Case.partnership_id) == bindparam("partnership"), col(Case.ladders_on).is_(False))
    .values(ladders_on=True)
    .returning(col(Case.id), col(Case.reference))
)
HELD = (
    select(col(Case.id))
    .where(col(Case.partnership_id) == bindparam("partnership"), col(Case.ladders_on).is_(False))
    .order_by(col(Case.id))
    .with_for_update(key_share=True)
)
_PARTNERSHIP, _AT = bindparam("partnership", type_=Uuid()), bindparam("at", type_=UTCDateTime())
ARM = text("""
with switched as (
  update rung set status = case when due_at > :at then 'armed' else 'past' end
  where partnership_id = :partnership and status = 'off'
  returning status, due_at)
select count(*) filter (where status = 'armed') as armed, count(*) filter (where status = 'past') as past,
  min(due_at) filter (where status = 'armed') as first
from switched
""").bindparams(_PARTNERSHIP, _AT)

# A ladder that repeats goes on from where it would stand by now: its last rung, past, is followed by the next.
SILENT = text(f"""
select distinct on (rung.deadline_id) rung.id
from rung join deadline on deadline.id = rung.deadline_id and deadline.status = 'open'
where rung.case_id = any(:cases) and rung.kind = '{RungKind.EVERY}' and rung.status = 'past'
  and not exists (
    select from rung as next
    where next.deadline_id = rung.deadline_id and next.kind = rung.kind and next.status = 'armed')
order by rung.deadline_id, rung.n desc, rung.due_at desc
""").bindparams(bindparam("cases", type_=ARRAY(Uuid())))


@dataclass(frozen=True, slots=True)
class Armed:
    """The cases whose ladders were switched on, by reference, and how many of their rungs are armed or were past."""

    cases: tuple[str, ...]
    armed: int
    past: int


def switch_on(db: Session, partnership: Partnership, actor: Actor, at: datetime) -> Armed:
    """Arms every rung of the partnership due after `at` that was written with the ladders off; the others are past.

    Nobody is told anything by it, and what repeats takes up its beat again. Raises `Refused` where there is no right.
    """
    may_run_the_office(db, partnership, actor, at)
    mine = {"partnership": partnership.id}
    db.execute(HELD, mine)
    switched = {case.id: case.reference for case in db.execute(SWITCH, mine)}
    rungs = db.execute(ARM, {**mine, "at": at}).one()
    silent = db.execute(SILENT, {"cases": list(switched)}).scalars().all()
    if silent:
        repeat(db, silent, at)
    if rungs.first is not None:
        wake(db, rungs.first)
    done = Armed(tuple(sorted(switched.values())), rungs.armed + len(silent), rungs.past)
    if switched:
        said = {"cases": done.cases, "armed": done.armed, "past": done.past}
        note(db, partnership, "ladders_on", said, actor, at)
    return done
