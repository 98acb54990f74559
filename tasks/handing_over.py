"""Hands claimed messages over one by one; no transaction is open while a provider is talked to."""

from collections import deque
from collections.abc import Sequence
from time import monotonic

from config.settings import settings
from models.clock import swan_now
from models.database import session
from tasks.channels import Channel, NoSuchChannel, NotConfigured, Outgoing, Refused, Unanswered, Unreachable, channel
from tasks.words import compose
from workflows.engine.calendar import london_date
from workflows.engine.casework.delivering import Claimed, Fate, Result, begin, release, settle

AT_MOST = 60.0
"""Seconds one run goes on taking up messages: what is left then is given back."""


def hand_over(messages: Sequence[Claimed]) -> None:
    """Each is sent, or settled as what became of it; whatever happens, what was not begun is given back untried."""
    round_ = Round(messages)
    until = monotonic() + AT_MOST
    try:
        while round_.left and monotonic() < until:
            round_.go_on()
    finally:
        round_.end()


class Round:
    """One run over claimed messages. What came of one is written in the transaction that begins the next."""

    def __init__(self, messages: Sequence[Claimed]) -> None:
        self.left = deque(messages)
        self.tried: list[tuple[Claimed, Result]] = []
        self.silent: dict[str, Result] = {}
        """Channels that could not be reached: their other messages are as unreachable, and are not tried."""

    def go_on(self) -> None:
        message = self.left.popleft()
        name = message.channel or settings().channel
        if name in self.silent:
            self.tried.append((message, self.silent[name]))
            return
        outgoing, result = self.begin(message), Result(Fate.OVERTAKEN)
        if outgoing is not None:
            result = sent(outgoing, name)
        if result.fate is Fate.UNREACHABLE:
            self.silent[name] = result
        self.tried.append((message, result))

    def begin(self, message: Claimed) -> Outgoing | None:
        """The words to be handed over, or none where nothing of it is true any more or another worker has it."""
        with session("swan_clock") as db:
            now = swan_now(db)
            settle(db, self.tried, now)
            said = begin(db, message, now)
        self.tried.clear()
        if not any(one.untrue is None for one in said or ()):
            return None
        return compose(message, said or (), london_date(now), settings().link)

    def end(self) -> None:
        if self.tried or self.left:
            with session("swan_clock") as db:
                settle(db, self.tried, swan_now(db))
                release(db, self.left)


def sent(outgoing: Outgoing, name: str) -> Result:
    """One try by this channel."""
    try:
        return handed(channel(name), outgoing)
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
