"""The one test driver: a partnership's office, whose days pass as a test says."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pendulum
import pytest
from sqlalchemy import Connection, func, select, text, true
from sqlmodel import Session, col

from models import Case, DueRung, Holding, Notice, OpenDeadline, OpenItem, Partnership, Person, RecordedEvent
from tests.written_dates import on
from workflows.engine import registry
from workflows.engine.calendar import at_eight, london_date
from workflows.engine.casework.acting import Actor
from workflows.engine.casework.climbing import climb
from workflows.engine.casework.correcting import Correction, correct_event, strike_event
from workflows.engine.casework.opening import Incident, open_case
from workflows.engine.casework.recording import Recorded, Report, record_event
from workflows.engine.ladder import RungKind
from workflows.engine.language import Answer, Event
from workflows.engine.refusals import Refused
from workflows.engine.replayed import differences
from workflows.engine.roles import TITLES

PARTNERS = ("local-authority", "icb", "police")
AGENCIES = {"hospital": "icb", "school": "local-authority"}
PER_PARTNER = ("delegated_partner", "lead_partner")
RECORD = ("partnership", "case", "child", "event", "run", "item", "deadline", "rung", "notice", "message", "request")

WRONG_RUNGS = f"""
select deadline.name, deadline.status, waiting, repeating from deadline cross join lateral (
  select count(*) as waiting, count(*) filter (where kind = '{RungKind.EVERY}') as repeating
  from rung where deadline_id = deadline.id and status in ('armed', 'off')) as rungs
where case_id = :case and case deadline.status when 'open'
  then due_on is not null and repeating <> (declared -> 'ladder' @? '$[*].kind ? (@ == "{RungKind.EVERY}")')::int
  else waiting > 0 end
