"""The law, readable: each process as a ladder and as a table of its dates, and how dates are counted."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from web.desk import AtDesk
from web.ladders import ladder
from web.refusing import NotHere
from web.rendering import Place, page
from web.sheets import Cell, download, workbook
from web.why import said_of
from workflows.engine.casework.in_force import law_in_force
from workflows.engine.language import FACT, Deadline, Event, Workflow
from workflows.engine.reading import declared, titles
from workflows.engine.reading.speaking import first_up, listed, rung
from workflows.engine.roles import TITLES

router = APIRouter()
PLACE = Place("The law", "/law", 50)
FOOT = Place("How dates are counted", "/law/counting", 30)
BACK = ("/law", "The law")
COLUMNS = (
    "Process", "Date", "Counted", "From", "Settled by", "The duty", "The number of days", "Read against 2026",
    "Who is told",
)  # fmt: skip


@router.get("/law")
def every_process(request: Request, desk: AtDesk) -> HTMLResponse:
    law = law_in_force(desk.db, desk.partnership)[1]
    found = [
        (workflow, [_row(workflow, one) for one in workflow.deadlines if declared.is_law(one)])
        for workflow in law.values()
    ]
    purposes = {name: titles.of_purpose(name) for name in law}
    return page(request, "law/every.html", found=found, purposes=purposes)


@router.get("/law.xlsx")
def as_workbook(desk: AtDesk) -> Response:
    """Every date of every process."""
    law = law_in_force(desk.db, desk.partnership)[1]
    rows = (_cells(one, _row(one, each)) for one in law.values() for each in one.deadlines)
    return download(f"law-{desk.today.isoformat()}.xlsx", workbook("The law", COLUMNS, rows))


@router.get("/law/counting")
def how_dates_are_counted(request: Request, desk: AtDesk) -> HTMLResponse:
    calendar = desk.calendar
    ahead = {day: name for day, name in calendar.holidays.items() if day >= desk.today}
    closures = {day: name for day, name in calendar.closures.items() if day >= desk.today}
    return page(request, "law/counting.html", holidays=ahead, closures=closures, last=calendar.last, back=BACK)


@router.get("/law/{name}")
def one_process(request: Request, desk: AtDesk, name: str) -> HTMLResponse:
    workflow = law_in_force(desk.db, desk.partnership)[1].get(name)
    if workflow is None:
        raise NotHere
    rows = [_row(workflow, one) for one in workflow.deadlines]
    return page(
        request, "law/process.html", workflow=workflow, ladder=ladder(workflow), rows=rows, back=BACK,
        purpose=titles.of_purpose(name), events=[(one, _by(one), _when(one)) for one in workflow.events],
    )  # fmt: skip


def _cells(workflow: Workflow, row: dict[str, Any]) -> list[Cell]:
    one: Deadline = row["deadline"]
    read = "yes" if row["read"] else "not yet"
    counted = [first_up(row[name]) for name in ("counts", "since", "settled")]
    return [workflow.title, one.title, *counted, said_of(one.duty), said_of(one.days), read, "; ".join(row["told"])]


def _by(event: Event) -> str:
    return first_up(listed([TITLES[role] for role in event.by], "or"))


def _when(event: Event) -> str:
    """When it may be recorded: a fact always, a step where the process stands."""
    when = "Whenever it happened" if event.kind is FACT else "In its place above"
    return f"{when}, each time it happens" if event.many else when


def _row(workflow: Workflow, one: Deadline) -> dict[str, Any]:
    """One date as the law declares it, in words."""
    told = [
        f"{first_up(rung(step.kind, step.n))}: {listed([TITLES[role] for role in step.roles])}" for step in one.ladder
    ]
    return {
        "deadline": one,
        "counts": declared.counts(one),
        "since": declared.counts_from(workflow, one),
        "settled": declared.settled_by(workflow, one),
        "changed": declared.may_be_changed(one),
        "read": one.duty.read_against_2026 and one.days.read_against_2026,
        "told": told,
    }
