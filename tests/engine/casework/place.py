"""A partnership whose ladders and people a test writes down itself, to watch what climbing makes of them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, SQLModel, col

from config.bank_holidays import ENGLAND_AND_WALES
from models import (
    Absence,
    CalendarVersion,
    Case,
    Definition,
    Demonstration,
    DueRung,
    Holding,
    Law,
    Message,
    Notice,
    OpenDeadline,
    Partnership,
    Person,
    RecordedEvent,
    Run,
)
from models.columns import new_id
from models.database import session
from tests.written_dates import on
from workflows.engine.calendar import Calendar, at_eight
from workflows.engine.casework.acknowledging import acknowledge
from workflows.engine.casework.climbing import Coming, climb, next_due
from workflows.engine.ladder import RungKind

Row = TypeVar("Row", bound=SQLModel)

LONG_AGO = date(2018, 1, 1)


def eight(written: str) -> datetime:
    """08:00 London of "Mon 17 Mar 2025"."""
    return at_eight(on(written))


@dataclass(frozen=True)
class Step:
    """One rung as a test writes it: whom it names, and the day it is told."""

    kind: RungKind
    days: int
    told: str
    roles: tuple[str, ...]
    urgent: bool = False
    status: str = "armed"
    at: datetime | None = None


def step(kind: RungKind, told: str, *roles: str, days: int = 0, **more: Any) -> Step:
    return Step(kind, days, told, roles, **more)


class Place:
    """One partnership with one case, written straight into the record."""

    def __init__(self, url: str, slug: str = "testshire", closures: Iterable[str] = ()) -> None:
        self.url, self.slug = url, slug
        calendar = Calendar.build(ENGLAND_AND_WALES, {on(day): "closed" for day in closures})
        self.calendar = calendar.digest
        days = {
            "holidays": {str(day): name for day, name in calendar.holidays.items()},
            "closures": {str(day): name for day, name in calendar.closures.items()},
        }
        self.keep(
            CalendarVersion(digest=calendar.digest, first=calendar.first, last=calendar.last, **days),
            Law(digest="law", definitions=[]),
            Definition(digest="definition", workflow="rapid-review", body="{}"),
        )
        self.id = new_id()
        self.keep(
            Partnership(id=self.id, slug=slug, name=slug, prefix=slug.upper(), partners=[], calendar=calendar.digest)
        )
        self.people: dict[str, UUID] = {}
        self.case = self.opened_case()

    def keep(self, *rows: SQLModel) -> None:
        """In this order, or over what is there already under the same id."""
        with session("swan_owner", url=self.url) as db:
            for row in rows:
                db.merge(row)
                db.flush()

    def opened_case(self) -> UUID:
        """A further case; deadlines go to the latest."""
        with session("swan_owner", url=self.url) as db:
            number = len(db.execute(select(Case.id).where(col(Case.partnership_id) == self.id)).all()) + 1
        self.case, self.event, self.run = new_id(), new_id(), new_id()
        mine: dict[str, Any] = {"partnership_id": self.id, "case_id": self.case}
        opened = eight("Mon 3 Mar 2025")
        self.keep(
            Case(
                id=self.case, partnership_id=self.id, reference=f"{self.slug}-{number}", year=2025, number=number,
                harm="death", opened_at=opened,
            ),
            RecordedEvent(
                id=self.event, **mine, seq=1, act="recorded", name="panel_notified", happened_on=on("Mon 3 Mar 2025"),
                recorded_at=opened, done_by_role="la_notifier", login="tests", details={}, evidence=[], law="law",
                calendar=self.calendar, prev="", hash="",
            ),
            Run(
                id=self.run, **mine, workflow="rapid-review", definition="definition", begun_by=self.event,
                begun_on=on("Mon 3 Mar 2025"), state="gathering_facts", since=on("Mon 3 Mar 2025"),
            ),
        )  # fmt: skip
        return self.case

    def person(self, slug: str) -> UUID:
        if slug not in self.people:
            self.people[slug] = new_id()
            mail = f"{slug}@{self.slug}.invalid"
            self.keep(Person(id=self.people[slug], partnership_id=self.id, slug=slug, name=slug, email=mail))
        return self.people[slug]

    def holds(
        self,
        slug: str,
        *roles: str,
        deputy: str | None = None,
        since: str | None = None,
        until: str | None = None,
        agency: str | None = None,
        case: UUID | None = None,
    ) -> None:
        for role in roles:
            self.keep(
                Holding(
                    partnership_id=self.id,
                    role=role,
                    agency=agency,
                    case_id=case,
                    person_id=self.person(slug),
                    deputy_id=self.person(deputy) if deputy else None,
                    from_on=on(since) if since else LONG_AGO,
                    to_on=on(until) if until else None,
                )
            )

    def away(self, slug: str, first: str, last: str) -> None:
        days = {"from_on": on(first), "to_on": on(last)}
        self.keep(Absence(partnership_id=self.id, person_id=self.person(slug), **days))

    def owes(self, due: str, *ladder: Step, name: str = "send-rapid-review", whose: str | None = None) -> UUID:
        """An open deadline with this ladder; `whose` is the agency, and the partner, that its rungs mean."""
        deadline = new_id()
        mine: dict[str, Any] = {"partnership_id": self.id, "case_id": self.case}
        self.keep(
            OpenDeadline(
                id=deadline, **mine, run_id=self.run, name=f"{name}-{deadline}", started_by=self.event,
                anchor_on=on("Mon 3 Mar 2025"), due_on=on(due), calendar=self.calendar, declared={}, counted={},
            )
        )  # fmt: skip
        self.keep(*(self.rung(deadline, written, 10 * place, whose) for place, written in enumerate(ladder)))
        return deadline

    def rung(self, deadline: UUID, written: Step, n: int, whose: str | None = None) -> DueRung:
        """The row of one step; nothing is kept yet."""
        return DueRung(
            partnership_id=self.id, case_id=self.case, deadline_id=deadline, agency=whose, partner=whose, n=n,
            kind=str(written.kind), days=written.days, roles=list(written.roles), due_on=on(written.told),
            due_at=written.at or eight(written.told), urgent=written.urgent, status=written.status,
        )  # fmt: skip

    def changes(self, deadline: UUID, **columns: Any) -> None:
        """What recording would write on a deadline."""
        self.edit(lambda db: db.get_one(OpenDeadline, deadline).sqlmodel_update(columns))

    def edit(self, change: Callable[[Session], object]) -> None:
        with session("swan_owner", url=self.url) as db:
            change(db)

    def sweeps(self, at: datetime, limit: int = 500) -> int:
        """One sweep, committed."""
        with session("swan_clock", url=self.url) as db:
            return climb(db, at, limit)

    def hears(self, at: str | datetime, limit: int = 500) -> set[str]:
        """Sweeps until nothing is due at that moment (08:00 of a written day); who was told anything by it."""
        moment = eight(at) if isinstance(at, str) else at
        before = {notice.id for notice in self.notices()}
        while self.sweeps(moment, limit):
            pass
        return {self.named(notice.person_id) for notice in self.notices() if notice.id not in before}

    def stands_at(self, written: str) -> None:
        """The business moment of the whole database, by its own clock."""
        self.keep(Demonstration(stands_at=eight(written)))

    def coming(self) -> Coming:
        with session("swan_clock", url=self.url) as db:
            return next_due(db)

    def acknowledges(self, slug: str, deadline: UUID, look: str, at: str) -> None:
        with session("swan_app", self.id, url=self.url) as db:
            acknowledge(db, deadline, self.person(slug), on(look), eight(at))

    def all(self, model: type[Row]) -> Sequence[Row]:
        with session("swan_owner", url=self.url) as db:
            return db.execute(select(model).order_by(model.id)).scalars().all()  # type: ignore[attr-defined]

    def notices(self) -> Sequence[Notice]:
        return self.all(Notice)

    def notice_for(self, slug: str) -> Notice:
        """The only notice this person has had."""
        [notice] = [notice for notice in self.notices() if notice.person_id == self.people[slug]]
        return notice

    def message_of(self, notice: Notice) -> Message:
        [message] = [message for message in self.all(Message) if message.id == notice.message_id]
        return message

    def statuses(self) -> list[str]:
        """What became of the rungs, in the order of their ladder."""
        return [rung.status for rung in sorted(self.all(DueRung), key=lambda rung: (rung.n, rung.due_at))]

    def named(self, person: UUID) -> str:
        return next(slug for slug, id_ in self.people.items() if id_ == person)
