"""How the command line speaks: dates in words, working days left, near names, and tables that print calmly."""

import json
import os
import re
import sys
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from workflows.engine.calendar import london_date
from workflows.engine.reading import typed
from workflows.engine.reading.speaking import day as day
from workflows.engine.reading.speaking import days as days
from workflows.engine.reading.speaking import left as left
from workflows.engine.reading.speaking import listed as listed
from workflows.engine.reading.speaking import moment as moment
from workflows.engine.reading.speaking import short_day as short_day
from workflows.engine.reading.speaking import short_moment as short_moment
from workflows.engine.reading.speaking import shortest_day as shortest_day
from workflows.engine.reading.speaking import spoken as spoken
from workflows.engine.reading.speaking import whose_word as whose_word
from workflows.engine.reading.typed import a_word as a_word
from workflows.engine.reading.typed import did_you_mean as did_you_mean
from workflows.engine.reading.typed import nearest as nearest

PRINTED_WIDTH = 132
"""Columns of a line that goes into a file or to a printer, where no terminal says how wide it is."""


class Usage(Exception):
    """The command was not understood; says in one sentence what it needs."""


def a_day(said: str, today: date | None = None) -> date:
    """As `typed.a_day` reads it. Raises `Usage` where it is no date."""
    try:
        return typed.a_day(said, today)
    except typed.NotADay as wrong:
        raise Usage(str(wrong)) from wrong


def a_day_or_instant(said: str) -> date:
    """A day as `a_day` reads it, or the London date of an instant, which must say its offset: else raises `Usage`."""
    if not re.search(r"\d[T ]\d\d:?\d\d", said):
        return a_day(said)
    try:
        return london_date(datetime.fromisoformat(said))
    except ValueError as wrong:
        plain = str(wrong) if "zone" in str(wrong) else f"{said!r} is not an instant such as 2026-06-08T23:30+01:00."
        raise Usage(plain) from wrong


def counted(n: int, one: str) -> str:
    return f"{n} {one}" if n == 1 else f"{n} {one}s"


def console() -> Console:
    known = sys.stdout.isatty() or "COLUMNS" in os.environ
    return Console(highlight=False, markup=False, width=None if known else PRINTED_WIDTH)


def show(*lines: str) -> None:
    for line in lines:
        console().print(line)


def show_table(columns: Sequence[str], rows: Iterable[Sequence[str]], title: str = "") -> None:
    """A table without lines between its rows, as wide as its words need."""
    drawn = Table(box=box.SIMPLE_HEAD, title=title or None, title_justify="left", title_style="bold", pad_edge=False)
    for place, column in enumerate(columns):
        drawn.add_column(column, overflow="fold", no_wrap=place == 0)
    for row in rows:
        drawn.add_row(*(Text(cell) for cell in row))
    console().print(drawn)


def show_json(answer: Any) -> None:
    typer.echo(json.dumps(answer, indent=2, ensure_ascii=False, default=_plainly))


def _plainly(value: Any) -> str:
    return value.isoformat() if isinstance(value, date | time) else str(value)
