"""Revising a partnership: how its file differs from the record, and the differences applied, each as an event."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from config.partnerships import HoldingPlan, PartnershipPlan
from models import Absence, Holding, Partnership, Person
from workflows.engine.casework import holding as roles
from workflows.engine.casework.acting import Actor
from workflows.engine.casework.founding import closures, mistakes
from workflows.engine.casework.holding import Given
from workflows.engine.casework.in_force import law_in_force, refresh_calendar
from workflows.engine.casework.noting import may_run_the_office, note
from workflows.engine.refusals import Code, Refused

NOTHING = "–"
Act = Callable[[Actor, datetime], object]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing the file has otherwise than the record. `left`: only the record has it, and it stays."""

    what: str
    before: str
    after: str
    left: bool = False
    apply: Act | None = field(default=None, repr=False, compare=False)


def differences(db: Session, partnership: Partnership, plan: PartnershipPlan) -> list[Difference]:
    """How the file differs, in the order in which it is applied. What only the record has is never taken away.

    Raises `Refused` where the file has another prefix, or contradicts the law.
    """
    if wrong := list(mistakes(plan)):
        raise Refused(Code.BAD_ANSWER, " ".join(wrong))
    if plan.prefix != partnership.prefix:
        sentence = f"The references of {partnership.slug} begin with {partnership.prefix}: that cannot be changed."
        raise Refused(Code.NOT_POSSIBLE, sentence)
    people = {one.slug: one for one in db.execute(_of(Person, partnership)).scalars()}
    return [
        *_of_people(db, partnership, plan, people),
        *_of_partnership(db, partnership, plan),
        *_of_roles(db, partnership, plan, people),
        *_of_absences(db, partnership, plan, people),
    ]


def revise(
    db: Session, partnership: Partnership, plan: PartnershipPlan, actor: Actor, at: datetime
) -> list[Difference]:
    """Applies every difference, each as an event of the office; gives what was applied."""
    may_run_the_office(db, partnership, actor, at)
    applied = [one for one in differences(db, partnership, plan) if one.apply is not None]
    for one in applied:
        if one.apply is not None:
            one.apply(actor, at)
    return applied


def _of(model: Any, partnership: Partnership) -> Any:
    return select(model).where(col(model.partnership_id) == partnership.id)


def _of_people(
    db: Session, partnership: Partnership, plan: PartnershipPlan, people: Mapping[str, Person]
) -> Iterator[Difference]:
    for slug, person in plan.people.items():
        reached = person.model_dump()
        if slug not in people:
            add = _later(roles.add_person, db, partnership, slug, reached)
            yield Difference(f"person {slug}", NOTHING, f"{person.name} <{person.email}>", apply=add)
            continue
        changed = {name: value for name, value in reached.items() if getattr(people[slug], name) != value}
        if changed:
            before = ", ".join(str(getattr(people[slug], name) or NOTHING) for name in changed)
            after = ", ".join(str(value or NOTHING) for value in changed.values())
            change = _later(roles.change_person, db, partnership, people[slug], changed)
            yield Difference(f"person {slug}: {', '.join(changed)}", before, after, apply=change)
    for slug in people.keys() - plan.people.keys():
        yield Difference(f"person {slug}", people[slug].name, NOTHING, left=True)


def _later(verb: Callable[..., object], *first: Any) -> Act:
    return lambda actor, at: verb(*first, actor, at)


def _of_partnership(db: Session, partnership: Partnership, plan: PartnershipPlan) -> Iterator[Difference]:
    wanted: dict[str, Any] = {
        "name": plan.name, "partners": list(plan.partners), "agencies": dict(plan.agencies),
        "closures": closures(plan), "milestones": plan.own_days,
    }  # fmt: skip
    for name, after in wanted.items():
        before = getattr(partnership, name)
        if before != after:
            change = _later(change_partnership, db, partnership, name, after)
            yield Difference(name, *_told_apart(before, after), apply=change)


def _told_apart(before: Any, after: Any) -> tuple[str, str]:
    """Of two tables only the lines that differ."""
    if isinstance(before, dict):
        lines = [key for key in {**before, **after} if before.get(key) != after.get(key)]
        was, is_ = ([f"{key}: {side[key]}" for key in lines if key in side] for side in (before, after))
        return "\n".join(was) or NOTHING, "\n".join(is_) or NOTHING
    return (", ".join(before), ", ".join(after)) if isinstance(before, list) else (before, after)


