"""Plan an incident: every date it would have, from the days that are known; nothing is recorded."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from web.desk import AtDesk, Desk
from web.fields import Field, Kind, Option, Wrong, read
from web.plainly import plain_refusal
from web.refusing import NotHere
from web.rendering import Place, page
from web.sheets import Cell, download, workbook
from web.why import weight_words
from workflows.engine.casework.in_force import law_in_force
from workflows.engine.course import Law
from workflows.engine.language import Answer
from workflows.engine.planning import STAGES, Plan, Planned, plan
from workflows.engine.reading.labels import label
from workflows.engine.reading.speaking import days, first_up, listed, short_day, spoken
from workflows.engine.refusals import Refused

router = APIRouter()
PLACE = Place("Plan an incident", "/plan", 40)

FIRST = STAGES[0]
COLUMNS = ("Due", "What", "How it is counted", "Not counting", "Aim for", "Whose word")


@router.get("/plan")
def plan_an_incident(request: Request, desk: AtDesk) -> HTMLResponse:
    """The form, and under it the plan for the days in the address; without any, the form alone."""
    fields, typed, made, wrong = asked(request, desk)
    return page(
        request, "plan.html", fields=fields, typed=typed, wrong=wrong, plan=made, status=422 if wrong else 200,
        rows=[row(one) for one in made.deadlines] if made else [], query=request.url.query,
    )  # fmt: skip


@router.get("/plan.xlsx")
def as_workbook(request: Request, desk: AtDesk) -> Response:
    """The plan for the days in the address. Raises `NotHere` where they make none."""
    made = asked(request, desk)[2]
    if made is None:
        raise NotHere
    return download(f"plan-{desk.today.isoformat()}.xlsx", workbook("Plan", COLUMNS, map(cells, made.deadlines)))


def asked(
    request: Request, desk: Desk
) -> tuple[tuple[Field, ...], Mapping[str, list[str]], Plan | None, Mapping[str, str]]:
    """The form, what was typed into it, and the plan, or what is wrong by field; neither where nothing was typed."""
    law = law_in_force(desk.db, desk.partnership)[1]
    fields, typed = (*days_known(), *first_answers(law)), typed_in(request)
    given, wrong = known(fields, typed, desk)
    if wrong or not given:
        return fields, typed, None, wrong
    made, refused = planned(desk, law, given, fields, typed)
    return fields, typed, made, {"": refused} if refused else {}


def days_known() -> tuple[Field, ...]:
    """One date a stage, in the order of the processes."""
    return tuple(Field(stage.said, Kind.DATE, first_up(stage.words)) for stage in STAGES)


def first_answers(law: Law) -> tuple[Field, ...]:
    """What the first event may say that starts more dates, such as that the child is looked after."""
    event = next(one for workflow in law.values() for one in workflow.events if one.name == FIRST.event)
    return tuple(
        Field(
            ask.name, Kind.RADIOS, label(event.name, ask.name) + " (optional)",
            options=tuple(Option(one, first_up(spoken(one))) for one in ask.choices),
        )
        for ask in event.asks if ask.answer is Answer.CHOICE
    )  # fmt: skip


def typed_in(request: Request) -> Mapping[str, list[str]]:
    names = request.query_params.keys()
    return {name: request.query_params.getlist(name) for name in names}


def known(
    fields: tuple[Field, ...], typed: Mapping[str, list[str]], desk: Desk
) -> tuple[dict[str, Any], dict[str, str]]:
    """The days that were typed, and what is wrong with them, by field."""
    given: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for field in fields:
        try:
            if (answer := read(field, typed, desk.today)) and field.kind is Kind.DATE:
                given[field.id] = answer
        except Wrong as mistake:
            wrong[field.id] = str(mistake)
    return given, wrong


def planned(
    desk: Desk, law: Law, given: Mapping[str, Any], fields: tuple[Field, ...], typed: Mapping[str, list[str]]
) -> tuple[Plan | None, str]:
    """The plan, or why there is none."""
    said = {field.id: read(field, typed, desk.today) for field in fields if field.kind is Kind.RADIOS}
    try:
        return plan(law, desk.calendar, given, {FIRST.event: {name: one for name, one in said.items() if one}}), ""
    except Refused as refused:
        return None, plain_refusal(str(refused))


def cells(one: Planned) -> list[Cell]:
    words = row(one)
    return [one.due, one.declared.title, words["counted"], words["over"], words["aim"], words["weight"]]


def row(one: Planned) -> dict[str, Any]:
    """One date of the plan, in words."""
    counted = one.counted
    over = [f"{name} ({short_day(day)})" for day, name in counted.skipped] if counted else []
    aim = counted.target if counted and counted.target != one.due else None
    done = "" if one.done is None else f"Done {short_day(one.done)}, " + (
        f"late by {days(one.late_by)}" if one.late_by else "in time"
    )  # fmt: skip
    return {
        "planned": one,
        "weight": weight_words(one.declared),
        "counted": f"{first_up(counted.rule)} {short_day(counted.anchor)}" if counted else "",
        "over": f"Not counting {listed(over)}" if over else "",
        "aim": aim,
        "done": done,
        "law": not one.declared.is_local and not one.declared.expectation,
    }
