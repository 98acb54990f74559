"""The law, readable: each process as a ladder and as a table of its dates, and how dates are counted."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from web.dates import a_role
from web.desk import AtDesk
from web.ladders import ladder
from web.refusing import NotHere
from web.rendering import Place, page
from workflows.engine.casework.in_force import law_in_force
from workflows.engine.language import Deadline, Workflow
from workflows.engine.reading import declared
from workflows.engine.reading.speaking import listed

router = APIRouter()
PLACE = Place("The law", "/law", 50)
FOOT = Place("How dates are counted", "/law/counting", 30)
BACK = ("/law", "The law")


@router.get("/law")
def every_process(request: Request, desk: AtDesk) -> HTMLResponse:
    law = law_in_force(desk.db, desk.partnership)[1]
    found = [
        (workflow, [_row(workflow, one) for one in workflow.deadlines if _is_law(one)]) for workflow in law.values()
    ]
    return page(request, "law/every.html", found=found)


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
        events=[(event, listed([a_role(role) for role in event.by], "or")) for event in workflow.events],
    )  # fmt: skip


def _is_law(deadline: Deadline) -> bool:
    return not deadline.is_local and not deadline.expectation and deadline.duty.weight != "local"


def _row(workflow: Workflow, one: Deadline) -> dict[str, object]:
    """One date as the law declares it, in words."""
    told = [
        f"{str(rung)[:1].upper()}{str(rung)[1:]}: {listed([a_role(role) for role in rung.roles])}"
        for rung in one.ladder
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
