"""What was measured, kept as it was and read in one way: medians, spreads, ratios within a round, goals."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple, Self

from benchmarks.words import SWAN, Figure, Figures, Goal, Measure


class Spread(NamedTuple):
    """The median of the rounds, and the lowest and the highest of them."""

    median: float
    low: float
    high: float


@dataclass(frozen=True)
class Measured:
    """One measure as it was played: what each side was asked, its figures round by round, and who was absent."""

    asked: Mapping[str, str]
    figures: Mapping[str, Sequence[Figures]]
    absent: Mapping[str, str]
    seconds: float
    run: Mapping[str, str]
    """When, and on what machine and servers."""
    made_ready: float = 0.0
    """Seconds of `seconds` that passed before the first round."""

    def spread(self, side: str, figure: str) -> Spread | None:
        """None where that side has no such figure."""
        values = [round_[figure] for round_ in self.figures.get(side, ()) if figure in round_]
        return Spread(median(values), min(values), max(values)) if values else None

    def times(self, figure: Figure, against: str, side: str = SWAN) -> Spread | None:
        """How many times as good `side` is as `against`, each round by itself; None where one has no such figure."""
        pairs = zip(self.figures.get(side, ()), self.figures.get(against, ()), strict=False)
        both = [(one[figure.name], other[figure.name]) for one, other in pairs if figure.name in one.keys() & other]
        ratios = [one / other if figure.better == "more" else other / one for one, other in both if one and other]
        return Spread(median(ratios), min(ratios), max(ratios)) if ratios else None

    @classmethod
    def read(cls, place: Path) -> dict[str, Self]:
        """Every measure kept in that file, by name; none where there is no file."""
        kept: dict[str, Any] = json.loads(place.read_text()) if place.exists() else {}
        return {name: cls(**one) for name, one in kept.items()}


def keep(place: Path, found: Mapping[str, Measured]) -> None:
    """Writes them all down."""
    whole = {name: asdict(one) for name, one in sorted(found.items())}
    place.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n")


class Verdict(NamedTuple):
    """What a goal asks for, what was found, and whether that reaches it; None where there is nothing to judge by."""

    asks: str
    found: str
    reached: bool | None


def judged(goal: Goal, measure: Measure, measured: Measured) -> Verdict:
    figure = measure.figure(goal.figure)
    if goal.against is not None and goal.times is not None:
        ratio = measured.times(figure, goal.against, goal.side)
        asks = f"{figure.name}: {goal.times:g} times {goal.against}"
        if ratio is None:
            return Verdict(asks, "not measured", None)
        return Verdict(asks, f"{ratio.median:.2f} times", ratio.median >= goal.times)
    return _judged_alone(goal, figure, measured.spread(goal.side, goal.figure))


def _judged_alone(goal: Goal, figure: Figure, spread: Spread | None) -> Verdict:
    whose = "" if goal.side == SWAN else f" ({goal.side})"
    bound = goal.at_most if goal.at_most is not None else goal.at_least
    assert bound is not None, "a goal asks for something"
    which = "at most" if goal.at_most is not None else "at least"
    asks = f"{figure.name}{whose}: {which} {bound:,g} {figure.unit}".rstrip()
    if spread is None:
        return Verdict(asks, "not measured", None)
    reached = spread.median <= bound if goal.at_most is not None else spread.median >= bound
    return Verdict(asks, f"{figure.said(spread.median)} {figure.unit}".rstrip(), reached)
