"""A case handed over to another area's partnership: one offers it, the other takes it over; both must have agreed."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import select
from sqlmodel import col

from models import Case, Partnership
from web.desk import AtDesk, Desk, Typed
from web.fields import Field, Kind, Option
from web.filling import filled, inputs
from web.plainly import plain_refusal
from web.refusing import NotHere
from web.rendering import page
from workflows.engine.casework import between_areas
from workflows.engine.casework.between_areas import MAY, offered_to
from workflows.engine.reading.handed_over import called, gone, offered
from workflows.engine.refusals import Refused

router = APIRouter()
PATH = "/hand-over"
ASIDE = (
    "Where the incident turns out to be another area’s, the case goes there with its whole history, once both have "
    "agreed. Until they take it over it stays yours, and its dates run on."
)
BACK = (PATH, "Cases between two partnerships")


@router.get(PATH)
def between_two(request: Request, desk: AtDesk) -> Response:
    """What is offered to us, what we offer, and what we have handed over."""
    desk.must_be(*MAY)
    home = desk.partnership.id
    return page(
        request,
        "hand_over/list.html",
        to_us=offers_to(desk),
        ours=offered(desk.db, home),
        over=gone(desk.db, home),
        back=("/needs-you", "Needs you"),
    )


@router.get(f"{PATH}/{{reference}}")
def to_take(request: Request, desk: AtDesk, reference: str) -> Response:
    desk.must_be(*MAY)
    desk.must_have_proved()
    return page(request, "hand_over/take.html", offer=offer_of(desk, reference), back=BACK)


@router.post(f"{PATH}/{{reference}}")
def taken(desk: AtDesk, reference: str, form: Typed) -> Response:
    """Makes it ours. Pressed twice, it is taken over once."""
    desk.must_be(*MAY)
    desk.must_have_proved()
    form.only()
    if (ours := called(desk.db, desk.partnership.id, reference)) is None or reference not in (ours.former or {}):
        offer_of(desk, reference)
        ours = between_areas.take_over(desk.db, desk.partnership, reference, desk.actor(), desk.at)
    return RedirectResponse(f"/cases/{ours.reference}", 303)


@router.get("/cases/{reference}/hand-over")
def to_offer(request: Request, desk: AtDesk, reference: str) -> Response:
    return form_of(request, desk, case_of(desk, reference), {}, {})


@router.post("/cases/{reference}/hand-over")
def offer(request: Request, desk: AtDesk, reference: str, form: Typed) -> Response:
    case = case_of(desk, reference)
    asks = fields(desk)
    typed, action = form.only(*inputs(asks), "action").texts(), form["action"]
    found, wrong = filled(asks, typed, desk.today)
    if wrong or action == "change":
        return form_of(request, desk, case, typed, wrong)
    to = next(one for one in others(desk) if one.slug == found["to"])
    if action != "confirm":
        return page(request, "hand_over/check.html", case=case, fields=asks, typed=typed, to=to, back=of_case(case))
    if offered_to(desk.db, case.id) != to.slug:
        try:
            between_areas.offer(desk.db, desk.partnership, case, to, found["because"], desk.actor(), desk.at)
        except Refused as refused:
            return form_of(request, desk, case, typed, {"to": plain_refusal(str(refused))})
    return RedirectResponse(PATH, 303)


@router.post("/cases/{reference}/hand-over/withdraw")
def withdraw(desk: AtDesk, reference: str, form: Typed) -> Response:
    """Takes the offer back, if there is one still."""
    case = case_of(desk, reference)
    form.only()
    if offered_to(desk.db, case.id) is not None:
        between_areas.withdraw(desk.db, desk.partnership, case, desk.actor(), desk.at)
    return RedirectResponse(PATH, 303)


def form_of(request: Request, desk: Desk, case: Case, typed: Mapping[str, Any], wrong: Mapping[str, str]) -> Response:
    return page(
        request, "people/form.html", status=422 if wrong else 200, fields=fields(desk), typed=typed, wrong=wrong,
        heading="Offer the case to another partnership", caption=case.reference, button="Check before offering it",
        action=f"/cases/{case.reference}/hand-over", leave=f"/cases/{case.reference}", back=of_case(case),
        aside=ASIDE,
    )  # fmt: skip


def fields(desk: Desk) -> tuple[Field, ...]:
    there = tuple(Option(one.slug, one.name) for one in others(desk))
    hint = "The partnerships that use this installation of Swan."
    why = "Kept in the case’s record under its own key. They read it when they have taken the case over."
    return (
        Field("to", Kind.RADIOS, "Whose case is it?", hint, "Choose the partnership whose case it is", there),
        Field("because", Kind.TEXT, "Why is it theirs?", why, "Say why the case is the other area’s"),
    )


def case_of(desk: Desk, reference: str) -> Case:
    """A case of ours, for whoever may say whose it is, having proved who they are."""
    desk.must_be(*MAY)
    desk.must_have_proved()
    case = desk.case(reference)
    desk.saw(case)
    return case


def of_case(case: Case) -> tuple[str, str]:
    return f"/cases/{case.reference}", case.reference


def others(desk: Desk) -> Sequence[Partnership]:
    asked = select(Partnership).where(col(Partnership.id) != desk.partnership.id).order_by(col(Partnership.name))
    return desk.db.execute(asked).scalars().all()


def offers_to(desk: Desk) -> list[tuple[str, str, date]]:
    """The reference, the partnership's name and the day of the offer, of each case that is on offer to us."""
    names = {one.slug: one.name for one in others(desk)}
    found = between_areas.offers(desk.db, desk.partnership.id)
    return [(one["case"], names[one["from"]], date.fromisoformat(one["since"])) for one in found]


def offer_of(desk: Desk, reference: str) -> tuple[str, str, date]:
    """Raises `NotHere` where none such is on offer."""
    found = next((one for one in offers_to(desk) if one[0] == reference), None)
    if found is None:
        raise NotHere
    return found
