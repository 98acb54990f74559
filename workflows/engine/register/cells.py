"""What stands in a cell: a day, some days, one of some words; or why it cannot be read."""

import re
from datetime import date

from workflows.engine.casework.opening import REFERENCE
from workflows.engine.reading.speaking import listed
from workflows.engine.reading.typed import NotADay, a_day, did_you_mean, quoted
from workflows.engine.register.columns import Column, Kind

EARLIEST = date(1990, 1, 1)
"""A day before this is a slip of the pen."""

BETWEEN = re.compile(r"[;\n]")
SERIAL = re.compile(r"\d{5}(\.\d+)?")
FORMULA = ("=", "+", "@", "\t", "\r")


class Unreadable(ValueError):
    """The cell cannot stand as it is; says why in one sentence."""


def days(said: str) -> tuple[date, ...]:
    """The days of a cell, the earliest first. Raises `Unreadable`."""
    found = tuple(sorted({day(one.strip()) for one in BETWEEN.split(said) if one.strip()}))
    if not found:
        raise Unreadable(f"{quoted(said)} holds no day.")
    return found


def day(said: str) -> date:
    """2023-04-18 or 18/04/2023. Raises `Unreadable`."""
    if SERIAL.fullmatch(said):
        raise Unreadable(f"{said} is how a spreadsheet counts days: format the column as dates.")
    try:
        read = a_day(said)
    except NotADay as wrong:
        raise Unreadable(str(wrong)) from wrong
    if read < EARLIEST:
        raise Unreadable(f"{said} is not a likely day.")
    return read


def one_of(said: str, column: Column) -> str:
    """The word the law or the column knows it by. Raises `Unreadable`."""
    plain = " ".join(said.replace("_", " ").split()).casefold()
    for choice in column.choices:
        if choice.casefold() == plain:
            return choice
    near = did_you_mean(said, column.choices)
    raise Unreadable(f"{quoted(said)} is none of {listed(column.choices, 'or')}.{near}")


def reference(said: str, prefix: str) -> str:
    """A case's reference as it is kept. Raises `Unreadable`."""
    parts = REFERENCE.fullmatch(said)
    if parts is None or parts["prefix"] != prefix:
        raise Unreadable(f"{quoted(said)} is no reference of this partnership: they read {prefix}-2023-001.")
    return said


def refuse_formula(said: str) -> None:
    """Raises `Unreadable` for what a spreadsheet would run: only what it comes to is a value."""
    if said.startswith(FORMULA) or (said.startswith("-") and len(said) > 1 and not said[1].isspace()):
        raise Unreadable(f"{said[:20]!r} looks like a formula: save the values only.")


def unmarked(said: str) -> str:
    """Without the apostrophe that a register of ours is written with where words begin like a formula."""
    return said[1:] if said.startswith("'") and said[1:2] and said[1] in (*FORMULA, "-") else said


def value(said: str, column: Column, prefix: str) -> str | tuple[date, ...]:
    """What the cell says: days, or words. Raises `Unreadable`."""
    refuse_formula(said)
    said = unmarked(said)
    if column.kind is Kind.DAYS:
        return days(said)
    if column.kind in (Kind.DAY, Kind.DAY_AHEAD):
        return (day(said),)
    if column.kind is Kind.ONE_OF:
        return one_of(said, column)
    return reference(said, prefix) if column.kind is Kind.REFERENCE else said
