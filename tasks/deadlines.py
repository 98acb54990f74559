"""The sweep: rungs that have come due become notices."""

from models.clock import swan_now
from models.database import say_when_kept, session
from tasks.app import app
from tasks.heartbeat import beat
from tasks.house import Hint
from workflows.engine.casework.climbing import SWEEP_LIMIT, climb, next_due


@app.task(name="deadlines.sweep")  # type: ignore[untyped-decorator]
def sweep() -> int:
    """Turn due rungs into notices, oldest first, a capped number; a second run finds none."""
    return swept(app.hint)


def swept(hint: Hint, limit: int = SWEEP_LIMIT) -> int:
    """The sweep itself, whoever takes its hints."""
    with session("swan_clock") as db:
        climbed = climb(db, at=swan_now(db), limit=limit)
        if climbed:
            say_when_kept(db, "climbed", done=climbed)
    with session("swan_clock") as db:
        beat(db, "sweep", {"climbed": climbed})
        left = next_due(db).overdue
    if climbed:
        hint("notices.deliver")
    if climbed and left:
        hint("deadlines.sweep")
    return climbed
