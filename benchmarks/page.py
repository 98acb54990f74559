"""What was found, as a page: the goals, then each measure with its figures and what everybody was asked to do."""

from collections.abc import Iterator, Mapping, Sequence

from rich.table import Table

from benchmarks.measured import Measured, Spread, Verdict, judged
from benchmarks.words import SWAN, Figure, Measure

HEAD = """# Swan beside its peers

Written by `make bench`; [how it is measured, and how a measure is added](README.md). Every side of a measure does the
same work on the same server in the same run, in turn, several rounds. A figure is the median of the rounds, with the
lowest and the highest; a ratio is taken within each round, and its median told. Machines differ, and their disks more:
the ratios are what carries over.

![The measures as bars](results.svg)
"""
WORDS = {True: "reached", False: "**not reached**", None: "—"}


def written(known: Mapping[str, Measure], found: Mapping[str, Measured]) -> str:
    parts = [
        HEAD,
        f"All of it took {sum(found[name].seconds for name in known) / 60:.0f} minutes.\n",
        *goals(known, found),
    ]
    for name, measure in known.items():
        parts += ["", *section(measure, found[name])]
    return "\n".join(parts) + "\n"


def goals(known: Mapping[str, Measure], found: Mapping[str, Measured]) -> Iterator[str]:
    """The table of what Swan is held to."""
    yield "## Goals\n"
    yield from line("measure", "goal", "found", "")
    yield from line("---", "---", "---:", "---")
    for measure, verdict in verdicts(known, found):
        yield from line(measure.title, verdict.asks, verdict.found, WORDS[verdict.reached])


def verdicts(known: Mapping[str, Measure], found: Mapping[str, Measured]) -> Iterator[tuple[Measure, Verdict]]:
    for name, measure in known.items():
        for goal in measure.goals:
            yield measure, judged(goal, measure, found[name])


def section(measure: Measure, measured: Measured) -> Iterator[str]:
    yield f"## {measure.title}\n"
    yield f"{measure.question}\n"
    yield from figures(measure, measured)
    for remark in measure.remarks:
        yield f"\n{remark}"
    yield "\nWhat each was asked to do:\n"
    for side, asked in measured.asked.items():
        yield f"* **{side}**: {asked}"
    for side, why in measured.absent.items():
        yield f"* **{side}** could not be asked: `{why}`"
    run = measured.run
    took = f"{measured.seconds:.0f} s in all, {measured.made_ready:.0f} s of them to make everything ready"
    yield f"\n{run['day']}, {took}. {run['processor']}; {run['system']}; {run['servers']}."


def figures(measure: Measure, measured: Measured) -> Iterator[str]:
    """A row a side; the last column says how many times as good Swan is at what is drawn."""
    heads = (f"{figure.name}, {figure.unit}" if figure.unit else figure.name for figure in measure.figures)
    yield from line("", *heads, f"Swan, times ({measure.figures[0].name})")
    yield from line("---", *("---:" for _ in measure.figures), "---:")
    for side in measured.figures:
        cells = (cell(figure, measured.spread(side, figure.name)) for figure in measure.figures)
        times = measured.times(measure.figures[0], side) if side != SWAN else None
        yield from line(side, *cells, f"{times.median:.2f}" if times else "")


def cell(figure: Figure, spread: Spread | None) -> str:
    if spread is None:
        return "—"
    middle, low, high = map(figure.said, spread)
    return middle if low == high else f"{middle} ({low}–{high})"


def line(*cells: str) -> Sequence[str]:
    return (f"| {' | '.join(cells)} |",)


def summary(known: Mapping[str, Measure], found: Mapping[str, Measured]) -> Table:
    """The goals, for the terminal."""
    table = Table(box=None, pad_edge=False)
    for head in ("measure", "goal", "found", ""):
        table.add_column(head, overflow="fold")
    for measure, verdict in verdicts(known, found):
        table.add_row(measure.title, verdict.asks, verdict.found, WORDS[verdict.reached].strip("*"))
    return table
