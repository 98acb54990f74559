"""Working days, months and London time: how Swan turns a day and a number into a date, and never guesses.

A working day is Monday to Friday and no bank holiday (Working Together 2023, footnote 209). Every count has a
day zero: the day it starts from is never counted, whether or not it is a working day. Days are London dates.
"""

import json
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple, Self
from zoneinfo import ZoneInfo

import pendulum

LONDON: ZoneInfo = pendulum.Timezone("Europe/London")

_A_DAY = timedelta(days=1)
_FRIDAY = 4
_NONE: Mapping[date, str] = MappingProxyType({})


class Unknowable(ValueError):
    """A count in working days left the span for which bank holidays are known; the text says so in one sentence."""


class Skipped(NamedTuple):
    """A bank holiday that a count stepped over, and its name."""

    date: date
    why: str


@dataclass(frozen=True)
class Calendar:
    """The working days of one place between two dates: immutable, hashable, equal where the content is equal.

    Closures (days an office is shut) never move a statutory date: only the methods named `open` look at them.
    Every method raises Unknowable when its answer depends on a day outside `first` to `last`, and TypeError when
    it is given an instant in place of a day.
    """

    first: date
    last: date
    digest: str
    holidays: Mapping[date, str] = field(repr=False, compare=False)
    closures: Mapping[date, str] = field(repr=False, compare=False)
    _working: tuple[date, ...] = field(repr=False, compare=False)
    _open: tuple[date, ...] = field(repr=False, compare=False)
    _days_off: tuple[date, ...] = field(repr=False, compare=False)
    _upto: Mapping[date, int] = field(repr=False, compare=False)
    """How many working days there are up to and including each day that a count may start from."""

    @classmethod
    def build(
        cls,
        holidays: Mapping[date, str],
        closures: Mapping[date, str] = _NONE,
        *,
        first: date | None = None,
        last: date | None = None,
    ) -> Self:
        """Known from 1 January of the first listed year to 31 December of the last, unless given.

        Holidays outside a given span are left out. ValueError: nothing listed, or a year in between without any.
        """
        _refuse_gaps(holidays)
        first = first or date(min(holidays).year, 1, 1)
        last = last or date(max(holidays).year, 12, 31)
        return cls._prepared(first, last, {day: holidays[day] for day in holidays if first <= day <= last}, closures)

    def with_holidays(self, added: Mapping[date, str], removed: Collection[date] = ()) -> Self:
        """The calendar with days announced or withdrawn; a day beyond the span extends it to the end of that year.

        Removing a day that is not listed changes nothing. ValueError: a day is both added and removed.
        """
        if both := set(added) & set(removed):
            raise ValueError(f"{_said(min(both))} cannot be both added to the bank holidays and removed from them.")
        kept = {day: name for day, name in self.holidays.items() if day not in removed}
        first = min([self.first, *(date(day.year, 1, 1) for day in added if day < self.first)])
        last = max([self.last, *(date(day.year, 12, 31) for day in added if day > self.last)])
        return type(self).build({**kept, **added}, self.closures, first=first, last=last)

    def with_closures(self, closures: Mapping[date, str]) -> Self:
        """The same working days with these closures in place of the ones there were."""
        return self._prepared(self.first, self.last, self.holidays, closures)

    def is_working(self, day: date) -> bool:
        """Whether the law counts this day: Monday to Friday and no bank holiday; closures do not matter."""
        if not self.first <= day <= self.last:
            raise self._unknowable(f"Whether {_said(day)} is a working day")
        return day.weekday() <= _FRIDAY and day not in self.holidays

    def is_open(self, day: date) -> bool:
        """Whether this is a working day on which the office is not closed."""
        return self.is_working(day) and day not in self.closures

    def add(self, day: date, n: int) -> date:
        """The n-th working day after `day`, which may be any day and is not counted; `day` itself when n is 0."""
        place = self._upto.get(day, -n) + n - 1
        if n > 0 and 0 <= place < len(self._working):
            return self._working[place]
        return self._none_or_refused(day, n, "after")

    def subtract(self, day: date, n: int) -> date:
        """The n-th working day before `day`, which may be any day and is not counted; `day` itself when n is 0."""
        place = bisect_left(self._working, day) - n
        if n > 0 and place >= 0 and day in self._upto:
            return self._working[place]
        return self._none_or_refused(day, n, "before")

    def count(self, after: date, upto: date) -> int:
        """How many working days lie after `after` up to and including `upto`; negative when `upto` is the earlier."""
        if upto < after:
            return -self.count(upto, after)
        self._know_between(after, upto)
        return bisect_right(self._working, upto) - bisect_right(self._working, after)

    def skipped(self, after: date, upto: date) -> tuple[Skipped, ...]:
        """The bank holidays, Monday to Friday, after `after` up to and including `upto`, in order.

        For a count backwards the smaller date goes first. Weekends and closures are not listed.
        """
        self._know_between(after, upto)
        stepped_over = self._days_off[bisect_right(self._days_off, after) : bisect_right(self._days_off, upto)]
        return tuple(Skipped(day, self.holidays[day]) for day in stepped_over)

    def working_day_on_or_before(self, day: date) -> date:
        """This day if it is a working day, else the last one before it."""
        return self._nearest(self._working, day, bisect_right(self._working, day) - 1, "before")

    def working_day_on_or_after(self, day: date) -> date:
        """This day if it is a working day, else the next one after it."""
        return self._nearest(self._working, day, bisect_left(self._working, day), "after")

    def open_day_on_or_before(self, day: date) -> date:
        """This day if the office is open, else the last day before it when it is."""
        return self._nearest(self._open, day, bisect_right(self._open, day) - 1, "before")

    def open_day_on_or_after(self, day: date) -> date:
        """This day if the office is open, else the next day after it when it is."""
        return self._nearest(self._open, day, bisect_left(self._open, day), "after")

    @classmethod
    def _prepared(cls, first: date, last: date, holidays: Mapping[date, str], closures: Mapping[date, str]) -> Self:
        working = _working_days(first, last, holidays)
        return cls(
            first=first,
            last=last,
            digest=_digest(first, last, holidays, closures),
            holidays=MappingProxyType({day: holidays[day] for day in sorted(holidays)}),
            closures=MappingProxyType({day: closures[day] for day in sorted(closures)}),
            _working=working,
            _open=tuple(day for day in working if day not in closures),
            _days_off=tuple(day for day in sorted(holidays) if day.weekday() <= _FRIDAY),
            _upto=_counted_upto(first, last, working),
        )

    def _none_or_refused(self, day: date, n: int, side: str) -> date:
        _refuse_instant(day)
        if n < 0:
            raise ValueError(f"A number of working days cannot be less than none: {n}.")
        if n == 0:
            return day
        raise self._unknowable(f"Working day {n} {side} {_said(day)}")

    def _nearest(self, days: tuple[date, ...], day: date, place: int, side: str) -> date:
        if not (self.first <= day <= self.last and 0 <= place < len(days)):
            raise self._unknowable(f"The working day on or {side} {_said(day)}")
        return days[place]

    def _know_between(self, after: date, upto: date) -> None:
        if after < upto and not (self.first - _A_DAY <= after and upto <= self.last):
            raise self._unknowable(f"Which days are working days after {_said(after)} up to {_said(upto)}")

    def _unknowable(self, asked: str) -> Unknowable:
        span = f"from {_said(self.first)} to {_said(self.last)}"
        return Unknowable(f"{asked} cannot be known: bank holidays are listed only {span}.")


