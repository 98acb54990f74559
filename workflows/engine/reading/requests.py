"""What was asked of an agency, for its own contact: the case's reference, by when it is due, and how it stands."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, BindParameter, String, TextClause, Uuid, bindparam, text
from sqlmodel import Session

from workflows.engine.casework.founding import OF_AGENCIES
from workflows.engine.reading.deadlines import ORDER, ROWS, DeadlineRead, read
from workflows.engine.registry import workflows

KEPT = timedelta(days=365)
"""So long what was returned is still listed."""

_MINE = "deadline.partnership_id = :partnership and item.kind = any(:kinds) and item.key = any(:agencies)"


def _about(statement: str) -> TextClause:
    typed: list[BindParameter[Any]] = [bindparam("partnership", type_=Uuid())]
    typed += [bindparam(one, type_=ARRAY(String())) for one in ("kinds", "agencies")]
    return text(statement).bindparams(*typed)


_ASKED = _about(f"{ROWS} where {_MINE} and (deadline.status = 'open' or settled_on > :since) {ORDER}")
_STATES = _about(f"""
select deadline.id, item.state, item.since from deadline join item on item.id = deadline.item_id where {_MINE}
""")


@dataclass(frozen=True, slots=True)
class Request:
    """One request, by the date it is due; `state` is how it stands since a day (London)."""

    deadline: DeadlineRead
    state: str
    since: date


@cache
def kinds() -> tuple[str, ...]:
    """The kinds of items that are an agency's to answer, by today's law."""
    asked = ((law, item) for law in workflows().values() for item in law.items if item.of_agencies)
    return tuple(
        item.kind for law, item in asked if any(OF_AGENCIES in law.event(move.event).by for move in item.moves)
    )


def requests(db: Session, partnership_id: UUID, agencies: Collection[str], today: date) -> list[Request]:
    """Of these agencies: what is open, and what was settled in the last year. Two queries."""
    asked = {"partnership": partnership_id, "kinds": list(kinds()), "agencies": list(agencies)}
    states = {row.id: (row.state, row.since) for row in db.execute(_STATES, asked)}
    found = read(db.execute(_ASKED, {**asked, "since": today - KEPT}))
    return [Request(one, *states[one.id]) for one in found]
