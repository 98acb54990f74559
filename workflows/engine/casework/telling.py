"""Telling people what no ladder tells them: at once, each in a message of its own, and never twice."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Date, Uuid, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Session

from models.columns import UTCDateTime
from models.together import Line
from workflows.engine.calendar import london_date
from workflows.engine.casework.waking import NOTIFY, SOON
from workflows.engine.ladder import RungKind


class NewsKind(StrEnum):
    """What a notice can be about when no rung raised it."""

    SET_RIGHT = "set right"
    HANDOVER = "handover"
    BOUNCE = "bounce"
    LIST = "list"
    HOLIDAYS = "holidays"
    ANCHOR = "anchor"
    OFFERED = "offered"
    TAKEN_OVER = "taken over"
    HANDED_OVER = "handed over"


@dataclass(frozen=True, slots=True)
class News:
    """One thing one person must know. `key` is unique for what it is about and whom it is for."""

    partnership_id: UUID
    person_id: UUID
    role: str
    kind: NewsKind
    key: str
    case_id: UUID | None = None
    deadline_id: UUID | None = None
    unheld: str | None = None

    def as_json(self) -> dict[str, Any]:
        ids = {"partnership_id": self.partnership_id, "person_id": self.person_id}
        about = {"case_id": self.case_id, "deadline_id": self.deadline_id}
        words = {"role": self.role, "kind": str(self.kind), "key": self.key, "unheld": self.unheld}
        return {**words, **{name: str(id_) if id_ else None for name, id_ in {**ids, **about}.items()}}


MESSAGE = "message (id, partnership_id, person_id, day, daily, due_at, status, attempts, again_at, perhaps_twice)"

# The server makes these ids, uuid7 as everywhere: how many there will be is known only inside the statement. The notice
# goes first, so that news told before leaves no empty message behind; its message is looked for when all is written.
_SAID = f"""
said as (
  insert into notice (id, partnership_id, case_id, deadline_id, person_id, role, unheld, kind, key, due_at, raised_at,
    message_id)
  select uuidv7(), partnership_id, case_id, deadline_id, person_id, role, unheld, kind, key, :at, :at, uuidv7()
  from news on conflict (key) do nothing returning message_id, partnership_id, person_id),
messages as (
  insert into {MESSAGE}
  select message_id, partnership_id, person_id, :day, false, :at, 'waiting', 0, now(), false from said)
select {NOTIFY} from said where {SOON.format(due_at=":at")} limit 1"""

_NEWS = text(f"""
with news as (
  select * from jsonb_to_recordset(:news) as news (partnership_id uuid, person_id uuid, role text, kind text, key text,
    case_id uuid, deadline_id uuid, unheld text)),
{_SAID}
""").bindparams(bindparam("news", type_=JSONB()), bindparam("at", type_=UTCDateTime()), bindparam("day", type_=Date()))

_TOLD_LATE = ", ".join(f"'{kind}'" for kind in (RungKind.AFTER, RungKind.EVERY, RungKind.ENTERED_LATE))

_UNTRUE = text(f"""
with told as (
  select distinct on (deadline.id, notice.person_id) notice.partnership_id, notice.case_id, notice.deadline_id,
    notice.person_id, notice.role
  from deadline join notice on notice.deadline_id = deadline.id
    cross join lateral (select (notice.raised_at at time zone 'Europe/London')::date as day) as told_on
  where deadline.id = any(:deadlines) and notice.kind in ({_TOLD_LATE}) and (
    coalesce((deadline.counted -> 'corrected' ->> 'due')::date, deadline.due_on) >= told_on.day
    or deadline.corrected_result = 'struck'
    or deadline.status <> 'open' and coalesce(deadline.corrected_settled_on, deadline.settled_on) < told_on.day)
  order by deadline.id, notice.person_id, notice.id),
news as (
  select told.*, null as unheld, '{NewsKind.SET_RIGHT}' as kind,
    concat_ws(':', 'set-right', deadline_id, :event, person_id) as key
  from told),
{_SAID}
""").bindparams(
    bindparam("deadlines", type_=ARRAY(Uuid())),
    bindparam("event", type_=Uuid()),
    bindparam("at", type_=UTCDateTime()),
    bindparam("day", type_=Date()),
)


def raise_notices(db: Session, news: Iterable[News], at: datetime) -> None:
    """Each goes at once and alone, in this transaction; whose key was used before has been told and stays so."""
    rows = [one.as_json() for one in news]
    if rows:
        db.execute(_NEWS, {"news": rows, "at": at, "day": london_date(at)})


def set_right(db: Session | Line, deadline_ids: Sequence[UUID], event_id: UUID, at: datetime) -> None:
    """Everybody who was told of lateness that `event_id` shows to be untrue hears so: one notice a person and deadline.

    Untrue is "no record that it was sent", told on a day (London) after that on which it had been settled; "late", told
    on a day not after the due date as it now stands; and anything told of a deadline that never was.
    """
    if deadline_ids:
        of_these = {"deadlines": list(deadline_ids), "event": event_id, "at": at, "day": london_date(at)}
        db.execute(_UNTRUE, of_these)
