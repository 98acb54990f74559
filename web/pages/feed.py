"""What a calendar outside reads: a person's own dates at their private address, and one date to be kept by itself."""

from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response
from sqlmodel import Session

from models import CalendarFeed, Partnership
from models.clock import swan_now
from models.database import enter
from web import feeds, guesses
from web.desk import AtDesk, InTransaction, caller_of
from web.ics import ICS, KEPT, written
from web.refusing import NotHere, TooManyGuesses
from workflows.engine.calendar import london_date
from workflows.engine.casework import witnessing
from workflows.engine.casework.witnessing import Who
from workflows.engine.reading import agenda

router = APIRouter()


@router.get("/feed/{word}.ics")
def read_feed(request: Request, db: InTransaction, word: str) -> Response:
    """Their dates as their roles stand at this moment. It needs no session and sets no cookie."""
    found = feeds.find(db, word)
    if found is None:
        return _nothing(db, caller_of(request).address)
    enter(db, found.partnership_id)
    feeds.note_reading(db, found)
    who = Who(caller_of(request).address, found.partnership_id, person_id=found.person_id)
    witnessing.write(db, who, "calendar-read", {"feed": str(found.id)})
    return Response(_dates(db, found, request.app.state.settings.link), media_type=ICS)


def _dates(db: Session, feed: CalendarFeed, link: str) -> bytes:
    at = swan_now(db)
    entries = agenda.told_of(db, feed.partnership_id, feed.person_id, london_date(at), at - KEPT)
    return written(entries, link, f"Swan: {db.get_one(Partnership, feed.partnership_id).name}")


def _nothing(db: Session, address: str) -> Response:
    """The same for an address that ended and one that never was; many of them from one place are held up."""
    guess = guesses.of("calendar", address)
    try:
        guesses.allow(db, guess)
    except TooManyGuesses as refusal:
        return PlainTextResponse("Too many attempts. Wait five minutes.", refusal.status)
    witnessing.write(db, Who(address), "sign-in-refused", {"wrong": "calendar address"}, guess=guess)
    return PlainTextResponse("There is nothing here.", NotHere.status)


@router.get("/cases/{reference}/dates/{deadline}/calendar.ics")
def one_date(request: Request, desk: AtDesk, reference: str, deadline: UUID) -> Response:
    """One open date, such as a meeting's, to be put into a calendar by hand."""
    case = desk.case(reference)
    found = agenda.one(desk.db, case.id, deadline)
    if found is None:
        raise NotHere(case_id=case.id)
    desk.saw(case, "date-downloaded")
    made = written([found], request.app.state.settings.link)
    name = f'attachment; filename="{case.reference}-{found.due_on:%Y-%m-%d}.ics"'
    return Response(made, media_type=ICS, headers={"content-disposition": name})
