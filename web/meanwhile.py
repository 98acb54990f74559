"""What others recorded in a case while somebody typed: said before anything is lost or recorded twice."""

from collections.abc import Sequence

from models import Case
from web.casefile import casefile
from web.desk import Desk
from web.drafting import Begun
from web.entries import Entry


def recorded_since(desk: Desk, case: Case, seen: int) -> Sequence[Entry]:
    """The entries after entry `seen` with what they say, the oldest first."""
    return [entry for entry in reversed(casefile(desk, case).entries) if entry.event.seq > seen]


def since(desk: Desk, case: Case, begun: Begun | None) -> Sequence[Entry]:
    """The entries recorded after this draft was begun."""
    return recorded_since(desk, case, begun.seen) if begun and begun.moved else ()
