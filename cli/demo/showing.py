"""What happens in a demonstration, shown as it happens: what somebody did, and who was told of what."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from rich.console import Console
from rich.text import Text
from sqlalchemy import Row, bindparam, text

from cli.words import listed, short_day
from models.columns import UTCDateTime
from models.database import session
from workflows.engine.calendar import LONDON, london_date
from workflows.engine.casework.telling import NewsKind
from workflows.engine.ladder import RungKind
from workflows.engine.roles import TITLES

RAISED = text("""
select notice.id, notice.kind, notice.role, coalesce("case".reference, '') as reference,
  deadline.declared ->> 'title' as title, item.key as item, deadline.due_on, deadline.id as deadline
from notice
left join "case" on "case".id = notice.case_id
left join deadline on deadline.id = notice.deadline_id
left join item on item.id = deadline.item_id
where notice.raised_at = :at
order by reference, deadline.due_on, title, item.key, deadline.id, notice.kind, notice.role
""").bindparams(bindparam("at", type_=UTCDateTime()))

WARNED = frozenset({RungKind.AFTER, RungKind.EVERY, RungKind.ENTERED_LATE})
DONE, TOLD, LATE = "", "dim", "yellow"
CASES = 14
"""Letters of the column in which a case stands."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened at one moment, in a case or outside any."""

    said: str
    style: str
    case: str


@dataclass
class Shown:
    """The console, and what has happened at this moment and is still to be shown on it."""

    console: Console
    day: date | None = None
    notices: set[UUID] = field(default_factory=set)
    lines: list[Line] = field(default_factory=list)

    def act(self, case: str, said: str) -> None:
        self.lines.append(Line(said, DONE, case))

    def news(self, at: datetime) -> None:
        """What people have been told since the last time, at this business moment."""
        with session("swan_clock") as db:
            rows = [row for row in db.execute(RAISED, {"at": at}) if row.id not in self.notices]
        self.notices |= {row.id for row in rows}
        for _, same in groupby(rows, lambda row: (row.reference, row.deadline, row.kind)):
            told = list(same)
            roles = listed(list(_people(Counter(row.role for row in told))))
            style = LATE if told[0].kind in WARNED else TOLD
            self.lines.append(Line(f"{_about(told[0], london_date(at))} → {roles}", style, told[0].reference))

    def show(self, at: datetime) -> None:
        """Everything of this moment; what was the same in several cases, once."""
        local = at.astimezone(LONDON)
        if self.lines and local.date() != self.day:
            self.day = local.date()
            self.console.print(Text(short_day(self.day), style="bold"), soft_wrap=True)
        same: dict[tuple[str, str], list[str]] = {}
        for line in self.lines:
            same.setdefault((line.said, line.style), []).append(line.case)
        for (said, style), cases in same.items():
            case = cases[0] if len(cases) == 1 else f"{len(cases)} cases"
            self.console.print(Text(f"  {local:%H:%M}  {case:<{CASES}}  {said}", style=style), soft_wrap=True)
        self.lines.clear()


def _about(row: Row[tuple[object, ...]], today: date) -> str:
    what = f"{row.title} ({row.item})" if row.item else row.title
    if row.kind == NewsKind.HANDOVER:
        return "what is open, to its new holder"
    if row.kind == NewsKind.SET_RIGHT:
        return f"put right: {what}"
    if row.kind in WARNED:
        return f"{what}: not recorded, due {short_day(row.due_on)}"
    return f"{what}: due {'today' if row.due_on == today else short_day(row.due_on)}"


def _people(roles: Counter[str]) -> Iterator[str]:
    for role, n in sorted(roles.items()):
        yield TITLES[role] if n == 1 else f"{n} {TITLES[role]}s"