def change_partnership(
    db: Session, partnership: Partnership, name: str, after: Any, actor: Actor, at: datetime
) -> None:
    """Another name, other partners, agencies, closures or milestones: for what is opened and started from now on.

    Deadlines that have started keep their dates and their rungs.
    """
    said = {"changed": name, "before": getattr(partnership, name), "after": after}
    setattr(partnership, name, after)
    db.add(partnership)
    note(db, partnership, "changed", said, actor, at)
    law_in_force(db, partnership)
    refresh_calendar(db, partnership)


def _of_roles(
    db: Session, partnership: Partnership, plan: PartnershipPlan, people: Mapping[str, Person]
) -> Iterator[Difference]:
    slugs = {person.id: slug for slug, person in people.items()}
    held = {(one.role, one.agency, slugs[one.person_id], one.from_on): one for one in roles.held_by(db, partnership)}
    wanted = {(one.role, one.agency, one.person, one.since): one for one in plan.holdings}
    for key, one in wanted.items():
        if key not in held:
            yield Difference(_role(one.role, one.agency), NOTHING, _span(one.person, one.since, one.to, one.deputy),
                             apply=_gives(db, partnership, one))  # fmt: skip
        else:
            yield from _of_role(db, partnership, held[key], one, slugs)
    for key, row in held.items():
        if key not in wanted and row.case_id is None:
            before = _span(key[2], row.from_on, row.to_on, slugs.get(row.deputy_id) if row.deputy_id else None)
            yield Difference(_role(row.role, row.agency), before, NOTHING, left=True)


def _of_role(
    db: Session, partnership: Partnership, row: Holding, plan: HoldingPlan, slugs: Mapping[UUID, str]
) -> Iterator[Difference]:
    name = f"{_role(row.role, row.agency)} ({plan.person})"
    if row.to_on != plan.to:
        apply = _later(roles.end, db, partnership, row, plan.to)
        yield Difference(f"{name}: to", str(row.to_on or NOTHING), str(plan.to or NOTHING), apply=apply)
    before = slugs.get(row.deputy_id) if row.deputy_id else None
    if before != plan.deputy:
        apply = _deputises(db, partnership, row, plan.deputy)
        yield Difference(f"{name}: deputy", before or NOTHING, plan.deputy or NOTHING, apply=apply)


def _gives(db: Session, partnership: Partnership, plan: HoldingPlan) -> Act:
    def apply(actor: Actor, at: datetime) -> None:
        deputy = _id(db, partnership, plan.deputy) if plan.deputy else None
        given = Given(plan.role, _id(db, partnership, plan.person), plan.since, plan.to, plan.agency, None, deputy)
        roles.give(db, partnership, given, actor, at)

    return apply


def _deputises(db: Session, partnership: Partnership, row: Holding, deputy: str | None) -> Act:
    def apply(actor: Actor, at: datetime) -> None:
        roles.deputise(db, partnership, row, _id(db, partnership, deputy) if deputy else None, actor, at)

    return apply


def _id(db: Session, partnership: Partnership, slug: str) -> UUID:
    """Whoever the file names is there by now: people come first."""
    person: Person = db.execute(_of(Person, partnership).where(col(Person.slug) == slug)).scalar_one()
    return person.id


def _of_absences(
    db: Session, partnership: Partnership, plan: PartnershipPlan, people: Mapping[str, Person]
) -> Iterator[Difference]:
    slugs = {person.id: slug for slug, person in people.items()}
    rows = db.execute(_of(Absence, partnership)).scalars()
    known = {(slugs[one.person_id], one.from_on, one.to_on) for one in rows}
    for one in plan.away:
        if (one.person, one.since, one.to) not in known:

            def apply(actor: Actor, at: datetime, one: Any = one) -> None:
                person = db.get_one(Person, _id(db, partnership, one.person))
                roles.away(db, partnership, person, one.since, one.to, actor, at)

            yield Difference(f"{one.person} away", NOTHING, f"{one.since} to {one.to}", apply=apply)


def _role(role: str, agency: str | None) -> str:
    return f"{role} for {agency}" if agency else role


def _span(person: str, since: date, to: date | None, deputy: str | None) -> str:
    until = f" to {to}" if to else ""
    instead = f", deputy {deputy}" if deputy else ""
    return f"{person} from {since}{until}{instead}"
