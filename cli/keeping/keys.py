"""The keys of the cases, kept apart from the record: a key destroyed here is gone at the next backup, for good."""

import os
from base64 import b64encode
from datetime import datetime
from pathlib import Path
from uuid import UUID

from pydantic import BaseModel, ValidationError
from sqlalchemy import select
from sqlmodel import Session, col

from cli.words import Usage
from config.settings import settings
from models import Case, CaseKey
from models.sealing import installation_key

FILE = "case-keys.age"
"""One file, the newest: older ones would keep what was erased."""


class OneKey(BaseModel):
    case_id: UUID
    partnership_id: UUID
    wrapped: str


class Keys(BaseModel):
    """The key of the installation and, wrapped by it, those of all cases, as they were at `made_at`."""

    made_at: datetime
    installation: str
    cases: list[OneKey]


def keys_in(db: Session, at: datetime) -> Keys:
    rows = db.execute(select(CaseKey).order_by(col(CaseKey.case_id))).scalars()
    cases = [OneKey(case_id=row.case_id, partnership_id=row.partnership_id, wrapped=row.wrapped) for row in rows]
    key = installation_key(settings().key_file)
    return Keys(made_at=at, installation=b64encode(key).decode(), cases=cases)


def read(said: bytes, place: Path) -> Keys:
    """Raises `Usage` where it is no file of keys."""
    try:
        return Keys.model_validate_json(said)
    except ValidationError:
        raise Usage(f"{place} holds no keys of cases.") from None


def refuse_another_key(keys: Keys) -> None:
    """Raises `Usage` where this installation has a key of its own already: one of the two would open nothing."""
    place = settings().key_file
    if place.exists() and b64encode(installation_key(place)).decode() != keys.installation:
        raise Usage(f"{place} is another installation's key: move it away first, or name another by SWAN_KEY_FILE.")


def put_back(db: Session, keys: Keys) -> int:
    """The installation's key into its file, and the key of every case there is; gives how many cases have none."""
    place = settings().key_file
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(keys.installation)
    there = set(db.execute(select(col(Case.id))).scalars())
    known = [key for key in keys.cases if key.case_id in there]
    db.add_all([CaseKey(**key.model_dump()) for key in known])
    db.flush()
    return len(there) - len(known)
