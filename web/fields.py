"""The fields of a form, and what was typed into them read back: each mistake is said beside its field."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from re import compile as pattern
from typing import Any

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
PARTS = ("day", "month", "year")
_TIME = pattern(r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?\s*(?P<half>am|pm)?")
_SHORT_NAME = pattern(r"[a-z0-9][a-z0-9-]*")

Typed = Mapping[str, Sequence[str]]
"""What was typed, by the names of the inputs."""


class Kind(StrEnum):
    DATE = "date"
    TIME = "time"
    LINE = "line"
    TEXT = "text"
    RADIOS = "radios"
    SELECT = "select"
    TICKS = "ticks"
    NAMES = "names"


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Field:
    """One question. `missing` is what is said where it needs an answer and has none."""

    id: str
    kind: Kind
    label: str
    hint: str = ""
    missing: str = ""
    options: tuple[Option, ...] = ()
    other: bool = False

    @property
    def asks(self) -> str:
        """What it asks for, as it stands in a sentence about it."""
        return self.label.removesuffix(" (optional)")

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of the inputs it is made of."""
        if self.kind is Kind.DATE:
            return tuple(f"{self.id}-{part}" for part in PARTS)
        return (self.id, f"{self.id}-other") if self.other else (self.id,)

    @property
    def first(self) -> str:
        """Where a link in the summary of mistakes leads."""
        return f"{self.id}-day" if self.kind is Kind.DATE else self.id


class Wrong(ValueError):
    """What was typed does not fit; says so in a sentence, without its full stop."""


def read(field: Field, typed: Typed, today: date) -> Any:
    """The answer: a date, a time, a text or a list of them; None or empty where nothing was said. Raises `Wrong`."""
    answer = _READERS[field.kind](field, typed)
    if not answer and field.missing:
        raise Wrong(field.missing)
    return answer


def said(typed: Typed, name: str) -> str:
    return next(iter(typed.get(name, ())), "").strip()


def _date(field: Field, typed: Typed) -> date | None:
    day, month, year = (said(typed, name) for name in field.inputs)
    if not (day or month or year):
        return None
    for part, value in zip(PARTS, (day, month, year), strict=True):
        if not value:
            raise Wrong(f"{field.asks} must include a {part}")
    try:
        return date(_year(year), _month(month), _number(day))
    except (ValueError, OverflowError) as wrong:
        raise Wrong(f"{field.asks} must be a real date, such as 9 12 2026 or 9 Dec 2026") from wrong


def _month(said_: str) -> int:
    return MONTHS.index(said_[:3].casefold()) + 1 if said_[:3].isalpha() else _number(said_)


def _year(said_: str) -> int:
    return _number(said_) + 2000 if len(said_) == 2 else _number(said_)


def _number(said_: str) -> int:
    """Digits, and nothing else that a program would take for a number. Raises ValueError."""
    if not (said_.isascii() and said_.isdecimal()):
        raise ValueError(said_)
    return int(said_)


def _time(field: Field, typed: Typed) -> time | None:
    plain = said(typed, field.id).casefold()
    if not plain:
        return None
    found = _TIME.fullmatch(plain)
    try:
        if found is None:
            raise ValueError(plain)
        hour, minute = int(found["hour"]), int(found["minute"] or 0)
        if found["half"]:
            hour = hour % 12 + (12 if found["half"] == "pm" else 0)
        return time(hour, minute)
    except ValueError as wrong:
        raise Wrong(f"{field.asks} must be a time, such as 9:30am or 14:30") from wrong


def _line(field: Field, typed: Typed) -> str:
    return said(typed, field.id)


def _one(field: Field, typed: Typed) -> str:
    other = short_name(field.asks, said(typed, f"{field.id}-other")) if field.other else ""
    chosen = said(typed, field.id)
    if other:
        return other
    if chosen and chosen not in {option.value for option in field.options}:
        raise Wrong(f"{field.asks} must be one of those listed")
    return chosen


def _several(field: Field, typed: Typed) -> list[str]:
    known = {option.value for option in field.options}
    chosen = [value for value in typed.get(field.id, ()) if value]
    if set(chosen) - known:
        raise Wrong(f"{field.asks} must be among those listed")
    return [*chosen, *(_names_in(field.asks, said(typed, f"{field.id}-other")) if field.other else ())]


def _names(field: Field, typed: Typed) -> list[str]:
    return _names_in(field.asks, said(typed, field.id))


def _names_in(label: str, typed: str) -> list[str]:
    return [short_name(label, name) for name in typed.replace("\n", ",").split(",") if name.strip()]


def short_name(label: str, typed: str) -> str:
    """A short name as the record keeps it: Acute hospital is acute-hospital. Raises `Wrong`."""
    plain = "-".join(typed.casefold().split())
    if plain and not _SHORT_NAME.fullmatch(plain):
        raise Wrong(f"{label} must be short names of letters, digits and hyphens, such as acute-hospital")
    return plain


_READERS: Mapping[Kind, Callable[[Field, Typed], Any]] = {
    Kind.DATE: _date,
    Kind.TIME: _time,
    Kind.LINE: _line,
    Kind.TEXT: _line,
    Kind.RADIOS: _one,
    Kind.SELECT: _one,
    Kind.TICKS: _several,
    Kind.NAMES: _names,
}
