"""Delivery: messages that are due reach their people."""

from models.clock import swan_now
from models.database import session
from tasks.app import app
from tasks.channels import Ways, channel
from tasks.handing_over import hand_over
from tasks.heartbeat import beat, here
from tasks.house import Hint
from workflows.engine.casework.delivering import AT_ONCE, claim


@app.task(name="notices.deliver")  # type: ignore[untyped-decorator]
def deliver() -> int:
    """Hand over what is due to be told, oldest first, a capped number; a second run finds none."""
    with session("swan_clock") as db:
        beat(db, "courier", here(db))
    return delivered(app.hint, channel)


def delivered(hint: Hint, ways: Ways) -> int:
    """The delivery itself, whoever takes its hints and its messages."""
    with session("swan_clock") as db:
        messages = claim(db, at=swan_now(db), limit=AT_ONCE)
    if len(messages) == AT_ONCE:
        hint("notices.deliver")
    hand_over(messages, ways)
    return len(messages)
