"""Somebody added who may be told, and how somebody is reached: their name and their email address."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from models import Person
from web.desk import AtDesk, Desk, Typed
from web.drafting import keeps
from web.fields import Field, Kind
from web.filling import filled, inputs
from web.peopled import BACK, PATH, person_of
from web.plainly import plain_refusal
from web.rendering import page
from workflows.engine.casework import holding
from workflows.engine.casework.noting import RUN_THE_OFFICE
from workflows.engine.refusals import Refused

router = APIRouter()
ADD = "/add-person"
NAME = Field("name", Kind.LINE, "Name", missing="Enter their name")
EMAIL = Field("email", Kind.LINE, "Email address", missing="Enter their email address")
SLUG = Field(
    "slug", Kind.LINE, "Short name", "Letters, digits and hyphens, such as sam-jones. It cannot be changed.",
    missing="Enter a short name",
)  # fmt: skip
NEW, KNOWN = (NAME, SLUG, EMAIL), (NAME, EMAIL)


@router.get(ADD)
def to_add(request: Request, desk: AtDesk) -> Response:
    desk.must_be(*RUN_THE_OFFICE)
    return form_of_adding(request, desk.typed_before(ADD), {})


def form_of_adding(request: Request, typed: Mapping[str, Any], wrong: Mapping[str, str]) -> Response:
    return page(
        request, "people/form.html", status=422 if wrong else 200, fields=NEW, typed=typed, wrong=wrong, back=BACK,
        heading="Add a person", button="Add them", action=ADD, leave=PATH,
        aside="Somebody who may be told of dates, or may sign in. Give them a role next: they are told as its holder.",
    )  # fmt: skip


@router.post(ADD)
@keeps("A person to be added")
def add(request: Request, desk: AtDesk, form: Typed) -> Response:
    desk.must_be(*RUN_THE_OFFICE)
    typed = form.only(*inputs(NEW), "action").texts()
    found, wrong = filled(NEW, typed, desk.today)
    if wrong:
        return form_of_adding(request, typed, wrong)
    try:
        reached = {"name": found["name"], "email": found["email"]}
        made = holding.add_person(desk.db, desk.partnership, found["slug"], reached, desk.actor(), desk.at)
    except Refused as refused:
        return form_of_adding(request, typed, _beside(refused, otherwise="slug"))
    return RedirectResponse(f"{PATH}/{made.id}", 303)


@router.get(f"{PATH}/{{person}}/change")
def to_change(request: Request, desk: AtDesk, person: UUID) -> Response:
    who = _changeable(desk, person)
    typed = desk.typed_before(request.url.path) or {"name": [who.name], "email": [who.email]}
    return form_of_changing(request, who, typed, {})


def form_of_changing(
    request: Request, who: Person, typed: Mapping[str, Any], wrong: Mapping[str, str]
) -> Response:  # fmt: skip
    own = f"{PATH}/{who.id}"
    return page(
        request, "people/form.html", status=422 if wrong else 200, fields=KNOWN, typed=typed, wrong=wrong,
        heading="How they are reached", caption=who.name, button="Save", action=f"{own}/change", leave=own,
        back=(own, who.name),
        aside="Messages go to the new address from now on. What did not arrive at the old one is not sent again.",
    )  # fmt: skip


@router.post(f"{PATH}/{{person}}/change")
@keeps("How somebody is reached")
def change(request: Request, desk: AtDesk, person: UUID, form: Typed) -> Response:
    """What stays the same is left alone: pressed twice, it is changed once."""
    who = _changeable(desk, person)
    typed = form.only(*inputs(KNOWN), "action").texts()
    found, wrong = filled(KNOWN, typed, desk.today)
    if wrong:
        return form_of_changing(request, who, typed, wrong)
    changed = {name: value for name, value in found.items() if getattr(who, name) != value}
    try:
        if changed:
            holding.change_person(desk.db, desk.partnership, who, changed, desk.actor(), desk.at)
    except Refused as refused:
        return form_of_changing(request, who, typed, _beside(refused, otherwise="name"))
    return RedirectResponse(f"{PATH}/{who.id}", 303)


def _changeable(desk: Desk, person: UUID) -> Person:
    desk.must_be(*RUN_THE_OFFICE)
    return person_of(desk, person)


def _beside(refused: Refused, *, otherwise: str) -> dict[str, str]:
    """The sentence, beside the field it is about."""
    sentence = plain_refusal(str(refused))
    return {"email" if "mail address" in sentence else otherwise: sentence}
