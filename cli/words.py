"""How the command line speaks: dates in words, working days left, near names, and tables that print calmly."""

import difflib
import json
import os
import re
import sys
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from workflows.engine.calendar import london_date
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

PRINTED_WIDTH = 132
"""Columns of a line that goes into a file or to a printer, where no terminal says how wide it is."""

_WRITTEN = ("%d/%m/%Y", "%d %B %Y", "%d %b %Y", "%A %d %B %Y", "%a %d %b %Y")


class Usage(Exception):
    """The command was not understood; says in one sentence what it needs."""


def nearest(said: str, known: Iterable[str]) -> list[str]:
    """The known names most like what was said, at most three."""
    names = {name.casefold(): name for name in known}
    plain = re.sub(r"[\s-]+", "_", said.strip()).casefold()
    found = [*difflib.get_close_matches(said.casefold(), names, cutoff=0.5)]
    found += difflib.get_close_matches(plain, names, cutoff=0.5)
    inside = [name for name in names if len(plain) > 3 and plain in name]
    return [names[name] for name in dict.fromkeys([*inside, *found])][:3]


def did_you_mean(said: str, known: Iterable[str]) -> str:
    """ " Did you mean a, b or c?", or nothing where no name is near."""
    near = nearest(said, known)
    return f" Did you mean {listed(near, 'or')}?" if near else ""


def a_day(said: str, today: date | None = None) -> date:
    """The London date somebody typed: 2026-12-25, 25/12/2026, 25 Dec 2026; with `today` also today and yesterday.

    Raises `Usage` where it is no date, or says a weekday that this date is not.
    """
    plain = " ".join(said.split())
    if today and plain.casefold() in ("today", "yesterday"):
        return today - timedelta(days=plain.casefold() == "yesterday")
    try:
        return date.fromisoformat(plain)
    except ValueError:
        found = next((read for form in _WRITTEN if (read := _read(plain, form))), None)
    if found is None:
        raise Usage(f"{said!r} is not a date: write it as 2026-12-25 or 25/12/2026.")
    if plain[:3].isalpha() and f"{found:%a}".casefold() != plain[:3].casefold():
        raise Usage(f"{said!r} is not a date: {found.day} {found:%B %Y} is a {found:%A}.")
    return found


def _read(said: str, form: str) -> date | None:
    try:
        return datetime.strptime(said, form).date()  # noqa: DTZ007 - a day as typed has no zone
    except ValueError:
        return None


def a_day_or_instant(said: str) -> date:
    """A day as `a_day` reads it, or the London date of an instant, which must say its offset: else raises `Usage`."""
    if not re.search(r"\d[T ]\d\d:?\d\d", said):
        return a_day(said)
    try:
        return london_date(datetime.fromisoformat(said))
    except ValueError as wrong:
        plain = str(wrong) if "zone" in str(wrong) else f"{said!r} is not an instant such as 2026-06-08T23:30+01:00."
        raise Usage(plain) from wrong


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
