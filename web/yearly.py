"""A year's figures as they are shown: every number, or only those fit to be published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from web.dates import answered
from web.publishing import LEAST, NOT_SHOWN, Shown, fit
from workflows.engine.planning import STAGES
from workflows.engine.reading import titles
from workflows.engine.reading.course_of_a_year import Course
from workflows.engine.reading.figures import JUDGED, Figures, Kept, Outcome
from workflows.engine.reading.speaking import short_day

OUTCOMES = (*JUDGED, Outcome.TO_COME, Outcome.NOT_OWED)
BEHIND = (Outcome.LATE, Outcome.MISSED, Outcome.OVERDUE)


@dataclass(frozen=True, slots=True)
class Line:
    """How one date was kept: a count for each of OUTCOMES; `late_by` are working days, least and most, if any."""

    title: str
    counts: Sequence[Shown]
    rate: Shown | None
    late_by: tuple[int, int] | None
    references: Sequence[str]


@dataclass(frozen=True, slots=True)
class Told:
    """`happened` are cases by what happened in them; `took` is how long things took, none where nothing is known."""

    kept: Sequence[Line]
    happened: Mapping[str, Shown]
    took: Mapping[str, float | str | None]


def told(found: Figures, course: Course, *, publish: bool) -> Told:
    dates = [[one.count(outcome) for outcome in OUTCOMES] for one in found.kept]
    totals, parts = _totals(found, course), _breakdowns(found, course)
    every = [*dates, *(list(one.values()) for one in parts)]
    counts: Sequence[Sequence[Shown]] = every
    sums: Sequence[Shown] = list(totals.values())
    if publish:
        counts, sums = fit(every, list(totals.values()))
    happened = dict(zip(totals, sums, strict=True))
    for names, shown in zip(parts, counts[len(dates) :], strict=True):
        happened |= zip(names, shown, strict=True)
    lines = [_line(one, shown, publish=publish) for one, shown in zip(found.kept, counts, strict=False)]
    return Told(lines, happened, _took(course, LEAST if publish else 1))


def _totals(found: Figures, course: Course) -> Mapping[str, int]:
    said = {titles.of_event(stage.event): found.happened[stage.event] for stage in STAGES}
    said[titles.of_event("learning_published")] = course.learning_published
    return said | {f"Reviews open on {short_day(course.day)}": course.open}


def _breakdowns(found: Figures, course: Course) -> Sequence[Mapping[str, int]]:
    """Each has every case of some total once, but a delay's reasons."""
    return (
        {f"Notified: {harm}": n for harm, n in found.harms.items()},
        {f"Rapid Review decided: {answered(one) or 'not said'}": n for one, n in found.decisions.items()},
        {f"Rapid Review sent, the Panel: {one}": n for one, n in course.answers.items()},
        {f"Delay explained, reason: {answered(one) or 'not said'}": n for one, n in course.delays.items()},
    )


def _line(one: Kept, counts: Sequence[Shown], *, publish: bool) -> Line:
    """A rate is shown where every count is that it is worked out from, and how late where so many are late."""
    whole = all(isinstance(n, int) for n in counts[: len(JUDGED)])
    late = one.late_by if len(one.late_by) >= (LEAST if publish else 1) else []
    return Line(
        one.title, counts, one.rate if whole else NOT_SHOWN, (late[0], late[-1]) if late else None,
        () if publish else one.references(*BEHIND),
    )  # fmt: skip


def _took(course: Course, least: int) -> Mapping[str, float | str | None]:
    """Nothing that is known of fewer reviews than `least`."""
    over = course.months_over
    known = {
        "Rapid Reviews sent: median working days from the notification": (course.took, course.median),
        "Reviews late: whole months over the six, least": (over, min(over, default=None)),
        "Reviews late: whole months over the six, most": (over, max(over, default=None)),
    }
    return {what: _known(of, n, least) for what, (of, n) in known.items()}


def _known(of: Sequence[int], n: float | None, least: int) -> float | str | None:
    if least > 1 and len(of) < least:
        return NOT_SHOWN
    return int(n) if n is not None and n == int(n) else n
