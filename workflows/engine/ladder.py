"""Who is told, and how many working days before or after the day."""

from dataclasses import dataclass
from enum import StrEnum


class RungKind(StrEnum):
    AT_START = "at start"
    BEFORE = "before"
    ON_THE_DAY = "on the day"
    AFTER = "after"
    EVERY = "every"
    ENTERED_LATE = "entered late"


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung of a ladder: who is told, `n` working days before or after the due date, at 08:00 London."""

    kind: RungKind
    n: int
    roles: tuple[str, ...]

    def __str__(self) -> str:
        words = {
            RungKind.BEFORE: f"{self.n} before",
            RungKind.AFTER: f"{self.n} after",
            RungKind.EVERY: f"then every {self.n}",
        }
        return words.get(self.kind, str(self.kind))


def at_start(*roles: str) -> Rung:
    return Rung(RungKind.AT_START, 0, roles)


def before(n: int, *roles: str) -> Rung:
    return Rung(RungKind.BEFORE, n, roles)


def on_the_day(*roles: str) -> Rung:
    return Rung(RungKind.ON_THE_DAY, 0, roles)


def after(n: int, *roles: str) -> Rung:
    return Rung(RungKind.AFTER, n, roles)


def every(n: int, *roles: str) -> Rung:
    """Repeats after the last rung until the deadline is settled or explained."""
    return Rung(RungKind.EVERY, n, roles)
