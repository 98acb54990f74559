"""Founding a partnership: its file fills an empty record, once; after that the record is the truth."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlmodel import Session, col

from config.partnerships import HoldingPlan, PartnershipPlan
from models import Absence, Holding, Partnership, Person
from models.columns import new_id
from models.database import enter
from workflows.engine import registry
from workflows.engine.casework.acting import Actor
from workflows.engine.casework.holders import PARTNER_ROLES
from workflows.engine.casework.in_force import law_in_force, refresh_calendar
from workflows.engine.casework.noting import note
from workflows.engine.refusals import Code, Refused
from workflows.engine.roles import TITLES
from workflows.engine.verify import WrongDefinition

FOUNDED = "founded"
OF_AGENCIES = "agency_contact"


def found(db: Session, plan: PartnershipPlan, actor: Actor, at: datetime) -> Partnership:
    """Writes a partnership that is not there yet, with its people and roles; nobody is told anything.

    From here to the end of the transaction row security shows `swan_app` this partnership. Raises `Refused` where its
    name or prefix is taken, or something in it contradicts the law (see `mistakes`).
    """
    if wrong := list(mistakes(plan)):
        raise Refused(Code.BAD_ANSWER, " ".join(wrong))
    _refuse_twice(db, plan)
    partnership = Partnership(
        id=new_id(), slug=plan.slug, name=plan.name, prefix=plan.prefix, partners=list(plan.partners),
        agencies=dict(plan.agencies), closures=closures(plan), milestones=plan.own_days,
    )  # fmt: skip
    db.add(partnership)
    db.flush()
    enter(db, partnership.id)
    _people(db, partnership, plan)
    law_in_force(db, partnership)
    refresh_calendar(db, partnership)
    counts = {"partners": len(plan.partners), "people": len(plan.people), "holdings": len(plan.holdings)}
    note(db, partnership, FOUNDED, {"slug": plan.slug, "prefix": plan.prefix, **counts}, actor, at)
    return partnership


def mistakes(plan: PartnershipPlan) -> Iterator[str]:
    """What the law and the roles do not allow in a partnership's file, one sentence each."""
    yield from _of_milestones(plan)
    for n, holding in enumerate(plan.holdings, start=1):
        for mistake in of_role(holding.role, holding.agency, plan.partners):
            yield f"holdings, no. {n} ({holding.role}, {holding.person}): {mistake}"


def _of_milestones(plan: PartnershipPlan) -> Iterator[str]:
    for name, days in plan.milestones.items():
        owner = next((w for w in registry.workflows().values() if name in {one.name for one in w.deadlines}), None)
        if owner is None:
            yield f"milestones.{name}: no workflow has a deadline of that name."
            continue
        try:
            registry.with_local_days(owner, {name: days})
        except WrongDefinition as wrong:
            yield f"milestones.{name}: {str(wrong).rstrip('.')}."


def of_role(role: str, agency: str | None, partners: list[str]) -> Iterator[str]:
    """What is wrong with holding `role` for `agency`, in a sentence; nothing where it is right."""
    if role not in TITLES:
        yield f"there is no role {role}; there are {', '.join(TITLES)}."
    elif role in PARTNER_ROLES and agency not in partners:
        yield f"a {TITLES[role]} is one partner's: say which of {', '.join(partners)}."
    elif role == OF_AGENCIES and agency is None:
        yield "an agency contact is one agency's: say which."
    elif agency is not None and role not in (*PARTNER_ROLES, OF_AGENCIES):
        yield f"a {TITLES[role]} is nobody's in particular: leave {agency} out."


def closures(plan: PartnershipPlan) -> dict[str, str]:
    return {day.isoformat(): name for day, name in sorted(plan.closures.items())}


def _refuse_twice(db: Session, plan: PartnershipPlan) -> None:
    same = or_(col(Partnership.slug) == plan.slug, col(Partnership.prefix) == plan.prefix)
    there = db.execute(select(Partnership).where(same)).scalars().first()
    if there is not None:
        raise Refused(Code.CONTRADICTION, f"{there.slug} ({there.prefix}) is in the record already.")


def _people(db: Session, partnership: Partnership, plan: PartnershipPlan) -> None:
    ids: dict[str, UUID] = {slug: new_id() for slug in plan.people}
    mine: dict[str, Any] = {"partnership_id": partnership.id}
    for slug, person in plan.people.items():
        db.add(Person(id=ids[slug], **mine, slug=slug, **person.model_dump()))
    db.flush()
    db.add_all(holding_of(one, ids, partnership.id) for one in plan.holdings)
    for away in plan.away:
        db.add(Absence(**mine, person_id=ids[away.person], from_on=away.since, to_on=away.to))
    db.flush()


def holding_of(plan: HoldingPlan, people: dict[str, UUID], partnership_id: UUID) -> Holding:
    """The row of a role as the file has it; `people` gives the ids of everybody it names."""
    return Holding(
        partnership_id=partnership_id, role=plan.role, agency=plan.agency, person_id=people[plan.person],
        deputy_id=people[plan.deputy] if plan.deputy else None, from_on=plan.since, to_on=plan.to,
    )  # fmt: skip
