"""Once: whatever is asked for twice under one key is carried out once, and answered the same both times."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from models import Request
from workflows.engine.casework import recalling
from workflows.engine.casework.recording import Recorded
from workflows.engine.refusals import Code, Refused

_ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtextextended(:key, 0))")


def once(
    db: Session, partnership_id: UUID, key: str, words: Sequence[str], at: datetime, act: Callable[[], Recorded]
) -> Recorded:
    """What `act` records; asked again with the same words, what it recorded then.

    `words` say what is asked for. Raises `Refused` where the key was used for other words, and whatever `act` raises.
    """
    db.execute(_ONE_AT_A_TIME, {"key": f"{partnership_id}:{key}"})
    digest = sha256(json.dumps(list(words)).encode()).hexdigest()
    earlier = db.get(Request, (partnership_id, key))
    if earlier is not None:
        if earlier.digest != digest:
            raise Refused(Code.CONFLICT, f"The key {key} was already used for another request.")
        return Recorded.from_json(earlier.answer)
    recorded = act()
    answer = recorded.as_json()
    db.add(Request(partnership_id=partnership_id, key=key, digest=digest, answer=answer, recorded_at=at))
    db.flush()
    return recorded


def refuse_unseen(db: Session, case_id: UUID, seen: int) -> None:
    """Holds the case. Raises `Refused` where something was recorded in it after entry `seen`."""
    case = recalling.lock(db, case_id)
    if case.seq != seen:
        raise Refused(
            Code.CONFLICT, f"{case.reference} has changed since you looked: somebody recorded an event first."
        )
