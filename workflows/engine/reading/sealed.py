"""What is sealed under a case's key, opened on request only: names of children, and the text said with its events."""

import json
from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import Uuid, bindparam, text
from sqlmodel import Session

from models import Case, CaseKey
from models.sealing import unseal
from workflows.engine.casework.recalling import opened

_CHILDREN = text("select position, sealed from child where case_id = :case order by position").bindparams(
    bindparam("case", type_=Uuid())
)
_TEXTS = text("select seq, sealed from event where case_id = :case and sealed is not null order by seq").bindparams(
    bindparam("case", type_=Uuid())
)


def children(db: Session, case_id: UUID) -> list[Mapping[str, str]]:
    """What is known of each child, in their order; nobody, where it was erased."""
    if (key := _key(db, case_id)) is None:
        return []
    return [_opened(key, case_id, row.sealed) for row in db.execute(_CHILDREN, {"case": case_id})]


def incident(db: Session, case: Case) -> Mapping[str, str]:
    """The place and the circumstances of the incident, as far as they are known and not erased."""
    if not case.sealed or (key := _key(db, case.id)) is None:
        return {}
    return _opened(key, case.id, case.sealed)


def texts(db: Session, case_id: UUID) -> dict[int, Mapping[str, str]]:
    """The free text of each entry that has any, by its number; none, where it was erased."""
    if (key := _key(db, case_id)) is None:
        return {}
    return {row.seq: _opened(key, case_id, row.sealed) for row in db.execute(_TEXTS, {"case": case_id})}


def is_erased(db: Session, case_id: UUID) -> bool:
    """Whether the key of the case was destroyed, and with it everything that was written about people."""
    return db.get(CaseKey, case_id) is None


def _key(db: Session, case_id: UUID) -> bytes | None:
    """The key of the case, read once; none where it was destroyed."""
    kept = db.get(CaseKey, case_id)
    return opened(kept.wrapped, case_id) if kept else None


def _opened(key: bytes, case_id: UUID, sealed: str) -> Mapping[str, str]:
    found: Mapping[str, str] = json.loads(unseal(key, sealed, case_id))
    return found
