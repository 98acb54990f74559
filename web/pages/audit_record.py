"""The access record of the office: who read or did what, newest first, in the days and of the person asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated
from urllib.parse import quote, urlencode
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from models.clock import real_now
from web.dates import a_role
from web.desk import AtDesk, Desk
from web.fields import Field, Kind, Option
from web.filling import day_typed, filled, inputs
from web.knowing import known_by
from web.peopled import people
from web.references import spelt_out
from web.refusing import NotAllowed
from web.rendering import page
from web.sheets import Cell, download, workbook
from workflows.engine.calendar import LONDON, london_date
from workflows.engine.casework.noting import RUN_THE_OFFICE
from workflows.engine.reading.speaking import clock_time, first_up, listed, spoken
from workflows.engine.reading.who_saw import Done, who_did
from workflows.engine.roles import RECORD_FOR_ANYBODY

router = APIRouter()
PAGE, MOST_DOWNLOADED = 100, 20_000
LAST_DAYS = 7
COLUMNS = ("Day", "At, London", "The same in UTC", "Who", "Role", "What", "Which case")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: as it was typed, as it was meant, and what is wrong with it."""

    fields: tuple[Field, ...]
    typed: Mapping[str, list[str]]
    since: date | None
    until: date | None
    person: UUID | None
    wrong: Mapping[str, str]

    def found(self, desk: Desk, most: int, after: int = 0) -> tuple[int, list[Done]]:
        if self.wrong:
            return 0, []
        return who_did(desk.db, desk.partnership.id, self.since, self.until, self.person, most=most, after=after)

    def link(self, number: int) -> str:
        return f"/audit/record?{self.query}&page={number}"

    @property
    def query(self) -> str:
        return urlencode(self.typed, doseq=True)


@router.get("/audit/record")
def record(request: Request, desk: AtDesk, number: Annotated[str, Query(alias="page")] = "1") -> Response:
    asks = asked(request, desk)
    at = int(number) if number.isdecimal() and len(number) < 6 and int(number) > 0 else 1
    every, found = asks.found(desk, PAGE, (at - 1) * PAGE)
    pages = max(1, -(-every // PAGE))
    if at > pages:
        at = pages
        every, found = asks.found(desk, PAGE, (at - 1) * PAGE)
    return page(
        request, "audit/record.html", status=422 if asks.wrong else 200, asks=asks, every=every, found=found, number=at,
        pages=pages, most=MOST_DOWNLOADED, back=("/audit", "Audit"), wrong=asks.wrong,
    )  # fmt: skip


@router.get("/audit/record.xlsx")
def record_as_workbook(request: Request, desk: AtDesk) -> Response:
    """What is asked for, newest first; that it was taken out is the next line of the record."""
    asks = asked(request, desk)
    _, found = asks.found(desk, MOST_DOWNLOADED)
    desk.did("access-record-downloaded", lines=str(len(found)))
    return download(f"access-record-{desk.today.isoformat()}.xlsx", workbook("Audit", COLUMNS, map(cells, found)))


@router.get("/audit/who-saw")
def of_a_case(desk: AtDesk, reference: str = "") -> Response:
    """Leads to who looked at the case of this reference, which says itself whether there is one."""
    desk.must_be(*RECORD_FOR_ANYBODY)
    spelt = spelt_out(reference.strip()[:60]).lstrip("-")
    whole = f"{desk.partnership.prefix}-{spelt}" if spelt[:1].isdecimal() else spelt
    return RedirectResponse(f"/cases/{quote(whole, safe='')}/who-saw" if whole else "/audit", 303)


def asked(request: Request, desk: Desk) -> Asked:
    """The last real days, where none are asked for: what is witnessed is witnessed in them, whatever day stands.

    Raises `NotAllowed` where these roles are held for one case alone: the record names every case.
    """
    desk.must_be(*RUN_THE_OFFICE)
    if not known_by(desk.holdings, RUN_THE_OFFICE).every:
        raise NotAllowed(needs="a role that is held for every case")
    choice = (Option("", "Everybody"), *(Option(str(one.id), one.name) for one in people(desk)))
    fields = (
        Field("from", Kind.DATE, "From (optional)"),
        Field("to", Kind.DATE, "To (optional)"),
        Field("person", Kind.SELECT, "Who", options=choice),
    )
    typed = {name: request.query_params.getlist(name) for name in inputs(fields)}
    if not any(name in request.query_params for name in inputs(fields)):
        typed |= day_typed("from", london_date(real_now(desk.db)) - timedelta(days=LAST_DAYS - 1))
    meant, wrong = filled(fields, typed, desk.today)
    person = UUID(meant["person"]) if meant.get("person") else None
    return Asked(fields, typed, meant.get("from"), meant.get("to"), person, wrong)


def roles(one: Done) -> str:
    return listed([a_role(role) for role in one.roles])


def cells(one: Done) -> list[Cell]:
    at = (london_date(one.at), clock_time(one.at.astimezone(LONDON)), one.at.isoformat(timespec="seconds"))
    return [*at, first_up(one.who), roles(one), first_up(spoken(one.act)), one.reference]
