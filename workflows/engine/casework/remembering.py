"""A case's course remembered from one recording to the next, by the hash its chain ends with."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock
from uuid import UUID

from workflows.engine.course import Course, Happening

MOST = 64
"""Cases a process remembers: those it recorded in last."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """What a chain that ends with the event `seq` and the hash `head` comes to.

    The hash is over everything before it, so whoever finds it there again has the same events. The `course` takes
    nothing more: a copy of it does.
    """

    seq: int = 0
    head: str = ""
    happenings: Sequence[Happening] = ()
    course: Course = field(default_factory=Course)


NOTHING = Remembered()

_KNOWN: dict[UUID, Remembered] = {}
_ONE_AT_A_TIME = Lock()


def remembered(case_id: UUID) -> Remembered:
    """What was last known of the case, which may have gone on since; nothing of one that is not remembered."""
    return _KNOWN.get(case_id, NOTHING)


def remember(case_id: UUID, known: Remembered) -> None:
    """In place of what was known of it before, and of the case not recorded in for the longest."""
    with _ONE_AT_A_TIME:
        _KNOWN.pop(case_id, None)
        _KNOWN[case_id] = known
        if len(_KNOWN) > MOST:
            del _KNOWN[next(iter(_KNOWN))]


def forget() -> None:
    """As a process begins."""
    _KNOWN.clear()
