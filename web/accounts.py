"""Accounts: made by a one-time link, found by what vouches for them, disabled; and which person each of them is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, select, update
from sqlmodel import Session, col

from models import Account, Holding, Invitation, Membership, Partnership, Person, WebSession
from models.account import LOCAL
from models.clock import real_now
from models.columns import new_id
from models.database import enter
from web.sessions import digest, random_word
from workflows.engine.roles import RECORD_FOR_ANYBODY, TITLES

DEMONSTRATION = "demonstration"
"""The issuer of accounts that vouch for nobody: only where a demonstration stands."""

LINK_LASTS = timedelta(hours=72)

_ACCOUNT = select(Account).where(
    col(Account.issuer) == bindparam("issuer"), col(Account.subject) == bindparam("subject")
)
_ANY = select(func.count()).select_from(Account).where(col(Account.issuer) != DEMONSTRATION)
_MEMBERSHIPS = (
    select(Membership, Partnership)
    .join(Partnership, col(Partnership.id) == col(Membership.partnership_id))
    .where(col(Membership.account_id) == bindparam("account"))
    .order_by(col(Partnership.name))
)
_OF_PERSON = (
    select(Account)
    .join(Membership, col(Membership.account_id) == col(Account.id))
    .where(col(Membership.person_id) == bindparam("person"))
    .order_by(col(Account.made_at))
)
_INVITATION = select(Invitation).where(
    col(Invitation.token) == bindparam("token"),
    col(Invitation.used_at).is_(None),
    col(Invitation.expires_at) > func.now(),
)
_NO_LONGER = (
    update(Invitation)
    .where(col(Invitation.person_id).is_not_distinct_from(bindparam("person")), col(Invitation.used_at).is_(None))
    .values(expires_at=func.now())
)
_END_ALL = (
    update(WebSession)
    .where(col(WebSession.account_id) == bindparam("account"), col(WebSession.ended_at).is_(None))
    .values(ended_at=func.now(), ended_because=bindparam("because"))
)
_HOLDERS = (
    select(col(Holding.role), Person)
    .join(Person, col(Person.id) == col(Holding.person_id))
    .where(
        col(Holding.from_on) <= bindparam("day"),
        func.coalesce(col(Holding.to_on), bindparam("day")) >= bindparam("day"),
    )
    .order_by(col(Holding.id))
)


@dataclass(frozen=True, slots=True)
class Seat:
    """Who an account is in one partnership."""

    partnership: Partnership
    person_id: UUID


def plain(name: str) -> str:
    """A name to sign in with, as it is kept: how it is written does not matter."""
    return name.strip().casefold()


def there_are_any(db: Session) -> bool:
    """Whether anybody can sign in at all."""
    return bool(db.execute(_ANY).scalar_one())


def find(db: Session, issuer: str, subject: str) -> Account | None:
    """The account this issuer knows under this subject."""
    found: Account | None = db.execute(_ACCOUNT, {"issuer": issuer, "subject": subject}).scalar_one_or_none()
    return found


def find_or_make(db: Session, issuer: str, subject: str) -> Account:
    """The account somebody else vouches for; made where it comes for the first time, and somebody nowhere yet."""
    return find(db, issuer, subject) or make(db, issuer, subject)


def make(db: Session, issuer: str, subject: str, **more: Any) -> Account:
    account = Account(**{"id": new_id(), "issuer": issuer, "subject": subject, "made_at": real_now(db), **more})
    db.add(account)
    db.flush()
    return account


def seats(db: Session, account_id: UUID) -> list[Seat]:
    """Who an account is, partnership by partnership."""
    rows = db.execute(_MEMBERSHIPS, {"account": account_id})
    return [Seat(row.Partnership, row.Membership.person_id) for row in rows]


def seat(db: Session, account: Account, partnership_id: UUID, person_id: UUID) -> None:
    """From here on the account is this person in this partnership."""
    db.merge(Membership(account_id=account.id, partnership_id=partnership_id, person_id=person_id))
    db.flush()


def of_person(db: Session, person_id: UUID) -> list[Account]:
    """Every account of a person, the oldest first."""
    return list(db.execute(_OF_PERSON, {"person": person_id}).scalars())


def local_of_person(db: Session, person_id: UUID) -> Account | None:
    return next((one for one in of_person(db, person_id) if one.issuer == LOCAL), None)


def invite(db: Session, partnership_id: UUID | None = None, person_id: UUID | None = None) -> str:
    """What a one-time link carries, for this person or for whoever comes first; an earlier link of theirs ends."""
    db.execute(_NO_LONGER, {"person": person_id})
    word, now = random_word(), real_now(db)
    db.add(
        Invitation(
            token=digest(word), partnership_id=partnership_id, person_id=person_id, made_at=now,
            expires_at=now + LINK_LASTS,
        )
    )  # fmt: skip
    db.flush()
    return word


def invitation(db: Session, word: str) -> Invitation | None:
    """The invitation of this link, while it is good."""
    found: Invitation | None = db.execute(_INVITATION, {"token": digest(word)}).scalar_one_or_none()
    return found


def disable(db: Session, account: Account, at: datetime | None) -> None:
    """From the next request on it signs in to nothing; `at` None lets it in again."""
    account.disabled_at = at
    db.add(account)
    if at is not None:
        end_sessions(db, account, "account disabled")


def end_sessions(db: Session, account: Account, because: str) -> None:
    db.execute(_END_ALL, {"account": account.id, "because": because})


def people(db: Session) -> list[tuple[Partnership, Sequence[Person]]]:
    """Everybody who could be the first to have an account, partnership by partnership."""
    found = []
    for partnership in db.execute(select(Partnership).order_by(col(Partnership.name))).scalars().all():
        enter(db, partnership.id)
        mine = col(Person.partnership_id) == partnership.id
        found.append((partnership, db.execute(select(Person).where(mine).order_by(col(Person.name))).scalars().all()))
    enter(db, None)
    return found


def holders(db: Session, day: date) -> dict[str, Person]:
    """Who holds each role on this London day, one person a role, the office first; the partnership must be entered."""
    found: dict[str, Person] = {}
    for row in db.execute(_HOLDERS, {"day": day}):
        found.setdefault(row.role, row.Person)
    return {
        role: found[role] for role in sorted(TITLES, key=lambda role: role not in RECORD_FOR_ANYBODY) if role in found
    }
