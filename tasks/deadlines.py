"""The sweep: rungs that have come due become notices."""

from models.clock import swan_now
from models.database import session
from tasks.app import app
from tasks.heartbeat import beat
from workflows.engine.casework.climbing import SWEEP_LIMIT, climb


@app.task(name="deadlines.sweep")  # type: ignore[untyped-decorator]
def sweep() -> int:
    """Turn due rungs into notices, oldest first, a capped number; a second run finds none."""
    with session("swan_clock") as db:
        climbed = climb(db, at=swan_now(db), limit=SWEEP_LIMIT)
    with session("swan_clock") as db:
        beat(db, "sweep", {"climbed": climbed})
    if climbed:
        app.hint("notices.deliver")
    if climbed == SWEEP_LIMIT:
        app.hint("deadlines.sweep")
    return climbed
