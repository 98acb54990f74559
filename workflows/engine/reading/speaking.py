"""How Swan speaks of days: dates, moments of London and distances in words, the same on paper and on every page."""

from collections.abc import Sequence
from datetime import date, datetime, time

from workflows.engine.authority import Weight
from workflows.engine.calendar import LONDON, Calendar, Unknowable


def day(on: date) -> str:
    """Monday 14 December 2026."""
    return f"{on:%A} {on.day} {on:%B %Y}"


def short_day(on: date | None) -> str:
    """Mon 14 Dec 2026; a dash where there is none."""
    return f"{on:%a} {on.day} {on:%b %Y}" if on else "–"


def shortest_day(on: date) -> str:
    """14 Dec, where the year goes without saying."""
    return f"{on.day} {on:%b}"


def moment(at: datetime) -> str:
    """Monday 14 December 2026, 9:32am: the time of London."""
    local = at.astimezone(LONDON)
    return f"{day(local.date())}, {clock_time(local)}"


def short_moment(at: datetime) -> str:
    """Mon 14 Dec 2026, 9:32am: the time of London."""
    local = at.astimezone(LONDON)
    return f"{short_day(local.date())}, {clock_time(local)}"


def clock_time(local: datetime | time) -> str:
    """9:32am."""
    return f"{local.hour % 12 or 12}:{local:%M}{'am' if local.hour < 12 else 'pm'}"


def days(n: int) -> str:
    return f"{n} working day" if n == 1 else f"{n} working days"


def rung(kind: str, n: int) -> str:
    """When a rung tells: 5 working days before; on the day; then every 10 working days."""
    if not n:
        return kind
    return f"then every {days(n)}" if kind == "every" else f"{days(n)} {kind}"


def left(due: date, today: date, calendar: Calendar) -> str:
    """How far `due` is from today, in working days; in days of the week where bank holidays are not known."""
    if due == today:
        return "due today"
    try:
        n = calendar.count(min(due, today), max(due, today))
    except Unknowable:
        n_days = abs((due - today).days)
        return f"in {n_days} days" if due > today else f"overdue by {n_days} days"
    if due > today:
        return f"{days(n)} left" if n else "before the next working day"
    return f"overdue by {days(n)}" if n else "overdue since the last working day"


_WORDS = {Weight.STATUTE: "law", Weight.STATUTORY_GUIDANCE: "guidance", Weight.GOVUK_INSTRUCTION: "GOV.UK"}


def whose_word(duty: str, its_days: str) -> str:
    """Law, guidance or local, as the weights of the duty and of its days say; only a statute is law."""
    first, second = (_WORDS.get(Weight(weight), weight) for weight in (duty, its_days))
    return first if first == second else f"{first}; days {second}"


_AS_WRITTEN = {
    "panel": "Panel", "dfe": "DfE", "ofsted": "Ofsted", "icb": "ICB", "nhs": "NHS", "nspcc": "NSPCC",
    "childrens": "children's",
}  # fmt: skip
"""Words that a name in small letters cannot write as one writes them."""


def spoken(name: str) -> str:
    """A short name as one says it: panel_letter is Panel letter."""
    return " ".join(_AS_WRITTEN.get(word, word) for word in name.replace("_", " ").replace("-", " ").split(" "))


def first_up(said: str) -> str:
    """With a capital to begin with; the rest stays as it is written."""
    return said[:1].upper() + said[1:]


def first_down(said: str) -> str:
    """As it stands within a sentence: a name of its own keeps its capital."""
    first = said.partition(" ")[0].strip(",:")
    return said if first in _AS_WRITTEN.values() or first[1:].lower() != first[1:] else said[:1].lower() + said[1:]


def listed(words: Sequence[str], joint: str = "and") -> str:
    return f" {joint} ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else ""
