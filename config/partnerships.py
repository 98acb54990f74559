"""What a partnership starts with, read from its file and checked: one sentence for each mistake, with its place."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

FOLDER = Path(__file__).parent / "partnerships"

SLUG = r"[a-z0-9][a-z0-9-]*"
_IN_ADDRESSES = r"[^@\s\x00-\x1f\x7f,;<>\"]+"
EMAIL = rf"{_IN_ADDRESSES}@{_IN_ADDRESSES}\.{_IN_ADDRESSES}"
"""One address: nothing in it may end a line of a message's head, or begin a second one."""

_WORDS = {
    "missing": "is missing",
    "extra_forbidden": "is not known here",
    "string_type": "must be text in quotation marks",
    "dict_type": "must be a table",
    "model_type": "must be a table",
    "list_type": "must be a list",
    "int_type": "must be a whole number",
    "too_short": "must not be empty",
}
_EXAMPLES = {
    "slug": "a short name of lower-case letters, digits and hyphens, such as local-authority",
    "role": "a role in lower-case letters and underscores, such as business_manager",
    "prefix": "two to eight capital letters, such as WSCP",
    "email": "a mail address",
}


class WrongPartnership(ValueError):
    """The file is wrong; `mistakes` says where and why, one sentence each."""

    def __init__(self, place: Path, mistakes: list[str]) -> None:
        super().__init__("\n".join(f"{place.name}: {mistake}" for mistake in mistakes))
        self.mistakes = tuple(mistakes)


def _a_day(said: object) -> object:
    """A day in TOML is written without quotation marks; as a key it is text."""
    if type(said) is date:
        return said
    try:
        return date.fromisoformat(said if isinstance(said, str) else "")
    except ValueError:
        raise ValueError("must be a date such as 2026-12-29") from None


def _written(kind: str, pattern: str) -> Any:
    def check(said: object) -> object:
        if not isinstance(said, str) or not re.fullmatch(pattern, said):
            raise ValueError(f"must be {_EXAMPLES[kind]}")
        return said

    return BeforeValidator(check)


def _on_one_line(said: str) -> str:
    if not said.isprintable():
        raise ValueError("must be text on one line, without signs that cannot be seen")
    return said


