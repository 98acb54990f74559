"""Which days of the record somebody asks for, and whose acts: for the pages of what was read and of what changed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Request

from web.desk import Desk
from web.fields import Field, Kind, Option
from web.filling import day_typed, filled, inputs
from web.knowing import known_by
from web.peopled import people
from web.refusing import NotAllowed
from workflows.engine.casework.noting import RUN_THE_OFFICE

PAGE, MOST_DOWNLOADED = 100, 20_000
LAST_DAYS = 7


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: as it was typed, as it was meant, and what is wrong with it."""

    path: str
    fields: tuple[Field, ...]
    typed: Mapping[str, list[str]]
    since: date | None
    until: date | None
    person: UUID | None
    wrong: Mapping[str, str]

    def link(self, page: int) -> str:
        return f"{self.path}?{self.query}&page={page}"

    @property
    def query(self) -> str:
        return urlencode(self.typed, doseq=True)


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of what was found: its number, how many pages and lines there are, and the lines on it."""

    number: int
    pages: int
    every: int
    found: Sequence[Any]


def asked(request: Request, desk: Desk, today: date) -> Asked:
    """The last days up to `today`, where none are asked for.

    Raises `NotAllowed` where these roles are held for one case alone: the record names every case.
    """
    desk.must_be(*RUN_THE_OFFICE)
    if not known_by(desk.holdings, RUN_THE_OFFICE).every:
        raise NotAllowed(needs="a role that is held for every case")
    choice = (Option("", "Everybody"), *(Option(str(one.id), one.name) for one in people(desk)))
    fields = (
        Field("from", Kind.DATE, "From (optional)"),
        Field("to", Kind.DATE, "To (optional)"),
        Field("person", Kind.SELECT, "Who", options=choice),
    )
    typed = {name: request.query_params.getlist(name) for name in inputs(fields)}
    if not any(name in request.query_params for name in inputs(fields)):
        typed |= day_typed("from", today - timedelta(days=LAST_DAYS - 1))
    meant, wrong = filled(fields, typed, desk.today)
    person = UUID(meant["person"]) if meant.get("person") else None
    path = request.url.path.removesuffix(".xlsx")
    return Asked(path, fields, typed, meant.get("from"), meant.get("to"), person, wrong)


def leaf(number: str, find: Callable[[int, int], tuple[int, Sequence[Any]]]) -> Leaf:
    """The page of this number, as `find` finds it (so many lines, after so many): the last, where it is beyond that."""
    at = int(number) if number.isdecimal() and len(number) < 6 and int(number) > 0 else 1
    every, found = find(PAGE, (at - 1) * PAGE)
    pages = max(1, -(-every // PAGE))
    if at > pages:
        at = pages
        every, found = find(PAGE, (at - 1) * PAGE)
    return Leaf(at, pages, every, found)
