"""The year's account: deadlines by name, who was told how often, messages and mails, and the numbers of the year."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select, text
from sqlmodel import Session, col

from models import Case
from workflows.engine.casework.telling import NewsKind
from workflows.engine.course.deadlines import EVIDENCE
from workflows.engine.ladder import RungKind
from workflows.engine.reading.deadlines import DeadlineRead, of_case
from workflows.engine.registry import workflows
from workflows.engine.roles import TITLES

REMINDERS = frozenset({RungKind.AT_START, RungKind.BEFORE, RungKind.ON_THE_DAY})
ESCALATIONS = frozenset({RungKind.AFTER, RungKind.EVERY, RungKind.ENTERED_LATE})

NOTICES = text("""
select notice.message_id, notice.kind, notice.role, notice.unheld, "case".reference, message.status
from notice join message on message.id = notice.message_id left join "case" on "case".id = notice.case_id
where message.due_at <= swan_now()
""")
MESSAGES = text("select id, status, perhaps_twice from message where due_at <= swan_now()")

FATES = ("on time", "late", "not met", "done", "open", "overdue", "explained", "replanned", "not required")
"""What may have become of a deadline; the last day of the year decides what is overdue."""


@dataclass(frozen=True)
class Told:
    """One person told of one thing: in which message, and what has become of that."""

    message: UUID
    kind: str
    role: str
    unheld: str | None
    reference: str | None
    status: str


@dataclass(frozen=True)
class Account:
    """What a year came to: what became of the deadlines of each name, every notice, and every message by its id."""

    deadlines: dict[str, Counter[str]]
    told: Sequence[Told]
    messages: dict[UUID, str]
    perhaps_twice: int


def account(db: Session, partnership: UUID, begins: date, ends: date) -> Account:
    """The account of the London days `begins` to `ends`, to be asked as `swan_clock` on the last of them.

    A message that is to go on a later day has not gone, and is none of it.
    """
    deadlines: dict[str, Counter[str]] = {}
    for one in _of_the_year(db, partnership, begins):
        name = EVIDENCE + "…" if one.name.startswith(EVIDENCE) else one.name
        deadlines.setdefault(name, Counter())[fate(one, ends)] += 1
    told = [Told(*row) for row in db.execute(NOTICES)]
    messages = db.execute(MESSAGES).all()
    twice = sum(row.perhaps_twice for row in messages)
    return Account(_in_order(deadlines), told, {row.id: row.status for row in messages}, twice)


def _in_order(deadlines: dict[str, Counter[str]]) -> dict[str, Counter[str]]:
    """As the law declares them, what it does not declare last."""
    declared = [one.name for workflow in workflows().values() for one in workflow.deadlines]
    return {name: deadlines[name] for name in [*declared, *sorted(deadlines)] if name in deadlines}


def _of_the_year(db: Session, partnership: UUID, begins: date) -> Iterator[DeadlineRead]:
    """Every deadline that was open on the first day or has been since; what only stands to be kept is none."""
    for case in db.execute(select(col(Case.id)).where(col(Case.partnership_id) == partnership)).scalars():
        for one in of_case(db, case):
            ended = one.corrected_settled_on or one.settled_on or one.anchor_on
            if not one.hold and (one.is_open or ended > begins):
                yield one


def fate(one: DeadlineRead, today: date) -> str:
    """What has become of it by the end of `today`, corrections applied."""
    result = one.corrected_result or one.result
    if one.status == "met":
        return result if result in FATES else "done"
    if not one.is_open:
        return one.status
    if one.expectation or one.due_on is None or one.due_on > today:
        return "open"
    return "explained" if one.explained_until and one.explained_until >= today else "overdue"


def lines(account: Account) -> Iterator[str]:
    """The account as it is printed, the same on every machine."""
    used = [fate for fate in FATES if any(counts[fate] for counts in account.deadlines.values())]
    rows = [(name, *(str(counts[fate] or "–") for fate in used)) for name, counts in account.deadlines.items()]
    yield from table(("Deadlines", *used), rows)
    yield ""
    yield from table(("Told", "reminders", "escalations", "other"), list(_told(account.told)))
    yield ""
    yield from _messages(account)


def _told(told: Iterable[Told]) -> Iterator[tuple[str, ...]]:
    by_role: dict[str, Counter[str]] = {}
    for one in told:
        kind = "r" if one.kind in REMINDERS else "e" if one.kind in ESCALATIONS else "o"
        by_role.setdefault(one.role, Counter())[kind] += 1
    for role in TITLES:
        if role in by_role:
            yield (TITLES[role], *(str(by_role[role][kind] or "–") for kind in "reo"))


def _messages(account: Account) -> Iterator[str]:
    kinds = Counter(one.kind for one in account.told)
    yield f"{len(account.told)} notices in {len(account.messages)} messages, perhaps twice {account.perhaps_twice}"
    named = [f"{kind} {kinds[kind]}" for kind in NewsKind if kinds[kind]]
    unheld = sum(one.unheld is not None for one in account.told)
    yield ", ".join([*named, f"in place of a role nobody holds {unheld}"])


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Plain columns: the first to the left, numbers to the right."""
    widths = [max(len(row[place]) for row in (heads, *rows)) for place in range(len(heads))]
    for row in (heads, *rows):
        first, *rest = row
        numbers = (cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True))
        yield "  ".join([first.ljust(widths[0]), *numbers]).rstrip()
