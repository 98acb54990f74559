"""Witnesses who came in, who was refused, who saw which case and who was sent what: rows that are never changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import String, bindparam, func, insert
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Session

from models import Access
from models.columns import new_id
from models.together import table

_WRITE = insert(table(Access)).values(at=func.now())

WRITTEN = """
  insert into access (id, at, act, partnership_id, person_id, address, said)
  select uuidv7(), now(), :act, partnership_id, person_id, '', :said from {of}"""
"""A row for each person in `of`, within the statement that does what is witnessed; `GIVEN` are the types."""

GIVEN = bindparam("act", type_=String()), bindparam("said", type_=JSONB())


@dataclass(frozen=True, slots=True)
class Who:
    """As much of somebody as is known at the moment."""

    address: str
    partnership_id: UUID | None = None
    account_id: UUID | None = None
    person_id: UUID | None = None
    session_id: UUID | None = None


def write(
    db: Session, who: Who, act: str, said: Mapping[str, Any], *, case_id: UUID | None = None, guess: str | None = None
) -> None:
    """One row, at the real moment. `said` holds references, routes and reasons: no names, nothing that was typed."""
    db.execute(
        _WRITE,
        {
            "id": new_id(), "act": act, "case_id": case_id, "guess": guess, "said": dict(said), "address": who.address,
            "partnership_id": who.partnership_id, "account_id": who.account_id, "person_id": who.person_id,
            "session_id": who.session_id,
        },
    )  # fmt: skip
