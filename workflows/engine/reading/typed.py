"""What somebody typed, understood: a day in the ways people write it, and the known names most like another."""

import difflib
import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from workflows.engine.reading.speaking import listed

_WRITTEN = ("%d/%m/%Y", "%d %B %Y", "%d %b %Y", "%A %d %B %Y", "%a %d %b %Y")


class NotADay(ValueError):
    """It is no date; says so in one sentence, and how dates are written."""


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

    Raises `NotADay` where it is no date, or says a weekday that this date is not.
    """
    plain = " ".join(said.split())
    if today and plain.casefold() in ("today", "yesterday"):
        return today - timedelta(days=plain.casefold() == "yesterday")
    try:
        return date.fromisoformat(plain)
    except ValueError:
        found = next((read for form in _WRITTEN if (read := _read(plain, form))), None)
    if found is None:
        raise NotADay(f"{said!r} is not a date: write it as 2026-12-25 or 25/12/2026.")
    if plain[:3].isalpha() and f"{found:%a}".casefold() != plain[:3].casefold():
        raise NotADay(f"{said!r} is not a date: {found.day} {found:%B %Y} is a {found:%A}.")
    return found


def _read(said: str, form: str) -> date | None:
    try:
        return datetime.strptime(said, form).date()  # noqa: DTZ007 - a day as typed has no zone
    except ValueError:
        return None
