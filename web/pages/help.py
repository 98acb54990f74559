"""Help: what to do when one is stuck, and whom to ask; for everybody, signed in or not."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from web.desk import PassingBy
from web.rendering import Place, page

router = APIRouter()
FOOT = Place("Help", "/help", 10)


@router.get("/help")
def help_with_swan(request: Request, desk: PassingBy) -> HTMLResponse:
    return page(request, "help.html", contact=request.app.state.settings.contact)
