"""The form with which one entry of a case is corrected or struck, filled in with what it says now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from models import Case
from web.asking import AT, ITEM, ON, WHOSE, About, fields
from web.desk import Desk
from web.fields import PARTS, Field, Kind, Wrong, read
from web.refusing import NotAllowed, NotHere
from workflows.engine.casework.correcting import Correction, correct_event, strike_event
from workflows.engine.casework.in_force import law_in_force
from workflows.engine.casework.recalling import RECORDED, STRUCK, course_of
from workflows.engine.casework.recording import Recorded
from workflows.engine.language import Event
from workflows.engine.reading import sealed, titles
from workflows.engine.reading.case import CaseRead, EventRead, read_case
from workflows.engine.roles import RECORD_FOR_ANYBODY

REASON = "reason"
_WHY = Field(
    REASON, Kind.TEXT, "Why", "Kept with the entry. Whoever was told something that proves untrue is told so.",
    missing="Enter the reason",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Amending:
    """An entry to be corrected, or struck (`strikes`), and its form."""

    case: Case
    read: CaseRead
    entry: EventRead
    event: Event
    fields: tuple[Field, ...]
    strikes: bool

    @property
    def path(self) -> str:
        return f"/cases/{self.case.reference}/entries/{self.entry.seq}/{'strike' if self.strikes else 'correct'}"

    @property
    def inputs(self) -> list[str]:
        return [name for field in self.fields for name in field.inputs]


def amending(desk: Desk, case: Case, seq: int, *, strikes: bool) -> Amending:
    """Raises `NotHere` for an entry that is none or has been struck, `NotAllowed` for somebody else's."""
    read_, (_, law) = read_case(desk.db, case.id), law_in_force(desk.db, desk.partnership)
    entry = next((event for event in read_.events if event.seq == seq and event.act == RECORDED), None)
    event = titles.events().get(entry.name) if entry else None
    struck = {number for number, by in read_.amended().items() if by.act == STRUCK}
    if entry is None or event is None or seq in struck:
        raise NotHere(case_id=case.id)
    if not desk.roles & (RECORD_FOR_ANYBODY | set(event.by)):
        raise NotAllowed(case_id=case.id, needs=" ".join(event.by))
    about = About(desk, case.id, course_of(desk.db, case.id), law, ())
    asked = [field for field in fields(event, about) if field.id not in (ITEM, WHOSE, AT)]
    return Amending(case, read_, entry, event, (_WHY,) if strikes else (*asked, _WHY), strikes)


def as_it_is(desk: Desk, one: Amending) -> dict[str, list[str]]:
    """What the entry says now, in the boxes of its form: its latest correction, if it had one."""
    last = one.read.amended().get(one.entry.seq, one.entry)
    texts = sealed.texts(desk.db, one.case.id)
    said: dict[str, Any] = {**texts.get(one.entry.seq, {}), **texts.get(last.seq, {}), **last.details}
    boxes = dict(_day(ON, last.happened_on))
    for field in one.fields:
        value = said.get(field.id.removeprefix("answer-"))
        if field.kind is Kind.DATE and field.id != ON and value:
            boxes |= _day(field.id, date.fromisoformat(str(value)))
        elif isinstance(value, list):
            known = {option.value for option in field.options}
            boxes[field.id] = [one_ for one_ in value if one_ in known] if known else [", ".join(value)]
            boxes[f"{field.id}-other"] = [", ".join(one_ for one_ in value if known and one_ not in known)]
        elif value and field.id != REASON:
            boxes[field.id] = [str(value)]
    return boxes


def _day(name: str, day: date) -> dict[str, list[str]]:
    return {f"{name}-{part}": [str(getattr(day, part))] for part in PARTS}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A form that was read: the correction it asks for, or what is wrong with it, by field."""

    correction: Correction | None
    wrong: Mapping[str, str]


def wanted(desk: Desk, one: Amending, typed: Mapping[str, list[str]]) -> Wanted:
    found: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for field in one.fields:
        try:
            found[field.id] = read(field, typed, desk.today)
        except Wrong as mistake:
            wrong[field.id] = str(mistake)
    if found.get(ON) and found[ON] > desk.today:
        wrong[ON] = "The day it happened must be today or in the past"
    if wrong:
        return Wanted(None, wrong)
    said = {name.removeprefix("answer-"): _plain(value) for name, value in found.items() if name.startswith("answer-")}
    return Wanted(Correction(found[REASON], found.get(ON), said), {})


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ",".join(value)
    return value.isoformat() if isinstance(value, date) else value or ""


def amend(desk: Desk, one: Amending, correction: Correction) -> Recorded:
    """Corrects it or strikes it, in this transaction. Raises `Refused`."""
    if one.strikes:
        return strike_event(desk.db, one.case.id, one.entry.id, correction.reason, desk.actor(), desk.at)
    return correct_event(desk.db, one.case.id, one.entry.id, correction, desk.actor(), desk.at)
