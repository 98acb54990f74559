"""What was found, as a picture: a panel a measure, a bar a side, drawn as SVG that needs nothing else."""

from collections.abc import Iterator, Mapping
from html import escape
from typing import NamedTuple

from benchmarks.measured import Measured, Spread
from benchmarks.words import SWAN, Figure, Goal, Measure

WIDTH, MARGIN, GUTTER = 1000, 32, 40
PANEL = (WIDTH - 2 * MARGIN - GUTTER) // 2
LABELS, VALUES = 132, 96
BARS = PANEL - LABELS - VALUES
ROW, BAR, HEAD, FOOT = 26, 14, 58, 34

STYLE = """
text { font-family: ui-sans-serif, system-ui, 'Segoe UI', Helvetica, Arial, sans-serif; fill: #22313f; font-size: 13px }
.title { font-size: 16px; font-weight: 600 } .note, .value, .side { fill: #5b6b78 } .note { font-size: 11.5px }
.swan { fill: #0b6e75 } .other { fill: #b9c6ce } .spread { stroke: #22313f; stroke-opacity: .45; stroke-width: 1.2 }
.goal { stroke: #c9571a; stroke-width: 1.6; stroke-dasharray: 3 2 } .ours { fill: #0b6e75; font-weight: 600 }
"""


class Bar(NamedTuple):
    """One side of a panel: its name, its figure, and where a goal asks Swan's bar to reach."""

    side: str
    spread: Spread
    goal: float | None = None


def drawn(known: Mapping[str, Measure], found: Mapping[str, Measured]) -> str:
    """The whole picture; measures without a bar to draw are left out."""
    panels = [(measure, bars(measure, found[name])) for name, measure in known.items()]
    rows = list(pairs([panel for panel in panels if panel[1]]))
    heights = [max(HEAD + ROW * len(bars) + FOOT for _, bars in row) for row in rows]
    height, parts, top = sum(heights) + 2 * MARGIN, list[str](), MARGIN
    for row, tall in zip(rows, heights, strict=True):
        for place, (measure, its) in enumerate(row):
            parts += panel(measure, its, MARGIN + place * (PANEL + GUTTER), top)
        top += tall
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">'
    frame = f'<style>{STYLE}</style><rect width="{WIDTH}" height="{height}" rx="10" fill="#fbfcfc"/>'
    return "\n".join((head, "<title>Swan beside its peers</title>", frame, *parts, "</svg>")) + "\n"


def bars(measure: Measure, measured: Measured) -> list[Bar]:
    """The first figure of each side that has it, in the order of the page."""
    figure, found = measure.figures[0], []
    for side in measured.figures:
        spread = measured.spread(side, figure.name)
        if spread is not None:
            found.append(Bar(side, spread, aim(measure, measured, figure) if side == SWAN else None))
    return found


def aim(measure: Measure, measured: Measured, figure: Figure) -> float | None:
    """What the hardest of Swan's goals asks of this figure."""
    asked = [asks(goal, measured, figure) for goal in measure.goals if (goal.figure, goal.side) == (figure.name, SWAN)]
    hard = [one for one in asked if one is not None]
    return (max if figure.better == "more" else min)(hard) if hard else None


def asks(goal: Goal, measured: Measured, figure: Figure) -> float | None:
    if goal.times is None or goal.against is None:
        return goal.at_most if goal.at_most is not None else goal.at_least
    other = measured.spread(goal.against, figure.name)
    if other is None:
        return None
    return other.median * goal.times if figure.better == "more" else other.median / goal.times


def panel(measure: Measure, its: list[Bar], left: int, top: int) -> Iterator[str]:
    figure = measure.figures[0]
    longer = "longer is better" if figure.better == "more" else "shorter is better"
    longest = max(max(bar.spread.high, bar.goal or 0) for bar in its) or 1
    yield f'<g transform="translate({left} {top})">'
    yield f'<text class="title" y="16">{escape(measure.title)}</text>'
    yield f'<text class="note" y="36">{escape(f"{figure.name}, {figure.unit}".rstrip(", "))}: {longer}</text>'
    for place, bar in enumerate(its):
        yield from row(bar, figure, BARS / longest, HEAD + place * ROW)
    yield "</g>"


def row(bar: Bar, figure: Figure, scale: float, y: int) -> Iterator[str]:
    """Name, bar, the rounds' lowest and highest as a line through its end, the goal as a dashed mark, the value."""
    wide = max(bar.spread.median * scale, 1.5)
    low, high = LABELS + bar.spread.low * scale, LABELS + bar.spread.high * scale
    middle, text = y + BAR / 2, y + BAR - 2
    ours = bar.side == SWAN
    yield f'<text class="side{" ours" * ours}" y="{text}">{escape(bar.side)}</text>'
    yield f'<rect class="{"swan" if ours else "other"}" x="{LABELS}" y="{y}" width="{wide:.1f}" height="{BAR}" rx="3"/>'
    yield f'<line class="spread" x1="{low:.1f}" x2="{high:.1f}" y1="{middle}" y2="{middle}"/>'
    if bar.goal is not None:
        at = LABELS + bar.goal * scale
        yield f'<line class="goal" x1="{at:.1f}" x2="{at:.1f}" y1="{y - 4}" y2="{y + BAR + 4}"/>'
    beyond, said = max(high, LABELS + wide) + 8, figure.said(bar.spread.median)
    yield f'<text class="value{" ours" * ours}" x="{beyond:.1f}" y="{text}">{said}</text>'


def pairs(panels: list[tuple[Measure, list[Bar]]]) -> Iterator[list[tuple[Measure, list[Bar]]]]:
    for place in range(0, len(panels), 2):
        yield panels[place : place + 2]
