"""What others recorded in a case while somebody typed: said before anything is lost or recorded twice."""

from collections.abc import Sequence

from models import Case
from web.desk import Desk
from web.drafting import Begun
from workflows.engine.reading.case import EventRead, read_case


def recorded_since(desk: Desk, case: Case, seen: int) -> Sequence[EventRead]:
    """The entries after entry `seen`, the oldest first."""
    return [event for event in read_case(desk.db, case.id).events if event.seq > seen]


def since(desk: Desk, case: Case, begun: Begun | None) -> Sequence[EventRead]:
    """The entries recorded after this draft was begun."""
    return recorded_since(desk, case, begun.seen) if begun and begun.moved else ()
