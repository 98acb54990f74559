"""`make bench`: servers from their wheels, every measure in rounds, and what came of it as a page and a picture."""

import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from benchmarks import machine, page, picture
from benchmarks.measured import Measured, keep
from benchmarks.measures import measures
from benchmarks.rounds import Told, play
from benchmarks.stage import Stage
from benchmarks.words import Measure
from cli.stack.apart import folder_apart, settings_apart
from cli.stack.whole import servers, stack
from cli.words import Usage, console, did_you_mean
from models.database import close_engines

HERE = Path(__file__).parent
PEERS = HERE / "peers" / ".venv" / "bin" / "python"

Names = Annotated[list[str] | None, typer.Argument(help="Some measures only; the others keep what was found before.")]
Rounds = Annotated[int | None, typer.Option(min=1, help="Rounds that count, instead of each measure's own number.")]
Tiny = Annotated[bool, typer.Option("--tiny", help="So small that the figures mean nothing: to try the frame.")]
Out = Annotated[Path, typer.Option(help="The folder for results.md, results.svg and results.json.")]
Draw = Annotated[bool, typer.Option("--draw", help="Measure nothing: write page and picture from results.json again.")]


def bench(names: Names = None, rounds: Rounds = None, tiny: Tiny = False, out: Out = HERE, draw: Draw = False) -> None:
    """Measure Swan beside the floor and its peers, on one server in one run."""
    chosen = {} if draw else pick(names)
    found = Measured.read(out / "results.json")
    if chosen:
        with folder_apart("benchmarks") as folder:
            # Messages go to a line in the log: no mail server is measured here.
            settings = settings_apart(folder, SWAN_CHANNEL="log", SWAN_LOG_LEVEL="WARNING")
            with stack(settings, None, servers(settings), "the benchmarks") as supervisor:
                stage = Stage(settings, Path(os.environ.get("SWAN_BENCH_PEERS", PEERS)), tiny, supervisor)
                for name, measured in played(stage, chosen, rounds):
                    found[name] = measured
                    write(out, found)
                close_engines()
    console().print(page.summary(write(out, found), found))


def write(out: Path, found: Mapping[str, Measured]) -> Mapping[str, Measure]:
    """Everything that was found, and is still measured; after each measure, so that none is lost with a later one."""
    out.mkdir(parents=True, exist_ok=True)
    known = {name: measure for name, measure in measures().items() if name in found}
    keep(out / "results.json", {name: found[name] for name in known})
    (out / "results.md").write_text(page.written(known, found))
    (out / "results.svg").write_text(picture.drawn(known, found))
    return known


def pick(names: list[str] | None) -> Mapping[str, Measure]:
    known = measures()
    for name in names or ():
        if name not in known:
            raise Usage(f"There is no measure {name}.{did_you_mean(name, known)}")
    return {name: known[name] for name in names or known}


def played(stage: Stage, chosen: Mapping[str, Measure], rounds: int | None) -> Iterator[tuple[str, Measured]]:
    """Each measure in its turn, under a bar that says who is running."""
    run = machine.described(stage)
    with bars() as progress:
        for name, measure in chosen.items():
            yield name, play(measure, stage, rounds or measure.rounds, teller(progress, measure), run)


def teller(progress: Progress, measure: Measure) -> Told:
    """A bar of this measure's own."""
    task = progress.add_task(measure.title, total=1.0, who="")
    return lambda who, done: progress.update(task, completed=done, who=who)


def bars() -> Progress:
    columns = TextColumn("{task.description:<36}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn()
    return Progress(*columns, TextColumn("[dim]{task.fields[who]}"), console=console(), disable=not sys.stdout.isatty())


if __name__ == "__main__":
    typer.run(bench)
