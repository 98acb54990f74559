"""Throwing away what one began and will not record."""

from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from web.desk import AtDesk, Typed
from web.drafting import begun, throw_away
from web.refusing import NotHere

router = APIRouter()


@router.post("/drafts/{draft}/throw-away")
def thrown_away(request: Request, desk: AtDesk, draft: UUID, form: Typed) -> Response:
    """One's own, and nobody else's; back to its case, or to the first page."""
    form.only()
    found = next((one for one in begun(desk.db, desk.session) if one.id == draft), None)
    if found is None or not throw_away(desk.db, desk.session, draft):
        raise NotHere
    return RedirectResponse(f"/cases/{found.reference}" if found.reference else "/", 303)
