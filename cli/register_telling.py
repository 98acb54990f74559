"""What an import came to, said once: what was recorded, what is open and overdue, and what to do next."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from rich.console import Console

from cli.seeing import Seen, seen_from
from cli.session import Desk
from cli.words import day, listed, short_day, show, show_json, show_table
from workflows.engine.casework.importing import NotImported, Sum
from workflows.engine.reading.deadlines import Urgency, owed
from workflows.engine.register.histories import Register
from workflows.engine.register.table import Table

NAMED = 5
"""How many of the days left out are named: the last ones, where a slip of the pen would stand."""

LATE = (Urgency.OVERDUE, Urgency.EXPLAINED)


def show_faults(wrong: NotImported) -> None:
    """Every fault with its line and column, the first line first."""
    speaking = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
    n = len(wrong.faults)
    speaking.print(f"Nothing was imported: {n} {'thing is' if n == 1 else 'things are'} wrong in the register.")
    for fault in wrong.faults:
        speaking.print(f"  {fault}")


@dataclass(frozen=True)
class Taken:
    """An import that was made, and what is open on the day until which the register was taken in."""

    until: date
    slug: str
    table: Table
    found: Register
    total: Sum
    open: list[Seen]

    @classmethod
    def seen(cls, then: Desk, table: Table, found: Register, total: Sum) -> "Taken":
        """`then` is the partnership's desk on that day."""
        still_open = seen_from(then, owed(then.db, then.partnership.id))
        return cls(then.today, then.partnership.slug, table, found, total, still_open)

    def show(self) -> None:
        show(*self.said())
        for reference, warning in self.total.warnings:
            show(f"{reference}: {warning}")
        if self.open:
            rows = [(short_day(one.deadline.due_on), one.far, one.deadline.reference, about(one)) for one in self.open]
            show_table(("Due", "That was", "Case", "What"), rows, title=f"Open on {day(self.until)}")
        show(*self.next())

    def said(self) -> Iterator[str]:
        total, left_out = self.total, self.found.left_out
        if total.recorded:
            made = f"{many(total.opened, 'case')} opened and {many(total.recorded, 'event')} recorded"
            yield f"{made} as history, up to {day(self.until)}. Nobody was told anything."
        else:
            yield "Nothing was changed: everything in this register was imported before."
        if total.recorded and total.known:
            yield f"{many(total.known, 'event')} had been imported before."
        if self.table.empty:
            yield f"{many(self.table.empty, 'empty line')} passed over."
        if left_out:
            latest = sorted(left_out, key=lambda one: one[2], reverse=True)[:NAMED]
            named = [f"{reference} {title} {short_day(on)}" for reference, title, on in latest]
            rest = [f"{len(left_out) - NAMED} before"] if len(left_out) > NAMED else []
            yield f"{many(len(left_out), 'day')} left out, being later: {listed([*named, *rest])}."

    def next(self) -> Iterator[str]:
        late = sum(one.urgency in LATE for one in self.open)
        yield f"{many(len(self.open), 'deadline')} open, {late} of them overdue."
        if self.total.opened:
            yield "Look at the list, record what is missing, and then let Swan remind people:"
            yield f"    swan partnership ladders-on {self.slug}"

    def show_json(self) -> None:
        total = self.total
        said: dict[str, Any] = {
            "as_of": self.until,
            "cases": total.opened,
            "events": total.recorded,
            "known": total.known,
            "left_out": [{"case": case, "column": title, "date": on} for case, title, on in self.found.left_out],
            "warnings": [{"case": reference, "warning": warning} for reference, warning in total.warnings],
            "open": [{**one.as_json(), "overdue": one.urgency in LATE} for one in self.open],
        }
        show_json(said)


def about(one: Seen) -> str:
    return f"{one.deadline.title} ({one.deadline.item})" if one.deadline.item else one.deadline.title


def many(n: int, word: str) -> str:
    return f"{n} {word}" if n == 1 else f"{n} {word}s"
