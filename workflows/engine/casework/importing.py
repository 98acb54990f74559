"""Importing: a register's past is recorded as history, whole or not at all, and nobody is told anything."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from models import Case, Partnership, Request
from workflows.engine.casework.acting import Actor
from workflows.engine.casework.opening import HOLD, Incident, open_case
from workflows.engine.casework.recording import Recorded, Report, record_event
from workflows.engine.refusals import Code, Refused

_KNOWN = select(col(Request.key)).where(
    col(Request.partnership_id) == bindparam("partnership"), col(Request.key).startswith("register:")
)
_CASE = select(Case).where(
    col(Case.partnership_id) == bindparam("partnership"), col(Case.reference) == bindparam("reference")
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing the register says happened, and the column in which it says so.

    `again`: another day in that column is another event, not another day of the same one.
    """

    report: Report
    column: str
    again: bool = False


@dataclass(frozen=True, slots=True)
class History:
    """One row of the register: a case, and what happened in it in the order of its days."""

    line: int
    reference: str
    incident: Incident
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in the register, in one sentence, and where: the line of the file and the column."""

    line: int
    column: str
    sentence: str

    def __str__(self) -> str:
        return f"line {self.line}, {self.column}: {self.sentence}"


class NotImported(ValueError):
    """The register has faults; all of them are named, and nothing of it is to be kept."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: fault.line))
        super().__init__("\n".join(map(str, self.faults)))


@dataclass(slots=True)
class Sum:
    """Cases opened, events recorded, events found recorded before; and what should be said plainly of which case."""

    opened: int = 0
    recorded: int = 0
    known: int = 0
    warnings: list[tuple[str, str]] = field(default_factory=list)


def import_register(
    db: Session, partnership: Partnership, histories: Iterable[History], actor: Actor, at: datetime
) -> Sum:
    """Records each history in its turn at the business moment `at`, in the caller's transaction.

    Cases are opened with their ladders off, so no rung is armed and nobody is told. What an earlier import of the same
    words recorded is left as it is. Every row is tried; if any is refused, raises `NotImported` at the end, with one
    fault a row: the caller's transaction is then to be rolled back.
    """
    # Two imports at once, such as a button pressed twice: the second waits, and finds everything known.
    db.execute(HOLD, {"partnership": partnership.id})
    known = set(db.execute(_KNOWN, {"partnership": partnership.id}).scalars())
    importing, faults = _Importing(db, partnership, actor, at, known), list[Fault]()
    for history in histories:
        faults += importing.row(history)
    if faults:
        raise NotImported(faults)
    return importing.sum


@dataclass(slots=True)
class _Importing:
    """An import under way; `known` are the keys of what imports have recorded."""

    db: Session
    partnership: Partnership
    actor: Actor
    at: datetime
    known: set[str]
    sum: Sum = field(default_factory=Sum)

    def row(self, history: History) -> Iterator[Fault]:
        """One row, in a savepoint of its own; the fault at which it stopped, if any."""
        entry = history.entries[0]
        try:
            with self.db.begin_nested():
                case = self.case(history.reference)
                for entry in history.entries:
                    case = self.entry(case, history, entry)
        except Refused as refused:
            yield Fault(history.line, entry.column, str(refused))

    def case(self, reference: str) -> Case | None:
        """The case, if there is one. Raises `Refused` where it came from elsewhere."""
        wanted = {"partnership": self.partnership.id, "reference": reference}
        case: Case | None = self.db.execute(_CASE, wanted).scalar_one_or_none()
        if case is not None and not any(key.startswith(f"register:{reference}:") for key in self.known):
            raise Refused(Code.CONTRADICTION, f"{reference} is in the record already, and not from a register.")
        return case

    def entry(self, case: Case | None, history: History, entry: Entry) -> Case:
        about, digest = _key(history.reference, entry.report)
        if about + digest in self.known and case is not None:
            self.sum.known += 1
            return case
        self.refuse_changed(case, entry, about)
        case, recorded = self.recorded(case, history, entry.report, about + digest)
        self.known.add(about + digest)
        self.sum.recorded += 1
        self.sum.warnings += [(case.reference, warning) for warning in recorded.warnings]
        return case

    def refuse_changed(self, case: Case | None, entry: Entry, about: str) -> None:
        name = entry.report.name
        if not entry.again and any(key.startswith(about) for key in self.known):
            raise Refused(
                Code.CONTRADICTION, f"{name} was imported before and said something else: correct it in the record."
            )
        if case is not None and case.ladders_on:
            raise Refused(
                Code.CONTRADICTION,
                f"{name} is new, and people are told of {case.reference} already: record it in the case itself.",
            )

    def recorded(self, case: Case | None, history: History, report: Report, key: str) -> tuple[Case, Recorded]:
        """The event under its key; the first one opens the case."""
        if case is not None:
            return case, record_event(self.db, case.id, report, self.actor, self.at, key=key)
        case, recorded = open_case(
            self.db, self.partnership, history.incident, report, self.actor, self.at,
            reference=history.reference, ladders_on=False,
        )  # fmt: skip
        self.sum.opened += 1
        mine = self.partnership.id
        self.db.add(Request(partnership_id=mine, key=key, digest=key, answer=recorded.as_json(), recorded_at=self.at))
        return case, recorded


def _key(reference: str, report: Report) -> tuple[str, str]:
    """What it is about, and a digest of its words: the same whoever imports it and whenever."""
    words = json.dumps([report.on.isoformat(), sorted(report.said.items())])
    return f"register:{reference}:{report.name}:{report.item or ''}:", sha256(words.encode()).hexdigest()[:16]
