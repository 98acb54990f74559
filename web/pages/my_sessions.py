"""Where somebody is signed in, and ending it: one's own sessions, and for those who run the office anybody's."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import bindparam, func, select
from sqlmodel import col

from models import Person, WebSession
from models.clock import real_now
from web import sessions
from web.desk import AtDesk, Desk, Typed
from web.refusing import NotHere
from web.rendering import page
from web.sessions import IDLE, WHOLE

router = APIRouter()

RUN_THE_OFFICE = ("business_manager", "coordinator", "operator")

_OF_ALL = (
    select(WebSession, Person)
    .join(Person, col(Person.id) == col(WebSession.person_id))
    .where(
        col(WebSession.partnership_id) == bindparam("partnership"),
        col(WebSession.ended_at).is_(None),
        col(WebSession.seen_at) > func.now() - IDLE,
        col(WebSession.begun_at) > func.now() - WHOLE,
    )
    .order_by(col(Person.name), col(WebSession.seen_at).desc())
)


@dataclass(frozen=True, slots=True)
class Open:
    """One live session; `own` where it is this very one."""

    session: WebSession
    person: Person
    own: bool


def of_all(desk: Desk) -> Sequence[Open]:
    rows = desk.db.execute(_OF_ALL, {"partnership": desk.partnership.id})
    return [Open(row.WebSession, row.Person, row.WebSession.id == desk.session.id) for row in rows]


@router.get("/my-sessions")
def mine(request: Request, desk: AtDesk) -> Response:
    found = [one for one in of_all(desk) if one.person.id == desk.person.id]
    return page(request, "sessions.html", heading="Where you are signed in", found=found, everybody=False)


@router.get("/sessions")
def everybodys(request: Request, desk: AtDesk) -> Response:
    desk.must_be(*RUN_THE_OFFICE)
    return page(request, "sessions.html", heading="Who is signed in", found=of_all(desk), everybody=True)


@router.post("/my-sessions/end")
def end_mine(desk: AtDesk, form: Typed) -> Response:
    end(desk, form.only("session")["session"], [one for one in of_all(desk) if one.person.id == desk.person.id])
    return RedirectResponse("/my-sessions", 303)


@router.post("/sessions/end")
def end_anybodys(desk: AtDesk, form: Typed) -> Response:
    desk.must_be(*RUN_THE_OFFICE)
    end(desk, form.only("session")["session"], of_all(desk))
    return RedirectResponse("/sessions", 303)


def end(desk: Desk, said: str, among: Sequence[Open]) -> None:
    """Raises `NotHere` for a session that is not among these."""
    found = next((one for one in among if str(one.session.id) == said), None)
    if found is None:
        raise NotHere
    sessions.end(desk.db, found.session, "ended by hand")
    desk.did("session-ended", person=str(UUID(str(found.person.id))))


@router.post("/session/stay")
def stay(desk: AtDesk, form: Typed) -> Response:
    """The button of the warning: the idle time begins anew, whatever was noted a moment ago."""
    form.only("back")
    desk.session.seen_at = real_now(desk.db)
    desk.db.add(desk.session)
    return Response(status_code=204) if form["back"] == "" else RedirectResponse("/", 303)