"""
"""Nobody is told of what is settled; what is owed and escalates for ever has one next rung."""


def moment(written: str) -> datetime:
    """ "Mon 3 Mar 2025 10:00" in London, or 09:00 of "Mon 3 Mar 2025"; aware, in UTC."""
    day, clock = (written[:-6], written[-5:]) if ":" in written else (written, "09:00")
    hour, minute = map(int, clock.split(":"))
    whole = on(day)
    return datetime.fromtimestamp(
        pendulum.datetime(whole.year, whole.month, whole.day, hour, minute, tz="Europe/London").timestamp(), UTC
    )


class Office:
    """A partnership with somebody in every role, and one case at a time. Everything is rolled back with the test."""

    def __init__(self, connection: Connection) -> None:
        self.db = Session(bind=connection, join_transaction_mode="create_savepoint", expire_on_commit=False)
        self.actor = Actor(login="tests")
        self.partnership = self._founded()
        self.people: dict[str, Person] = {}
        self.staffed(*(role for role in TITLES if role not in PER_PARTNER and role != "agency_contact"))
        for partner in PARTNERS:
            self.staffed(*PER_PARTNER, agency=partner)
        for agency in [*PARTNERS, *AGENCIES]:
            self.staffed("agency_contact", agency=agency)
        self.case: Case | None = None
        self.now = moment("Mon 1 Jan 2018")
        self.outages: list[tuple[datetime, datetime]] = []

    def _founded(self) -> Partnership:
        number = self.db.execute(select(func.count()).select_from(Partnership)).scalar_one()
        founded = Partnership(
            slug=f"testshire-{number}", name="Testshire", prefix="T" + "ABCDEFGHIJ"[number % 10] * (1 + number // 10),
            partners=list(PARTNERS), agencies=AGENCIES,
        )  # fmt: skip
        self.db.add(founded)
        self.db.flush()
        return founded

    def staffed(self, *roles: str, agency: str | None = None, person: str | None = None) -> None:
        """Somebody holds each of these roles from 2018 on: one person a role, or `person` all of them."""
        slugs = {role: person or "-".join(filter(None, [role.replace("_", "-"), agency])) for role in roles}
        mine = {"partnership_id": self.partnership.id}
        for slug in {*slugs.values()} - {*self.people}:
            self.people[slug] = Person(**mine, slug=slug, name=slug, email=f"{slug}@testshire.invalid")
            self.db.add(self.people[slug])
        self.db.flush()
        for role, slug in slugs.items():
            held = {"role": role, "agency": agency, "person_id": self.people[slug].id, "from_on": date(2018, 1, 1)}
            self.db.add(Holding(**mine, **held))
        self.db.flush()

    def opens_case(self, *, standing_in: str, when: str, **said: str) -> Recorded:
        """Opens a case with the event that begins this workflow."""
        begins = registry.workflows()[standing_in].begun_by[-1]
        return self.opens_with(begins, when=when, **said)

    def opens_with(self, event: str, *, when: str, ladders_on: bool = True, **said: str) -> Recorded:
        self.passes_to(moment(when))
        return self.opens_now(event, ladders_on=ladders_on, **said)

    def opens_now(self, event: str, *, ladders_on: bool = True, **said: str) -> Recorded:
        first = Report(event, london_date(self.now), said=self._filled(event, said))
        self.case, recorded = open_case(
            self.db, self.partnership, Incident("serious harm"), first, self.actor, self.now, ladders_on=ladders_on
        )
        return self.checked(recorded)

    def records(
        self, event: str, *, on: str, item: str | None = None, told: str | None = None, by: str | None = None,
        key: str | None = None, seen: int | None = None, **said: str,
    ) -> Recorded:  # fmt: skip
        """Records an event that happened `on` a day, `told` the office then or later. Evidence is filled in."""
        self.passes_to(moment(told or on))
        happened = moment(on) if ":" in on else moment(f"{on} 00:00")
        report = Report(event, london_date(happened), item, self._filled(event, said))
        with self.db.begin_nested():
            recorded = record_event(self.db, self.a_case.id, report, self.acting(by), self.now, key=key, seen=seen)
        return self.checked(recorded)

    def refuses(self, event: str, *, on: str, told: str | None = None, **rest: Any) -> Refused:
        """Records it in vain: the reason. Nothing whatever has been written."""
        self.passes_to(moment(told or on))
        return self.in_vain(lambda: self.records(event, on=on, told=told, **rest))

    def in_vain(self, act: Callable[[], object]) -> Refused:
        """What is done is refused, and every row of the record is as it was."""
        before = self.written()
        with pytest.raises(Refused) as refused:
            act()
        assert self.written() == before
        return refused.value

    def written(self) -> Sequence[Any]:
        """Every row of the record, in one word a table."""
        each = (
            f"select '{name}', md5(string_agg(row::text, '' order by row::text)) from \"{name}\" row" for name in RECORD
        )
        # The server may ask several tables at once, and then they come in the order in which they were done.
        return self.rows(f"{' union all '.join(each)} order by 1")

    def acting(self, by: str | None = None, done_by_role: str | None = None) -> Actor:
        """Who records: the installation itself, or one of the people."""
        return Actor("tests", self.people[by].id if by else None, done_by_role)

    def corrects(
        self, event: str, *, to: str | None = None, told: str, item: str | None = None, preview: bool = False,
        by: str | None = None, **said: str,
    ) -> Recorded:  # fmt: skip
        """Gives the latest event of that name another day, answers or evidence."""
        self.passes_to(moment(told))
        correction, about = Correction("found in the minutes", on(to) if to else None, said), self.last(event, item).id
        with self.db.begin_nested():
            return self.checked(
                correct_event(self.db, self.a_case.id, about, correction, self.acting(by), self.now, preview=preview)
            )

    def strikes(self, event: str, *, told: str, item: str | None = None, preview: bool = False) -> Recorded:
        self.passes_to(moment(told))
        about = self.last(event, item).id
        with self.db.begin_nested():
            return self.checked(
                strike_event(self.db, self.a_case.id, about, "an error", self.actor, self.now, preview=preview)
            )

    def _filled(self, event: str, said: Mapping[str, str]) -> dict[str, str]:
        """What was said, and for the rest the evidence and the required answers a diligent office would give."""
        declared = declared_event(event)
        answers = {name: f"{name} of the tests" for name in declared.evidence}
        for ask in declared.asks:
            if ask.required and ask.answer is Answer.CHOICE:
                answers[ask.name] = ask.choices[0]
            elif ask.required and ask.answer is Answer.TEXT:
                answers[ask.name] = "said in the tests"
        return {name: value for name, value in {**answers, **said}.items() if value}

    @property
    def a_case(self) -> Case:
        assert self.case is not None, "open a case first"
        return self.case

    def is_down(self, since: str, *, until: str) -> None:
        """Nothing is swept between these moments; at the second one everything due is."""
        self.outages.append((moment(since), moment(until)))

    def passes_to(self, when: datetime) -> None:
        """Lets the time pass: every due moment up to `when` is swept in its order."""
        while True:
            due = self.db.execute(
                select(func.min(col(DueRung.due_at))).where(
                    col(DueRung.status) == "armed", col(DueRung.partnership_id) == self.partnership.id
                )
            ).scalar_one()
            swept_at = max(self._awake(due), self.now) if due else None
            if swept_at is None or swept_at > when:
                break
            self.now = swept_at
            assert climb(self.db, at=swept_at), "a due rung was left armed"
        self.now = max(self.now, when)

    def _awake(self, due: datetime) -> datetime:
        return next((until for since, until in self.outages if since <= due < until), due)

    def tells_on(self, written: str, *, about: str, item: str | None = None) -> set[str]:
        """The roles told on that London day about one deadline, every due moment of the day walked through."""
        return {notice.role for notice in self.notices_on(written, about=about, item=item)}

    def people_told_on(self, written: str, *, about: str, item: str | None = None) -> list[str]:
        names = {person.id: slug for slug, person in self.people.items()}
        return sorted(names[notice.person_id] for notice in self.notices_on(written, about=about, item=item))

    def notices_on(self, written: str, *, about: str, item: str | None = None) -> list[Notice]:
        day = on(written)
        self.passes_to(at_eight(day) + timedelta(hours=15, minutes=59))
        deadlines = {deadline.id for deadline in self.deadlines(about, item)}
        notices = self.db.execute(select(Notice).where(col(Notice.deadline_id).in_(deadlines))).scalars()
        return [notice for notice in notices if london_date(notice.raised_at) == day]

    def deadlines(self, name: str, item: str | None = None) -> list[OpenDeadline]:
        found = select(OpenDeadline).where(col(OpenDeadline.case_id) == self.a_case.id, col(OpenDeadline.name) == name)
        if item:
            found = found.join(OpenItem, col(OpenItem.id) == col(OpenDeadline.item_id)).where(col(OpenItem.key) == item)
        return list(
            self.db.execute(
                found.execution_options(populate_existing=True).order_by(col(OpenDeadline.nth), col(OpenDeadline.id))
            ).scalars()
        )

    def deadline(self, name: str, item: str | None = None) -> OpenDeadline:
        """The latest deadline of that name."""
        return self.deadlines(name, item)[-1]

    def ended(self, name: str, item: str | None = None) -> tuple[str, str | None, int | None]:
        """How the latest deadline of that name ended: its status, its result and by how many working days late."""
        row = self.deadline(name, item)
        return row.status, row.result, row.late_by

    def met_on(self, name: str, item: str | None = None) -> date | None:
        return self.deadline(name, item).settled_on

    def owed(self) -> set[str]:
        """The names of what is open."""
        rows = self.rows("select name from deadline where case_id = :case and status = 'open'", case=self.a_case.id)
        return {row.name for row in rows}

    def due(self, name: str, item: str | None = None) -> date | None:
        return self.deadline(name, item).due_on

    def stands_at(self, workflow: str) -> str:
        return self.runs(workflow)[-1]

    def runs(self, workflow: str) -> list[str]:
        """Where each run of it stands, the first begun first."""
        asked = "select state from run where case_id = :case and workflow = :workflow order by id"
        return [row.state for row in self.rows(asked, case=self.a_case.id, workflow=workflow)]

    def not_recorded(self, workflow: str) -> set[str]:
        """The steps that the latest run of it has passed over."""
        asked = "select passed from run where case_id = :case and workflow = :workflow order by id desc"
        return set(self.rows(asked, case=self.a_case.id, workflow=workflow)[0].passed)

    def items(self, kind: str) -> dict[str, str]:
        asked = "select key, state from item where case_id = :case and kind = :kind order by id"
        return {row.key: row.state for row in self.rows(asked, case=self.a_case.id, kind=kind)}

    def last(self, event: str, item: str | None = None) -> RecordedEvent:
        found = select(RecordedEvent).where(
            col(RecordedEvent.case_id) == self.a_case.id, col(RecordedEvent.name) == event,
            col(RecordedEvent.act) == "recorded", (col(RecordedEvent.item) == item) if item else true(),
        )  # fmt: skip
        return self.db.execute(found.order_by(col(RecordedEvent.seq).desc())).scalars().first()  # type: ignore[return-value]

    def rows(self, statement: str, **values: Any) -> list[Any]:
        return list(self.db.execute(text(statement), values))

    def checked(self, recorded: Recorded) -> Recorded:
        """What was just written, after the rows of the case have been held against the replay of its events."""
        told = differences(self.db, self.a_case.id)
        assert not told, "; ".join(told)
        assert self.rows(WRONG_RUNGS, case=self.a_case.id) == []
        return recorded


def declared_event(name: str) -> Event:
    for workflow in registry.workflows().values():
        if name in {event.name for event in workflow.events}:
            return workflow.event(name)
    raise LookupError(name)


def an_office(connection: Connection) -> Iterator[Office]:
    """The office for one test, on a connection whose transaction is rolled back after it."""
    with connection.begin() as whole:
        office = Office(connection)
        try:
            yield office
        finally:
            office.db.close()
            whole.rollback()
