"""Recording: the one way anything changes. Lock the case, ask the law, append the event, write what follows."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime, time
from functools import partial
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert, update
from sqlmodel import Session, col

from models import Case, CaseKey, RecordedEvent, Request
from models.columns import new_id
from models.database import say_when_kept, when_kept
from models.sealing import seal
from models.together import table, written_together
from workflows.engine.calendar import london_date
from workflows.engine.casework import answering, chaining, minding, naming, recalling
from workflows.engine.casework.acting import Actor, whose_act
from workflows.engine.casework.in_force import calendar_in_force, law_in_force
from workflows.engine.casework.recalling import InHand
from workflows.engine.casework.remembering import Remembered, remember
from workflows.engine.casework.telling import set_right
from workflows.engine.casework.writing import Pen, draft
from workflows.engine.course import Course, Happening, Law, take
from workflows.engine.course.ahead import Ahead, ahead
from workflows.engine.course.comparing import Change, changes, snapshot
from workflows.engine.language import Event
from workflows.engine.refusals import Code, Refused

APPEND = insert(table(RecordedEvent))
_SEALED = ("seq", "head", *(one.name for one in fields(Ahead)))
SEAL = (
    update(Case).where(col(Case.id) == bindparam("case")).values({name: bindparam(f"new_{name}") for name in _SEALED})
)


@dataclass(frozen=True, slots=True)
class Report:
    """Somebody's word that something happened: what, when (London date; the time may be unknown), and what they say."""

    name: str
    on: date
    item: str | None = None
    said: Mapping[str, str] = field(default_factory=dict)
    at_time: time | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """What recording came to: the event, every deadline and run it changed, and what should be said plainly."""

    event_id: UUID
    seq: int
    changes: tuple[Change, ...]
    warnings: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "event": str(self.event_id),
            "seq": self.seq,
            "changes": [change.as_json() for change in self.changes],
            "warnings": list(self.warnings),
        }

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> "Recorded":
        told = tuple(Change(**change) for change in said["changes"])
        return cls(UUID(said["event"]), said["seq"], told, tuple(said["warnings"]))


def record_event(
    db: Session,
    case_id: UUID,
    report: Report,
    actor: Actor,
    at: datetime,
    *,
    key: str | None = None,
    seen: int | None = None,
) -> Recorded:
    """Records `report` at the business moment `at` and everything that follows from it, in this transaction.

    Raises `Refused` and changes nothing: a date in the future, a date before what it answers, no right, a
    contradiction, a step that is not possible, an answer that does not fit, or a conflict (`seen` is the last event
    the recorder saw).
    The same `key` with the same words gives the first answer again; with other words it is refused.
    """
    hand = recalling.take_in_hand(db, case_id, actor.person, london_date(at))
    asked, ours = _digest(case_id, report, actor) if key else "", hand.partnership.id
    earlier = db.get(Request, (ours, key)) if key else None
    if earlier is not None:
        return _again(earlier, asked)
    if seen is not None and seen != hand.case.seq:
        raise Refused(
            Code.CONFLICT, f"{hand.case.reference} has changed since you looked: somebody recorded an event first."
        )
    recorded = _record(db, hand, report, actor, at)
    if key:
        db.add(Request(partnership_id=ours, key=key, digest=asked, answer=recorded.as_json(), recorded_at=at))
    return recorded


def _digest(case_id: UUID, report: Report, actor: Actor) -> str:
    words = [str(case_id), report.name, report.on.isoformat(), report.item, sorted(report.said.items())]
    return sha256(json.dumps([*words, str(report.at_time), str(actor)]).encode()).hexdigest()


def _again(earlier: Request, asked: str) -> Recorded:
    if earlier.digest != asked:
        raise Refused(Code.CONFLICT, f"The key {earlier.key} was already used for another request.")
    return Recorded.from_json(earlier.answer)


