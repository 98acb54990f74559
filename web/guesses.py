"""Limits on wrong guesses: ten in five minutes, for one name from one address; everybody else goes on undisturbed."""

from datetime import timedelta
from hashlib import sha256

from sqlalchemy import bindparam, func, select
from sqlmodel import Session, col

from models import Access
from web.refusing import TooManyGuesses

MOST = 10
WITHIN = timedelta(minutes=5)

_ONE_AT_A_TIME = select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("guess"), 0)))
_COUNT = select(func.count()).where(
    col(Access.guess) == bindparam("guess"), col(Access.at) > func.now() - WITHIN, col(Access.act) == "sign-in-refused"
)


def of(*what: str) -> str:
    """Who guesses at what, as a digest: names typed by strangers are not kept."""
    return sha256("\n".join(what).encode()).hexdigest()[:32]


def allow(db: Session, guess: str) -> None:
    """Raises `TooManyGuesses`. Guesses of one kind go one at a time, so that a burst cannot slip past the count."""
    db.execute(_ONE_AT_A_TIME, {"guess": guess})
    if db.execute(_COUNT, {"guess": guess}).scalar_one() >= MOST:
        raise TooManyGuesses
