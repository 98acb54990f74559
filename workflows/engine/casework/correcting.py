"""Correcting and striking: the case is replayed with the amendment, and the difference is applied or shown."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from models import Partnership, RecordedEvent
from models.columns import new_id
from models.sealing import unseal
from workflows.engine.calendar import london_date
from workflows.engine.casework import answering, recalling
from workflows.engine.casework.acting import Actor, whose_act
from workflows.engine.casework.in_force import calendar_in_force, law_in_force, law_of
from workflows.engine.casework.recalling import Amendment, InHand
from workflows.engine.casework.recording import Entry, Recorded, enter
from workflows.engine.course import Happening
from workflows.engine.course.comparing import changes, snapshot
from workflows.engine.language import Event
from workflows.engine.refusals import Code, Refused

REASON = "reason"
CORRECTIONS = (
    select(RecordedEvent)
    .where(col(RecordedEvent.about) == bindparam("event"), col(RecordedEvent.act) == recalling.CORRECTED)
    .order_by(col(RecordedEvent.seq).desc())
)


@dataclass(frozen=True, slots=True)
class Correction:
    """Another date, other answers or further evidence for one event, and why. What is left out stays as it was."""

    reason: str
    on: date | None = None
    said: Mapping[str, str] | None = None


def correct_event(
    db: Session,
    case_id: UUID,
    event_id: UUID,
    correction: Correction,
    actor: Actor,
    at: datetime,
    *,
    preview: bool = False,
) -> Recorded:
    """Gives an event another date, answers or evidence, and everything that follows from it.

    With `preview` nothing is written and the changes are those that would be. Raises `Refused` where there is no
    reason, no right, the date is in the future, or a later event would become impossible: it is named.
    """
    hand = recalling.take_in_hand(db, case_id, actor.person, london_date(at))
    event = _found(db, hand, event_id)
    declared, said = _declared(db, event), _last_word(db, event)
    if correction.on is not None and correction.on > london_date(at):
        raise Refused(Code.FUTURE, f"{event.name} on {correction.on:%A %-d %B %Y} would be in the future.")
    answers = answering.read(declared, {**_said(hand, said), **(correction.said or {})}, hand.partnership.partners)
    happening = replace(
        _today(db, hand.partnership, said, at),
        on=correction.on or said.happened_on,
        details=answers.details,
        evidence=frozenset(answers.evidence) | frozenset(said.evidence),
    )
    text = {**answers.texts, REASON: _reason(correction.reason)}
    amendment = recalling.amendment(event.id, happening, struck=False)
    return _amend(db, hand, amendment, happening, declared, recalling.CORRECTED, text, actor, at, preview=preview)


def strike_event(
    db: Session, case_id: UUID, event_id: UUID, reason: str, actor: Actor, at: datetime, *, preview: bool = False
) -> Recorded:
    """Says that an event never happened. The record of its having been recorded stays; raises as `correct_event`."""
    hand = recalling.take_in_hand(db, case_id, actor.person, london_date(at))
    event = _found(db, hand, event_id)
    declared = _declared(db, event)
    happening = _today(db, hand.partnership, event, at)
    text = {REASON: _reason(reason)}
    amendment = recalling.amendment(event.id, happening, struck=True)
    return _amend(db, hand, amendment, happening, declared, recalling.STRUCK, text, actor, at, preview=preview)


def _found(db: Session, hand: InHand, event_id: UUID) -> RecordedEvent:
    event = db.get(RecordedEvent, event_id)
    if event is None or event.case_id != hand.case.id or event.act != recalling.RECORDED:
        raise Refused(Code.UNKNOWN, f"{hand.case.reference} has no such event.")
    if event.id not in {happening.id for happening in hand.happenings}:
        raise Refused(Code.CONTRADICTION, f"{event.name} has already been struck.")
    return event


def _declared(db: Session, event: RecordedEvent) -> Event:
    for workflow in law_of(db, event.law).values():
        if event.name in {known.name for known in workflow.events}:
            return workflow.event(event.name)
    raise Refused(Code.UNKNOWN, f"No workflow knows an event called {event.name}.")


def _last_word(db: Session, event: RecordedEvent) -> RecordedEvent:
    """The latest correction of the event, or the event itself: the next one builds on it."""
    return db.execute(CORRECTIONS, {"event": event.id}).scalars().first() or event


def _said(hand: InHand, event: RecordedEvent) -> dict[str, str]:
    """What was last said of the event, as it would be typed again."""
    plain = {name: ",".join(value) if isinstance(value, list) else str(value) for name, value in event.details.items()}
    sealed = json.loads(unseal(hand.key(), event.sealed, event.case_id)) if event.sealed else {}
    if event.act == recalling.CORRECTED:
        del sealed[REASON]
    return {**sealed, **plain}


def _today(db: Session, partnership: Partnership, event: RecordedEvent, at: datetime) -> Happening:
    _, law = law_in_force(db, partnership)
    return Happening(
        id=new_id(),
        name=event.name,
        on=event.happened_on,
        details=event.details,
        law=law,
        calendar=calendar_in_force(db, partnership),
        recorded_on=london_date(at),
        item=event.item,
        evidence=frozenset(event.evidence),
    )


def _reason(reason: str) -> str:
    if not reason.strip():
        raise Refused(Code.NEEDS_REASON, "A correction needs its reason.")
    return reason


def _amend(
    db: Session,
    hand: InHand,
    amendment: Amendment,
    happening: Happening,
    declared: Event,
    act: str,
    text: Mapping[str, str],
    actor: Actor,
    at: datetime,
    *,
    preview: bool,
) -> Recorded:
    partnership = hand.partnership
    columns = {
        **whose_act(db, declared, actor, hand.case.id, hand.holds, partnership, happening.item),
        "act": act,
        "about": amendment.about,
        "sealed": json.dumps(dict(text), sort_keys=True, ensure_ascii=False),
        "happened_time": None,
        "law": law_in_force(db, partnership)[0],
    }
    amended = recalling.amended([*hand.happenings, amendment])
    course = recalling.replayed(amended, amendment.about)
    if preview:
        return Recorded(happening.id, hand.case.seq, tuple(changes(snapshot(hand.course), snapshot(course))))
    entry, seq = Entry(db, hand, happening, columns, at), hand.case.seq + 1
    return Recorded(happening.id, seq, enter(entry, course, amended))
