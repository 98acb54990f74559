"""A form of several questions, read whole: the answers, and what is wrong beside which field."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from web.fields import Field, Typed, Wrong, read


def filled(fields: Sequence[Field], typed: Typed, today: date) -> tuple[Mapping[str, Any], dict[str, str]]:
    """The answers by field, and the mistakes by field: every one of them, not the first."""
    found: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for one in fields:
        try:
            found[one.id] = read(one, typed, today)
        except Wrong as mistake:
            wrong[one.id] = str(mistake)
    return found, wrong


def inputs(fields: Sequence[Field]) -> list[str]:
    return [name for one in fields for name in one.inputs]


def day_typed(name: str, day: date) -> dict[str, list[str]]:
    """A day as its three boxes hold it."""
    return {f"{name}-day": [str(day.day)], f"{name}-month": [str(day.month)], f"{name}-year": [str(day.year)]}