def add_months(day: date, n: int) -> date:
    """The corresponding date n months on, or that month's last day where it has no such date; never rolled.

    Always counts from the day that starts the clock: a month added six times is not six months.
    """
    _refuse_instant(day)
    on = pendulum.date(day.year, day.month, day.day).add(months=n)
    return date(on.year, on.month, on.day)


def london_date(instant: datetime) -> date:
    """The date in London at this instant. ValueError: the instant does not say its zone."""
    if instant.utcoffset() is None:
        raise ValueError("A time without a zone has no London date: say which zone it is in.")
    return instant.astimezone(LONDON).date()


def at_eight(day: date) -> datetime:
    """08:00 in London on this day, as a UTC instant: when people are told."""
    return _london(day, time(8))


def midnight_after(day: date) -> datetime:
    """00:00 in London of the next day, as a UTC instant: when something due on this day begins to be late."""
    return _london(day + _A_DAY, time(0))


def _london(day: date, at: time) -> datetime:
    _refuse_instant(day)
    return datetime.combine(day, at, LONDON).astimezone(UTC)


def _refuse_instant(day: date) -> None:
    # A datetime passes for a date, and its own date may be yesterday's in London: 23:30 UTC in July is tomorrow.
    if isinstance(day, datetime):
        raise TypeError("A day is a London date: take london_date() of an instant first.")


def _refuse_gaps(holidays: Mapping[date, str]) -> None:
    if not holidays:
        raise ValueError("A calendar needs at least one bank holiday: an empty list is a list that was not read.")
    for year, following in pairwise(sorted({day.year for day in holidays})):
        if following > year + 1:
            raise ValueError(f"No bank holiday is listed for {year + 1}, though {year} and {following} have some.")


def _working_days(first: date, last: date, holidays: Mapping[date, str]) -> tuple[date, ...]:
    every_day = map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))
    return tuple(day for day in every_day if day.weekday() <= _FRIDAY and day not in holidays)


def _counted_upto(first: date, last: date, working: tuple[date, ...]) -> Mapping[date, int]:
    # The day itself is not counted, so it may lie one day outside the span: 31 December before the first year.
    days = map(date.fromordinal, range(first.toordinal() - 1, last.toordinal() + 2))
    return {day: bisect_right(working, day) for day in days}


def _digest(first: date, last: date, holidays: Mapping[date, str], closures: Mapping[date, str]) -> str:
    content = {
        "first": first.isoformat(),
        "last": last.isoformat(),
        "holidays": {day.isoformat(): name for day, name in holidays.items()},
        "closures": {day.isoformat(): name for day, name in closures.items()},
    }
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(canonical.encode()).hexdigest()


def _said(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
