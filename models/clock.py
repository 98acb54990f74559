"""The one clock of Swan, the database's: real time, or the business time of a demonstration."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session

from models.columns import UTCDateTime
from models.demonstration import Demonstration

NOW = select(func.swan_now(type_=UTCDateTime()))
MOMENT = "moment"
"""Under which a session keeps the moment of its transaction, where it was told it with something else."""


def swan_now(db: Session) -> datetime:
    """The business moment of this transaction, aware, in UTC. Read once and passed down as `at=`."""
    now: datetime = db.info.get(MOMENT) or db.execute(NOW).scalar_one()
    return now


REAL = select(func.now(type_=UTCDateTime()))


def real_now(db: Session) -> datetime:
    """The real moment, whatever the business one: what a demonstration does not touch, such as who signs in."""
    now: datetime = db.execute(REAL).scalar_one()
    return now


_STAND = insert(Demonstration)
_STAND_AT = _STAND.on_conflict_do_update(index_elements=["one"], set_={"stands_at": _STAND.excluded.stands_at})


def stand_at(db: Session, at: datetime) -> None:
    """From here on it is `at`, wherever anybody asks this database: a demonstration's clock, or a simulation's."""
    db.execute(_STAND_AT, {"one": True, "stands_at": at})
    db.info.pop(MOMENT, None)
