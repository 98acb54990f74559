"""Plan an incident: every date it would have, from the days that are known; nothing is recorded."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from web.desk import AtDesk, Desk
from web.fields import Field, Kind, Option, Wrong, read
from web.plainly import plain_refusal
from web.rendering import Place, page
from web.why import weight_words
from workflows.engine.casework.in_force import law_in_force
from workflows.engine.course import Law
from workflows.engine.language import Answer
from workflows.engine.planning import STAGES, Plan, Planned, plan
from workflows.engine.reading.speaking import days, first_up, listed, short_day, spoken
from workflows.engine.refusals import Refused

router = APIRouter()
PLACE = Place("Plan an incident", "/plan", 40)

FIRST = STAGES[0]


@router.get("/plan")
def plan_an_incident(request: Request, desk: AtDesk) -> HTMLResponse:
    """The form, and under it the plan for the days in the address; without any, the form alone."""
    law = law_in_force(desk.db, desk.partnership)[1]
    fields, typed = (*days_known(), *first_answers(law)), typed_in(request)
    given, wrong = known(fields, typed, desk)
    made, refused = None, ""
    if given and not wrong:
        made, refused = planned(desk, law, given, fields, typed)
    return page(
        request, "plan.html", fields=fields, typed=typed, wrong=wrong or ({"": refused} if refused else {}), plan=made,
        rows=[row(one) for one in made.deadlines] if made else [], stages={stage.said: stage for stage in STAGES},
        status=422 if wrong or refused else 200,
    )  # fmt: skip


def days_known() -> tuple[Field, ...]:
    """One date a stage, in the order of the processes."""
    hint = "A day you leave empty is taken to be the last one it may be."
    return tuple(
        Field(stage.said, Kind.DATE, first_up(stage.words), hint if stage is FIRST else "") for stage in STAGES
    )


def first_answers(law: Law) -> tuple[Field, ...]:
    """What the first event may say that starts more dates, such as that the child is looked after."""
    event = next(one for workflow in law.values() for one in workflow.events if one.name == FIRST.event)
    return tuple(
        Field(
            ask.name, Kind.RADIOS, first_up(spoken(ask.name)) + " (optional)",
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
        "counted": f"{counted.rule[:1].upper()}{counted.rule[1:]} {short_day(counted.anchor)}" if counted else "",
        "over": f"Not counting {listed(over)}" if over else "",
        "aim": aim,
        "done": done,
        "law": not one.declared.is_local and not one.declared.expectation,
    }
