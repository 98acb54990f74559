"""Pictures as SVG in percentages: text keeps its size, bars stretch, and no style is written into the page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

A_DAY = timedelta(days=1)
MOST_TICKS = 4
SHADED = 84
"""Days of a line on which days that do not count are shaded; on a longer one they would be a blur."""

_BAR = Markup('<rect class="g-{}" x="{}" y="9" width="{}" height="10"/>')
_ROW = Markup(
    '<svg width="100%" height="28" role="img" aria-labelledby="{0}" focusable="false"><title id="{0}">{1}</title>'
    "{2}</svg>"
)
_AXIS = Markup('<svg width="100%" height="20" focusable="false" aria-hidden="true">{}</svg>')
_TICK = Markup('<text class="g-tick{}" x="{}" y="14">{}</text>')
_LINE = Markup('<line class="g-{0}" x1="{1}" x2="{1}" y1="{2}" y2="{3}"/>')
_OFF = Markup('<rect class="g-off" x="{}" y="0" width="{}" height="100%"/>')


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: when the count began, when it is due, when it ended if it has, and the same in words."""

    title: str
    note: str
    start: date
    due: date
    ended: date | None
    words: str


@dataclass(frozen=True, slots=True)
class Row:
    title: str
    note: str
    picture: Markup


@dataclass(frozen=True, slots=True)
class Picture:
    axis: Markup
    rows: tuple[Row, ...]
    shaded: bool


@dataclass(frozen=True, slots=True)
class _Scale:
    first: date
    span: int

    def at(self, day: date, more: float = 0) -> str:
        return f"{((day - self.first).days + more) / self.span * 100:.2f}%"

    def wide(self, n: float) -> str:
        return f"{max(n, 0) / self.span * 100:.2f}%"


def line_of_dates(bars: Sequence[Bar], today: date, is_working: Callable[[date], bool]) -> Picture:
    """Every bar on one scale, Monday to Monday, with today on it."""
    first = min([today, *(min(bar.start, bar.due) for bar in bars)])
    last = max([today, *(max(bar.due, bar.ended or bar.due) for bar in bars)])
    first -= timedelta(days=first.weekday())
    span = (last - first).days + 7 - last.weekday()
    scale, shaded = _Scale(first, span), span <= SHADED
    every = [first + n * A_DAY for n in range(span)]
    off = Markup().join(_OFF.format(scale.at(d), scale.wide(1)) for d in every if shaded and not is_working(d))
    rows = (_row(f"g{n}", bar, today, scale, off) for n, bar in enumerate(bars))
    return Picture(_AXIS.format(_ticks(every, scale)), tuple(rows), shaded)


def _row(name: str, bar: Bar, today: date, scale: _Scale, off: Markup) -> Row:
    begun, due = min(bar.start, bar.due), bar.due
    until = bar.ended or max(today, begun)
    late = (until - due).days
    parts = [off, _BAR.format("span", scale.at(begun), scale.wide((due - begun).days + 1))]
    used = (min(until, due) - begun).days + (late > 0)
    parts.append(_BAR.format("met" if bar.ended else "run", scale.at(begun), scale.wide(max(used, 0.6))))
    if late > 0:
        parts.append(_BAR.format("late", scale.at(due, 1), scale.wide(max(late - 0.5, 0.5))))
    parts.append(_LINE.format("due", scale.at(due, 1), 3, 25))
    parts.append(_LINE.format("now", scale.at(today, 0.5), 0, "100%"))
    return Row(bar.title, bar.note, _ROW.format(name, bar.words, Markup().join(parts)))


def _ticks(every: Sequence[date], scale: _Scale) -> Markup:
    """Mondays, or the firsts of months where the line is long; never more than fit on a telephone."""
    is_long = len(every) > 10 * 7
    marks = [day for day in every if (day.day == 1 if is_long else day.weekday() == 0)]
    step = -(-len(marks) // MOST_TICKS)
    years = marks[0].year != marks[-1].year
    return Markup().join(_marked(day, scale, _tick(day, is_long, years)) for day in marks[::step])


def _marked(day: date, scale: _Scale, words: str) -> Markup:
    """What is written near the end of the line ends there, and does not stick out."""
    at_the_end = (day - scale.first).days > scale.span * 0.9
    return _TICK.format(" g-tick--end" if at_the_end else "", scale.at(day), words)


def _tick(day: date, is_long: bool, years: bool) -> str:
    return f"{day:%b}{f' {day:%y}' if years else ''}" if is_long else f"{day.day} {day:%b}"
