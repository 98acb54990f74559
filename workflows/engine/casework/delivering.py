"""Delivering: messages are claimed, handed over by somebody else, and settled; a claim assumes failure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Integer, String, Uuid, bindparam, text
from sqlmodel import Session

from models.columns import UTCDateTime
from models.together import asked_together
from workflows.engine.calendar import london_date
from workflows.engine.casework import witnessing
from workflows.engine.casework.bouncing import tell_the_desk
from workflows.engine.casework.contents import Said, contents
from workflows.engine.casework.telling import NewsKind

AT_ONCE = 50
"""Messages claimed together: what a worker that is killed takes with it for a minute."""

TRIES = 4
"""The failures after which a message lies on a person's desk."""

_WAIT = "make_interval(mins => (array[1, 5, 15, 60])[least({tries}, 4)])"

CLAIMED, UNREACHABLE = "claimed", "unreachable"

# A daily message waits until every rung of its 08:00 is settled, so that all of a person's morning is in it.
CLAIM = text(f"""
with unsettled as materialized (
  select partnership_id, min(due_at) as since from rung
  where status = 'armed' and due_at <= :at group by partnership_id),
chosen as materialized (
  select id, attempts, outcome from message
  where status = 'waiting' and due_at <= :at and again_at <= now() and not exists (
    select from unsettled
    where daily and unsettled.partnership_id = message.partnership_id and unsettled.since <= message.due_at)
  order by due_at limit :limit for update skip locked)
update message set attempts = chosen.attempts + 1, claimed_at = now(), outcome = '{CLAIMED}',
  again_at = now() + {_WAIT.format(tries="chosen.attempts + 1")},
  perhaps_twice = perhaps_twice or chosen.attempts > 0 and chosen.outcome is null
from chosen, person, partnership
where message.id = chosen.id and person.id = message.person_id and partnership.id = message.partnership_id
returning message.id, message.partnership_id, partnership.name as partnership, message.person_id,
  person.email as address, person.channel, message.daily, message.due_at, message.attempts, message.claimed_at,
  message.perhaps_twice, chosen.outcome as before
""").bindparams(bindparam("at", type_=UTCDateTime()), bindparam("limit", type_=Integer()))

_BEGIN = f"""
update message set outcome = null, again_at = now() + {_WAIT.format(tries="attempts")}
where id = (
  select id from message where id = :id and claimed_at = :claimed_at and status = 'waiting' for update {{if_held}})
returning swan_now() as at, now() - claimed_at > interval '2 seconds' as stale
"""
_OF_ONE = bindparam("id", type_=Uuid()), bindparam("claimed_at", type_=UTCDateTime())
BEGIN = text(_BEGIN.format(if_held="")).bindparams(*_OF_ONE)
BEGIN_IF_FREE = text(_BEGIN.format(if_held="skip locked")).bindparams(*_OF_ONE)

# What became of it is witnessed where nobody changes it afterwards: its own row is written to again and again.
SETTLE = text(f"""
with settled as (
  update message set status = :status, outcome = :outcome, attempts = :attempts, channel = :channel,
    provider_reference = :reference, sent_at = case :status when 'sent' then swan_now() end,
    again_at = now() + {_WAIT.format(tries=":attempts")}
  where id = :id and status <> 'sent' and (claimed_at = :claimed_at and status = 'waiting' or :status = 'sent')
  returning partnership_id, person_id),
witnessed as ({witnessing.WRITTEN.format(of="settled where :status <> 'waiting'")})
select from settled
""").bindparams(
    *_OF_ONE,
    *(bindparam(name, type_=String()) for name in ("status", "outcome", "channel", "reference")),
    bindparam("attempts", type_=Integer()),
    *witnessing.GIVEN,
)

RELEASE = text(f"""
update message set attempts = attempts - 1, outcome = :before, again_at = now()
where id = :id and claimed_at = :claimed_at and outcome = '{CLAIMED}'
""")

# One answer for the timekeeper, beside that of the rungs. `again_at` is a real moment, `due_at` a business one.
NEXT_MESSAGE = """
select coalesce((select min(again_at) from message where status = 'waiting' and due_at <= swan_now()) <= now(), false)
  as overdue,
  least((select min(due_at) from message where status = 'waiting' and due_at > swan_now()) - swan_now(),
    (select min(again_at) from message where status = 'waiting' and due_at <= swan_now() and again_at > now()) - now())
  as next_in
"""


class Fate(StrEnum):
    """What came of one try."""

    SENT = "sent"
    OVERTAKEN = "overtaken"
    REFUSED = "refused"
    REFUSED_FOR_GOOD = "refused for good"
    UNREACHABLE = UNREACHABLE
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one try, by which channel; `code` says why, without address or name."""

    fate: Fate
    channel: str | None = None
    code: str | None = None
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message claimed by us for now, and what it said then. `before` is the outcome of the try before; None: nobody
    knows."""

    id: UUID
    partnership_id: UUID
    partnership: str
    person_id: UUID
    address: str = field(repr=False)
    channel: str | None
    daily: bool
    due_at: datetime
    attempts: int
    claimed_at: datetime
    perhaps_twice: bool
    before: str | None
    said: tuple[Said, ...]

    @property
    def unknown_before(self) -> bool:
        """Whether nobody knows how the try before ended: its worker may have died of it."""
        return self.attempts > 1 and self.before is None