def _record(db: Session, hand: InHand, report: Report, actor: Actor, at: datetime) -> Recorded:
    partnership = hand.partnership
    digest, law = law_in_force(db, partnership)
    course, before = hand.course.copied(), snapshot(hand.course)
    event = declared(course, law, report.name)
    answers = answering.read(event, report.said, partnership.partners)
    _check_day(report, at)
    happening = Happening(
        id=new_id(),
        name=report.name,
        on=report.on,
        details=answers.details,
        law=law,
        calendar=calendar_in_force(db, partnership),
        recorded_on=london_date(at),
        item=answering.a_key("item", report.item) if report.item else None,
        evidence=frozenset(answers.evidence),
    )
    columns = {
        **whose_act(db, event, actor, hand.case.id, hand.holds, partnership, happening.item),
        "act": recalling.RECORDED,
        "sealed": answers.sealed_text(),
        "happened_time": report.at_time,
        "law": digest,
    }
    take(course, happening)
    minded = minding.minded(course, before, happening, overridden=bool(report.said.get(answering.OVERRIDE)))
    entry, seq = Entry(db, hand, happening, columns, at), hand.case.seq + 1
    return Recorded(happening.id, seq, enter(entry, course, [*hand.happenings, happening]), minded)


def declared(course: Course, law: Law, name: str) -> Event:
    """What the law says of an event, as the runs of this case know it. Raises `Refused` for a word nobody knows."""
    workflows = [*(run.workflow for run in course.runs.values() if run.ended_on is None), *law.values()]
    for workflow in workflows:
        if name in {event.name for event in workflow.events}:
            return workflow.event(name)
    raise Refused(Code.UNKNOWN, f"No workflow knows an event called {name}.")


def _check_day(report: Report, at: datetime) -> None:
    if report.on > london_date(at):
        raise Refused(
            Code.FUTURE, f"{report.name} on {report.on:%A %-d %B %Y} is in the future: only what happened is recorded."
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """One event on its way into a case's chain; `columns` are those the engine does not reckon with."""

    db: Session
    hand: InHand
    happening: Happening
    columns: Mapping[str, Any]
    at: datetime

    def row(self) -> dict[str, Any]:
        """The row as it is stored and hashed."""
        case, happening, text = self.hand.case, self.happening, self.columns.get("sealed")
        row = {
            "id": happening.id,
            "partnership_id": case.partnership_id,
            "case_id": case.id,
            "seq": case.seq + 1,
            "name": happening.name,
            "about": None,
            "item": happening.item,
            "happened_on": happening.on,
            "recorded_at": self.at,
            "details": dict(happening.details),
            "evidence": sorted(happening.evidence),
            "calendar": happening.calendar.digest,
            **self.columns,
            "sealed": seal(self.hand.key(), text, case.id) if text else None,
        }
        return chaining.linked(case.head, row)


def enter(entry: Entry, course: Course, happenings: Sequence[Happening]) -> tuple[Change, ...]:
    """Appends the event to the case's chain and writes everything by which `course`, which is what the `happenings`
    come to with it, differs from the course in hand. Raises `Refused` as `naming` does."""
    db, case, row = entry.db, entry.hand.case, entry.row()
    before, after = snapshot(entry.hand.course), snapshot(course)
    if said := naming.short_names(row["item"], row["details"], entry.hand.partnership):
        naming.refuse_a_childs(db, case, said)
    standing = frozenset(happening.id for happening in happenings)
    drafted = draft(Pen(db, entry.hand, before, after, standing, entry.at))
    sealed = {"seq": row["seq"], "head": row["hash"], **asdict(ahead(after.runs.values(), after.deadlines.values()))}
    with written_together(db) as writing:
        writing.execute(APPEND, row)
        writing.execute(SEAL, {"case": case.id, **{f"new_{name}": value for name, value in sealed.items()}})
        drafted.write(writing)
        set_right(writing, drafted.touched, entry.happening.id, entry.at)
    if (there := db.identity_map.get(db.identity_key(Case, case.id))) is not None:
        db.expire(there, _SEALED)
    when_kept(db, partial(remember, case.id, Remembered(row["seq"], row["hash"], happenings, course)))
    say_when_kept(db, "recorded", case=case.reference, event=row["id"], act=row["act"], what=row["name"])
    return tuple(changes(before, after))


def case_key(db: Session, case_id: UUID) -> bytes:
    """Raises `Refused` where it was destroyed: what was written is gone, and nothing more can be written."""
    kept = db.get(CaseKey, case_id)
    return recalling.opened(kept.wrapped if kept else None, case_id)
