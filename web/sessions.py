"""Sessions of the pages: begun, found again, rotated and ended, all on the server; the browser keeps a random word."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, delete, func, select, update
from sqlmodel import Session, col

from models import Account, WebSession
from models.clock import real_now
from models.columns import new_id

IDLE = timedelta(minutes=30)
"""A session nobody has used for so long is over."""

WHOLE = timedelta(hours=12)
"""No session lasts longer, however busy."""

FRESH = timedelta(minutes=10)
"""How long ago somebody may have proved who they are before a sign-off or an export of everything asks again."""

NOTED = timedelta(seconds=60)
"""Use within this time of the last noted one is not noted again: it would make a write of every reading."""

GUEST, SECOND_FACTOR, SIGNED_IN = "guest", "second-factor", "signed-in"

_S = WebSession
_LIVE = (
    col(_S.ended_at).is_(None),
    col(_S.seen_at) > func.now() - IDLE,
    col(_S.begun_at) > func.now() - WHOLE,
)
_FIND = (
    select(_S, col(Account.disabled_at))
    .outerjoin(Account, col(Account.id) == col(_S.account_id))
    .where(col(_S.token) == bindparam("token"))
)
_LONG_SEEN = col(_S.seen_at) < func.now() - NOTED
_FIND_LIVE = _FIND.add_columns(_LONG_SEEN.label("long_seen")).where(*_LIVE)
_SEEN = update(_S).where(col(_S.id) == bindparam("session"), _LONG_SEEN).values(seen_at=func.now())
_STALE_GUESTS = delete(_S).where(col(_S.stage) == GUEST, col(_S.begun_at) < func.now() - WHOLE)
_OF_ACCOUNT = select(_S).where(col(_S.account_id) == bindparam("account"), *_LIVE).order_by(col(_S.seen_at).desc())


@dataclass(frozen=True, slots=True)
class Caller:
    """Where a request comes from: the network address, and what the browser says it is."""

    address: str
    agent: str


def random_word() -> str:
    """256 bits that nobody guesses, fit for an address and a cookie."""
    return token_urlsafe(32)


def digest(token: str) -> str:
    """What is kept of a word the browser keeps: who reads the database cannot sign in with it."""
    return sha256(token.encode()).hexdigest()


def find(db: Session, token: str) -> WebSession | None:
    """The live session of this cookie; none where it is idle, old, ended, or its account is disabled."""
    row = _live(db, token)
    return row.WebSession if row else None


def use(db: Session, token: str) -> WebSession | None:
    """The live session of this cookie, which is being used: its idle time begins anew."""
    row = _live(db, token)
    if row and row.long_seen:
        db.execute(_SEEN, {"session": row.WebSession.id})
    return row.WebSession if row else None


def _live(db: Session, token: str) -> Row[Any] | None:
    row = db.execute(_FIND_LIVE, {"token": digest(token)}).one_or_none()
    return None if row is None or row.disabled_at is not None else row


def find_even_over(db: Session, token: str) -> WebSession | None:
    """The session of this cookie, over or not: for keeping what was typed into a form that came too late."""
    row = db.execute(_FIND, {"token": digest(token)}).one_or_none()
    return None if row is None else row.WebSession


def begin(db: Session, caller: Caller, **more: Any) -> tuple[str, WebSession]:
    """A new session and the word its cookie will carry (256 bits). A guest's, unless `more` says whose."""
    db.execute(_STALE_GUESTS)
    token, now = random_word(), real_now(db)
    session = WebSession(
        id=new_id(), token=digest(token), csrf=random_word(), address=caller.address, agent=caller.agent[:200],
        begun_at=now, seen_at=now, **more,
    )  # fmt: skip
    db.add(session)
    db.flush()
    return token, session


def rotate(db: Session, before: WebSession, caller: Caller, **more: Any) -> tuple[str, WebSession]:
    """A new session in place of one whose owner has proved more: the old word opens nothing from here on."""
    end(db, before, "rotated")
    return begin(db, caller, **{"aside": before.aside, **more})


def end(db: Session, session: WebSession, because: str) -> None:
    session.ended_at, session.ended_because = real_now(db), because
    db.add(session)
    db.flush()


def live_of(db: Session, account_id: UUID) -> list[WebSession]:
    """Every live session of an account, the last used first."""
    return list(db.execute(_OF_ACCOUNT, {"account": account_id}).scalars())


def ends_at(session: WebSession) -> datetime:
    """When it ends if it is used until then."""
    return session.begun_at + WHOLE
