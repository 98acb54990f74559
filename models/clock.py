"""The one clock of Swan, the database's: real time, or the business time of a demonstration."""

from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session

from models.columns import UTCDateTime

NOW = select(func.swan_now(type_=UTCDateTime()))


def swan_now(db: Session) -> datetime:
    """The business moment of this transaction, aware, in UTC. Read once and passed down as `at=`."""
    now: datetime = db.execute(NOW).scalar_one()
    return now
