"""Signing in to a demonstration as whoever holds a role."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from web import demonstrating
from web.arriving import arrive
from web.desk import Guest, InTransaction, Typed
from web.refusing import NotHere

router = APIRouter()


@router.post("/sign-in/demonstration")
def as_role(request: Request, db: InTransaction, session: Guest, form: Typed) -> Response:
    form.only("partnership", "role")
    account = demonstrating.account(request, db, form["partnership"], form["role"])
    if account is None:
        raise NotHere
    return arrive(request, db, session, account, "demonstration")
