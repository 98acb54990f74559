"""Two areas' partnerships in one installation, each behind its wall: all they do is done as the application does it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlmodel import Session, col

from config.partnerships import PartnershipPlan, read, shipped
from models import Case, Holding, Partnership
from models.database import session
from tests.office import declared_event, moment
from tests.written_dates import on
from workflows.engine.calendar import at_eight, london_date
from workflows.engine.casework import between_areas
from workflows.engine.casework.acting import Actor
from workflows.engine.casework.climbing import climb
from workflows.engine.casework.founding import found
from workflows.engine.casework.opening import Incident, open_case
from workflows.engine.casework.recording import Report, record_event
from workflows.engine.language import Answer

NEXT = text("select min(due_at) from rung where status = 'armed'")
FOUNDED = "Wed 1 Apr 2020 09:00"


def plan_of(slug: str, prefix: str) -> PartnershipPlan:
    """Westmarch's people and roles under another name; every name and address says whose it is."""
    plan = read(shipped("westmarch"))
    people = {
        who: person.model_copy(update={"name": f"{person.name} of {slug}", "email": f"{who}@{slug}.invalid"})
        for who, person in plan.people.items()
    }
    return plan.model_copy(update={"slug": slug, "name": slug.capitalize(), "prefix": prefix, "people": people})


class Area:
    """One partnership's office. Everything in it is committed, and sees no more than the wall lets it see."""

    def __init__(self, url: str, slug: str, prefix: str) -> None:
        self.url, self.slug = url, slug
        with session("swan_app", url=url) as db:
            self.id: UUID = found(db, plan_of(slug, prefix), Actor("tests"), moment(FOUNDED)).id

    @contextmanager
    def desk(self) -> Iterator[tuple[Session, Partnership]]:
        with session("swan_app", self.id, url=self.url) as db:
            yield db, db.get_one(Partnership, self.id)

    def actor(self, db: Session, role: str | None) -> Actor:
        """Whoever holds this role; None: the installation itself."""
        if role is None:
            return Actor("tests")
        held = select(col(Holding.person_id)).where(col(Holding.role) == role).order_by(col(Holding.id))
        return Actor("tests", db.execute(held).scalars().first())

    def opens(self, event: str, *, when: str, child: str = "", **said: str) -> str:
        report = Report(event, london_date(moment(when)), said=filled(event, said))
        children = [{"name": child}] if child else []
        with self.desk() as (db, here):
            incident = Incident("serious harm", children=children)
            case, _ = open_case(db, here, incident, report, Actor("tests"), moment(when))
            return case.reference

    def records(self, reference: str, event: str, *, on: str, item: str | None = None, **said: str) -> None:
        report = Report(event, london_date(moment(on)), item, filled(event, said))
        with self.desk() as (db, _):
            record_event(db, self.case(db, reference).id, report, Actor("tests"), moment(on))

    def case(self, db: Session, reference: str) -> Case:
        found: Case = db.execute(select(Case).where(col(Case.reference) == reference)).scalar_one()
        return found

    def offers(
        self,
        reference: str,
        to: "Area",
        *,
        when: str,
        because: str = "It was there.",
        by: str | None = "coordinator",
    ) -> None:
        with self.desk() as (db, here):
            receiver = db.get_one(Partnership, to.id)
            case, actor = self.case(db, reference), self.actor(db, by)
            between_areas.offer(db, here, case, receiver, because, actor, moment(when))

    def withdraws(self, reference: str, *, when: str) -> None:
        with self.desk() as (db, here):
            between_areas.withdraw(db, here, self.case(db, reference), self.actor(db, "coordinator"), moment(when))

    def takes(self, reference: str, *, when: str, by: str | None = "coordinator") -> str:
        """The reference it has here."""
        with self.desk() as (db, here):
            return between_areas.take_over(db, here, reference, self.actor(db, by), moment(when)).reference

    def rows(self, statement: str, **values: Any) -> list[Any]:
        """As this partnership sees them."""
        with self.desk() as (db, _):
            return list(db.execute(text(statement), values))

    def due(self, reference: str) -> dict[str, Any]:
        """The day of every open deadline of a case, by name."""
        found = self.rows(
            """select name, due_on from deadline join "case" on "case".id = case_id
               where reference = :reference and status = 'open'""",
            reference=reference,
        )
        return {row.name: row.due_on for row in found}

    def told_on(self, written: str, *, about: str = "") -> set[str]:
        """The roles that were told on that London day, of a deadline or by kind of news; every due moment swept."""
        sweeps(self.url, at_eight(on(written)))
        found = self.rows(
            """select notice.role from notice left join deadline on deadline.id = notice.deadline_id
               where coalesce(deadline.name, notice.kind) = :about and notice.raised_at::date = :day""",
            about=about, day=on(written),
        )  # fmt: skip
        return {row.role for row in found}


def sweeps(url: str, at: datetime) -> None:
    """Every due moment up to this one in its turn, whoever it concerns."""
    with session("swan_clock", url=url) as db:
        while (due := db.execute(NEXT).scalar_one()) is not None and due <= at:
            climb(db, due)


def filled(event: str, said: dict[str, str]) -> dict[str, str]:
    """What was said, and for the rest the evidence and the required answers a diligent office would give."""
    declared = declared_event(event)
    answers = {name: f"{name} of the tests" for name in declared.evidence}
    for ask in declared.asks:
        if ask.required:
            answers[ask.name] = ask.choices[0] if ask.answer is Answer.CHOICE else "said in the tests"
    return {name: value for name, value in {**answers, **said}.items() if value}
