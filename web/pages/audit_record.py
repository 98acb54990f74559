"""The access record of the office: who read or did what, newest first, in the days and of the person asked for."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from models.clock import real_now
from web.dates import a_role
from web.desk import AtDesk, Desk
from web.looking_back import MOST_DOWNLOADED, Asked, asked, leaf
from web.references import spelt_out
from web.rendering import page
from web.sheets import Cell, download, workbook
from workflows.engine.calendar import LONDON, london_date
from workflows.engine.reading.speaking import clock_time, first_up, listed, spoken
from workflows.engine.reading.who_saw import Done, who_did
from workflows.engine.roles import RECORD_FOR_ANYBODY

router = APIRouter()
COLUMNS = ("Day", "At, London", "The same in UTC", "Who", "Role", "What", "Which case", "From where")


@router.get("/audit/record")
def record(request: Request, desk: AtDesk, number: Annotated[str, Query(alias="page")] = "1") -> Response:
    """That it is looked at is the newest line of it."""
    asks = asked_of(request, desk)
    desk.did("access-record-viewed")
    shown = leaf(number, lambda most, after: found(desk, asks, most, after))
    return page(
        request, "audit/record.html", status=422 if asks.wrong else 200, asks=asks, leaf=shown, most=MOST_DOWNLOADED,
        back=("/audit", "Audit"), wrong=asks.wrong,
    )  # fmt: skip


@router.get("/audit/record.xlsx")
def record_as_workbook(request: Request, desk: AtDesk) -> Response:
    """What is asked for, newest first; that it was taken out is the next line of the record."""
    _, lines = found(desk, asked_of(request, desk), MOST_DOWNLOADED)
    desk.did("access-record-downloaded", lines=str(len(lines)))
    return download(f"access-record-{desk.today.isoformat()}.xlsx", workbook("Audit", COLUMNS, map(cells, lines)))


@router.get("/audit/who-saw")
def of_a_case(desk: AtDesk, reference: str = "") -> Response:
    """Leads to who looked at the case of this reference, which says itself whether there is one."""
    desk.must_be(*RECORD_FOR_ANYBODY)
    spelt = spelt_out(reference.strip()[:60]).lstrip("-")
    whole = f"{desk.partnership.prefix}-{spelt}" if spelt[:1].isdecimal() else spelt
    return RedirectResponse(f"/cases/{quote(whole, safe='')}/who-saw" if whole else "/audit", 303)


def asked_of(request: Request, desk: Desk) -> Asked:
    """The last real days: what is witnessed is witnessed in them, whatever day stands."""
    return asked(request, desk, london_date(real_now(desk.db)))


def found(desk: Desk, asks: Asked, most: int, after: int = 0) -> tuple[int, list[Done]]:
    if asks.wrong:
        return 0, []
    return who_did(desk.db, desk.partnership.id, asks.since, asks.until, asks.person, most=most, after=after)


def roles(one: Done) -> str:
    return listed([a_role(role) for role in one.roles])


def cells(one: Done) -> list[Cell]:
    at = (london_date(one.at), clock_time(one.at.astimezone(LONDON)), one.at.isoformat(timespec="seconds"))
    return [*at, first_up(one.who), roles(one), first_up(spoken(one.act)), one.reference, one.address]
