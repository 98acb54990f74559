"""Bouncing: what did not reach somebody is told to whoever can tell them another way."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from workflows.engine.calendar import london_date
from workflows.engine.casework.holders import DESK, holders
from workflows.engine.casework.telling import News, NewsKind, raise_notices
from workflows.engine.roles import NEXT_UP

BOUNCED_TO = text(f"select role from notice where message_id = :id and kind = '{NewsKind.BOUNCE}' limit 1")


def tell_the_desk(
    db: Session, partnership_id: UUID, message_id: UUID, unreached: UUID, at: datetime, *, failed: bool
) -> None:
    """The business manager, or whoever is next up from whom we failed to tell, hears at once what did not arrive.

    `unreached` is the person it was for; `failed` says that it will not be tried again.
    """
    desk = db.execute(BOUNCED_TO, {"id": message_id}).scalar()
    if desk is not None and not failed:
        return  # news of a channel that cannot be reached, itself not reaching anybody, would breed for as long
    role = DESK if desk is None else NEXT_UP.get(desk)
    while role is not None:
        found = holders(db, partnership_id, [role], london_date(at))
        told = {holder.person_id: holder.role for holder in found if holder.person_id != unreached}
        if told:
            raise_notices(db, [_news(partnership_id, message_id, *one) for one in told.items()], at)
            return
        role = NEXT_UP.get(role)


def _news(partnership_id: UUID, message_id: UUID, person: UUID, role: str) -> News:
    return News(partnership_id, person, role, NewsKind.BOUNCE, f"bounce:{message_id}:{person}")
