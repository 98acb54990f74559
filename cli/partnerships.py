"""`swan partnership`: what a partnership is, its file loaded, and its ladders switched on."""

from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy import func, select
from sqlmodel import Session, col

from cli.session import AsJson, AsPerson, Desk, awake, desk, login
from cli.words import Usage, day, listed, show, show_json, show_table
from config.partnerships import PartnershipPlan, WrongPartnership, read, shipped
from models import Case, Partnership, Person
from models.clock import swan_now
from models.database import enter, session
from models.migrate import migrate
from workflows.engine.casework.acting import Actor
from workflows.engine.casework.arming import switch_on
from workflows.engine.casework.founding import found
from workflows.engine.casework.revising import Difference, differences, revise

Named = Annotated[str, typer.Argument(metavar="[NAME]", help="Which partnership, where there are several.")]
TheFile = Annotated[
    str, typer.Argument(metavar="FILE", help="A partnership's file, or westmarch, which comes with Swan.")
]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask after the preview.")]

partnership = typer.Typer(no_args_is_help=True, help="A partnership: what it is, its file, its ladders.")


@partnership.command("show")
def show_partnership(name: Named = "", json: AsJson = False) -> None:
    """Show a partnership as the record has it."""
    with desk("partnership show", partnership=name) as at:
        told = described(at)
    if json:
        show_json(told)
        return
    show(f"{told['name']} ({told['slug']}, {told['prefix']})", "")
    show(f"Partners: {listed(told['partners'])}.", f"People: {told['people']}. Cases: {told['cases']}.")
    show(f"Bank holidays are known until {day(told['bank_holidays_known_until'])}.")
    if told["ladders_off"]:
        show(f"Cases with their ladders off, of which nobody is told: {told['ladders_off']}.")
    for heading, what in (("agency", "agencies"), ("milestone", "milestones"), ("closed", "closures")):
        show_table((heading, ""), [(key, str(value)) for key, value in sorted(told[what].items())])


def described(at: Desk) -> dict[str, Any]:
    one = at.partnership
    own = {
        name: getattr(one, name)
        for name in ("slug", "name", "prefix", "partners", "agencies", "milestones", "closures")
    }
    return {
        **own,
        "people": _count(at.db, Person, col(Person.partnership_id) == one.id),
        "cases": _count(at.db, Case, col(Case.partnership_id) == one.id),
        "ladders_off": _count(at.db, Case, col(Case.partnership_id) == one.id, col(Case.ladders_on).is_(False)),
        "bank_holidays_known_until": at.calendar.last,
    }


def _count(db: Session, model: Any, *where: Any) -> int:
    counted: int = db.execute(select(func.count()).select_from(model).where(*where)).scalar_one()
    return counted


@partnership.command("load")
def load(file: TheFile, as_person: AsPerson = "", yes: Yes = False, json: AsJson = False) -> None:
    """Found a partnership from its file; or, if it is there, show how the file differs, and apply that.

    What only the record has stays: roles are ended, and people changed, by 'swan people'.
    """
    plan = _read(file)
    with awake("partnership load"):
        migrate()
        with session("swan_app") as db:
            there = _there(db, plan.slug)
            if there is None:
                founded = found(db, plan, Actor(login()), swan_now(db))
                told = {"founded": founded.slug, "people": len(plan.people), "holdings": len(plan.holdings)}
        if there is None:
            show_json(told) if json else show(
                f"{plan.name} is founded: {len(plan.people)} people hold {len(plan.holdings)} roles. Nobody was told."
            )
            return
        _revise(plan, as_person, yes=yes, json=json)


def _read(said: str) -> PartnershipPlan:
    place = Path(said)
    if not place.exists() and shipped(said).exists():
        place = shipped(said)
    try:
        return read(place)
    except WrongPartnership as wrong:
        raise Usage(str(wrong)) from wrong


def _there(db: Session, slug: str) -> Partnership | None:
    there: Partnership | None = db.execute(
        select(Partnership).where(col(Partnership.slug) == slug)
    ).scalar_one_or_none()
    if there is not None:
        enter(db, there.id)
    return there


def _revise(plan: PartnershipPlan, as_person: str, *, yes: bool, json: bool) -> None:
    """The differences in one transaction, applying them in another: nobody waits for a person who is thinking."""
    with desk("partnership load", partnership=plan.slug) as at:
        found = differences(at.db, at.partnership, plan)
    to_apply = [one for one in found if not one.left]
    if not json:
        _show_differences(plan, found)
    if not to_apply or (json and not yes) or not (yes or typer.confirm("Apply them?")):
        if json:
            show_json({"partnership": plan.slug, "applied": False, "differences": [_as_json(one) for one in found]})
        elif to_apply:
            show("Nothing was changed.")
        return
    with desk("partnership load", partnership=plan.slug) as at:
        applied = revise(at.db, at.partnership, plan, at.actor(as_person), at.at)
    if json:
        show_json({"partnership": plan.slug, "applied": True, "differences": [_as_json(one) for one in found]})
    else:
        show(f"Done, each as an event of the office: {listed([one.what for one in applied])}.")


def _show_differences(plan: PartnershipPlan, found: list[Difference]) -> None:
    to_apply, left = [one for one in found if not one.left], [one for one in found if one.left]
    if not to_apply:
        show(f"{plan.name} is in the record as the file has it.")
    else:
        show_table(("differs", "in the record", "in the file"), [(one.what, one.before, one.after) for one in to_apply])
    if left:
        show_table(("only in the record, and stays", ""), [(one.what, one.before) for one in left])


def _as_json(one: Difference) -> dict[str, Any]:
    return {"what": one.what, "before": one.before, "after": one.after, "stays": one.left}


@partnership.command("ladders-on")
def ladders_on(name: Named = "", as_person: AsPerson = "", json: AsJson = False) -> None:
    """Switch on the ladders of imported cases: what lies ahead will be told, what is past stays silent."""
    with desk("partnership ladders-on", partnership=name) as at:
        done = switch_on(at.db, at.partnership, at.actor(as_person), at.at)
        slug = at.partnership.slug
    if json:
        show_json({"partnership": slug, "cases": list(done.cases), "armed": done.armed, "past": done.past})
    elif not done.cases:
        show(f"Every case of {slug} has its ladders on already.")
    else:
        show(f"Ladders are on: {listed(list(done.cases))}.")
        show(f"{done.armed} rungs lie ahead and will be told; {done.past} are past and stay silent.")
