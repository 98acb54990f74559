"""What somebody typed, understood: a day in the ways people write it, and the known names most like another."""

import difflib
import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from workflows.engine.reading.speaking import listed

_WRITTEN = ("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y")
_WEEKDAY = re.compile(r"(mon|tue|wed|thu|fri|sat|sun)[a-z]*\s+", re.IGNORECASE)
_NOT_READ = re.compile(r"(?<=\d)(st|nd|rd|th)\b|(?<=\bsep)t\b|,", re.IGNORECASE)


class NotADay(ValueError):
    """It is no date; says so in one sentence, and how dates are written."""


KNOWN_AGAIN = 60
"""Characters of something typed, by which whoever typed it knows it again."""


def quoted(said: str) -> str:
    """What was typed, in quotation marks; the beginning of it where it is long."""
    return repr(said if len(said) <= KNOWN_AGAIN else f"{said[:KNOWN_AGAIN]}…")


def nearest(said: str, known: Iterable[str]) -> list[str]:
    """The known names most like what was said, at most three."""
    names = {name.casefold(): name for name in known}
    word = a_word(said)
    found = [*difflib.get_close_matches(said.casefold(), names, cutoff=0.5)]
    found += difflib.get_close_matches(word, names, cutoff=0.5)
    inside = [name for name in names if len(word) > 3 and word in name]
    return [names[name] for name in dict.fromkeys([*inside, *found])][:3]


def a_word(said: str) -> str:
    """A word as the law writes it: "Looked After" and "looked-after" are looked_after."""
    return re.sub(r"[\s_-]+", "_", said.strip()).casefold()


def did_you_mean(said: str, known: Iterable[str]) -> str:
    """ " Did you mean a, b or c?", or nothing where no name is near."""
    near = nearest(said, known)
    return f" Did you mean {listed(near, 'or')}?" if near else ""


def a_day(said: str, today: date | None = None) -> date:
    """The London date somebody typed: 2026-12-25, 25/12/2026, 25 Dec 2026; with `today` also today and yesterday.

    A day without its year is never guessed. Raises `NotADay` where it is no date, or says a weekday that it is not.
    """
    words = " ".join(_NOT_READ.sub("", said).split())
    if today and words.casefold() in ("today", "yesterday"):
        return today - timedelta(days=words.casefold() == "yesterday")
    weekday = _WEEKDAY.match(words)
    found = _a_date(words[weekday.end() :] if weekday else words)
    if found is None:
        raise NotADay(f"{quoted(said)} is not a date: write it as 2026-12-25 or 25/12/2026.")
    if weekday and f"{found:%a}".casefold() != weekday[1].casefold():
        raise NotADay(f"{quoted(said)} is not a date: {found.day} {found:%B %Y} is a {found:%A}.")
    return found


def _a_date(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return next((read for form in _WRITTEN if (read := _read(said, form))), None)


def _read(said: str, form: str) -> date | None:
    try:
        return datetime.strptime(said, form).date()  # noqa: DTZ007 - a day as typed has no zone
    except ValueError:
        return None
