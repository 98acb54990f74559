"""The audit: each day as it was closed, whether the record stands as it was written, and who looked at a case."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from web.desk import AtDesk, Desk, Typed
from web.fields import Field, Kind
from web.filling import filled, inputs
from web.rendering import Place, page
from web.sheets import Cell, download, workbook
from web.verifying import verified
from workflows.engine.calendar import LONDON, london_date
from workflows.engine.casework.noting import RUN_THE_OFFICE
from workflows.engine.finding import Finding
from workflows.engine.reading.closed_days import closed_days, last_verified
from workflows.engine.reading.handed_over import gone
from workflows.engine.reading.speaking import clock_time, first_up, spoken
from workflows.engine.reading.who_saw import Saw, who_saw
from workflows.engine.roles import RECORD_FOR_ANYBODY

router = APIRouter()
PLACE = Place("Audit", "/audit", 60, roles=frozenset({"business_manager", "operator"}))
MOST_DAYS, MOST_READS = 31, 500

BETWEEN = (
    Field("from", Kind.DATE, "From (optional)"),
    Field("to", Kind.DATE, "To (optional)"),
)
COLUMNS = ("Day", "At, London", "The same in UTC", "Who", "What", "In a list", "From where")


@router.get("/audit")
def audit(request: Request, desk: AtDesk) -> Response:
    desk.must_be(*RUN_THE_OFFICE)
    desk.did("audit-viewed")
    return shown(request, desk, None)


@router.post("/audit")
def verify_now(request: Request, desk: AtDesk, form: Typed) -> Response:
    """Every chain of this partnership made again, and every closed day held against its anchor."""
    desk.must_be(*RUN_THE_OFFICE)
    form.only()
    return shown(request, desk, verified(desk))


def shown(request: Request, desk: Desk, found: Sequence[Finding] | None) -> Response:
    """`found` is what a verification found just now, if there was one."""
    every, days = closed_days(desk.db, desk.partnership.id, MOST_DAYS)
    return page(
        request, "audit/state.html", days=days, every=every, found=found,
        last=last_verified(desk.db, desk.partnership.id), sees_reads=desk.roles & RECORD_FOR_ANYBODY,
    )  # fmt: skip


@router.get("/cases/{reference}/who-saw")
def reads(request: Request, desk: AtDesk, reference: str) -> Response:
    typed, between, wrong = asked(request, desk)
    case_id = case_ever(desk, reference)
    found = [] if wrong else who_saw(desk.db, desk.partnership.id, case_id, between.get("from"), between.get("to"))
    return page(
        request, "audit/who_saw.html", status=422 if wrong else 200, reference=reference, found=found[-MOST_READS:],
        every=len(found), fields=BETWEEN, typed=typed, wrong=wrong, back=(f"/cases/{reference}", reference),
        query=request.url.query,
    )  # fmt: skip


@router.get("/cases/{reference}/who-saw.xlsx")
def reads_as_workbook(request: Request, desk: AtDesk, reference: str) -> Response:
    """Every look, oldest first; in the days that are asked for."""
    _, between, _ = asked(request, desk)
    case_id = case_ever(desk, reference)
    found = who_saw(desk.db, desk.partnership.id, case_id, between.get("from"), between.get("to"))
    name = f"{reference}-who-saw-{desk.today.isoformat()}.xlsx"
    return download(name, workbook("Who saw it", COLUMNS, map(cells, found)))


def cells(one: Saw) -> list[Cell]:
    listed = "may have been in it" if one.in_a_list else ""
    at = (london_date(one.at), clock_time(one.at.astimezone(LONDON)), one.at.isoformat(timespec="seconds"))
    return [*at, one.who, first_up(spoken(one.act)), listed, one.address]


def asked(request: Request, desk: Desk) -> tuple[Mapping[str, list[str]], Mapping[str, date | None], dict[str, str]]:
    """Between which days, as it was typed into the address, as it was meant, and what is wrong with it."""
    desk.must_be(*RECORD_FOR_ANYBODY)
    typed = {name: request.query_params.getlist(name) for name in inputs(BETWEEN)}
    between, wrong = filled(BETWEEN, typed, desk.today)
    return typed, between, wrong


def case_ever(desk: Desk, reference: str) -> UUID:
    """The case, even where it is another partnership's by now: what was done with it here stays here."""
    for was in gone(desk.db, desk.partnership.id, reference) if desk.knows.every else ():
        desk.did("access-list-viewed", reference=reference)
        return was.case_id
    case = desk.case(reference)
    desk.saw(case, "access-list-viewed")
    return case.id
