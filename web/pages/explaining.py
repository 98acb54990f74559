"""Why this date: how it was counted, who is told of it and when, who was, and who has it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from web.dates import Dated, dated_all
from web.desk import AtDesk, Desk
from web.refusing import NotHere
from web.rendering import page
from web.why import explained, weight_words, why
from workflows.engine.casework.in_force import calendar_of
from workflows.engine.reading import deadlines
from workflows.engine.reading.explanation import Explanation, Told, explain
from workflows.engine.reading.speaking import first_up, listed, rung
from workflows.engine.roles import TITLES

router = APIRouter()

_BECAME = {
    "armed": "To come",
    "missed": "No record that anybody was told",
    "off": "Nobody is reminded in this case",
    "climbed": "Told",
    "superseded": "Nobody was left to tell",
    "settled": "Not needed",
    "past": "Already past when it was entered",
    "quiet": "Silent: the delay is explained",
    "unheld": "Nobody holds the role",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One rung: the day, what it is in words, whom it names, and what became of it."""

    on: date
    words: str
    roles: str
    became: str
    told: tuple[Told, ...]


@router.get("/cases/{reference}/dates/{deadline}")
def show_date(request: Request, desk: AtDesk, reference: str, deadline: UUID) -> HTMLResponse:
    case = desk.case(reference)
    found = next((one for one in deadlines.of_case(desk.db, case.id) if one.id == deadline), None)
    if found is None:
        raise NotHere(case_id=case.id)
    desk.saw(case, "date-viewed")
    (seen,) = dated_all([found], desk.today, desk.calendar)
    return page(
        request, "date.html", case=case, back=(f"/cases/{case.reference}", case.reference), **_words(desk, seen)
    )


def _words(desk: Desk, seen: Dated) -> dict[str, Any]:
    because = explain(desk.db, seen.deadline.id)
    return {
        "seen": seen,
        "because": because,
        "weight": weight_words(because.declared),
        "delay": explained(because),
        "why": why(because, calendar_of(desk.db, because.calendar)),
        "steps": list(_steps(because, desk.today)),
        "also": because.told,
    }


def _steps(because: Explanation, today: date) -> Iterator[Step]:
    for one in because.ladder:
        roles = first_up(listed([TITLES[role] for role in one.roles]))
        status = "missed" if one.status == "armed" and one.due_on < today else one.status
        yield Step(one.due_on, first_up(rung(one.kind, one.days)), roles, _BECAME.get(status, status), one.told)
