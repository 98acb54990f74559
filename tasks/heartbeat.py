"""What a part of the stack says of itself, in the one row a part has: the web and `doctor` learn of it from there."""

import socket
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Session

BEAT = text("""
insert into heartbeat (part, beaten_at, said) values (:part, now(), :said)
on conflict (part) do update set beaten_at = excluded.beaten_at, said = excluded.said
""").bindparams(bindparam("said", type_=JSONB()))

CLOCK = text("select clock_timestamp()")


def beat(db: Session, part: str, said: Mapping[str, Any]) -> None:
    """The part is alive now (a real moment), and says this of itself."""
    db.execute(BEAT, {"part": part, "said": dict(said)})


def here(db: Session) -> dict[str, Any]:
    """This machine, and by how many seconds its clock is ahead of the database's."""
    asked, theirs, answered = time.time(), db.execute(CLOCK).scalar_one(), time.time()
    ours = datetime.fromtimestamp((asked + answered) / 2, UTC)
    return {"host": socket.gethostname(), "clock_offset": round((ours - theirs).total_seconds(), 3)}
