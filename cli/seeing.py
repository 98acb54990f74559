"""Deadlines as one desk sees them today."""

from collections.abc import Sequence

from cli.session import Desk
from workflows.engine.reading.deadlines import DeadlineRead
from workflows.engine.reading.seen import Seen as Seen
from workflows.engine.reading.seen import seen_on
from workflows.engine.reading.seen import what as what
from workflows.engine.reading.seen import whose as whose


def seen_from(at: Desk, deadlines: Sequence[DeadlineRead]) -> list[Seen]:
    return seen_on(at.today, at.calendar, deadlines)
