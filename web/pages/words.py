"""The words we use, as the glossary has them."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from web.desk import AtDesk
from web.glossary import glossary
from web.refusing import NotHere
from web.rendering import Place, page

router = APIRouter()
FOOT = Place("Words we use", "/words", 20)


@router.get("/words")
def words_we_use(request: Request, desk: AtDesk) -> HTMLResponse:
    parts = glossary()
    if not parts:
        raise NotHere
    return page(request, "law/words.html", parts=parts)
