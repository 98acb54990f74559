"""Climbing: due rungs become notices in messages, a few hundred in one statement, and each exactly once."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Date, Integer, Uuid, bindparam, text
from sqlmodel import Session

from models.columns import UTCDateTime
from workflows.engine.calendar import london_date
from workflows.engine.casework.gathering import GATHERED
from workflows.engine.casework.holders import HOLDERS
from workflows.engine.casework.repeating import repeat
from workflows.engine.casework.waking import wake
from workflows.engine.ladder import RungKind

SWEEP_LIMIT = 500
"""Rungs settled by one sweep: more are no faster, and keep others waiting longer."""

# What is due is claimed; what else is due on the same deadlines is only read, so that the batch's edge decides nothing.
# A partnership's rungs come together, and it is swept by one at a time: its people's messages are written once a batch,
# and of two sweeps neither waits for the other at one of them.
_DUE = f"""
waiting as materialized (
  select id, deadline_id, partnership_id from rung where status = 'armed' and due_at <= :at
  order by due_at, partnership_id limit :limit for update skip locked),
due as materialized (
  select id, deadline_id from waiting where pg_try_advisory_xact_lock(uuid_hash_extended(partnership_id, 0))),
standing as materialized (
  select rung.id, rung.partnership_id, rung.case_id, rung.deadline_id, rung.n, rung.kind, rung.roles, rung.agency,
    rung.partner, rung.due_at, rung.urgent, due.id is not null as claimed,
    deadline.status = 'open' as owed,
    rung.kind in ('{RungKind.AFTER}', '{RungKind.EVERY}') and coalesce(deadline.explained_until >= :day, false)
      as quiet,
    array(select item.key from item where item.run_id = deadline.run_id
      and item.kind = deadline.declared #>> '{{met_by,kind}}'
      and jsonb_exists(deadline.declared #> '{{met_by,in_}}', item.state)) as done
  from (select distinct deadline_id from due) as affected
  join deadline on deadline.id = affected.deadline_id
  join rung on rung.deadline_id = deadline.id and rung.status = 'armed' and rung.due_at <= :at
  left join due on due.id = rung.id),
asked as materialized (
  select standing.id, named.place, named.role, partnership_id, case_id, agency, partner, done
  from standing cross join unnest(standing.roles) with ordinality as named (role, place) where owed and not quiet)"""

# "Heard" looks only at what was said since this rung fell due: a climb under a date since corrected silences nobody.
_TOLD = f"""
highest as materialized (
  select distinct on (standing.deadline_id, named.person_id) standing.*, named.person_id, named.role, named.unheld
  from named join standing on standing.id = named.id
  where not (standing.kind in ('{RungKind.AT_START}', '{RungKind.BEFORE}') and exists (
    select from acknowledgement where acknowledgement.deadline_id = standing.deadline_id
      and acknowledgement.person_id = named.person_id and acknowledgement.look_on > :day))
  order by standing.deadline_id, named.person_id, standing.n desc, standing.due_at desc, standing.id desc),
told as materialized (
  select highest.*, case when urgent then uuidv7() end as alone
  from highest
  where claimed and not exists (
    select from notice join rung as heard on heard.id = notice.rung_id
    where notice.deadline_id = highest.deadline_id and notice.person_id = highest.person_id
      and (heard.id = highest.id or heard.n > highest.n and notice.raised_at >= highest.due_at)))"""

_MARKED = """
judged as materialized (
  select id, kind, case when not owed then 'settled' when quiet then 'quiet'
    when id in (select id from told) then 'climbed'
    when id in (select id from named) then 'superseded'
    else 'unheld' end as fate
  from standing where claimed),
marked as (
  update rung set status = judged.fate, settled_at = :at from judged where rung.id = judged.id)"""

CLIMB = text(f"""
with {_DUE}, {HOLDERS}, {_TOLD}, {_MARKED}, {GATHERED}
select count(*) as settled,
  array_agg(id) filter (where kind = '{RungKind.EVERY}' and fate <> 'settled') as repeating
from judged
""").bindparams(
    bindparam("at", type_=UTCDateTime()), bindparam("day", type_=Date()), bindparam("limit", type_=Integer())
)

# A sweep that finds nothing, as most do, has asked this one probe: the statement that climbs is planned anew each time
# where many are armed, for the server does not know beforehand that few of them are due.
_FIRST = text("select min(due_at) as at from rung where status = 'armed'").columns(at=UTCDateTime())

# Two min() probes, which are always read off the index; "exists" was planned as a scan of the whole table. The second
# looks ahead even while a row is overdue, or the next one would go unseen until that is settled.
NEXT_RUNG = """
select coalesce((select min(due_at) from rung where status = 'armed') <= swan_now(), false) as overdue,
  (select min(due_at) from rung where status = 'armed' and due_at > swan_now()) as next_at
"""
_NEXT_RUNG = text(NEXT_RUNG).columns(next_at=UTCDateTime())

_REARM = """
update rung set status = 'armed', settled_at = null from deadline
where deadline.id = rung.deadline_id and deadline.status = 'open' and rung.status = 'unheld'"""
_REARM_ALL = text(f"{_REARM} and rung.partnership_id = :partnership").bindparams(bindparam("partnership", type_=Uuid()))
_REARM_BEGUN = text(f"""{_REARM} and exists (
  select from holding where holding.partnership_id = rung.partnership_id and holding.from_on <= :day
    and holding.from_on > (rung.settled_at at time zone 'Europe/London')::date)
""").bindparams(bindparam("day", type_=Date()))


class Coming(NamedTuple):
    """Whether a rung is due and unsettled, and the business moment of the first one that is not due yet."""

    overdue: bool
    next_at: datetime | None


def climb(db: Session, at: datetime, limit: int = SWEEP_LIMIT) -> int:
    """Settles the oldest rungs due at `at`, at most `limit`, and raises their notices; gives how many, 0 if none.

    Everything is in the caller's transaction: rolled back, the rungs are due again. What another sweep holds is left to
    it, with the rest of that partnership. Each person hears once of a deadline, from its highest due rung that names
    them, however the rungs are cut into sweeps. A rung becomes: climbed; superseded (everybody it names hears from a
    higher one, or has said "I have this"); settled (the deadline was); quiet (the delay is explained); unheld (there is
    nobody to tell, up to the desk of last resort: `rearm_unheld` and `rearm_begun` take it up again). A rung that
    repeats is followed by its next one.
    """
    first = db.execute(_FIRST).scalar()
    if first is None or first > at:
        return 0
    row = db.execute(CLIMB, {"at": at, "day": london_date(at), "limit": limit}).one()
    if row.repeating:
        repeat(db, row.repeating, at)
    settled: int = row.settled
    return settled


def next_due(db: Session) -> Coming:
    """What the timekeeper asks of the rungs, and a sweep when it has ended, by the database's clock; two probes of the
    index."""
    row = db.execute(_NEXT_RUNG).one()
    return Coming(row.overdue, row.next_at)


def rearm_unheld(db: Session, partnership_id: UUID, at: datetime) -> None:
    """Takes up again what could be told to nobody; to be called when somebody is given a role."""
    if db.execute(_REARM_ALL, {"partnership": partnership_id}).rowcount:  # type: ignore[attr-defined]
        wake(db, at)


def rearm_begun(db: Session, at: datetime) -> None:
    """Takes it up again where a role given for a later day has begun since; asked by the watch at every look."""
    if db.execute(_REARM_BEGUN, {"day": london_date(at)}).rowcount:  # type: ignore[attr-defined]
        wake(db, at)
