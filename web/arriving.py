"""The last step of every way of signing in: a new session, the person it is for, and where they go."""

from uuid import UUID

from fastapi import Request
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from models import Account, Invitation, Partnership, WebSession
from models.clock import real_now
from models.database import enter
from web import accounts, sessions
from web.desk import caller_of
from web.sessions import SIGNED_IN
from workflows.engine.casework import witnessing
from workflows.engine.casework.witnessing import Who

NEXT, INVITED, LATE = "next", "invitation", "late"
PASSING = (NEXT, INVITED, LATE)
"""What a session remembers until its owner has arrived, and no longer."""


def arrive(request: Request, db: Session, before: WebSession, account: Account, how: str) -> RedirectResponse:
    """Signed in: the old session ends and its word with it. To where they wanted to go, or to choose a partnership."""
    took_up(db, before, account)
    seat = _seat(db, before, account)
    aside = {name: value for name, value in before.aside.items() if name not in PASSING}
    request.state.cookie, now = sessions.rotate(
        db, before, caller_of(request), stage=SIGNED_IN, account_id=account.id, proved_at=real_now(db), aside=aside,
        partnership_id=seat.partnership.id if seat else None, person_id=seat.person_id if seat else None,
    )  # fmt: skip
    noted(db, now, "signed-in", {"how": how})
    if seat is None and accounts.seats(db, account.id):
        return RedirectResponse("/sign-in/partnership", 303)
    return RedirectResponse(inside(before.aside.get(NEXT, "/")), 303)


def _seat(db: Session, before: WebSession, account: Account) -> accounts.Seat | None:
    """Who they are: as before where they only proved it again, or in the one partnership there is."""
    seats = accounts.seats(db, account.id)
    same = before.stage == SIGNED_IN and before.account_id == account.id
    chosen = [one for one in seats if one.partnership.id == before.partnership_id] if same else []
    return (chosen or seats)[0] if chosen or len(seats) == 1 else None


def sit_down(db: Session, session: WebSession, partnership: Partnership, person_id: UUID) -> None:
    """Chooses the partnership of a session whose account is somebody in several."""
    session.partnership_id, session.person_id = partnership.id, person_id
    db.add(session)
    noted(db, session, "partnership-chosen", {})


def took_up(db: Session, session: WebSession, account: Account) -> None:
    """Where they came by a one-time link that is for a person: the account is that person from here on."""
    word = session.aside.get(INVITED)
    invitation = accounts.invitation(db, word) if word else None
    if invitation is not None and invitation.partnership_id and invitation.person_id:
        accept(db, invitation, account, invitation.partnership_id, invitation.person_id)


def accept(db: Session, invitation: Invitation, account: Account, partnership_id: UUID, person_id: UUID) -> None:
    """The link is used, for good."""
    invitation.used_at = real_now(db)
    db.add(invitation)
    enter(db, partnership_id)
    accounts.seat(db, account, partnership_id, person_id)


def noted(db: Session, session: WebSession, act: str, said: dict[str, str], guess: str | None = None) -> None:
    enter(db, session.partnership_id)
    who = Who(session.address, session.partnership_id, session.account_id, session.person_id, session.id)
    witnessing.write(db, who, act, said, guess=guess)


def inside(path: str) -> str:
    """This path, if it is one of ours; what leads elsewhere, or back to the sign-in, becomes the first page."""
    ours = path.startswith("/") and not path.startswith(("//", "/\\", "/sign-in", "/join")) and path.isprintable()
    return path if ours else "/"
