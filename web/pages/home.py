"""The first page: whatever is first in somebody's navigation."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from web.desk import AtDesk
from web.rendering import framed, page, places

router = APIRouter()


@router.get("/")
def home(request: Request, desk: AtDesk) -> Response:
    mine = places(framed(request))
    if mine:
        return RedirectResponse(mine[0].path, 303)
    return nothing_yet(request)


def nothing_yet(request: Request) -> HTMLResponse:
    heading, sentence = "Nothing is shown to your role yet", "Ask your partnership's business manager what it is for."
    return page(request, "turned.html", heading=heading, sentence=sentence)
