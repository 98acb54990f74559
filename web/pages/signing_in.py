"""Signing in: by password and code."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from web.desk import Guest
from web.rendering import page

router = APIRouter()


@router.get("/sign-in")
def sign_in(request: Request, session: Guest) -> HTMLResponse:
    return page(request, "sign_in.html")
