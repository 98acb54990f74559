"""The accessibility statement: how far everybody can use these pages, what was tested, and whom to tell."""

from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from web.desk import PassingBy
from web.rendering import Place, page

router = APIRouter()
FOOT = Place("Accessibility", "/accessibility", 40)

TESTED_ON = date(2026, 11, 30)
"""When the pages were last gone through, as far as the statement says."""

AXE = "4.14.1"
"""The release of axe-core it was done with; a newer one is a reason to go through the pages again."""


@router.get("/accessibility")
def statement(request: Request, desk: PassingBy) -> HTMLResponse:
    return page(request, "accessibility.html", tested_on=TESTED_ON, axe=AXE, contact=request.app.state.settings.contact)
