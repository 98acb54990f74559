"""Saying again that it is you, before a sign-off or an export of everything."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from sqlmodel import Session

from models import Account, WebSession
from models.account import LOCAL
from web import codes, demonstrating, guesses, passwords
from web.accounts import DEMONSTRATION
from web.arriving import NEXT, arrive, inside, noted
from web.desk import AtDesk, Typed
from web.refusing import NotHere
from web.rendering import page

router = APIRouter()

WRONG = "The password or the code is not right, or the code has been used"


@router.get("/prove-again")
def ask(request: Request, desk: AtDesk, onward: Annotated[str, Query(alias=NEXT)] = "") -> Response:
    if onward:
        desk.session.aside = {**desk.session.aside, NEXT: inside(onward)}
        desk.db.add(desk.session)
    return shown(request, desk.db, desk.session)


def shown(request: Request, db: Session, session: WebSession, wrong: str = "") -> Response:
    account = db.get_one(Account, session.account_id)
    provider = next((one for one in request.app.state.settings.oidc if one.issuer == account.issuer), None)
    return page(
        request, "prove_again.html", status=401 if wrong else 200, wrong=wrong, provider=provider,
        local=account.issuer == LOCAL, demonstration=account.issuer == DEMONSTRATION,
    )  # fmt: skip


@router.post("/prove-again")
def proved(request: Request, desk: AtDesk, form: Typed) -> Response:
    form.only("password", "code")
    account = desk.db.get_one(Account, desk.session.account_id, with_for_update=True)
    if account.issuer == DEMONSTRATION and demonstrating.stands(desk.db, request.app.state.settings):
        return arrive(request, desk.db, desk.session, account, "demonstration, again")
    if account.issuer != LOCAL:
        raise NotHere
    guess = guesses.of("again", str(account.id))
    guesses.allow(desk.db, guess)
    if not passwords.right(form["password"], account.password) or not codes.takes(desk.db, account, form["code"]):
        noted_wrong(desk.db, desk.session, guess)
        return shown(request, desk.db, desk.session, WRONG)
    return arrive(request, desk.db, desk.session, account, "password and code, again")


def noted_wrong(db: Session, session: WebSession, guess: str) -> None:
    noted(db, session, "sign-in-refused", {"wrong": "proof"}, guess)
