"""A case on paper: one event after another through the course of a case, and no database."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from config.bank_holidays import ENGLAND_AND_WALES
from models.columns import new_id
from tests.written_dates import on
from workflows.engine import (
    FACT,
    STEP,
    Event,
    Fact,
    Item,
    Move,
    Opening,
    Transition,
    Workflow,
    a_date,
    all_items,
    choice,
    keys,
    local,
    statute,
)
from workflows.engine.calendar import Calendar
from workflows.engine.course import Course, DeadlineState, Happening, RunState, take
from workflows.engine.language import Deadline
from workflows.engine.refusals import Refused
from workflows.engine.registry import complete

CALENDAR = Calendar.build(ENGLAND_AND_WALES)
BY = ("coordinator",)
AGAIN = {"letter_came": ("answered", "withdrawn")}
HERE = local("the partners' choice")
LAW = statute("an Act of these tests")


def deadline(name: str, **words: Any) -> Deadline:
    return Deadline(name=name, title=name, **{"duty": HERE, "days": HERE, **words})


READER = Item(
    kind="reader",
    title="Reader of the letter",
    begins="asked",
    opened_by=(Opening("letter_came", listed="readers"), Opening("reader_added")),
    moves=(
        Move("reader_answered", to="answered"),
        Move("reader_excused", to="excused", source=("asked",)),
        Move("reader_added", to="asked"),
    ),
    ends=frozenset({"answered", "excused"}),
)

# A letter comes, is read by all its readers, is discussed, and is answered; meanwhile it may be withdrawn.
LETTERS = Workflow(
    name="letters",
    title="Letters",
    begins_when="letter_came",
    begins="came",
    states={
        "came": "It is here.",
        "read": "All its readers have read it.",
        "parked": "It waits.",
        "discussed": "It has been talked over.",
        "answered": "The answer is out.",
        "withdrawn": "It was taken back.",
        "binned": "It needs no answer.",
    },
    ends=frozenset({"answered", "withdrawn", "binned"}),
    items=(READER,),
    transitions=(
        Transition(all_items("reader", in_={"answered", "excused"}), "came", "read"),
        Transition("letter_read_aloud", "came", "read"),
        Transition("letter_parked", ("came", "read"), "parked"),
        Transition("letter_discussed", ("came", "read", "parked"), "discussed"),
        Transition("letter_binned", ("came", "read", "discussed"), "binned"),
        Fact("letter_answered", to="answered", after="discussed"),
        Fact("letter_withdrawn", to="withdrawn"),
    ),
    events=(
        Event(
            "letter_came",
            "A letter came",
            FACT,
            BY,
            asks=(
                keys("readers", required=False),
                a_date("answer_by", required=False),
                choice("tone", "kind", "cross"),
            ),
        ),
        Event("letter_read_aloud", "It was read aloud", STEP, BY),
        Event("letter_parked", "It was put by", STEP, BY, asks=(a_date("until"),), many=True),
        Event("letter_discussed", "It was discussed", STEP, BY, evidence=("minute",)),
        Event("letter_binned", "It was thrown away", STEP, BY),
        Event("letter_answered", "It was answered", FACT, BY, evidence=("copy",)),
        Event("letter_withdrawn", "It was withdrawn", FACT, BY),
        Event("writer_met", "We met the writer", FACT, BY, many=True),
        Event("reader_added", "One more reader was asked", FACT, BY, item="reader", many=True),
        Event("reader_answered", "The reader answered", FACT, BY, item="reader"),
        Event("reader_excused", "The reader was excused", FACT, BY, item="reader"),
        Event("answer_planned", "A day was set for the answer", FACT, BY, asks=(a_date("answer_on"),), many=True),
    ),
)  # fmt: skip


def letters(*deadlines: Deadline, **words: Any) -> Workflow:
    """The workflow of these tests, with these deadlines."""
    return replace(LETTERS, deadlines=deadlines, **words)


class Paper:
    """One case followed in memory, under a law and a calendar."""

    def __init__(self, *law: Workflow, calendar: Calendar = CALENDAR) -> None:
        self.course = Course()
        self.calendar = calendar
        self.law: Mapping[str, Workflow] = {}
        self.is_now_under(*law)

    def is_now_under(self, *law: Workflow) -> None:
        """What is recorded from here on is recorded under this law."""
        self.law = {workflow.name: workflow for workflow in complete(law)}

    def happens(
        self, event: str, day: str, item: str | None = None, *, without: tuple[str, ...] = (), told: str | None = None,
        **details: Any,
    ) -> UUID:  # fmt: skip
        """An event as it is recorded: with all its evidence but what it is `without`."""
        given = {name: evidence for each in self.law.values() for name, evidence in _evidence(each)}
        happening = Happening(
            id=new_id(), name=event, on=on(day), details={"tone": "kind", **details}, law=self.law,
            calendar=self.calendar, recorded_on=on(told or day), item=item,
            evidence=frozenset(given.get(event, ())) - set(without),
        )  # fmt: skip
        take(self.course, happening)
        return happening.id

    def refuses(self, event: str, day: str, item: str | None = None, **details: Any) -> Refused:
        with pytest.raises(Refused) as refused:
            self.happens(event, day, item, **details)
        return refused.value

    def learns(self, *holidays: str) -> None:
        """These bank holidays are announced, and the case is counted again."""
        self.calendar = self.calendar.with_holidays({on(day): "a day off" for day in holidays})
        take(
            self.course,
            Happening(new_id(), "calendar_changed", on("Mon 1 Jan 2018"), {}, self.law, self.calendar,
                      on("Mon 1 Jan 2018"), recount=True),
        )  # fmt: skip

    def all(self, name: str, item: str | None = None) -> list[DeadlineState]:
        return [one for one in self.course.deadlines if one.declared.name == name and item in (None, one.item)]

    def latest(self, name: str, item: str | None = None) -> DeadlineState:
        return self.all(name, item)[-1]

    def due(self, name: str, item: str | None = None) -> date | None:
        return self.latest(name, item).counted.due

    def statuses(self, name: str) -> list[str]:
        return [str(one.status) for one in self.all(name)]

    def runs(self, workflow: str = "letters") -> list[RunState]:
        return [run for run in self.course.runs.values() if run.workflow.name == workflow]

    def stands_at(self, workflow: str = "letters") -> str:
        return self.runs(workflow)[-1].state

    def items(self) -> dict[str, str]:
        return {name: item.state for (_, _, name), item in self.course.items.items()}


def _evidence(workflow: Workflow) -> list[tuple[str, tuple[str, ...]]]:
    return [(event.name, event.evidence) for event in workflow.events]
