"""Opening a case: its reference, its key, its children's names under that key, and the event it opens with."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Uuid, bindparam, select, text
from sqlmodel import Session, col

from models import Case, CaseKey, Child, Partnership
from models.columns import new_id
from models.sealing import new_case_key, seal
from models.together import asked_together
from workflows.engine.calendar import london_date
from workflows.engine.casework.acting import Actor
from workflows.engine.casework.recording import Recorded, Report, record_event
from workflows.engine.refusals import Code, Refused

REFERENCE = re.compile(r"(?P<prefix>[A-Z]{2,8})-(?P<year>\d{4})-(?P<number>\d{3,})")
HARMS = ("death", "serious harm", "other")
NAMED_CHILDREN = 4
HANDED_ON = "case_handed_over"
"""The act under which a partnership's own chain keeps that a case went to another."""

HOLD = (
    select(col(Partnership.id)).where(col(Partnership.id) == bindparam("partnership")).with_for_update(key_share=True)
)
# A number that was handed over with its case is not given again: letters bear it.
LAST = text(f"""
select coalesce(max(number), 0) as last from (
  select number from "case" where partnership_id = :partnership and year = :year
  union all select (said ->> 'number')::int from office_event
    where partnership_id = :partnership and act = '{HANDED_ON}' and (said ->> 'year')::int = :year) as given
""").bindparams(bindparam("partnership", type_=Uuid()))
GONE = text(f"""
select 1 from office_event where partnership_id = :partnership and act = '{HANDED_ON}' and said ->> 'case' = :reference
""").bindparams(bindparam("partnership", type_=Uuid()))


@dataclass(frozen=True, slots=True)
class Incident:
    """What is known of the incident. Place, circumstances and the names of at most four children are sealed."""

    harm: str
    on: date | None = None
    place: str = ""
    circumstances: str = ""
    children: Sequence[Mapping[str, str]] = field(default_factory=tuple)


def open_case(
    db: Session,
    partnership: Partnership,
    incident: Incident,
    first: Report,
    actor: Actor,
    at: datetime,
    *,
    reference: str | None = None,
    ladders_on: bool = True,
) -> tuple[Case, Recorded]:
    """Opens a case and records its first event, in this transaction.

    Without a `reference` the next of the year of that event is given. Raises `Refused`: an unknown kind of harm, more
    than four named children, a reference already used or not of this partnership, or whatever refuses the event.
    """
    _check(incident, at)
    year, number = _numbered(db, partnership, reference, first.on.year)
    case = Case(
        id=new_id(),
        partnership_id=partnership.id,
        reference=reference or f"{partnership.prefix}-{year}-{number:03d}",
        year=year,
        number=number,
        harm=incident.harm,
        incident_on=incident.on,
        opened_at=at,
        ladders_on=ladders_on,
    )
    if reference is not None:
        _refuse_twice(db, case)
    _write(db, case, incident)
    return case, record_event(db, case.id, first, actor, at)


def _check(incident: Incident, at: datetime) -> None:
    if incident.harm not in HARMS:
        raise Refused(Code.BAD_ANSWER, f"harm must be one of {', '.join(HARMS)}, not {incident.harm!r}.")
    if len(incident.children) > NAMED_CHILDREN:
        raise Refused(Code.BAD_ANSWER, f"At most {NAMED_CHILDREN} children are named in one case.")
    if incident.on is not None and incident.on > london_date(at):
        raise Refused(Code.FUTURE, f"An incident on {incident.on:%A %-d %B %Y} is in the future.")


def _numbered(db: Session, partnership: Partnership, reference: str | None, year: int) -> tuple[int, int]:
    if reference is None:
        return year, next_number(db, partnership, year)
    db.execute(HOLD, {"partnership": partnership.id})
    parts = REFERENCE.fullmatch(reference)
    if parts is None or parts["prefix"] != partnership.prefix:
        raise Refused(Code.BAD_ANSWER, f"A reference of {partnership.name} reads {partnership.prefix}-{year}-001.")
    return int(parts["year"]), int(parts["number"])


def next_number(db: Session, partnership: Partnership, year: int) -> int:
    """The next of the partnership's references of a year; nobody else is given one until this transaction ends."""
    mine = {"partnership": partnership.id}
    _, [given] = asked_together(db, (HOLD, mine), (LAST, {**mine, "year": year}))
    return int(given.last) + 1


def _refuse_twice(db: Session, case: Case) -> None:
    same = col(Case.year) == case.year, col(Case.number) == case.number
    if db.execute(select(col(Case.id)).where(col(Case.partnership_id) == case.partnership_id, *same)).first():
        raise Refused(Code.CONTRADICTION, f"{case.reference} is already open.")
    if db.execute(GONE, {"partnership": case.partnership_id, "reference": case.reference}).first():
        raise Refused(Code.CONTRADICTION, f"{case.reference} was handed over to another partnership.")


def _write(db: Session, case: Case, incident: Incident) -> None:
    key, wrapped = new_case_key(case.id)
    told = {"place": incident.place, "circumstances": incident.circumstances}
    case.sealed = seal(key, json.dumps(told), case.id) if any(told.values()) else None
    db.add(case)
    db.add(CaseKey(case_id=case.id, partnership_id=case.partnership_id, wrapped=wrapped))
    for position, child in enumerate(incident.children, start=1):
        sealed = seal(key, json.dumps(dict(child)), case.id)
        db.add(Child(partnership_id=case.partnership_id, case_id=case.id, position=position, sealed=sealed))
    db.flush()
