"""A case that has not happened: every date it would have, by the law, from the days that are known or assumed.

Nothing is recorded and no clock is asked: hypothetical events run the same course that a real case runs.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any
from uuid import UUID

from workflows.engine.authority import Authority, Weight
from workflows.engine.calendar import Calendar
from workflows.engine.counting import Counted
from workflows.engine.course import Course, DeadlineState, Happening, Law, Status, replay
from workflows.engine.course.comparing import judged
from workflows.engine.language import Deadline
from workflows.engine.refusals import Code, Refused


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of a case on its way to publication.

    `event` is what happened, `said` the word for its day, `words` what one calls it. Where the day is not given it is
    the last day of the deadline `last_day_of`, or the same day as the stage before.
    """

    event: str
    said: str
    words: str
    last_day_of: str | None = None
    answers: tuple[tuple[str, str], ...] = ()


STAGES = (
    Stage("authority_became_aware", "aware", "the authority became aware"),
    Stage("panel_notified", "notified", "the Panel was notified", "notify-panel"),
    Stage("rapid_review_sent_to_panel", "sent", "the Rapid Review was sent", "send-rapid-review"),
    Stage(
        "review_initiated",
        "decided",
        "the review was decided",
        answers=(("kind", "review"), ("route", "rapid_review")),
    ),
    Stage("published", "publish", "the review is published", "publish-lcspr"),
)
PLANNED_EVENT = "publication_planned"


@dataclass(frozen=True, slots=True)
class Step:
    """A stage with its day. Without one, `unknown` says why; with neither, the plan begins after this stage."""

    stage: Stage
    on: date | None
    given: bool = False
    unknown: str | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "stage": self.stage.said,
            "event": self.stage.event,
            "on": self.on.isoformat() if self.on else None,
            "given": self.given,
        }


@dataclass(frozen=True, slots=True)
class Planned:
    """One date of the plan. `counted` is empty where the day it counts from cannot be known: `reason` says why.

    `done` and `late_by` (working days) are there where the day of what settles it was given.
    """

    workflow: str
    declared: Deadline
    counted: Counted | None
    reason: str | None = None
    done: date | None = None
    late_by: int | None = None

    @property
    def due(self) -> date | None:
        return self.counted.due if self.counted else None

    def as_json(self) -> dict[str, Any]:
        counted = self.counted.as_json() if self.counted else {"from": None, "due": None, "target": None, "skipped": []}
        return {
            "name": self.declared.name,
            "title": self.declared.title,
            "workflow": self.workflow,
            **{name: counted[name] for name in ("due", "from", "target")},
            "rule": self.counted.rule if self.counted else None,
            **by_authority(self.declared),
            "expectation": self.declared.expectation,
            "hold": self.declared.hold,
            "skipped": counted["skipped"],
            "reason": self.reason,
            "done": self.done.isoformat() if self.done else None,
            "late_by": self.late_by,
        }


@dataclass(frozen=True, slots=True)
class Plan:
    """Every date in order, those that cannot be known last; and what should be said of the days it rests on."""

    deadlines: tuple[Planned, ...]
    steps: tuple[Step, ...]
    notes: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "deadlines": [planned.as_json() for planned in self.deadlines],
            "stages": [step.as_json() for step in self.steps],
            "notes": list(self.notes),
        }


def by_authority(declared: Deadline) -> dict[str, Any]:
    """Whose word the duty and its number of days are; `local` where the duty itself is."""
    duty, days = declared.duty, declared.days
    return {
        "authority": {"duty": _authority(duty), "days": _authority(days)},
        "read_against_2026": duty.read_against_2026 and days.read_against_2026,
        "local": duty.weight is Weight.LOCAL,
    }


def _authority(authority: Authority) -> dict[str, Any]:
    weight, read = str(authority.weight), authority.read_against_2026
    return {"weight": weight, "source": authority.source, "read_against_2026": read}


def plan(
    law: Law,
    calendar: Calendar,
    given: Mapping[str, date],
    answers: Mapping[str, Mapping[str, str]] | None = None,
) -> Plan:
    """Every date of a case whose stages happened on the `given` days (London dates, by the `said` of STAGES).

    A stage without a day is done on the last day it may be; stages before the first one given are left out. `answers`
    are what else events would say, by event. Raises `Refused` for days that cannot be true, or where none is given.
    """
    if not given:
        raise Refused(Code.BAD_ANSWER, f"A plan needs a day to begin from: {', '.join(one.said for one in STAGES)}.")
    case = _Case(law, calendar, answers or {}, min(given.values()))
    steps: list[Step] = []
    for stage in STAGES:
        steps.append(_step(case, stage, steps, given))
    _refuse_impossible(steps)
    planned = _planned(case, steps)
    return Plan(planned, tuple(step for step in steps if step.on or step.unknown), tuple(_notes(steps, planned)))


