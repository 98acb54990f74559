"""The pages people open all day, with a thousand, ten thousand and a hundred thousand open cases in one partnership."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from benchmarks.installation import Installation, many
from benchmarks.stage import Stage
from benchmarks.visitors import Served, served
from benchmarks.words import SWAN, Figure, Figures, Goal, Measure, Side

PEOPLE = 8
SIZES = (("10,000 open cases", 10_000), ("1,000 open cases", 1_000), ("100,000 open cases", 100_000))
LARGEST = SIZES[-1][0]

BOARD, CASE, NEEDS = "board", "case", "needs you"
TOGETHER = f"board, {PEOPLE} at once"
NEEDS_TOGETHER = f"needs you, {PEOPLE} at once"

_ASKED = (
    "`python -m web` as `swan up` begins it, two processes; a coordinator who sees every case opens the board's first "
    "pages and its overdue cases, cases, and Needs you, one after another; then eight people do so at once."
)


@contextmanager
def sides(stage: Stage) -> Iterator[list[Side]]:
    with ExitStack() as stack:
        yield [side(stage, stack, name, size) for name, size in SIZES]


def side(stage: Stage, stack: ExitStack, name: str, size: int) -> Side:
    filled = many(stage, stage.of(size, 80))
    # What goes slowly is asked for less often: all of it together is to be done within a quarter of an hour.
    times = stage.of(12 if name == LARGEST else 24, 2)
    visit = Visit(stack.enter_context(served(stage, filled.place)), filled, times)
    shown = SWAN if name == SIZES[0][0] else name
    return Side(shown, f"{_ASKED} {name}." if shown == SWAN else f"The same with {name}.", visit.round)


@dataclass(frozen=True)
class Visit:
    pages: Served
    filled: Installation
    times: int

    def round(self) -> Figures:
        board = ["/cases", "/cases?page=2", "/cases?show=overdue"]
        return {
            BOARD: self.pages.alone(board, self.times),
            CASE: self.pages.alone([f"/cases/{reference}" for reference in self.filled.told], self.times),
            NEEDS: self.pages.alone(["/needs-you"], self.times),
            TOGETHER: self.pages.together(board, PEOPLE, self.times // 2),
            NEEDS_TOGETHER: self.pages.together(["/needs-you"], PEOPLE, self.times // 2),
        }


MEASURE = Measure(
    title="Pages opened",
    question="How long the 95th of a hundred people waits for a whole page, alone and eight at once.",
    figures=tuple(Figure(name, "ms, p95", "less", digits=1) for name in (BOARD, CASE, NEEDS, TOGETHER, NEEDS_TOGETHER)),
    sides=sides,
    goals=(
        *(Goal(name, at_most=60, side=side) for side in (SWAN, LARGEST) for name in (BOARD, CASE, NEEDS)),
        *(Goal(name, at_most=150, side=side) for side in (SWAN, LARGEST) for name in (TOGETHER, NEEDS_TOGETHER)),
    ),
    rounds=2,
)
