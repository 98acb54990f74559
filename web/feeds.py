"""Calendar addresses: one for a person, kept as a digest; made, changed for another, ended, and found from outside."""

from uuid import UUID

from sqlalchemy import bindparam, func, select, update
from sqlmodel import Session, col

from models import Account, CalendarFeed, Membership
from models.clock import real_now
from models.columns import new_id
from web.sessions import digest, random_word

_F = CalendarFeed
_IN_FORCE = select(_F).where(col(_F.person_id) == bindparam("person"), col(_F.ended_at).is_(None))
# Somebody whose every account is closed has left: what they took with them answers nothing.
_FIND = select(_F).where(
    col(_F.token) == bindparam("token"),
    col(_F.ended_at).is_(None),
    select(1)
    .select_from(Membership)
    .join(Account, col(Account.id) == col(Membership.account_id))
    .where(col(Membership.person_id) == col(_F.person_id), col(Account.disabled_at).is_(None))
    .exists(),
)
_READ = update(_F).where(col(_F.id) == bindparam("feed")).values(read_at=func.now())


def in_force(db: Session, person_id: UUID) -> CalendarFeed | None:
    """The address this person has now."""
    found: CalendarFeed | None = db.execute(_IN_FORCE, {"person": person_id}).scalar_one_or_none()
    return found


def begin(db: Session, partnership_id: UUID, person_id: UUID) -> str:
    """What a new address carries (256 bits); the one before ends."""
    end(db, person_id)
    word = random_word()
    made = CalendarFeed(
        id=new_id(), token=digest(word), partnership_id=partnership_id, person_id=person_id, made_at=real_now(db)
    )
    db.add(made)
    db.flush()
    return word


def end(db: Session, person_id: UUID) -> bool:
    """Whether there was one to end."""
    found = in_force(db, person_id)
    if found is None:
        return False
    found.ended_at = real_now(db)
    db.add(found)
    db.flush()
    return True


def find(db: Session, word: str) -> CalendarFeed | None:
    """The address that carries this, while it is good. Looked up by its digest: no comparison tells how near it was."""
    found: CalendarFeed | None = db.execute(_FIND, {"token": digest(word)}).scalar_one_or_none()
    return found


def note_reading(db: Session, feed: CalendarFeed) -> None:
    db.execute(_READ, {"feed": feed.id})
