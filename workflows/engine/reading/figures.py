"""A year's figures: what happened in it, and how each date by law or guidance that fell due in it was kept."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Date, TextClause, Uuid, bindparam, text
from sqlmodel import Session

from workflows.engine.planning import STAGES
from workflows.engine.reading import titles
from workflows.engine.reading.deadlines import DeadlineRead, due_between

APRIL = 4


class Outcome(StrEnum):
    """How a date was kept, as the record says it today."""

    IN_TIME = "in time"
    LATE = "late"
    MISSED = "not met"
    OVERDUE = "overdue"
    TO_COME = "not yet due"
    NOT_OWED = "no longer required"


JUDGED = (Outcome.IN_TIME, Outcome.LATE, Outcome.MISSED, Outcome.OVERDUE)
"""What a rate is of: whatever should have been done by now."""

FORMULA = "In time % = in time ÷ (in time + late + not met + overdue) × 100"

ON = "coalesce(word.happened_on, entry.happened_on)"
# Each event once, on the day and with the answers that the latest word on it gives it; none that never happened.
EVER = """
from event as entry join "case" as case_ on case_.id = entry.case_id
left join lateral (select later.act, later.happened_on, later.details from event as later
  where later.case_id = entry.case_id and later.about = entry.id order by later.seq desc limit 1) as word on true
where entry.partnership_id = :partnership and entry.act = 'recorded' and word.act is distinct from 'struck'
"""
HAPPENED = f"{EVER} and {ON} between :first and :last"


def of_a_year(statement: str) -> TextClause:
    """A statement that is asked of a partnership from the first to the last day of a year."""
    named = bindparam("partnership", type_=Uuid()), bindparam("first", type_=Date()), bindparam("last", type_=Date())
    return text(statement).bindparams(*named)


CASES = "array_agg(distinct case_.reference) as cases"
_EVENTS = of_a_year(f"select entry.name, {CASES} {HAPPENED} group by 1")
_HARMS = of_a_year(f"""
select case_.harm, {CASES} {HAPPENED} and entry.name = 'panel_notified'
group by 1 order by count(distinct case_.id) desc, 1
""")
_DECISIONS = of_a_year(f"""
select coalesce(word.details, entry.details) ->> 'decision' as decision, {CASES}
{HAPPENED} and entry.name = 'rapid_review_sent_to_panel' group by 1 order by count(distinct case_.id) desc, 1
""")
_EARLIEST = text("select min(happened_on) from event where partnership_id = :partnership").bindparams(
    bindparam("partnership", type_=Uuid())
)


@dataclass(frozen=True, slots=True)
class Kept:
    """How one date by law or guidance was kept, over every case in which it fell due."""

    name: str
    title: str
    deadlines: tuple[DeadlineRead, ...]
    today: date

    def count(self, outcome: Outcome) -> int:
        return Counter(outcome_of(one, self.today) for one in self.deadlines)[outcome]

    @property
    def late_by(self) -> list[int]:
        """By how many working days, in ascending order; those beyond the known holidays have no number."""
        late = (one for one in self.deadlines if outcome_of(one, self.today) is Outcome.LATE)
        return sorted(n for one in late if (n := _late_by(one)) is not None)

    def references(self, *outcomes: Outcome) -> list[str]:
        return sorted({one.reference for one in self.deadlines if outcome_of(one, self.today) in outcomes})


@dataclass(frozen=True, slots=True)
class Figures:
    """The year from 1 April to 31 March. `happened` are cases by stage, in the order of the stages, by reference."""

    first: date
    last: date
    happened: Mapping[str, Sequence[str]]
    harms: Mapping[str, Sequence[str]]
    decisions: Mapping[str, Sequence[str]]
    kept: Sequence[Kept]
    corrected: int
    """How many of the dates are judged otherwise than was first reported."""


def figures(db: Session, partnership_id: UUID, year: int, today: date) -> Figures:
    """Of the year that begins on 1 April of `year`, as the record says it today."""
    first, last = date(year, APRIL, 1), date(year + 1, APRIL - 1, 31)
    asked = {"partnership": partnership_id, "first": first, "last": last}
    events = {row.name: row.cases for row in db.execute(_EVENTS, asked)}
    due = due_between(db, partnership_id, first, last)
    return Figures(
        first, last, {stage.event: events.get(stage.event, ()) for stage in STAGES},
        {row.harm: row.cases for row in db.execute(_HARMS, asked)},
        {row.decision or "": row.cases for row in db.execute(_DECISIONS, asked)},
        _kept(due, today), sum(one.corrected_result is not None for one in due),
    )  # fmt: skip


def _kept(due: Sequence[DeadlineRead], today: date) -> list[Kept]:
    """In the order in which the law's files declare them."""
    by_name: dict[str, list[DeadlineRead]] = {}
    for one in due:
        by_name.setdefault(one.name, []).append(one)
    names = sorted(by_name, key=titles.place_of_deadline)
    return [Kept(name, titles.of_deadline(name), tuple(by_name[name]), today) for name in names]


def years(db: Session, partnership_id: UUID, today: date) -> list[int]:
    """The years of which there is something to count, newest first; always the present one."""
    earliest: date | None = db.execute(_EARLIEST, {"partnership": partnership_id}).scalar_one()
    return list(range(year_of(today), year_of(min(earliest or today, today)) - 1, -1))


def year_of(day: date) -> int:
    """The calendar year in which the reporting year of a day began."""
    return day.year if day.month >= APRIL else day.year - 1


def outcome_of(one: DeadlineRead, today: date) -> Outcome:
    """What the latest word on it says."""
    if one.is_open:
        return Outcome.OVERDUE if one.due_on is not None and one.due_on < today else Outcome.TO_COME
    if one.status == "not met":
        return Outcome.MISSED
    if one.status != "met":
        return Outcome.NOT_OWED
    return Outcome.LATE if (one.corrected_result or one.result) == "late" else Outcome.IN_TIME


def _late_by(one: DeadlineRead) -> int | None:
    return one.corrected_late_by if one.corrected_result else one.late_by
