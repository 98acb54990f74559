"""What a message would say if it went now: its notices, with what has become of each since it was raised."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy import ARRAY, Date, RowMapping, Uuid, bindparam, text
from sqlmodel import Session

from workflows.engine.casework.foreseeing import SOON
from workflows.engine.casework.holders import PARTNER_ROLES
from workflows.engine.casework.telling import NewsKind
from workflows.engine.ladder import RungKind

_LATE = frozenset({RungKind.AFTER, RungKind.EVERY})
_NEWS = frozenset(NewsKind)

_STEP = """
  "case".reference, coalesce(deadline.declared ->> 'title', deadline.name) as title, deadline.due_on,
  deadline.target_on, case when deadline.declared ->> 'key' is null then item.key end as item,
  case when deadline.declared ->> 'ahead_of' is not null then (deadline.counted ->> 'from')::date end as planned_on,
  deadline.declared -> 'duty' ->> 'weight' as weight, deadline.undated_because, deadline.status,
  coalesce(deadline.corrected_settled_on, deadline.settled_on) as settled_on,
  coalesce(deadline.corrected_result, deadline.result) as result,
  coalesce((deadline.declared ->> 'expectation')::boolean, false) as expectation, deadline.started_by,
  (select min(other.due_on) from deadline as other
    where other.case_id = deadline.case_id and other.name = deadline.name and other.status = 'open'
      and other.item_id is not distinct from deadline.item_id and other.id <> deadline.id) as instead_on,
  coalesce(deadline.explained_until >= :day, false) as explained"""

NOTICES = text(f"""
select notice.message_id, notice.kind, notice.key, notice.role, notice.unheld, notice.partnership_id, notice.case_id,
  coalesce("case".partnership_id <> notice.partnership_id, false) as gone, {_STEP},
  notice.rung_id is not null and exists (
    select from notice as newer join message on message.id = newer.message_id
    where newer.deadline_id = notice.deadline_id and newer.person_id = notice.person_id
      and newer.message_id <> notice.message_id and newer.rung_id is not null and newer.raised_at > notice.raised_at
      and message.status in ('waiting', 'sent')) as told_again,
  coalesce(others.told, '{{}}') as told, coalesce(others.unreached, '{{}}') as unreached
from notice
left join "case" on "case".id = notice.case_id
left join deadline on deadline.id = notice.deadline_id
left join item on item.id = deadline.item_id
left join lateral (
  select array_agg(distinct other.role) filter (where message.status <> 'failed') as told,
    array_agg(distinct other.role) filter (where message.status = 'failed') as unreached
  from notice as other join message on message.id = other.message_id
  where other.deadline_id = notice.deadline_id and other.person_id <> notice.person_id) as others on true
where notice.message_id = any(:messages)
order by deadline.due_on nulls last, "case".reference, notice.id
""").bindparams(bindparam("messages", type_=ARRAY(Uuid())), bindparam("day", type_=Date()))

# As when a rung climbs: the roles held one a partner answer for the rung's partner, the others for its agency.
HELD = text(f"""
select {_STEP}
from holding join deadline on deadline.partnership_id = holding.partnership_id and deadline.status = 'open'
join "case" on "case".id = deadline.case_id and (holding.case_id is null or holding.case_id = "case".id)
left join item on item.id = deadline.item_id
where holding.id = :holding and exists (
  select from rung where rung.deadline_id = deadline.id and holding.role = any(rung.roles)
    and (holding.agency is null or holding.agency = coalesce(
      case when holding.role = any(:partner_roles) then rung.partner else rung.agency end, holding.agency)))
order by deadline.due_on nulls last, "case".reference
""").bindparams(bindparam("holding", type_=Uuid()), bindparam("day", type_=Date()))

OPEN = text(f"""
select {_STEP}
from deadline join "case" on "case".id = deadline.case_id left join item on item.id = deadline.item_id
where deadline.partnership_id = :partnership and deadline.status = 'open'
  and (cast(:case as uuid) is null or deadline.case_id = :case)
order by deadline.due_on nulls last, "case".reference
""").bindparams(bindparam("partnership", type_=Uuid()), bindparam("case", type_=Uuid()), bindparam("day", type_=Date()))

HANDED_OVER = text("""
select details ->> 'reference' as reference, details ->> 'now' as now, giver.name as giver, taker.name as taker
from event join partnership as giver on giver.slug = details ->> 'from'
join partnership as taker on taker.slug = details ->> 'to'
where event.id = :event
""").bindparams(bindparam("event", type_=Uuid()))

ANCHOR = text("select text from anchor where id = :anchor").bindparams(bindparam("anchor", type_=Uuid()))

NOT_ARRIVED = text("select id from message where id = :message and status not in ('sent', 'overtaken')").bindparams(
    bindparam("message", type_=Uuid())
)


@dataclass(frozen=True, slots=True)
class Step:
    """One deadline, named so that it may stand in a message: the case's reference, the step, and how it stands."""

    reference: str
    title: str
    item: str | None
    due_on: date | None
    undated_because: str | None
    status: str
    settled_on: date | None
    result: str | None
    expectation: bool
    explained: bool
    target_on: date | None = None
    """The working day to aim for, where the due date need not be one."""
    started_by: UUID | None = None
    """The event that the deadline came of."""
    planned_on: date | None = None
    """The day it must come before, such as that of publication."""
    weight: str | None = None
    """Whose word the duty is."""
    instead_on: date | None = None
    """The day the same is due in place of this one, such as under another plan."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A case that is offered or has gone (`now` its new reference) from one partnership to another."""

    reference: str
    now: str | None
    giver: str
    taker: str


