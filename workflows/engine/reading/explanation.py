"""Everything behind one date: why it is that date, and who was told of it and when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import TextClause, Uuid, bindparam, text
from sqlmodel import Session

from models.columns import UTCDateTime
from workflows.engine.reading.reasons import Reason, reason


def _about(statement: str) -> TextClause:
    return text(statement).bindparams(bindparam("deadline", type_=Uuid()))


_LADDER = _about("""
select id, n, kind, days, roles, due_on, status from rung where deadline_id = :deadline order by n, due_on
""")

_TOLD = _about("""
select notice.rung_id, notice.kind, person.name as person, notice.role, notice.unheld, notice.raised_at,
  message.sent_at, message.status, message.channel, message.perhaps_twice
from notice join person on person.id = notice.person_id join message on message.id = notice.message_id
where notice.deadline_id = :deadline order by notice.raised_at, person.name
""").columns(raised_at=UTCDateTime(), sent_at=UTCDateTime())

_HAVE = _about("""
select person.name as person, look_on, given_at
from acknowledgement join person on person.id = acknowledgement.person_id
where acknowledgement.deadline_id = :deadline order by look_on, person.name
""").columns(given_at=UTCDateTime())


@dataclass(frozen=True, slots=True)
class Told:
    """One person told: raised is when Swan said it, sent is when it left for them."""

    person: str
    role: str
    kind: str
    unheld: str | None
    raised_at: datetime
    sent_at: datetime | None
    status: str
    channel: str | None
    perhaps_twice: bool


@dataclass(frozen=True, slots=True)
class RungRead:
    kind: str
    days: int
    roles: tuple[str, ...]
    due_on: date
    status: str
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Acknowledged:
    person: str
    look_on: date
    given_at: datetime


@dataclass(frozen=True, slots=True)
class Explanation(Reason):
    """Everything behind one deadline. `told` are those no rung told, such as "set right"."""

    ladder: tuple[RungRead, ...]
    told: tuple[Told, ...]
    acknowledged: tuple[Acknowledged, ...]


def explain(db: Session, deadline_id: UUID) -> Explanation:
    """Why one deadline is due when it is: five queries, however long its ladder."""
    asked = {"deadline": deadline_id}
    why = reason(db, deadline_id)
    told = [dict(one) for one in db.execute(_TOLD, asked).mappings()]
    return Explanation(
        **{part.name: getattr(why, part.name) for part in fields(why)},
        ladder=tuple(_rung(dict(one), told) for one in db.execute(_LADDER, asked).mappings()),
        told=tuple(_said(one) for one in told if one["rung_id"] is None),
        acknowledged=tuple(Acknowledged(**one) for one in db.execute(_HAVE, asked).mappings()),
    )


def _rung(row: dict[str, Any], told: Sequence[Mapping[str, Any]]) -> RungRead:
    heard = tuple(_said(one) for one in told if one["rung_id"] == row["id"])
    return RungRead(row["kind"], row["days"], tuple(row["roles"]), row["due_on"], row["status"], heard)


def _said(row: Mapping[str, Any]) -> Told:
    return Told(**{name: row[name] for name in Told.__slots__})
