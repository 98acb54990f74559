"""Why a date is that date: the days counted from Monday to Sunday, or the sentence that says how it was counted."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from workflows.engine.authority import Authority
from workflows.engine.calendar import Calendar
from workflows.engine.course.deadlines import EVIDENCE
from workflows.engine.language import AllItems, Deadline, Unit
from workflows.engine.reading import titles
from workflows.engine.reading.declared import span
from workflows.engine.reading.reasons import Reason
from workflows.engine.reading.speaking import day, first_down, first_up, listed, spoken

A_DAY = timedelta(days=1)
MOST_WEEKS = 12
"""A longer count is not drawn day by day."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of the grid. `what` is out, start, count, skip or due; `note` is what stands under the day."""

    on: date
    what: str
    note: str


@dataclass(frozen=True, slots=True)
class Why:
    """How one date was counted, in sentences, and drawn where it was counted forward in working days."""

    sentences: tuple[str, ...]
    weeks: tuple[tuple[Cell, ...], ...]
    not_counted: str
    facts: tuple[tuple[str, str], ...]


def meaning(reason: Reason) -> str:
    """What is counted and from when, in one plain sentence."""
    declared, anchor = reason.declared, reason.anchor
    if reason.why["rule"].startswith("the date given"):
        return f"The date was given: {declared.days.source}."
    of_its_own = declared.anchor or declared.name.startswith(EVIDENCE)
    since = anchor if of_its_own else f"the day {first_down(anchor)}"
    counted = f"{span(declared)}, again and again," if declared.repeats else span(declared)
    counted = f"kept for {counted}" if declared.hold else counted
    return f"{first_up(counted)} {'' if declared.ahead_of else 'from '}{since}."


def explained(reason: Reason) -> str:
    """By which entry its delay is explained, and until when; nothing where it is not."""
    by, until = reason.explained_by, reason.explained_until
    if by is None:
        return ""
    again = f" To be looked at again on {day(until)}." if until and until.year < date.max.year else ""
    return f"The delay is explained by entry {by.seq}: {first_down(by.title)}.{again} The clock runs on."


def why(reason: Reason, calendar: Calendar) -> Why:
    """`calendar` is the one it was counted on."""
    start, due = date.fromisoformat(reason.why["from"]), reason.why["due"]
    forward = due is not None and _is_forward(reason)
    end = date.fromisoformat(due) if due else start
    drawn = forward and (end - start).days <= 7 * MOST_WEEKS
    return Why(
        sentences=tuple(_sentences(reason, start, end if due else None, forward=forward)),
        weeks=weeks(start, end, calendar) if drawn else (),
        not_counted=_not_counted(start, end, calendar) if forward else "",
        facts=tuple(_facts(reason, calendar)),
    )


def _is_forward(reason: Reason) -> bool:
    within = reason.declared.within
    given = reason.why["rule"].startswith("the date given")
    return not given and within is not None and within.unit is Unit.WORKING_DAYS


def _sentences(reason: Reason, start: date, due: date | None, *, forward: bool) -> Iterator[str]:
    rule, declared = reason.why["rule"], reason.declared
    anchor = first_down(reason.anchor)
    if due is None:
        yield f"{first_up(rule)} {day(start)}: {anchor}."
        yield f"No date yet: {reason.why['undated']}"
    elif forward and declared.within:
        yield f"The count began on {day(start)}: {anchor}. That day is day 0."
        yield f"Working day {declared.within.n} in England and Wales is {day(due)}. It is late only from the day after."
    elif rule.startswith("the date given"):
        yield f"The date was given: {day(due)}, {rule.removeprefix('the date given').strip(' ()')}."
    elif declared.ahead_of:
        yield f"{first_up(rule)} {day(start)} ({anchor}): {day(due)}. The day itself still counts."
    else:
        yield f"{first_up(rule)} {day(start)} ({anchor}): {day(due)}. It is late only from the day after."
        yield from _of_months(reason, due)
    if reason.amended and reason.amended_on:
        yield f"The day it counts from was corrected: entry {reason.amended.seq} says {day(reason.amended_on)}."


def _of_months(reason: Reason, due: date) -> Iterator[str]:
    if reason.declared.within and reason.declared.within.unit is Unit.MONTHS and not reason.declared.repeats:
        yield "Months keep the day of the month; where a month has no such day, its last day stands."
    target = reason.why["target"]
    if target and target != due.isoformat():
        yield f"It falls on no working day: aim for {day(date.fromisoformat(target))}, the working day before."


def weeks(start: date, due: date, calendar: Calendar) -> tuple[tuple[Cell, ...], ...]:
    """Every day from the Monday before `start` to the Sunday after `due`, seven a row."""
    first = start - timedelta(days=start.weekday())
    cells, n = [], 0
    for offset in range((due - first).days + 7 - due.weekday()):
        on = first + offset * A_DAY
        counted = start < on <= due and calendar.is_working(on)
        n += counted
        cells.append(_cell(on, n, start, due, counted=counted))
    return tuple(tuple(cells[at : at + 7]) for at in range(0, len(cells), 7))


def _cell(on: date, n: int, start: date, due: date, *, counted: bool) -> Cell:
    if on < start or on > due:
        return Cell(on, "out", "")
    if on == start:
        return Cell(on, "start", "day 0")
    if on == due:
        return Cell(on, "due", f"day {n}")
    return Cell(on, "count", f"day {n}") if counted else Cell(on, "skip", "off")


def _not_counted(start: date, due: date, calendar: Calendar) -> str:
    """The weekends, and each bank holiday by its name."""
    every = [start + n * A_DAY for n in range(1, (due - start).days + 1)]
    weekends = sum(1 for _ in groupby(on.isocalendar()[:2] for on in every if on.weekday() > 4))
    said = [f"{weekends} weekend{'s' if weekends > 1 else ''}"] if weekends else []
    said += [f"{name} ({on:%a} {on.day} {on:%b})" for on, name in calendar.skipped(start, due)]
    return f"Not counted: {listed(said)}." if said else "No day was passed over."


def _facts(reason: Reason, calendar: Calendar) -> Iterator[tuple[str, str]]:
    declared = reason.declared
    yield "The duty", said_of(declared.duty)
    yield "The number of days", said_of(declared.days)
    yield "How sure we are", _how_sure(declared)
    if not declared.hold:
        yield "Settled by", how_settled(declared)
    yield "Counted from entry", f"{reason.started_by.seq}, recorded by {reason.started_recorded_by}"
    yield "Bank holidays", f"England and Wales, known to {day(calendar.last)}"


def said_of(part: Authority) -> str:
    weight = str(part.weight)
    return f"{first_up(weight)}: {part.source}"


def _how_sure(declared: Deadline) -> str:
    if declared.duty.read_against_2026 and declared.days.read_against_2026:
        return "Read against the 2026 edition, or set locally"
    return "Not yet read against the 2026 edition"


def how_settled(declared: Deadline) -> str:
    """What would settle it, in the words of the law."""
    if isinstance(declared.met_by, AllItems):
        return f"every one {listed(sorted(map(spoken, declared.met_by.in_)), 'or')}"
    first, *others = [titles.of_event(name) for name in declared.settled_by] or ["The evidence, when it comes"]
    return listed([first, *map(first_down, others)], "or")


def weight_words(declared: Deadline) -> str:
    """Whose word a card says it is; statutory only where that part is statute."""
    duty, its_days = str(declared.duty.weight), str(declared.days.weight)
    said = first_up(duty)
    if declared.hold:
        return "Kept until then"
    if declared.expectation:
        return "An expectation, never late"
    return said if duty == its_days else f"{said}; the number of days: {its_days}"
