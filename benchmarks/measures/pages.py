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
    "`python -m web` as `swan up` begins it; a coordinator who sees every case opens the board's first "
    "pages and its overdue cases, cases, and Needs you, one after another; then eight people do so at once."
)

_WHERE = (
    "A page takes 11 to 14 ms of the processor for the process that makes it, with 10,000 open cases and with "
    "100,000 alike. Of a board's 11, by its profile: 4.5 make it from its templates (170 kB, some 400 dates), 2.5 "
    "read its lines and dates, 1 puts the dates into words, 1 finds session, person and roles; what is left is the "
    "web framework and its turns between two threads. Of a case's 12, 6 read the case and replay it, 2.5 make the "
    "page."
)
_SERVER = (
    "The server takes 3 to 6 ms more, for a case and Needs you at any size. A board of 100,000 open cases takes it "
    "about 20: its tiles count every case with a date by law or guidance that has passed or comes within five "
    "working days, entry by entry of an index, and all that is open is counted too. Eight at once, and whoever "
    "asks for them, share the two cores."
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
    remarks=(_WHERE, _SERVER),
    rounds=2,
)
