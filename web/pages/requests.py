"""Your requests: what a contact's own agency was asked, by when, and how it stands; nothing else of a case."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response

from web.dates import Dated, dated, named
from web.desk import AtDesk, Desk
from web.knowing import OWN_REQUESTS
from web.rendering import Place, page
from web.sheets import Cell, download, workbook
from workflows.engine.reading import requests
from workflows.engine.reading.deadlines import look_ahead
from workflows.engine.reading.people import held_on
from workflows.engine.reading.requests import Request as Asked
from workflows.engine.reading.speaking import first_up, spoken
from workflows.engine.reading.whose import DESK

router = APIRouter()
PATH = "/requests"
COLUMNS = ("Case", "Agency", "What is asked", "By", "That is", "How it stands", "Since")


def counted(desk: Desk) -> tuple[str, str]:
    n = sum(one.is_open and one.dated.state in ("overdue", "today") for one in lines(desk))
    return str(n or ""), "overdue or due today"


PLACE = Place("Your requests", PATH, 15, roles=frozenset({OWN_REQUESTS}), count=counted)


@dataclass(frozen=True, slots=True)
class Line:
    """One request, with its date in words."""

    asked: Asked
    dated: Dated

    @property
    def is_open(self) -> bool:
        return self.asked.deadline.is_open

    @property
    def agency(self) -> str:
        return named(self.asked.deadline.item or "")

    @property
    def stands(self) -> str:
        return first_up(spoken(self.asked.state))


@router.get(PATH)
def your_requests(request: Request, desk: AtDesk) -> Response:
    desk.must_be(OWN_REQUESTS)
    found = lines(desk)
    desk.did("requests-viewed", requests=str(len(found)))
    keeps = [one for one in held_on(desk.db, desk.partnership.id, desk.today) if one.role == DESK and not one.whose]
    return page(
        request, "requests.html", open=[one for one in found if one.is_open], ask=keeps,
        answered=[one for one in reversed(found) if not one.is_open],
        agencies=[named(one) for one in sorted(desk.knows.agencies)],
    )  # fmt: skip


@router.get(f"{PATH}.xlsx")
def as_workbook(desk: AtDesk) -> Response:
    desk.must_be(OWN_REQUESTS)
    found = lines(desk)
    desk.did("requests-downloaded", requests=str(len(found)))
    return download(f"requests-{desk.today.isoformat()}.xlsx", workbook("Requests", COLUMNS, map(cells, found)))


def lines(desk: Desk) -> Sequence[Line]:
    soon = look_ahead(desk.today, desk.calendar)
    found = requests.requests(desk.db, desk.partnership.id, desk.knows.agencies, desk.today)
    return [Line(one, dated(one.deadline, desk.today, soon, desk.calendar)) for one in found]


def cells(one: Line) -> list[Cell]:
    return [
        one.asked.deadline.reference, one.agency, one.dated.title, one.dated.on, one.dated.words, one.stands,
        one.asked.since,
    ]  # fmt: skip
