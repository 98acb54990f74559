"""Signing in to a demonstration: one button a role, no password, and only where everything is invented."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from fastapi import Request
from sqlalchemy import select
from sqlmodel import Session, col

from config.servers import is_loopback
from config.settings import Settings
from models import Account, Demonstration, Partnership, Person
from models.clock import swan_now
from models.database import enter
from web import accounts
from web.accounts import DEMONSTRATION
from workflows.engine.calendar import london_date


@dataclass(frozen=True, slots=True)
class Offer:
    """The roles of one partnership, and who in it would be signed in by each."""

    partnership: Partnership
    people: Mapping[str, Person]


def stands(db: Session, place: Settings) -> bool:
    """Whether this is a demonstration: its time is set, it is not production, and only this machine reaches it."""
    here = place.env == "local" and is_loopback(urlsplit(place.link).hostname or "")
    return here and db.execute(select(col(Demonstration.one))).first() is not None


def offered(request: Request, db: Session) -> list[Offer]:
    """What the sign-in page of a demonstration offers; nothing anywhere else."""
    if not stands(db, request.app.state.settings):
        return []
    today = london_date(swan_now(db))
    offers = []
    for partnership in db.execute(select(Partnership).order_by(col(Partnership.name))).scalars().all():
        enter(db, partnership.id)
        offers.append(Offer(partnership, accounts.holders(db, today)))
    enter(db, None)
    return offers


def account(request: Request, db: Session, partnership: str, role: str) -> Account | None:
    """The account that stands for whoever holds this role in the demonstration."""
    for offer in offered(request, db):
        if offer.partnership.slug == partnership and role in offer.people:
            person = offer.people[role]
            found = accounts.find_or_make(db, DEMONSTRATION, f"{partnership}/{person.slug}")
            accounts.seat(db, found, offer.partnership.id, person.id)
            return found
    return None
