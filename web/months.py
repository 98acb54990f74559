"""The days of a month as a calendar shows them: what is due on each, and which are bank holidays or closures."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from re import fullmatch

from web.dates import Dated
from web.refusing import NotHere
from workflows.engine.calendar import Calendar, add_months

FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True, slots=True)
class Day:
    """One day. `off` is the bank holiday it is and `closed` why the office is shut, in words; empty where it is not."""

    on: date
    off: str
    closed: str
    dates: tuple[Dated, ...]

    @property
    def says_something(self) -> bool:
        return bool(self.off or self.closed or self.dates)


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month by its first day."""

    first: date

    @property
    def last(self) -> date:
        return add_months(self.first, 1) - timedelta(days=1)

    @property
    def title(self) -> str:
        return f"{self.first:%B %Y}"

    @property
    def key(self) -> str:
        return f"{self.first:%Y-%m}"

    def shifted(self, months: int) -> "Month":
        return Month(add_months(self.first, months))

    def weeks(self) -> Iterator[list[date]]:
        """Whole weeks from Monday to Sunday, with the days of the months beside it."""
        day = self.first - timedelta(days=self.first.weekday())
        while day <= self.last:
            yield [day + timedelta(days=n) for n in range(7)]
            day += timedelta(days=7)


def month_of(said: str, today: date) -> Month:
    """The month that an address names (2026-12), or this one. Raises `NotHere` for what is no month."""
    if not said:
        return Month(today.replace(day=1))
    found = fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", said)
    if found is None or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        raise NotHere
    return Month(date(int(found[1]), int(found[2]), 1))


def days(calendar: Calendar, dated: Sequence[Dated], first: date, last: date) -> Mapping[date, Day]:
    """Every day from `first` to `last`, both included."""
    on: dict[date, list[Dated]] = {}
    for one in dated:
        if one.on is not None:
            on.setdefault(one.on, []).append(one)
    every = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return {
        day: Day(day, calendar.holidays.get(day, ""), calendar.closures.get(day, ""), tuple(on.get(day, ())))
        for day in every
    }
