"""Hands claimed messages over one by one; no transaction is open while a provider is talked to."""

from collections import deque
from collections.abc import Sequence
from time import monotonic
from typing import Any

from sqlmodel import Session

from config.settings import settings
from models.clock import swan_now
from models.database import say_when_kept, session
from tasks.channels import Channel, NoSuchChannel, NotConfigured, Outgoing, Refused, Unanswered, Unreachable, Ways
from tasks.words import compose
from workflows.engine.calendar import london_date
from workflows.engine.casework.delivering import Begun, Claimed, Fate, Result, begin, begin_after, release, settle

AT_MOST = 60.0
"""Seconds one run goes on taking up messages: what is left then is given back."""


def hand_over(messages: Sequence[Claimed], ways: Ways) -> None:
    """Each is sent, or settled as what became of it; whatever happens, what was not begun is given back untried."""
    round_ = Round(messages, ways)
    until = monotonic() + AT_MOST
    try:
        while round_.left and monotonic() < until:
            round_.go_on()
    finally:
        round_.end()


class Round:
    """One run over claimed messages. Each is begun, tried, and what came of it written down: if it was sent, in the
    transaction that begins the next, which waits for nobody; anything else alone. So who waits for a message never
    holds another, and no answer that came is lost with what befell the next."""

    def __init__(self, messages: Sequence[Claimed], ways: Ways) -> None:
        self.left, self.ways = deque(messages), ways
        self.silent: dict[str, Result] = {}
        """Channels that could not be reached: their other messages are as unreachable, and are not tried."""
        self.sent: tuple[Claimed, Result] | None = None
        """The last one, if it was sent and that is not written down yet."""

    def go_on(self) -> None:
        message = self.left.popleft()
        name = message.channel or settings().channel
        result = self.silent.get(name) or self.tried(message, name)
        self.write_down_the_last()
        if result.fate is Fate.SENT:
            self.sent = message, result
            return
        if result.fate is Fate.UNREACHABLE:
            self.silent[name] = result
        write_down(message, result)

    def tried(self, message: Claimed, name: str) -> Result:
        outgoing = self.begin(message)
        return sent(outgoing, name, self.ways) if outgoing is not None else Result(Fate.OVERTAKEN)

    def begin(self, message: Claimed) -> Outgoing | None:
        """The words to be handed over, or none where nothing of it is true any more or another worker has it."""
        begun = self.begun_after_the_last(message) or begun_alone(message)
        if begun is None or all(one.untrue is not None for one in begun.said):
            return None
        return compose(message, begun.said, london_date(begun.at), settings().link)

    def begun_after_the_last(self, message: Claimed) -> Begun | None:
        if self.sent is None:
            return None
        with session("swan_clock") as db:
            begun = begin_after(db, self.sent, message)
            tell(db, *self.sent)
        self.sent = None
        return begun

    def write_down_the_last(self) -> None:
        if self.sent is not None:
            write_down(*self.sent)
        self.sent = None

    def end(self) -> None:
        self.write_down_the_last()
        for message in self.left:
            with session("swan_clock") as db:
                release(db, [message])


def begun_alone(message: Claimed) -> Begun | None:
    with session("swan_clock") as db:
        return begin(db, message)


def write_down(message: Claimed, result: Result) -> None:
    with session("swan_clock") as db:
        settle(db, [(message, result)], swan_now(db))
        tell(db, message, result)


def tell(db: Session, message: Claimed, result: Result) -> None:
    say_when_kept(db, "told", **about(message), fate=result.fate, channel=result.channel, code=result.code)


def about(message: Claimed) -> dict[str, Any]:
    """What a line of the log says of a message: itself, its try, its cases and the events that it came of."""
    steps = [step for said in message.said for step in (said.step, *said.steps) if step is not None]
    because = {str(step.started_by) for step in steps if step.started_by is not None}
    cases = {step.reference for step in steps}
    return {
        "mail": message.id, "attempt": message.attempts, "case": sorted(cases), "because": sorted(because),
    }  # fmt: skip


def sent(outgoing: Outgoing, name: str, ways: Ways) -> Result:
    """One try by this channel."""
    try:
        return handed(ways(name), outgoing)
    except (NoSuchChannel, NotConfigured) as failure:
        return Result(Fate.UNREACHABLE, name, type(failure).__name__)


def handed(way: Channel, outgoing: Outgoing) -> Result:
    try:
        return Result(Fate.SENT, way.name, reference=way.send(outgoing).reference)
    except Refused as refusal:
        return Result(Fate.REFUSED_FOR_GOOD if refusal.permanent else Fate.REFUSED, way.name, refusal.code)
    except Unreachable as failure:
        return Result(Fate.UNREACHABLE, way.name, failure.code)
    except Unanswered as silence:
        return Result(Fate.UNANSWERED, way.name, silence.code)
