"""A year's figures as they are counted, kept and shown: every number, or only those fit to be published."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Self

from web.dates import answered
from web.publishing import LEAST, NOT_SHOWN, Shown, fit
from workflows.engine.planning import STAGES
from workflows.engine.reading import titles
from workflows.engine.reading.course_of_a_year import Course
from workflows.engine.reading.figures import JUDGED, Figures, Kept, Outcome
from workflows.engine.reading.speaking import short_day

OUTCOMES = (*JUDGED, Outcome.TO_COME, Outcome.NOT_OWED)
BEHIND = (Outcome.LATE, Outcome.MISSED, Outcome.OVERDUE)
MEDIAN = "Rapid Reviews sent: median working days from the notification"
GLANCE = {
    "panel_notified": "notify-panel", "rapid_review_sent_to_panel": "send-rapid-review", "published": "publish-lcspr",
}  # fmt: skip
"""What is done, and the date by which it is."""
OVER = "Reviews late: whole months over the six"


@dataclass(frozen=True, slots=True)
class Count:
    """Cases of which something is so, or was `when`; `references` are not kept with what was reported."""

    title: str
    n: int
    when: str = ""
    references: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Date:
    """How one date was kept: a count for each of OUTCOMES; `late_by` are working days, in ascending order."""

    title: str
    counts: Sequence[int]
    late_by: Sequence[int]
    references: Sequence[Sequence[str]] = ()

    @property
    def rate(self) -> int | None:
        """In time, of what should have been done by now, in whole per cent; none where nothing should."""
        judged = sum(self.counts[: len(JUDGED)])
        return round(self.counts[0] * 100 / judged) if judged else None


@dataclass(frozen=True, slots=True)
class Counted:
    """Every number of a year. Of `parts` each has every case of some total once, but a delay's reasons."""

    dates: Sequence[Date]
    totals: Sequence[Count]
    parts: Sequence[Sequence[Count]]
    took: Sequence[int]
    over: Sequence[int]

    def as_json(self) -> dict[str, Any]:
        """Titles and numbers alone: no case."""
        return {
            "dates": [[one.title, list(one.counts), list(one.late_by)] for one in self.dates],
            "totals": [[one.title, one.n, one.when] for one in self.totals],
            "parts": [[[one.title, one.n] for one in part] for part in self.parts],
            "took": list(self.took),
            "over": list(self.over),
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        return cls(
            [Date(*one) for one in kept["dates"]], [Count(*one) for one in kept["totals"]],
            [[Count(*one) for one in part] for part in kept["parts"]], kept["took"], kept["over"],
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One date as it is shown; `late_by` are working days, least and most; `bar` are parts of a hundred, if fit."""

    title: str
    counts: Sequence[Shown]
    rate: Shown | None
    late_by: tuple[int, int] | None
    references: Sequence[str]
    bar: Sequence[tuple[str, float, float]]


@dataclass(frozen=True, slots=True)
class Happened:
    """Cases by something that happened in them; `bar` is its part of the most, in a hundred, if it is shown."""

    title: str
    when: str
    n: Shown
    bar: float
    references: Sequence[str]


@dataclass(frozen=True, slots=True)
class Told:
    """`took` is how long things took, none where nothing is known."""

    kept: Sequence[Line]
    happened: Sequence[Happened]
    took: Mapping[str, float | str | None]

    @property
    def glance(self) -> Iterator[tuple[Shown, str, str, Shown | None]]:
        """How often each thing was done that counts most; and the date for it, with how much of what fell due was in
        time: those need not be the same cases."""
        cases, rates = {one.title: one.n for one in self.happened}, {one.title: one.rate for one in self.kept}
        for event, date in GLANCE.items():
            title, due = titles.of_event(event), titles.of_deadline(date)
            yield cases.get(title, 0), title, due, rates.get(due)

    @property
    def is_all_small(self) -> bool:
        """Whether nothing is left to be published."""
        return not any(isinstance(n, int) for _, n in self.numbers())

    def numbers(self) -> Iterator[tuple[str, object]]:
        """Each number, with its title: by this they are compared."""
        for one in self.kept:
            yield from ((f"{one.title}: {outcome}", n) for outcome, n in zip(OUTCOMES, one.counts, strict=True))
            yield f"{one.title}: in time %", one.rate
        yield from ((one.title, one.n) for one in self.happened)
        yield from self.took.items()


def counted(found: Figures, course: Course) -> Counted:
    """As the record says it on the day of `found`."""
    dates = [_date(one) for one in found.kept]
    return Counted(dates, list(_totals(found, course)), list(_parts(found, course)), course.took, course.months_over)


def _date(one: Kept) -> Date:
    behind = [one.references(outcome) for outcome in OUTCOMES]
    return Date(one.title, [one.count(outcome) for outcome in OUTCOMES], one.late_by, behind)


def _totals(found: Figures, course: Course) -> Iterator[Count]:
    for stage in STAGES:
        yield _count(titles.of_event(stage.event), found.happened[stage.event])
    yield _count(titles.of_event("learning_published"), course.learning_published)
    yield Count("Reviews open", len(course.open), f"on {short_day(course.day)}", course.open)


def _parts(found: Figures, course: Course) -> Iterator[Sequence[Count]]:
    for what, cases in (
        ("Notified: {}", found.harms),
        ("Rapid Review decided: {}", {answered(one) or "not said": refs for one, refs in found.decisions.items()}),
        ("Rapid Review sent, the Panel: {}", course.answers),
        ("Delay explained, reason: {}", {answered(one) or "not said": refs for one, refs in course.delays.items()}),
    ):
        yield [_count(what.format(one), refs) for one, refs in cases.items()]


def _count(title: str, references: Sequence[str]) -> Count:
    return Count(title, len(references), references=references)


def told(all_of_it: Counted, *, publish: bool) -> Told:
    """What may be shown of it: where it is to be published no case, and nothing that tells a small number."""
    dates = [one.counts for one in all_of_it.dates]
    every = [*dates, *([one.n for one in part] for part in all_of_it.parts)]
    sums = [one.n for one in all_of_it.totals]
    counts, totals = fit(every, sums) if publish else (every, sums)
    lines = [_line(one, shown, publish=publish) for one, shown in zip(all_of_it.dates, counts, strict=False)]
    rows = list(zip(all_of_it.totals, totals, strict=True))
    for part, shown in zip(all_of_it.parts, counts[len(dates) :], strict=True):
        rows += zip(part, shown, strict=True)
    return Told(lines, _happened(rows, publish=publish), _took(all_of_it, LEAST if publish else 1))


def _line(one: Date, counts: Sequence[Shown], *, publish: bool) -> Line:
    """A rate is shown where every count is that it is worked out from, and how late where so many are late."""
    whole = all(isinstance(n, int) for n in counts[: len(JUDGED)])
    late = one.late_by if len(one.late_by) >= (LEAST if publish else 1) else []
    behind = {ref for outcome, refs in zip(OUTCOMES, one.references, strict=False) if outcome in BEHIND for ref in refs}
    return Line(
        one.title, counts, one.rate if whole else NOT_SHOWN, (late[0], late[-1]) if late else None,
        () if publish else sorted(behind), list(_bar(counts)),
    )  # fmt: skip


def _bar(counts: Sequence[Shown]) -> Iterator[tuple[str, float, float]]:
    """Each outcome that was owed, where it begins and how long it is; nothing where a number of it is not shown."""
    owed = [n for n in counts[: OUTCOMES.index(Outcome.NOT_OWED)] if isinstance(n, int)]
    if len(owed) < len(OUTCOMES) - 1 or not sum(owed):
        return
    begins = 0.0
    for outcome, n in zip(OUTCOMES, owed, strict=False):
        share = n * 100 / sum(owed)
        if n:
            yield outcome.name.lower().replace("_", "-"), round(begins, 2), round(share, 2)
        begins += share


def _happened(rows: Sequence[tuple[Count, Shown]], *, publish: bool) -> list[Happened]:
    most = max([n for _, n in rows if isinstance(n, int)], default=0) or 1
    return [
        Happened(
            one.title,
            one.when,
            n,
            round(n * 100 / most, 2) if isinstance(n, int) else 0,
            () if publish else one.references,
        )
        for one, n in rows
    ]


def _took(all_of_it: Counted, least: int) -> Mapping[str, float | str | None]:
    """Nothing that is known of fewer reviews than `least`."""
    took, over = all_of_it.took, all_of_it.over
    known: dict[str, tuple[Sequence[int], float | None]] = {
        MEDIAN: (took, float(median(took)) if took else None),
        f"{OVER}, least": (over, min(over, default=None)),
        f"{OVER}, most": (over, max(over, default=None)),
    }
    return {what: _known(of, n, least) for what, (of, n) in known.items()}


def _known(of: Sequence[int], n: float | None, least: int) -> float | str | None:
    if least > 1 and len(of) < least:
        return NOT_SHOWN
    return int(n) if n is not None and n == int(n) else n
