"""The people of a simulated partnership: they open cases, record what happened, correct, strike and hand over."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from models import Case, Holding, OpenDeadline, Partnership, Person, RecordedEvent
from models.clock import swan_now
from models.database import session
from tasks.simulation.faults import Faults
from tasks.simulation.reports import opening, reported
from workflows.engine.calendar import london_date
from workflows.engine.casework import holding, recounting
from workflows.engine.casework.acknowledging import acknowledge
from workflows.engine.casework.acting import Actor
from workflows.engine.casework.correcting import Correction, correct_event, strike_event
from workflows.engine.casework.in_force import calendar_in_force, law_in_force
from workflows.engine.casework.opening import Incident, open_case
from workflows.engine.casework.recalling import RECORDED, course_of
from workflows.engine.casework.recording import record_event
from workflows.engine.reading.possible import Group, possible
from workflows.engine.refusals import Refused

Done = TypeVar("Done")

LIKELY = {Group.OWED: 8, Group.STEP: 5, Group.PASSED: 2, Group.BEGINS: 1, Group.FACT: 1}
"""How much more likely people record what is owed than what might have happened besides."""

ACTOR = Actor("simulation")

BETWEEN = 9
"""Days, on the average, between two things that happen to a case."""


@dataclass
class Life:
    """One case as its people live it, with chances of its own."""

    reference: str
    random: Random
    next_at: datetime
    opened: date | None = None
    acts: int = 0


@dataclass
class People:
    """What they do is drawn from the seed and from the record alone: faults change nothing of it."""

    faults: Faults
    partnership: UUID
    lives: list[Life]
    office: Life
    """What happens to the partnership itself: roles, absences, new bank holidays."""
    counted: Counter[str] = field(default_factory=Counter)

    def next_at(self) -> datetime:
        return min(life.next_at for life in (*self.lives, self.office))

    def act(self) -> str | None:
        """The next thing somebody does; gives the case it was done to, if any. It is done, or refused."""
        life = min((*self.lives, self.office), key=lambda one: (one.next_at, one.reference))
        life.acts += 1
        try:
            self._do(life)
        except Refused as refusal:
            self.counted[f"refused: {refusal.code}"] += 1
        days = life.random.expovariate(1 / BETWEEN if life is not self.office else 1 / 30)
        at = life.next_at + timedelta(days=min(max(days, 0.02), 60))
        life.next_at = at.replace(hour=life.random.randint(7, 19), minute=life.random.randint(0, 59), microsecond=0)
        if life.next_at <= at - timedelta(days=max(days, 0.02)):
            life.next_at += timedelta(days=1)
        return life.reference if life is not self.office else None

    def _do(self, life: Life) -> None:
        if life is self.office:
            self._run_the_office(life)
        elif life.opened is None:
            self._open(life)
        else:
            self._live_on(life)

    def _surely(self, act: Callable[[Session, datetime], Done]) -> None:
        """Tried again until it was answered: whoever heard nothing does not know, and asks once more."""

        def once() -> bool:
            with session("swan_app", self.partnership) as db:
                act(db, swan_now(db))
            return True

        while not self.faults.run(once):
            self.counted["tried again"] += 1

    def _open(self, life: Life) -> None:
        life.opened = london_date(life.next_at)
        first = opening(life.random, life.opened)
        incident = Incident(life.random.choice(("death", "serious harm")), first.on)

        def opens(db: Session, at: datetime) -> None:
            there = db.get_one(Partnership, self.partnership)
            if _case(db, life.reference, missing=True) is None:
                open_case(db, there, incident, first, ACTOR, at, reference=life.reference)

        self._surely(opens)
        self.counted["opened"] += 1

    def _live_on(self, life: Life) -> None:
        chance = life.random.random()
        if chance < 0.10:
            self._amend(life)
        elif chance < 0.16:
            self._acknowledge(life)
        else:
            self._record(life)

    def _record(self, life: Life) -> None:
        with session("swan_app", self.partnership) as db:
            at, case = swan_now(db), _case(db, life.reference)
            there = db.get_one(Partnership, self.partnership)
            offered = possible(
                course_of(db, case.id), law_in_force(db, there)[1], calendar_in_force(db, there), london_date(at)
            )
            case_id = case.id
        if not offered:
            self.counted["nothing to record"] += 1
            return
        offered.sort(key=lambda one: one.event.name)
        chosen = life.random.choices(offered, [LIKELY[one.group] for one in offered])[0]
        report = reported(chosen, life.random, london_date(at), life.opened)
        key = f"{life.reference}-{life.acts}"
        self._surely(lambda db, at: record_event(db, case_id, report, ACTOR, at, key=key))
        self.counted["recorded"] += 1

    def _amend(self, life: Life) -> None:
        with session("swan_app", self.partnership) as db:
            case_id, today = _case(db, life.reference).id, london_date(swan_now(db))
            events = db.execute(
                select(col(RecordedEvent.id), col(RecordedEvent.happened_on))
                .where(col(RecordedEvent.case_id) == case_id, col(RecordedEvent.act) == RECORDED)
                .order_by(col(RecordedEvent.seq))
            ).all()
        about = life.random.choice(events)
        if life.random.random() < 0.25:
            self._surely(lambda db, at: strike_event(db, case_id, about.id, "simulated", ACTOR, at))
            self.counted["struck"] += 1
            return
        day = min(about.happened_on + timedelta(days=life.random.randint(-8, 8)), today)
        correction = Correction("simulated", day)
        self._surely(lambda db, at: correct_event(db, case_id, about.id, correction, ACTOR, at))
        self.counted["corrected"] += 1

    def _acknowledge(self, life: Life) -> None:
        with session("swan_app", self.partnership) as db:
            today, case = london_date(swan_now(db)), _case(db, life.reference)
            open_ = col(OpenDeadline.case_id) == case.id, col(OpenDeadline.status) == "open"
            named = select(col(OpenDeadline.id), col(OpenDeadline.name), col(OpenDeadline.due_on)).where(
                *open_, col(OpenDeadline.due_on) > today + timedelta(days=2)
            )
            ahead = sorted(db.execute(named).all(), key=lambda one: (one.due_on, one.name, str(one.id)))
            people = db.execute(select(col(Person.id)).order_by(col(Person.slug))).scalars().all()
        if len({(one.due_on, one.name) for one in ahead}) != len(ahead) or not ahead:
            return
        about, who = life.random.choice(ahead), life.random.choice(people)
        look_on = today + timedelta(days=life.random.randint(1, (about.due_on - today).days - 1))
        self._surely(lambda db, at: acknowledge(db, about.id, who, look_on, at))
        self.counted["acknowledged"] += 1

    def _run_the_office(self, life: Life) -> None:
        chance = life.random.random()
        if chance < 0.2:
            self._new_holiday(life)
        elif chance < 0.6:
            self._away(life)
        else:
            self._hand_over(life)

    def _new_holiday(self, life: Life) -> None:
        day = london_date(life.next_at) + timedelta(days=life.random.randint(10, 60))

        def proclaims(db: Session, at: datetime) -> None:
            recounting.add_holidays(db, {day: "a day nobody knew of"}, at)
            recounting.recount(db, db.get_one(Partnership, self.partnership), "simulation", at)

        if day.weekday() < 5:
            self._surely(proclaims)
            self.counted["holidays added"] += 1

    def _away(self, life: Life) -> None:
        since = london_date(life.next_at) + timedelta(days=life.random.randint(0, 10))
        to, pick = since + timedelta(days=life.random.randint(0, 12)), life.random.random()

        def leaves(db: Session, at: datetime) -> None:
            people = db.execute(select(Person).order_by(col(Person.slug))).scalars().all()
            who = people[int(pick * len(people))]
            holding.away(db, db.get_one(Partnership, self.partnership), who, since, to, ACTOR, at)

        self._surely(leaves)
        self.counted["absences"] += 1

    def _hand_over(self, life: Life) -> None:
        """A role is given to somebody else from a later day, and the old holder's ends the day before."""
        since = london_date(life.next_at) + timedelta(days=life.random.randint(0, 20))
        which, whose = life.random.random(), life.random.random()
        with session("swan_app", self.partnership) as db:
            there = db.get_one(Partnership, self.partnership)
            held = holding.held_by(db, there, london_date(swan_now(db)))
            held = [one for one in held if one.to_on is None and one.from_on < since]
            people = db.execute(select(Person).order_by(col(Person.slug))).scalars().all()
            chosen, new = held[int(which * len(held))], people[int(whose * len(people))]
        if _has_it(held, chosen, new):
            return

        def hands_over(db: Session, at: datetime) -> None:
            there, old = db.get_one(Partnership, self.partnership), db.get_one(Holding, chosen.id)
            if old.to_on is not None:  # done, and the answer was lost: asked once more, nobody gives another role away
                return
            holding.end(db, there, old, since - timedelta(days=1), ACTOR, at)
            given = holding.Given(old.role, new.id, since, agency=old.agency, case_id=old.case_id)
            holding.give(db, there, given, ACTOR, at)

        self._surely(hands_over)
        self.counted["roles handed over"] += 1


def _has_it(held: list[Holding], old: Holding, new: Person) -> bool:
    same = [one for one in held if (one.role, one.agency, one.case_id) == (old.role, old.agency, old.case_id)]
    return any(one.person_id == new.id for one in same)


def _case(db: Session, reference: str, *, missing: bool = False) -> Case:
    found: Case | None = db.execute(select(Case).where(col(Case.reference) == reference)).scalar_one_or_none()
    assert found is not None or missing, f"{reference} was opened and is not there"
    return found  # type: ignore[return-value]
