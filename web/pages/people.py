"""People: who holds which role, who stands in, who is away; somebody added, away, back, or given a link to sign in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import select
from sqlmodel import col

from models import Person
from web import accounts
from web.dates import a_role
from web.desk import AtDesk, Desk, Typed
from web.fields import Field, Kind
from web.filling import filled, inputs
from web.knowing import WHOLE_CASES
from web.plainly import plain_refusal
from web.refusing import NotHere
from web.rendering import Place, page
from web.sessions import real_now
from workflows.engine.casework import holding
from workflows.engine.casework.contents import Step, comes_with
from workflows.engine.casework.noting import RUN_THE_OFFICE
from workflows.engine.reading import titles
from workflows.engine.reading.needs import unheld
from workflows.engine.reading.people import Held, away_from, held_by, held_from
from workflows.engine.refusals import Refused

router = APIRouter()
PATH = "/people"
SEES_PEOPLE = WHOLE_CASES | RUN_THE_OFFICE
PLACE = Place("People", PATH, 45, roles=SEES_PEOPLE)
BACK = (PATH, "People and roles")

_PEOPLE = select(Person).order_by(col(Person.name))

NEW = (
    Field("name", Kind.LINE, "Name", missing="Enter their name"),
    Field(
        "slug", Kind.LINE, "Short name", "Letters, digits and hyphens, such as sam-jones. It cannot be changed.",
        missing="Enter a short name",
    ),
    Field("email", Kind.LINE, "Email address", missing="Enter their email address"),
)  # fmt: skip
AWAY = (
    Field("from", Kind.DATE, "First day away", missing="Enter the first day they are away"),
    Field("to", Kind.DATE, "Last day away", missing="Enter the last day they are away"),
)


@dataclass(frozen=True, slots=True)
class Taken:
    """The dates that come with a role, as far as whoever looks may know their cases; `n` are all of them."""

    n: int
    steps: tuple[Step, ...]


@router.get(PATH)
def everybody(request: Request, desk: AtDesk) -> Response:
    desk.must_be(*SEES_PEOPLE)
    roles = held_from(desk.db, desk.partnership.id, desk.today)
    now = [one for one in roles if one.is_held_on(desk.today)]
    busy = {one.person_id for one in roles}
    return page(
        request, "people/everybody.html", now=shown(desk, now), people=people(desk), holders=busy,
        to_come=shown(desk, [one for one in roles if not one.is_held_on(desk.today)]),
        away=away_from(desk.db, desk.partnership.id, desk.today), runs=runs_the_office(desk),
        unheld=[(a_role(one.role), one) for one in unheld(desk.db, desk.partnership.id, desk.today)],
    )  # fmt: skip


@router.get(f"{PATH}/{{person}}")
def one_person(request: Request, desk: AtDesk, person: UUID) -> Response:
    desk.must_be(*SEES_PEOPLE)
    return of_person(request, desk, person_of(desk, person))


def of_person(
    request: Request,
    desk: Desk,
    person: Person,
    *,
    wrong: str = "",
    at: str = "",
    typed: Mapping[str, Any] | None = None,
) -> Response:
    """`wrong` is what is wrong with the form `at` its field, shown again as `typed`."""
    roles = held_by(desk.db, desk.partnership.id, person.id, desk.today)
    own = [one for one in roles if one.person_id == person.id]
    now = [one for one in own if one.is_held_on(desk.today)]
    return page(
        request, "people/person.html", status=422 if wrong else 200, person=person, back=BACK, wrong=wrong, wrong_at=at,
        now=shown(desk, now), others=shown(desk, [one for one in own if one not in now]), away_fields=AWAY,
        stands_in=shown(desk, [one for one in roles if one.person_id != person.id and one.is_held_on(desk.today)]),
        away=[one for one in away_from(desk.db, desk.partnership.id, desk.today) if one.person_id == person.id],
        taken=taken(desk, now), alone=[a_role(one.role) for one in now if one.deputy is None], typed=typed or {},
        runs=runs_the_office(desk), signs_in=any(not one.disabled_at for one in accounts.of_person(desk.db, person.id)),
    )  # fmt: skip


@router.get("/add-person")
def to_add(request: Request, desk: AtDesk) -> Response:
    desk.must_be(*RUN_THE_OFFICE)
    return asked_to_add(request, desk.typed_before(request.url.path), {})


def asked_to_add(request: Request, typed: Mapping[str, Any], wrong: Mapping[str, str]) -> Response:
    return page(
        request, "people/form.html", status=422 if wrong else 200, fields=NEW, typed=typed, wrong=wrong, back=BACK,
        heading="Add a person", button="Add them", action="/add-person", leave=PATH,
        aside="Somebody who may be told of dates, or may sign in. Give them a role next: they are told as its holder.",
    )  # fmt: skip


@router.post("/add-person")
def add(request: Request, desk: AtDesk, form: Typed) -> Response:
    desk.must_be(*RUN_THE_OFFICE)
    typed = form.only(*inputs(NEW), "action").texts()
    found, wrong = filled(NEW, typed, desk.today)
    if wrong:
        return asked_to_add(request, typed, wrong)
    try:
        reached = {"name": found["name"], "email": found["email"]}
        made = holding.add_person(desk.db, desk.partnership, found["slug"], reached, desk.actor(), desk.at)
    except Refused as refused:
        at = "email" if "mail" in str(refused) else "slug"
        return asked_to_add(request, typed, {at: plain_refusal(str(refused))})
    return RedirectResponse(f"{PATH}/{made.id}", 303)


@router.post(f"{PATH}/{{person}}/away")
def is_away(request: Request, desk: AtDesk, person: UUID, form: Typed) -> Response:
    desk.must_be(*RUN_THE_OFFICE)
    who, typed = person_of(desk, person), form.only(*inputs(AWAY)).texts()
    found, wrong = filled(AWAY, typed, desk.today)
    if wrong:
        at = next(iter(wrong))
        return of_person(request, desk, who, wrong=wrong[at], at=at, typed=typed)
    try:
        holding.away(desk.db, desk.partnership, who, found["from"], found["to"], desk.actor(), desk.at)
    except Refused as refused:
        return of_person(request, desk, who, wrong=plain_refusal(str(refused)), at="to", typed=typed)
    return RedirectResponse(f"{PATH}/{who.id}#h-away", 303)


@router.post(f"{PATH}/{{person}}/back")
def is_back(request: Request, desk: AtDesk, person: UUID, form: Typed) -> Response:
    """Back today from an absence that has begun; one still to come never was."""
    desk.must_be(*RUN_THE_OFFICE)
    who, said = person_of(desk, person), form.only("absence")["absence"]
    ends = [one for one in away_from(desk.db, desk.partnership.id, desk.today) if str(one.id) == said]
    if not ends or ends[0].person_id != who.id:
        raise NotHere
    holding.back(desk.db, desk.partnership, who, max(desk.today, ends[0].from_on), desk.actor(), desk.at)
    return RedirectResponse(f"{PATH}/{who.id}#h-away", 303)


@router.get(f"{PATH}/{{person}}/link")
def to_invite(request: Request, desk: AtDesk, person: UUID) -> Response:
    return inviting(request, desk, person)


@router.post(f"{PATH}/{{person}}/link")
def invite(request: Request, desk: AtDesk, person: UUID, form: Typed) -> Response:
    """The link is in this answer and nowhere else: Swan keeps its digest."""
    form.only("action")
    desk.must_be(*RUN_THE_OFFICE)
    desk.must_have_proved()
    who = person_of(desk, person)
    word = accounts.invite(desk.db, desk.partnership.id, who.id)
    desk.did("invitation-made", person=str(who.id))
    link = f"{request.app.state.settings.link.rstrip('/')}/join/{word}"
    return inviting(request, desk, person, link=link, ends=real_now(desk.db) + accounts.LINK_LASTS)


def inviting(request: Request, desk: Desk, person: UUID, **made: Any) -> Response:
    desk.must_be(*RUN_THE_OFFICE)
    desk.must_have_proved()
    who = person_of(desk, person)
    back = (f"{PATH}/{who.id}", who.name)
    signs_in = any(not one.disabled_at for one in accounts.of_person(desk.db, who.id))
    return page(request, "people/link.html", person=who, back=back, signs_in=signs_in, **made)


def people(desk: Desk) -> Sequence[Person]:
    """Everybody of this partnership, by name."""
    return desk.db.execute(_PEOPLE).scalars().all()


def person_of(desk: Desk, person_id: UUID) -> Person:
    """Raises `NotHere` for nobody, or somebody of another partnership: row security shows only one's own."""
    found = next((one for one in people(desk) if one.id == person_id), None)
    if found is None:
        raise NotHere
    return found


def runs_the_office(desk: Desk) -> bool:
    return bool(desk.roles & RUN_THE_OFFICE)


def shown(desk: Desk, roles: Sequence[Held]) -> list[Held]:
    """Without those that were given for a case this person may not know of."""
    return [one for one in roles if one.case_id is None or desk.knows.sees(one.case_id)]


def taken(desk: Desk, roles: Sequence[Held]) -> Taken:
    """What somebody is told of who holds these roles, each date once."""
    found = dict.fromkeys(step for one in roles for step in comes_with(desk.db, one.id, desk.today))
    return as_known(desk, tuple(found))


def as_known(desk: Desk, steps: Sequence[Step]) -> Taken:
    """An item whose title says it already is not named beside it."""
    fixed = {key for _, key in titles.of_fixed_items()}
    plain = (replace(one, item=None) if one.item in fixed else one for one in steps)
    return Taken(len(steps), tuple(plain) if desk.knows.every else ())
