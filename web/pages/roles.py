"""A role given, ended or deputised: what comes with it, and what nobody would hold, is seen before anything is done."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import select
from sqlmodel import col

from models import Case, Holding
from web.dates import a_role, named
from web.desk import AtDesk, Desk, Typed
from web.drafting import keeps
from web.fields import Field, Kind, Option
from web.filling import day_typed, filled, inputs
from web.peopled import BACK, PATH, Taken, as_known, people, person_of
from web.plainly import plain_refusal
from web.refusing import NotHere
from web.rendering import page
from workflows.engine.casework import holding
from workflows.engine.casework.contents import comes_with
from workflows.engine.casework.holding import Given
from workflows.engine.casework.noting import RUN_THE_OFFICE
from workflows.engine.reading.needs import Unheld, unheld
from workflows.engine.reading.people import Held, held_on, one_held
from workflows.engine.refusals import Code, Refused
from workflows.engine.roles import NEXT_UP, TITLES

router = APIRouter()
GIVE = "/roles/give"
Found = TypeVar("Found")
NOBODY = Option("", "Nobody")
_BESIDE = {Code.CONTRADICTION: "person", Code.BAD_ANSWER: "agency"}
LAST = (Field("on", Kind.DATE, "Last day", "They hold it to the end of this day.", missing="Enter the last day"),)


@router.get(GIVE)
def to_give(request: Request, desk: AtDesk, role: str = "", agency: str = "", person: str = "") -> Response:
    desk.must_be(*RUN_THE_OFFICE)
    asked = {"role": [role], "agency": [agency], "person": [person], **day_typed("since", desk.today)}
    return form_of_giving(request, desk, desk.typed_before(GIVE) or asked, {})


def giving(desk: Desk) -> tuple[Field, ...]:
    """What is asked of a role that is given; everybody and every agency of this partnership may be chosen."""
    everybody = tuple(Option(str(one.id), one.name) for one in people(desk))
    agencies = sorted({*desk.partnership.partners, *desk.partnership.agencies})
    choose = Option("", "Choose")
    return (
        Field("person", Kind.SELECT, "Who", missing="Choose who holds it", options=(choose, *everybody)),
        Field(
            "role", Kind.SELECT, "Role", missing="Choose the role",
            options=(choose, *(Option(name, a_role(name)) for name in TITLES)),
        ),
        Field(
            "agency", Kind.SELECT, "For which partner or agency",
            "Only for a safeguarding partner or an agency contact: they answer for one.",
            options=(Option("", "None: for the whole partnership"), *(Option(one, named(one)) for one in agencies)),
        ),
        Field("case", Kind.LINE, "For one case only (optional)", "Its reference. By this role they see no other."),
        Field("since", Kind.DATE, "First day", missing="Enter the first day"),
        Field("to", Kind.DATE, "Last day (optional)", "Leave it empty if it is not known."),
        Field(
            "deputy", Kind.SELECT, "Deputy (optional)", "Is told in their place while they are away.",
            options=(NOBODY, *everybody),
        ),
    )  # fmt: skip


def form_of_giving(request: Request, desk: Desk, typed: Mapping[str, Any], wrong: Mapping[str, str]) -> Response:
    return page(
        request, "people/form.html", status=422 if wrong else 200, fields=giving(desk), typed=typed, wrong=wrong,
        heading="Give a role", button="Check what comes with it", action=GIVE, back=BACK, leave=PATH,
        aside="On the first day they get one message with every open date they are told of from then on. "
        "You see that list before anything is done.",
    )  # fmt: skip


@router.post(GIVE)
@keeps("A role to be given")
def give(request: Request, desk: AtDesk, form: Typed) -> Response:
    desk.must_be(*RUN_THE_OFFICE)
    fields = giving(desk)
    typed, action = form.only(*inputs(fields), "action").texts(), form["action"]
    found, wrong = filled(fields, typed, desk.today)
    given = None if wrong else as_given(desk, found, wrong)
    if given is None or action == "change":
        return form_of_giving(request, desk, typed, wrong)
    try:
        if action != "confirm":
            return checked(request, desk, given, typed)
        made = holding.give(desk.db, desk.partnership, given, desk.actor(), desk.at)
    except Refused as refused:
        return form_of_giving(request, desk, typed, {_BESIDE.get(refused.code, ""): plain_refusal(str(refused))})
    return RedirectResponse(f"{PATH}/{made.person_id}", 303)


def as_given(desk: Desk, found: Mapping[str, Any], wrong: dict[str, str]) -> Given | None:
    """What is to be given; what does not fit together is added to `wrong`."""
    case = desk.db.execute(select(Case).where(col(Case.reference) == found["case"].upper())).scalar_one_or_none()
    if found["case"] and (case is None or not desk.knows.sees(case.id)):
        wrong["case"] = "There is no such case, or it is not yours to see"
    if found["to"] and found["to"] < found["since"]:
        wrong["to"] = "The last day must be the same as the first or after it"
    if found["deputy"] == found["person"]:
        wrong["deputy"] = "Nobody can be their own deputy"
    if wrong:
        return None
    return Given(
        found["role"], UUID(found["person"]), found["since"], found["to"], found["agency"] or None,
        case.id if case else None, UUID(found["deputy"]) if found["deputy"] else None,
    )  # fmt: skip


def checked(request: Request, desk: Desk, given: Given, typed: Mapping[str, Any]) -> Response:
    """Given and taken back again: what would come with it is what their message would say."""
    now = held_on(desk.db, desk.partnership.id, given.since)
    also = [one for one in now if (one.role, one.agency, one.case_id) == (given.role, given.agency, given.case_id)]

    def tried() -> Taken:
        made = holding.give(desk.db, desk.partnership, given, desk.actor(), desk.at)
        return as_known(desk, comes_with(desk.db, made.id, desk.today))

    return page(
        request, "people/give.html", fields=giving(desk), typed=typed, given=given, taken=undone(desk, tried),
        also=also, person=person_of(desk, given.person_id), back=BACK, over=bool(given.to and given.to < desk.today),
    )  # fmt: skip


def undone(desk: Desk, act: Callable[[], Found]) -> Found:
    """What `act` finds when it is done, in a transaction of its own that is undone. Raises `Refused` as it does."""
    tried = desk.db.begin_nested()
    try:
        return act()
    finally:
        tried.rollback()


@router.get("/roles/{role}/end")
def to_end(request: Request, desk: AtDesk, role: UUID) -> Response:
    one = held(desk, role)
    return form_of_ending(request, one, day_typed("on", max(desk.today, one.from_on)), {})


def form_of_ending(request: Request, one: Held, typed: Mapping[str, Any], wrong: Mapping[str, str]) -> Response:
    return page(
        request, "people/form.html", status=422 if wrong else 200, fields=LAST, typed=typed, wrong=wrong, back=BACK,
        heading=f"End a role: {called(one)}", caption=one.name, button="Check what nobody would hold",
        action=f"/roles/{one.id}/end", leave=f"{PATH}/{one.person_id}",
        aside="What they recorded and agreed stays as it is. From the next day they are told nothing more for it.",
    )  # fmt: skip


@router.post("/roles/{role}/end")
def end(request: Request, desk: AtDesk, role: UUID, form: Typed) -> Response:
    one = held(desk, role)
    typed, action = form.only(*inputs(LAST), "action").texts(), form["action"]
    found, wrong = filled(LAST, typed, desk.today)
    if wrong or action == "change":
        return form_of_ending(request, one, typed, wrong)
    row = desk.db.get_one(Holding, one.id)
    try:
        if action != "confirm":
            return checked_end(request, desk, one, row, typed, found)
        holding.end(desk.db, desk.partnership, row, found["on"], desk.actor(), desk.at)
    except Refused as refused:
        return form_of_ending(request, one, typed, {"on": plain_refusal(str(refused))})
    return RedirectResponse(f"{PATH}/{one.person_id}", 303)


def checked_end(
    request: Request, desk: Desk, one: Held, row: Holding, typed: Mapping[str, Any], found: Mapping[str, Any]
) -> Response:
    after = found["on"] + timedelta(days=1)
    steps = as_known(desk, comes_with(desk.db, one.id, desk.today))
    before = unheld(desk.db, desk.partnership.id, after)

    def tried() -> Sequence[Unheld]:
        holding.end(desk.db, desk.partnership, row, found["on"], desk.actor(), desk.at)
        desk.db.flush()
        return [each for each in unheld(desk.db, desk.partnership.id, after) if each not in before]

    lost = undone(desk, tried)
    return page(
        request, "people/end.html", one=one, called=called(one), fields=LAST, typed=typed, on=found["on"], after=after,
        lost=lost, next_up=NEXT_UP.get(one.role, "business_manager"), taken=steps, back=BACK,
    )  # fmt: skip


@router.get("/roles/{role}/deputy")
def to_deputise(request: Request, desk: AtDesk, role: UUID) -> Response:
    one = held(desk, role)
    now = next((str(each.id) for each in people(desk) if each.slug == one.deputy), "")
    return form_of_deputy(request, desk, one, {"deputy": [now]}, {})


def deputies(desk: Desk, one: Held) -> tuple[Field, ...]:
    others = tuple(Option(str(each.id), each.name) for each in people(desk) if each.id != one.person_id)
    hint = f"Is told in the place of {one.name} while they are away."
    return (Field("deputy", Kind.SELECT, "Deputy", hint, options=(NOBODY, *others)),)


def form_of_deputy(
    request: Request, desk: Desk, one: Held, typed: Mapping[str, Any], wrong: Mapping[str, str]
) -> Response:
    return page(
        request, "people/form.html", status=422 if wrong else 200, fields=deputies(desk, one), typed=typed, wrong=wrong,
        heading=f"Deputy: {called(one)}", caption=one.name, button="Save", action=f"/roles/{one.id}/deputy", back=BACK,
        leave=f"{PATH}/{one.person_id}",
        aside="A deputy may do in Swan what the holder may, and is told in their place on the days they are away.",
    )  # fmt: skip


@router.post("/roles/{role}/deputy")
def deputise(request: Request, desk: AtDesk, role: UUID, form: Typed) -> Response:
    one = held(desk, role)
    fields = deputies(desk, one)
    typed = form.only(*inputs(fields), "action").texts()
    found, wrong = filled(fields, typed, desk.today)
    if wrong:
        return form_of_deputy(request, desk, one, typed, wrong)
    instead = UUID(found["deputy"]) if found["deputy"] else None
    row = desk.db.get_one(Holding, one.id)
    if row.deputy_id != instead:
        holding.deputise(desk.db, desk.partnership, row, instead, desk.actor(), desk.at)
    return RedirectResponse(f"{PATH}/{one.person_id}", 303)


def held(desk: Desk, role: UUID) -> Held:
    """A role of this partnership. Raises `NotHere` for another, or one of a case that this person may not know of."""
    desk.must_be(*RUN_THE_OFFICE)
    found = one_held(desk.db, desk.partnership.id, role, desk.today)
    if found is None or (found.case_id is not None and not desk.knows.sees(found.case_id)):
        raise NotHere(case_id=found.case_id if found else None)
    return found


def called(one: Held) -> str:
    whose = one.reference or (named(one.agency) if one.agency else "")
    return f"{a_role(one.role)}, {whose}" if whose else a_role(one.role)
