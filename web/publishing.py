"""Counts fit to be published: none under five, and none from which one under five could be worked out."""

from collections.abc import Sequence
from itertools import chain

LEAST = 5
FEWER, NOT_SHOWN = f"under {LEAST}", "not shown"

Shown = int | str


def fit(breakdowns: Sequence[Sequence[int]], totals: Sequence[int]) -> tuple[list[list[Shown]], list[Shown]]:
    """The counts of each breakdown and the totals, each as it may be shown.

    Any two breakdowns may be of one total. So where one number is hidden no total is shown, and of each breakdown that
    would be whole, its sum being a total, the smallest number is not shown either.
    """
    hides = any(n < LEAST for n in chain(totals, *breakdowns))
    shown: list[Shown] = [FEWER if n < LEAST else NOT_SHOWN if hides else n for n in totals]
    return [_parts(one, hides) for one in breakdowns], shown


def _parts(counts: Sequence[int], hides: bool) -> list[Shown]:
    shown: list[Shown] = [n if n >= LEAST else FEWER for n in counts]
    if hides and counts and FEWER not in shown:
        shown[counts.index(min(counts))] = NOT_SHOWN
    return shown