@dataclass(frozen=True, slots=True)
class _Case:
    """What the hypothetical case is reckoned with; `somewhen` stands in for the day of a stage that has none."""

    law: Law
    calendar: Calendar
    answers: Mapping[str, Mapping[str, str]]
    somewhen: date

    def course(self, steps: list[Step]) -> Course:
        """The case in the order of its days, not of its stages: a fact is a fact on whatever day it happened."""
        told = [happening for step in steps for happening in self._happenings(step, steps)]
        return replay(sorted(told, key=lambda happening: happening.on))

    def _happenings(self, step: Step, steps: list[Step]) -> list[Happening]:
        on = step.on or next((other.on for other in reversed(steps) if other.on), None) or self.somewhen
        happening = self._happening(step.stage.event, STAGES.index(step.stage), on, dict(step.stage.answers))
        if step.stage is not STAGES[-1]:
            return [happening]
        decided = steps[-2].on or on
        return [
            self._happening(PLANNED_EVENT, len(STAGES), min(decided, on), {"publish_on": on.isoformat()}),
            happening,
        ]

    def _happening(self, event: str, place: int, on: date, answers: Mapping[str, str]) -> Happening:
        evidence = next(e.evidence for workflow in self.law.values() for e in workflow.events if e.name == event)
        return Happening(
            id=UUID(int=place), name=event, on=on, details={**answers, **self.answers.get(event, {})}, law=self.law,
            calendar=self.calendar, recorded_on=on, evidence=frozenset(evidence),
        )  # fmt: skip


def _step(case: _Case, stage: Stage, before: list[Step], given: Mapping[str, date]) -> Step:
    if stage.said in given:
        return Step(stage, given[stage.said], given=True)
    if not any(step.on or step.unknown for step in before):
        return Step(stage, None)
    if before[-1].unknown or stage.last_day_of is None:
        return Step(stage, before[-1].on, unknown=before[-1].unknown)
    last_day = next(state for state in case.course(before).deadlines if state.declared.name == stage.last_day_of)
    if last_day.counted.due is None:
        return Step(stage, None, unknown=f"It counts on from {last_day.declared.name}, whose last day cannot be known.")
    return Step(stage, last_day.counted.due)


def _refuse_impossible(steps: list[Step]) -> None:
    *earlier, published = steps
    for step in earlier:
        certain = step.given or step.stage.said == "decided"
        if certain and published.on and step.on and published.on < step.on:
            assumed = "" if step.given else f" (assumed: say --{step.stage.said})"
            raise Refused(
                Code.TOO_EARLY,
                f"A review cannot be published on {_said(published.on)}, before {step.stage.words} on "
                f"{_said(step.on)}{assumed}.",
            )


def _planned(case: _Case, steps: list[Step]) -> tuple[Planned, ...]:
    found = [_one(state, steps) for state in case.course(steps).deadlines]
    # Those that cannot be known stand last, in the order of the law; so do several of one day among themselves.
    return tuple(sorted((one for one in found if one), key=lambda one: one.due or date.max))


def _one(state: DeadlineState, steps: list[Step]) -> Planned | None:
    workflow, starts = state.run[0], _of(state.started_by, steps)
    if starts.on is None:
        return Planned(workflow, state.declared, None, starts.unknown) if starts.unknown else None
    settles = _of(state.settled_by, steps) if state.settled_by and state.status is Status.MET else None
    done, late_by = (state.settled_on, judged(state)[1]) if settles and settles.given else (None, None)
    return Planned(workflow, state.declared, state.counted, state.counted.undated, done, late_by)


def _of(event: UUID, steps: list[Step]) -> Step:
    return steps[min(event.int, len(STAGES) - 1)]


def _notes(steps: list[Step], planned: tuple[Planned, ...]) -> Iterator[str]:
    known = [step for step in steps if step.on]
    if assumed := [f"{step.stage.words} on {_said(step.on)}" for step in known if not step.given]:
        yield f"Assumed, as no day was given: {'; '.join(assumed)}."
    for earlier, later in pairwise(known):
        if later.on and earlier.on and later.on < earlier.on:
            yield (
                f"Out of order: {later.stage.words} on {_said(later.on)}, before {earlier.stage.words} on "
                f"{_said(earlier.on)}. Check both days."
            )
    yield from _late(planned)
    yield from _too_short(steps, planned)


def _late(planned: tuple[Planned, ...]) -> Iterator[str]:
    for one in planned:
        if one.late_by and one.done and one.due:
            days = "1 working day" if one.late_by == 1 else f"{one.late_by} working days"
            yield f"Late by {days}: {one.declared.title}, due {_said(one.due)}, done {_said(one.done)}."


def _too_short(steps: list[Step], planned: tuple[Planned, ...]) -> Iterator[str]:
    decided = next(step.on for step in steps if step.stage.said == "decided")
    for one in planned:
        if decided and one.declared.ahead_of and one.due and one.counted and one.due < decided:
            yield (
                f"Too soon: for publication on {_said(one.counted.anchor)} the last day of {one.declared.name} is "
                f"{_said(one.due)}, before the review was decided."
            )


def _said(day: date | None) -> str:
    return f"{day:%A %-d %B %Y}" if day else "a day not known"