def claim(db: Session, at: datetime, limit: int = AT_ONCE) -> list[Claimed]:
    """The oldest messages due at `at` (business) and to be tried again by now (real), each tried once more.

    Commit before handing anything over: a claim assumes failure and says when to try again, 1, 5, 15 and then 60
    minutes after it was made. What four tries have left without an answer is failed here and goes to a desk.
    Those whose last try ended nobody knows how come last: if a message kills its worker, the others have gone.
    """
    rows = db.execute(CLAIM, {"at": at, "limit": limit}).mappings().all()
    said = contents(db, [row["id"] for row in rows], london_date(at))
    messages = [Claimed(**row, said=said[row["id"]]) for row in rows]
    spent = [message for message in messages if message.unknown_before and message.attempts > TRIES]
    settle(db, [(message, Result(Fate.UNANSWERED, code="no-answer")) for message in spent], at)
    live = (message for message in messages if message not in spent)
    return sorted(live, key=lambda message: (message.unknown_before, message.due_at, message.id))


class Begun(NamedTuple):
    """What a message says as things stand at the business moment `at`, at which it is handed over."""

    said: tuple[Said, ...]
    at: datetime


def begin(db: Session, message: Claimed) -> Begun | None:
    """To be called just before it is handed over; commit, then hand it over.

    From here on nobody knows what became of it until it is settled. None if the claim ran out and somebody else has it.
    """
    [begun] = asked_together(db, (BEGIN, _of(message)))
    return _begun(db, message, begun)


def begin_after(db: Session, sent: tuple[Claimed, Result], message: Claimed) -> Begun | None:
    """As `begin`, and the one sent before it is settled, in one round trip and one commit.

    None also if somebody holds the message just now: an answer that came waits for nobody. Commit, and `begin` it.
    """
    _, begun = asked_together(db, (SETTLE, _written(*sent)), (BEGIN_IF_FREE, _of(message)))
    return _begun(db, message, begun)


def _of(message: Claimed) -> dict[str, Any]:
    return {"id": message.id, "claimed_at": message.claimed_at}


def _begun(db: Session, message: Claimed, rows: Sequence[Any]) -> Begun | None:
    if not rows:
        return None
    [begun] = rows
    if begun.stale or any(said.kind == NewsKind.BOUNCE for said in message.said):
        return Begun(contents(db, [message.id], london_date(begun.at))[message.id], begun.at)
    return Begun(message.said, begun.at)


def release(db: Session, messages: Iterable[Claimed]) -> None:
    """Gives back what was claimed and not begun, as it was."""
    for message in messages:
        db.execute(RELEASE, {"id": message.id, "claimed_at": message.claimed_at, "before": message.before})


def settle(db: Session, tried: Iterable[tuple[Claimed, Result]], at: datetime) -> None:
    """Writes down what came of each try; `at` is the business moment.

    Sent and overtaken end a message, and so does a refusal that is final or the fourth, or a fourth silence: those are
    failed, and a person's desk is told. A channel that cannot be reached says nothing of the message: it is tried each
    hour until it goes or is overtaken, and the desk is told the fourth time.
    """
    for message, result in tried:
        _settle(db, message, result, at)


def _settle(db: Session, message: Claimed, result: Result, at: datetime) -> None:
    written = _written(message, result)
    [settled] = asked_together(db, (SETTLE, written))
    failed, fourth = written["status"] == "failed", written["attempts"] == TRIES
    if settled and (failed or (result.fate is Fate.UNREACHABLE and fourth)):
        tell_the_desk(db, message.partnership_id, message.id, message.person_id, at, failed=failed)


def _written(message: Claimed, result: Result) -> dict[str, Any]:
    tries = _tries(message, result)
    failed = result.fate is Fate.REFUSED_FOR_GOOD or (result.fate in _ENDING and tries >= TRIES)
    status, outcome = "failed" if failed else _STATUS.get(result.fate, "waiting"), _outcome(result, failed)
    return {
        **_of(message),
        "status": status,
        "outcome": outcome,
        "attempts": tries,
        "channel": result.channel,
        "reference": result.reference,
        "act": f"message-{status}",
        "said": {"message": str(message.id), "channel": result.channel or "", "outcome": outcome},
    }


_STATUS = {Fate.SENT: "sent", Fate.OVERTAKEN: "overtaken"}
_ENDING = frozenset({Fate.REFUSED, Fate.UNANSWERED})


def _tries(message: Claimed, result: Result) -> int:
    # While nobody could be reached nothing was learnt of the message: the first answer is its first.
    answered_at_last = result.fate is Fate.REFUSED and (message.before or "").startswith(UNREACHABLE)
    return 1 if answered_at_last else message.attempts


def _outcome(result: Result, failed: bool) -> str | None:
    if result.fate is Fate.UNANSWERED and not failed:
        return None
    return f"{UNREACHABLE}: {result.code}" if result.fate is Fate.UNREACHABLE else result.code or str(result.fate)