@dataclass(frozen=True, slots=True)
class Said:
    """One notice. `told` are the roles of others who hear of the same deadline, `unreached` of those who could not.

    `steps` are what a notice without a deadline of its own is about: what somebody now holds, or what did not arrive in
    a message that bounced (then `unreached` are the roles it was for, and `arrived` says that it has gone since), or
    what comes near the end of the known bank holidays, `known_until`. `anchor` is the text of one that is to be kept.
    """

    kind: str
    role: str
    unheld: str | None = None
    step: Step | None = None
    told_again: bool = False
    told: tuple[str, ...] = ()
    unreached: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    arrived: bool = False
    known_until: date | None = None
    anchor: str | None = None
    handed_over: HandedOver | None = None
    gone: bool = False
    """Whether its case has become another partnership's since."""

    @property
    def untrue(self) -> str | None:
        """Why this need not be told any more: settled, explained, told again, arrived, another's. None: it is owed."""
        if self.kind == NewsKind.BOUNCE:
            return "arrived" if self.arrived else None
        if self.step is None or self.kind in _NEWS:
            return None
        if self.gone:
            return "handed over"
        if self.step.status != "open":
            return "settled"
        if self.step.explained and self.kind in _LATE:
            return "explained"
        return "told again" if self.told_again else None


def contents(db: Session, messages: Sequence[UUID], day: date) -> dict[UUID, tuple[Said, ...]]:
    """The notices of each of these messages as they stand on this London day, the soonest due first."""
    found: dict[UUID, list[Said]] = {message: [] for message in messages}
    for row in _notices(db, messages, day):
        found[row["message_id"]].append(_about(db, row, day))
    return {message: tuple(said) for message, said in found.items()}


def _notices(db: Session, messages: Sequence[UUID], day: date) -> Sequence[RowMapping]:
    return db.execute(NOTICES, {"messages": list(messages), "day": day}).mappings().all()


def _about(db: Session, row: RowMapping, day: date) -> Said:
    said, subject = _said(row), row["key"].split(":")[1]
    if row["kind"] == NewsKind.BOUNCE:
        return _bounced(db, said, UUID(subject), day)
    if row["kind"] == NewsKind.HANDOVER:
        return replace(said, steps=comes_with(db, UUID(subject), day))
    if row["kind"] == NewsKind.LIST:
        return replace(said, steps=_open(db, row, day))
    if row["kind"] == NewsKind.ANCHOR:
        return replace(said, anchor=db.execute(ANCHOR, {"anchor": UUID(subject)}).scalar_one())
    if row["kind"] in (NewsKind.OFFERED, NewsKind.TAKEN_OVER, NewsKind.HANDED_OVER):
        return _handed_over(db, said, row, UUID(subject), day)
    if row["kind"] == NewsKind.HOLIDAYS:
        last = date.fromisoformat(subject)
        near = tuple(step for step in _open(db, row, day) if step.due_on is None or step.due_on > last - SOON)
        return replace(said, known_until=last, steps=near)
    return said


def _open(db: Session, row: RowMapping, day: date, case_id: UUID | None = None) -> tuple[Step, ...]:
    asked = {"partnership": row["partnership_id"], "case": case_id, "day": day}
    return _steps(db.execute(OPEN, asked).mappings())


def _handed_over(db: Session, said: Said, row: RowMapping, event: UUID, day: date) -> Said:
    what = HandedOver(**db.execute(HANDED_OVER, {"event": event}).mappings().one())
    comes_along = _open(db, row, day, row["case_id"]) if said.kind == NewsKind.TAKEN_OVER else ()
    return replace(said, handed_over=what, steps=comes_along)


def comes_with(db: Session, holding_id: UUID, day: date) -> tuple[Step, ...]:
    """The open deadlines whose ladders name the holder of this role: what they are told of, the soonest due first."""
    asked = {"holding": holding_id, "partner_roles": list(PARTNER_ROLES), "day": day}
    return _steps(db.execute(HELD, asked).mappings())


def _bounced(db: Session, said: Said, message: UUID, day: date) -> Said:
    arrived = db.execute(NOT_ARRIVED, {"message": message}).first() is None
    carried = _notices(db, [message], day)
    roles = tuple(sorted({row["role"] for row in carried}))
    return replace(said, arrived=arrived, unreached=roles, steps=_steps(row for row in carried if row["title"]))


def _said(row: RowMapping) -> Said:
    told, unreached = (tuple(sorted(set(row[name]) - {row["role"]})) for name in ("told", "unreached"))
    step = _step(row) if row["title"] else None
    return Said(row["kind"], row["role"], row["unheld"], step, row["told_again"], told, unreached, gone=row["gone"])


def _step(row: RowMapping) -> Step:
    return Step(**{name: row[name] for name in Step.__dataclass_fields__})


def _steps(rows: Iterable[RowMapping]) -> tuple[Step, ...]:
    return tuple(_step(row) for row in rows)
