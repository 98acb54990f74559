"""How the reviews of a year went: how long Rapid Reviews took, what the Panel said, which reviews were open or late."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Uuid, bindparam, text
from sqlmodel import Session

from workflows.engine.calendar import Calendar, Unknowable, add_months
from workflows.engine.reading.deadlines import DeadlineRead
from workflows.engine.reading.figures import CASES, EVER, HAPPENED, ON, Figures, Outcome, of_a_year, outcome_of


class Answer(StrEnum):
    """What the Panel said of a Rapid Review: its latest word on the decision, else whether it wrote at all."""

    AGREED = "agreed"
    DISAGREED = "disagreed"
    OTHERWISE = "wrote, neither agreeing nor disagreeing"
    NONE = "not answered"


_DECIDED = {"panel_agreed": Answer.AGREED, "panel_disagreed": Answer.DISAGREED}
_LETTERS = """('panel_agreed', 'panel_disagreed', 'panel_decided_national_review',
  'panel_concluded_local_review_better', 'panel_asked_for_information', 'panel_commented')"""
_SENT_ON = f"min({ON}) filter (where entry.name = 'rapid_review_sent_to_panel')"

_SENT = of_a_year(f"""
select min(case_.reference) as reference, {_SENT_ON} as sent_on,
  min({ON}) filter (where entry.name = 'panel_notified') as notified_on,
  coalesce(array_agg(entry.name order by {ON} desc, entry.seq desc) filter (where entry.name in {_LETTERS}),
    array[]::text[]) as letters
{EVER} and (entry.name in ('rapid_review_sent_to_panel', 'panel_notified') or entry.name in {_LETTERS})
group by case_.id having {_SENT_ON} between :first and :last
""")
_LEARNING = of_a_year(f"select {CASES} {HAPPENED} and entry.name = 'learning_published'")
_DELAYS = of_a_year(f"""
select coalesce(word.details, entry.details) ->> 'reason' as reason, {CASES}
{HAPPENED} and entry.name = 'delay_explained' group by 1 order by count(distinct case_.id) desc, 1
""")
_OPEN = text(f"""
select {CASES} from run join "case" as case_ on case_.id = run.case_id
where run.partnership_id = :partnership and workflow = 'lcspr'
  and state <> 'struck' and begun_on <= :day and (ended_on is null or ended_on > :day)
""").bindparams(bindparam("partnership", type_=Uuid()), bindparam("day", type_=Date()))


@dataclass(frozen=True, slots=True)
class Course:
    """`took` are working days from the notification to the Rapid Review that was sent in the year, ascending.

    `answers` are cases by what the Panel said of those; `open` are reviews not over on `day`, the last of the year or
    today; `delays` are cases by the declared reason, empty where none was said; `months_over` are whole months beyond
    the last day, of the reviews late or overdue, ascending. Cases are known by their references.
    """

    took: Sequence[int]
    answers: Mapping[Answer, Sequence[str]]
    learning_published: Sequence[str]
    open: Sequence[str]
    day: date
    delays: Mapping[str, Sequence[str]]
    months_over: Sequence[int]


def course(db: Session, partnership_id: UUID, found: Figures, today: date, calendar: Calendar) -> Course:
    """Of the year of these figures, as the record says it today."""
    asked = {"partnership": partnership_id, "first": found.first, "last": found.last}
    sent = db.execute(_SENT, asked).all()
    day = min(found.last, today)
    answers = [(_answer(row.letters), row.reference) for row in sent]
    return Course(
        sorted(_took(sent, calendar)), {one: sorted(ref for said, ref in answers if said is one) for one in Answer},
        db.execute(_LEARNING, asked).scalar_one() or (),
        db.execute(_OPEN, {"partnership": partnership_id, "day": day}).scalar_one() or (), day,
        {row.reason or "": row.cases for row in db.execute(_DELAYS, asked)}, _months_over(found, today),
    )  # fmt: skip


def _took(sent: Sequence[Any], calendar: Calendar) -> Iterator[int]:
    """Those without a notification, and those beyond the known holidays, have no number."""
    for row in sent:
        try:
            if row.notified_on:
                yield calendar.count(row.notified_on, row.sent_on)
        except Unknowable:
            continue


def _answer(letters: Sequence[str]) -> Answer:
    """Of the Panel's letters, the latest first."""
    return next((_DECIDED[one] for one in letters if one in _DECIDED), Answer.OTHERWISE if letters else Answer.NONE)


def _months_over(found: Figures, today: date) -> list[int]:
    due = [one for kept in found.kept for one in kept.deadlines if one.name == "publish-lcspr"]
    return sorted(over(one, today) for one in due if outcome_of(one, today) in (Outcome.LATE, Outcome.OVERDUE))


def over(one: DeadlineRead, today: date) -> int:
    """Whole months from its last day to the day it was done, or to today where it is open."""
    until = (one.corrected_settled_on if one.corrected_result else one.settled_on) or today
    n = 0
    while one.due_on and add_months(one.due_on, n + 1) <= until:
        n += 1
    return n
