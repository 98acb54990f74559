"""What is kept for a while only, beside the record: sessions, invitations, and what was typed and never sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Uuid, bindparam, text
from sqlmodel import Session

from models import Partnership
from models.columns import UTCDateTime
from workflows.engine.casework.acting import Actor
from workflows.engine.casework.noting import may_run_the_office, note

CLEARED = "cleared"


@dataclass(frozen=True, slots=True)
class Rule:
    """Rows of a table go `days` after the moment that a column names. `real`: a real moment, not a business one."""

    table: str
    since: str
    days: int
    real: bool = True

    @property
    def gone(self) -> str:
        """Which rows, in SQL."""
        now = "now()" if self.real else ":at"
        return f"partnership_id = :partnership and {self.since} < {now} - interval '{self.days} days'"


RULES = (
    Rule("web_session", "begun_at", 396),
    Rule("invitation", "expires_at", 396),
    Rule("draft", "saved_at", 90, real=False),
)
"""Thirteen months is how long who came in must be known; a form that nobody went on with for three is forgotten."""

# The application's own role may not take everything away; whoever runs the installation may become the owner, who can.
_OWNER, _AGAIN = text("set local role swan_owner"), text("set local role swan_app")


def to_be_cleared(db: Session, partnership: Partnership, at: datetime) -> Mapping[str, int]:
    """How many rows of each table have had their time; nothing is changed."""
    return {
        rule.table: _run(db, f'select count(*) from "{rule.table}" where {rule.gone}', partnership, at)
        for rule in RULES
    }


def clear(db: Session, partnership: Partnership, actor: Actor, at: datetime) -> Mapping[str, int]:
    """Takes them away and notes how many. Raises `Refused` where there is no right."""
    may_run_the_office(db, partnership, actor, at)
    db.execute(_OWNER)
    gone = {
        rule.table: _run(
            db, f'with gone as (delete from "{rule.table}" where {rule.gone} returning 1) select count(*) from gone',
            partnership, at,
        )
        for rule in RULES
    }  # fmt: skip
    db.execute(_AGAIN)
    note(db, partnership, CLEARED, gone, actor, at)
    return gone


def _run(db: Session, asked: str, partnership: Partnership, at: datetime) -> int:
    known: dict[str, tuple[Any, Any]] = {"partnership": (Uuid(), partnership.id), "at": (UTCDateTime(), at)}
    used = {name: said for name, said in known.items() if f":{name}" in asked}
    statement = text(asked).bindparams(*(bindparam(name, type_=kind) for name, (kind, _) in used.items()))
    return int(db.execute(statement, {name: value for name, (_, value) in used.items()}).scalar_one())
