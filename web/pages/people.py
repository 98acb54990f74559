"""People: who holds which role, who stands in, who is away; somebody away, back, or given a link to sign in."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from models import Person
from models.clock import real_now
from web import accounts
from web.dates import a_role, named
from web.desk import AtDesk, Desk, Typed
from web.fields import Field, Kind
from web.filling import filled, inputs
from web.knowing import WHOLE_CASES
from web.peopled import BACK, PATH, people, person_of, runs_the_office, shown, taken
from web.plainly import plain_refusal
from web.refusing import NotHere
from web.rendering import Place, page
from web.sheets import Cell, download, workbook
from workflows.engine.casework import holding
from workflows.engine.casework.noting import RUN_THE_OFFICE
from workflows.engine.reading.needs import unheld
from workflows.engine.reading.people import Held, away_from, held_by, held_from
from workflows.engine.refusals import Refused
from workflows.engine.roles import TITLES

router = APIRouter()
SEES_PEOPLE = WHOLE_CASES | RUN_THE_OFFICE
PLACE = Place("People", PATH, 45, roles=SEES_PEOPLE)

AWAY = (
    Field("from", Kind.DATE, "First day away", missing="Enter the first day they are away"),
    Field("to", Kind.DATE, "Last day away", missing="Enter the last day they are away"),
)


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


@router.get(f"{PATH}.xlsx")
def as_workbook(desk: AtDesk) -> Response:
    """Who holds which role, today and to come: names and days, no addresses."""
    desk.must_be(*SEES_PEOPLE)
    found = shown(desk, held_from(desk.db, desk.partnership.id, desk.today))
    desk.did("people-downloaded", roles=str(len(found)))
    return download(f"people-{desk.today.isoformat()}.xlsx", workbook("People", COLUMNS, map(cells, found)))


COLUMNS = ("Role", "For", "Who", "From", "To", "Deputy", "Away until")


def cells(one: Held) -> list[Cell]:
    held_for = one.reference or (named(one.agency) if one.agency else "")
    return [a_role(one.role), held_for, one.name, one.from_on, one.to_on, one.deputy_name, one.away_to]


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
        taken=taken(desk, now), typed=typed or {},
        alone=sorted({TITLES[one.role] for one in now if one.deputy is None}),
        runs=runs_the_office(desk), signs_in=any(not one.disabled_at for one in accounts.of_person(desk.db, person.id)),
    )  # fmt: skip


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
