"""The words of a benchmark: a measure, its sides, their figures, and the goals they are held to."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Literal

from benchmarks.stage import Stage

SWAN = "Swan"

Figures = Mapping[str, float]
"""What one round of one side came to, by the names of the measure's figures; one that does not apply is left out."""


@dataclass(frozen=True)
class Figure:
    """One number that a round gives. The first of a measure is the one that is drawn."""

    name: str
    unit: str
    better: Literal["more", "less"]
    digits: int = 0

    def said(self, value: float) -> str:
        return f"{value:,.{self.digits}f}"


@dataclass(frozen=True)
class Goal:
    """What Swan is held to: a figure of its own, or how many times as good it is as another side.

    Twice as good is twice as much where more is better, and half as much where less is. `side` is whose figure it is.
    """

    figure: str
    at_most: float | None = None
    at_least: float | None = None
    times: float | None = None
    against: str | None = None
    side: str = SWAN


@dataclass(frozen=True)
class Side:
    """One of those who do the same work. `asked` says what it does here, and why that is the same work."""

    name: str
    asked: str
    round: Callable[[], Figures]


@dataclass(frozen=True)
class Measure:
    """One thing that is measured. `sides` makes everything ready, gives the sides, and clears up after the rounds.

    A side whose peer is not there to be asked is told on the page; see `Stage.peer`.
    """

    title: str
    question: str
    figures: tuple[Figure, ...]
    sides: Callable[[Stage], AbstractContextManager[Sequence[Side]]]
    goals: tuple[Goal, ...] = ()
    remarks: tuple[str, ...] = ()
    """What must be known to read the figures: what bends them, and why a goal is not reached."""
    rounds: int = 5

    def figure(self, name: str) -> Figure:
        return next(figure for figure in self.figures if figure.name == name)