Day = Annotated[date, BeforeValidator(_a_day)]
Slug = Annotated[str, _written("slug", SLUG)]
Role = Annotated[str, _written("role", r"[a-z][a-z_]*")]
Prefix = Annotated[str, _written("prefix", r"[A-Z]{2,8}")]
Email = Annotated[str, _written("email", EMAIL)]
Text = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), AfterValidator(_on_one_line)
]
WorkingDays = Annotated[int, Field(ge=1, le=250, strict=True)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class PersonPlan(_Part):
    """Somebody who may be told; `channel` overrides the installation's own."""

    name: Text
    email: Email
    channel: Slug | None = None


class HoldingPlan(_Part):
    """A role held from a day to a day, both included (London dates); `deputy` stands in while the holder is away."""

    role: Role
    person: Slug
    since: Day = Field(alias="from")
    to: Day | None = None
    agency: Slug | None = None
    deputy: Slug | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.to and self.to < self.since:
            raise ValueError(f"ends on {self.to}, before it begins on {self.since}")
        if self.deputy == self.person:
            raise ValueError(f"{self.person} cannot be their own deputy")
        return self


class AwayPlan(_Part):
    """Days on which somebody is away, both included (London dates)."""

    person: Slug
    since: Day = Field(alias="from")
    to: Day

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.to < self.since:
            raise ValueError(f"ends on {self.to}, before it begins on {self.since}")
        return self


class PartnershipPlan(_Part):
    """One partnership as its file has it; `slug` is the file's name.

    `agencies` say which partner each answers to, `milestones` the partnership's own working days for local deadlines,
    `review_day` its day of the month for what repeats, `closures` the days its office is shut, `keep_for_years` how
    long a case is kept after its last process ended, before it is reviewed.
    """

    slug: Slug
    name: Text
    prefix: Prefix
    partners: Annotated[list[Slug], Field(min_length=1)]
    review_day: Annotated[int, Field(ge=1, le=31, strict=True)] | None = None
    keep_for_years: Annotated[int, Field(ge=1, le=100, strict=True)] | None = None
    agencies: dict[Slug, Slug] = {}
    closures: dict[Day, Text] = {}
    milestones: dict[Slug, WorkingDays] = {}
    people: dict[Slug, PersonPlan] = {}
    holdings: list[HoldingPlan] = []
    away: list[AwayPlan] = []

    @property
    def own_days(self) -> dict[str, int]:
        """The milestones, the review day and the years as the record keeps them."""
        also = {"review-day": self.review_day, "keep-for-years": self.keep_for_years}
        return {**self.milestones, **{name: n for name, n in also.items() if n is not None}}

    def mistakes(self) -> Iterator[str]:
        """What does not fit together, one sentence each."""
        yield from _twice("partners", self.partners)
        for agency, partner in self.agencies.items():
            if partner not in self.partners:
                yield f"agencies.{agency}: {partner} is not one of the partners ({', '.join(self.partners)})."
            if agency in self.partners:
                yield f"agencies.{agency}: {agency} is a partner already, and answers to itself."
        for n, holding in enumerate(self.holdings, start=1):
            yield from self._of_holding(f"holdings, no. {n} ({holding.role}, {holding.person})", holding)
        for n, away in enumerate(self.away, start=1):
            yield from self._known(f"away, no. {n}", away.person)

    def _of_holding(self, place: str, holding: HoldingPlan) -> Iterator[str]:
        yield from self._known(place, holding.person)
        if holding.deputy:
            yield from self._known(place, holding.deputy)
        if holding.agency and holding.agency not in {*self.partners, *self.agencies}:
            yield f"{place}: there is no partner or agency called {holding.agency}."

    def _known(self, place: str, person: str) -> Iterator[str]:
        if person not in self.people:
            yield f"{place}: there is nobody called {person} under people."


def _twice(what: str, names: list[str]) -> Iterator[str]:
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            yield f"{what}: {name} is there twice."


def shipped(slug: str) -> Path:
    """The file of this name that comes with Swan."""
    return FOLDER / f"{slug}.toml"


def read(place: Path) -> PartnershipPlan:
    """The partnership of this file. Raises WrongPartnership: no such file, not TOML, or mistakes in it."""
    try:
        written = tomllib.loads(place.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise WrongPartnership(place, ["there is no such file."]) from None
    except (OSError, UnicodeDecodeError) as refusal:
        raise WrongPartnership(place, [f"cannot be read as text: {refusal}."]) from refusal
    except tomllib.TOMLDecodeError as refusal:
        raise WrongPartnership(place, [f"is not TOML: {refusal}."]) from refusal
    except (ValueError, RecursionError) as refusal:
        raise WrongPartnership(place, ["holds a number or a list that goes on for ever."]) from refusal
    return _checked(place, written)


def _checked(place: Path, written: Mapping[str, Any]) -> PartnershipPlan:
    if "slug" in written:
        raise WrongPartnership(place, ["slug: is not known here; the file's own name is the partnership's slug."])
    try:
        plan = PartnershipPlan.model_validate({**written, "slug": place.stem})
    except ValidationError as refusal:
        raise WrongPartnership(place, [_sentence(error) for error in refusal.errors()]) from None
    if mistakes := list(plan.mistakes()):
        raise WrongPartnership(place, mistakes)
    return plan


def _sentence(error: Mapping[str, Any]) -> str:
    """Where and why, in words: `holdings.3.from: must be a date such as 2026-12-29.`"""
    place = ".".join(str(part + 1) if isinstance(part, int) else str(part) for part in error["loc"] if part != "[key]")
    why = _WORDS.get(error["type"], str(error["msg"]).removeprefix("Value error, ").removeprefix("Input "))
    return f"{place or 'the file'}: {why[:1].lower()}{why[1:]}."
