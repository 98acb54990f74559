"""A register going out: each case as a row of the columns it would come in with, as far as those hold it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from models import Case
from workflows.engine.casework.opening import Incident
from workflows.engine.reading import sealed
from workflows.engine.reading.case import events_of
from workflows.engine.reading.told import Told, told
from workflows.engine.register.columns import BY_TITLE, COLUMNS, HAPPENED, LEGACY, PANEL_SAYS, Happened, Kind
from workflows.engine.register.histories import GIVEN

Cells = dict[str, str | date]

_OF_SEVERAL = {
    "Panel letter": tuple(PANEL_SAYS.values()),
    "Lead agreed": ("incident_found_in_another_area", "other_area_joined"),
    "Review decided": ("review_initiated",),
}
"""Which events a day stands for, where other cells of its row decide between them."""

_LATEST = ("Panel letter", "Panel answered", "Proceedings began", "Proceedings ended")
"""Columns with room for one of several: the latest is what matters."""


def outgoing(db: Session, cases: Sequence[Case]) -> list[Cells]:
    """A row each, in their order; none for a case of which no column holds a day: it could not come in again.

    What a case's record says beyond the columns stays in the record.
    """
    events = events_of(db, [case.id for case in cases])
    found = []
    for case in cases:
        own = events.get(case.id, ())
        texts = sealed.texts(db, case.id) if any(event.has_text for event in own) else {}
        notes = sealed.incident(db, case).get("circumstances", "")
        row = row_of(case.reference, Incident(case.harm, case.incident_on, circumstances=notes), told(own, texts))
        found += [row] if row else []
    return found


def all_cases(db: Session, partnership_id: UUID) -> list[Case]:
    """Every case of the partnership, in the order of their references."""
    mine = select(Case).where(col(Case.partnership_id) == partnership_id)
    return list(db.execute(mine.order_by(col(Case.year), col(Case.number))).scalars())


def cells(row: Cells) -> list[str | date | None]:
    """The row as it is written, in the order of the columns."""
    return [row.get(column.title) for column in COLUMNS]


def row_of(reference: str, incident: Incident, found: Sequence[Told]) -> Cells | None:
    """The cells of one case by the titles of their columns, or none where nothing of it has a column."""
    row: Cells = {}
    for one in HAPPENED:
        row |= _cells(one, _stands_for(one, found, row))
    if not row:
        return None
    row |= {"Reference": reference, "Harm": incident.harm}
    row |= {"Incident": incident.on} if incident.on else {}
    row |= {"Notes": incident.circumstances} if incident.circumstances else {}
    return _alone_taken_out(row)


def _stands_for(one: Happened, found: Sequence[Told], row: Cells) -> list[Told]:
    names = _OF_SEVERAL.get(one.column, (one.event,))
    own = [told for told in found if told.name in names]
    if one.items and one.column == "Copies sent" and {told.item for told in own} != set(one.items):
        return []
    answers = {"Panel answered": "Panel letter", "Proceedings ended": "Proceedings began"}.get(one.column)
    if answers and (not own or own[-1].on < _day(row.get(answers))):
        return []
    return own


def _day(value: object) -> date:
    """The day in a cell; where it is empty, none can come after it."""
    return value if isinstance(value, date) else date.max


def _cells(one: Happened, own: Sequence[Told]) -> Cells:
    if not own:
        return {}
    if BY_TITLE[one.column].kind is Kind.DAYS:
        return {one.column: "; ".join(sorted({told.on.isoformat() for told in own}))}
    latest = one.again or one.column in _LATEST or one.column == "Copies sent"
    told = own[-1] if latest else own[0]
    row: Cells = {one.column: told.on}
    for name, title in one.said.items():
        row |= _cell(title, told.said.get(name))
    return row | _beside(one, told)


def _cell(title: str, value: Any) -> Cells:
    """What was answered, as its column says it."""
    if value in (None, "", GIVEN):
        return {}
    kind = BY_TITLE[title].kind
    if kind is Kind.DAY_AHEAD:
        return {title: date.fromisoformat(str(value))}
    return {title: str(value).replace("_", " ") if kind is Kind.ONE_OF else str(value)}


def _beside(one: Happened, told: Told) -> Cells:
    """The cells by which the row decides what its day stands for."""
    if one.column == "Panel letter":
        return {"Panel says": next(said for said, event in PANEL_SAYS.items() if event == told.name)}
    if one.column == "Review decided":
        return {"Type": LEGACY} if told.said.get("kind") == "legacy_scr" else {}
    if one.column == "Lead agreed":
        area = _cell("Other area", told.said.get("which_area"))
        theirs = told.name == "incident_found_in_another_area"
        return area | ({"Lead area": area["Other area"]} if theirs and area else {})
    return {}


def _alone_taken_out(row: Mapping[str, str | date]) -> Cells:
    """Without the cells that cannot stand because another is empty."""
    kept = {title: said for title, said in row.items() if all(other in row for other in BY_TITLE[title].needs)}
    return kept if len(kept) == len(row) else _alone_taken_out(kept)
