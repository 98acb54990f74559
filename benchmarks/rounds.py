"""Plays a measure: every side in turn, round after round, each round begun by another side."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from time import monotonic

from benchmarks.asking import Absent
from benchmarks.measured import Measured
from benchmarks.stage import Stage
from benchmarks.words import Figures, Measure, Side

Told = Callable[[str, float], None]
"""Is told which side is played, and how much of the measure is done, from 0 to 1."""


def play(measure: Measure, stage: Stage, rounds: int, told: Told, run: Mapping[str, str]) -> Measured:
    """One round nobody counts, in which everybody warms up, and then those that count.

    They alternate, so that whatever else the machine does meanwhile falls on all of them alike; a ratio is taken within
    a round. A side that fails on the way is left out from there, and the page says so.
    """
    stage.absent.clear()
    begun = monotonic()
    figures: dict[str, list[Figures]] = {}
    told("", 0)
    with measure.sides(stage) as sides:
        made_ready = round(monotonic() - begun, 1)
        asked = {side.name: side.asked for side in sides}
        order = list(turns(sides, rounds + 1))
        for done, (number, side) in enumerate(order, start=1):
            if side.name in stage.absent:
                continue
            told(side.name, (done - 1) / len(order))
            came = one_round(side, stage)
            if came is not None and number > 0:
                figures.setdefault(side.name, []).append(came)
    told("", 1)
    counted = {name: figures[name] for name in asked if name in figures and name not in stage.absent}
    return Measured(asked, counted, dict(stage.absent), round(monotonic() - begun, 1), run, made_ready)


def turns(sides: Sequence[Side], rounds: int) -> Iterator[tuple[int, Side]]:
    """The sides in their order, then begun by the second, by the third …"""
    for number in range(rounds):
        place = number % len(sides)
        for side in (*sides[place:], *sides[:place]):
            yield number, side


def one_round(side: Side, stage: Stage) -> Figures | None:
    """Its figures; none where the peer has ended, which is noted with its last words."""
    try:
        return side.round()
    except Absent as absent:
        stage.absent[side.name] = str(absent)
        return None
