"""Signing in with a password and a code: the fallback where no identity provider vouches for somebody."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from models import Account, WebSession
from models.account import LOCAL
from web import accounts, codes, demonstrating, guesses, passwords, sessions
from web.arriving import LATE, NEXT, arrive, inside, noted, sit_down
from web.desk import Guest, InTransaction, Typed, Visit, caller_of
from web.refusing import NotSignedIn
from web.rendering import page
from web.sessions import SECOND_FACTOR, SIGNED_IN
from workflows.engine.casework import witnessing
from workflows.engine.casework.witnessing import Who

router = APIRouter()

WRONG = "The name or the password is not right"
WRONG_CODE = "The code is not right, or has been used. Wait for the next one"


@router.get("/sign-in")
def sign_in(
    request: Request, db: InTransaction, session: Guest, onward: Annotated[str, Query(alias=NEXT)] = ""
) -> Response:
    if session.stage == SIGNED_IN:
        return RedirectResponse("/", 303)
    if onward:
        session.aside = {**session.aside, NEXT: inside(onward)}
        db.add(session)
    return ask(request, db, session)


def ask(request: Request, db: Session, session: WebSession, wrong: str = "", name: str = "") -> Response:
    return page(
        request, "sign_in.html", status=401 if wrong else 200, wrong=wrong, name=name, late=LATE in session.aside,
        providers=request.app.state.settings.oidc, roles=demonstrating.offered(request, db),
    )  # fmt: skip


@router.post("/sign-in")
def with_password(request: Request, db: InTransaction, session: Guest, form: Typed) -> Response:
    form.only("name", "password")
    name = accounts.plain(form["name"])
    guess = guesses.of(name, caller_of(request).address)
    guesses.allow(db, guess)
    account = accounts.find(db, LOCAL, name)
    # One verification whoever asks: the way of an unknown name is as long as that of a known one.
    if not passwords.right(form["password"], account.password if account else None) or not may_come(account):
        refuse(db, request, account, guess, "password")
        return ask(request, db, session, WRONG, form["name"])
    assert account is not None
    request.state.cookie, _ = sessions.rotate(
        db, session, caller_of(request), stage=SECOND_FACTOR, account_id=account.id
    )
    return RedirectResponse("/sign-in/code", 303)


def may_come(account: Account | None) -> bool:
    return account is not None and account.disabled_at is None and account.totp is not None


def refuse(db: Session, request: Request, account: Account | None, guess: str, what: str) -> None:
    who = Who(caller_of(request).address, account_id=account.id if account else None)
    witnessing.write(db, who, "sign-in-refused", {"wrong": what}, guess=guess)


@router.get("/sign-in/code")
def code(request: Request, session: Visit) -> Response:
    if session is None or session.stage != SECOND_FACTOR:
        return RedirectResponse("/sign-in", 303)
    return page(request, "sign_in_code.html")


@router.post("/sign-in/code")
def with_code(request: Request, db: InTransaction, session: Visit, form: Typed) -> Response:
    if session is None or session.stage != SECOND_FACTOR:
        raise NotSignedIn
    form.only("code")
    account = db.get_one(Account, session.account_id, with_for_update=True)
    # By account and not by address: whoever comes here knows the password, and may come from many places.
    guess = guesses.of("code", str(account.id))
    guesses.allow(db, guess)
    if not codes.takes(db, account, form["code"]):
        refuse(db, request, account, guess, "code")
        return page(request, "sign_in_code.html", status=401, wrong=WRONG_CODE)
    return arrive(request, db, session, account, "password and code")


@router.get("/sign-in/partnership")
def which(request: Request, db: InTransaction, session: Visit) -> Response:
    if session is None or session.account_id is None or session.stage != SIGNED_IN:
        raise NotSignedIn
    return page(request, "which_partnership.html", seats=accounts.seats(db, session.account_id))


@router.post("/sign-in/partnership")
def this_one(db: InTransaction, session: Visit, form: Typed) -> Response:
    if session is None or session.account_id is None or session.stage != SIGNED_IN:
        raise NotSignedIn
    form.only("partnership")
    for seat in accounts.seats(db, session.account_id):
        if seat.partnership.slug == form["partnership"]:
            sit_down(db, session, seat.partnership, seat.person_id)
    return RedirectResponse("/", 303)


@router.post("/sign-out")
def sign_out(request: Request, db: InTransaction, session: Visit, form: Typed) -> Response:
    form.only()
    if session is not None:
        noted(db, session, "signed-out", {})
        sessions.end(db, session, "signed out")
    request.state.cookie = ""
    # Nothing of a case may stay behind in a browser that others use after this.
    return RedirectResponse("/signed-out", 303, {"clear-site-data": '"cache", "cookies", "storage"'})


@router.get("/signed-out")
def signed_out(request: Request) -> Response:
    return page(request, "signed_out.html")
