"""Answers to requests that are turned away: a page of our own, a row in the access record, and nothing typed lost."""

from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from psycopg.errors import LockNotAvailable
from sqlalchemy.exc import DBAPIError
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from models.database import enter, session
from web import drafting, sessions
from web.arriving import LATE
from web.desk import caller_of
from web.forms import Form
from web.refusing import NotHere, NotSignedIn, Occupied, ProveAgain, Stale, Turned, WrongForm
from web.rendering import page
from web.security import SAFE
from workflows.engine.casework import witnessing
from workflows.engine.casework.witnessing import Who
from workflows.engine.refusals import Code, Refused

SIGN_IN, PROVE = "/sign-in", "/prove-again"
OF_REFUSALS = {Code.UNKNOWN: 404, Code.CONFLICT: 409, Code.NO_RIGHT: 403}


def say_so(app: FastAPI) -> None:
    """Every way a request can fail ends in one of these."""
    app.add_exception_handler(NotSignedIn, to_sign_in)
    app.add_exception_handler(ProveAgain, to_prove)
    app.add_exception_handler(Turned, turned)
    app.add_exception_handler(Refused, refused)
    app.add_exception_handler(DBAPIError, of_the_record)
    app.add_exception_handler(RequestValidationError, wrong_address)
    app.add_exception_handler(HTTPException, of_the_framework)
    app.add_exception_handler(Exception, failed)


def to_sign_in(request: Request, refusal: Exception) -> Response:
    """To the sign-in and back; a form that came too late becomes a draft of whoever had typed it."""
    form: Form | None = getattr(request.state, "typed", None)
    token = request.cookies.get(request.app.state.cookie, "")
    if request.method in SAFE or form is None or not token:
        return RedirectResponse(f"{SIGN_IN}?next={quote(request.url.path)}", 303)
    with session("swan_app", url=request.app.state.database) as db:
        over = sessions.find_even_over(db, token)
        if over is not None and over.ended_because is None and over.csrf == form["csrf"]:
            enter(db, over.partnership_id)
            late = drafting.keep(request, db, over, form.texts())
            request.state.cookie, _ = sessions.begin(db, caller_of(request), aside={LATE: True} if late else {})
    return RedirectResponse(f"{SIGN_IN}?next={quote(drafting.place(request.url.path, form.texts()))}", 303)


def to_prove(request: Request, refusal: Exception) -> Response:
    """To say again that it is you, and back; what was typed waits as a draft."""
    form: Form | None = getattr(request.state, "typed", None)
    if request.method in SAFE or form is None:
        return RedirectResponse(f"{PROVE}?next={quote(request.url.path)}", 303)
    with session("swan_app", url=request.app.state.database) as db:
        live = sessions.find(db, request.cookies.get(request.app.state.cookie, ""))
        if live is not None:
            enter(db, live.partnership_id)
            drafting.keep(request, db, live, form.texts())
    return RedirectResponse(f"{PROVE}?next={quote(drafting.place(request.url.path, form.texts()))}", 303)


def turned(request: Request, refusal: Exception) -> Response:
    assert isinstance(refusal, Turned)
    who: Who = getattr(request.state, "who", None) or Who(caller_of(request).address)
    route = getattr(request.scope.get("route"), "path", "")
    with session("swan_app", who.partnership_id, url=request.app.state.database) as db:
        said = {"route": route, "status": str(refusal.status), **refusal.said}
        witnessing.write(db, who, "refused", said, case_id=refusal.case_id)
    return answer(request, refusal)


def answer(request: Request, refusal: Turned) -> Response:
    request.state.desk = None
    return page(request, "turned.html", status=refusal.status, heading=refusal.heading, sentence=str(refusal))


def refused(request: Request, refusal: Exception) -> Response:
    """What the engine refuses and the page did not answer itself: one sentence, and nothing was changed."""
    assert isinstance(refusal, Refused)
    status = OF_REFUSALS.get(refusal.code, 422)
    heading = "Somebody else was first" if refusal.code == Code.CONFLICT else "That cannot be recorded"
    return page(request, "turned.html", status=status, heading=heading, sentence=str(refusal))


def of_the_record(request: Request, refusal: Exception) -> Response:
    """Raises what the database says, but that others write where this page would."""
    if not isinstance(refusal, DBAPIError) or not isinstance(refusal.orig, LockNotAvailable):
        raise refusal
    return turned(request, Occupied())


def wrong_address(request: Request, refusal: Exception) -> Response:
    """The framework's own words would say what was typed, and in a language for programs."""
    return answer(request, NotHere() if request.method in SAFE else WrongForm())


def of_the_framework(request: Request, refusal: Exception) -> Response:
    assert isinstance(refusal, HTTPException)
    said = NotHere() if refusal.status_code in (404, 405) else WrongForm()
    said.status = refusal.status_code
    made = answer(request, said)
    made.headers.update(refusal.headers or {})
    return made


def failed(request: Request, refusal: Exception) -> Response:
    """Something of ours broke. The page says so, and nothing of what it was."""
    number = request.state.number
    sentence = f"Nothing was recorded. Try again; if it happens twice, tell whoever runs Swan the number {number}."
    return page(request, "turned.html", status=500, heading="Something went wrong on our side", sentence=sentence)


async def from_elsewhere(scope: Scope, receive: Receive, send: Send) -> None:
    """A form that another site sent, or a request by another's name: refused before anything reads it."""
    refusal = NotHere() if scope["method"] in SAFE else Stale()
    await answer(Request(scope), refusal)(scope, receive, send)
