"""Faults of the words themselves: a number where a span is meant, a word where there should be several."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, get_type_hints

from pydantic import TypeAdapter, ValidationError

SHOWN = 60
"""Characters of a wrong value that are shown."""


def faults(part: Any, place: str = "") -> Iterator[str]:
    """One sentence for each value that is not of the kind its word takes; all the other faults presume that it is."""
    for field in fields(part):
        value, named = getattr(part, field.name), f"{place}{field.name}"
        if not _takes(type(part), field.name, value):
            yield f"{named} is {_shown(value)}, and takes {field.type}."
        elif isinstance(value, tuple):
            for n, one in enumerate(value, start=1):
                yield from faults(one, f"{named}, no. {n}, ") if is_dataclass(one) else ()
        elif is_dataclass(value):
            yield from faults(value, f"{named}, ")


def _takes(word: type, name: str, value: Any) -> bool:
    try:
        _kind(word, name).validate_python(value, strict=True)
    except ValidationError:
        return False
    return True


@cache
def _kind(word: type, name: str) -> TypeAdapter[Any]:
    return TypeAdapter(get_type_hints(word)[name])


def _shown(value: Any) -> str:
    said = " ".join(repr(value).split())
    return said if len(said) <= SHOWN else f"{said[:SHOWN]}…"
