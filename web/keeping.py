"""Several processes that answer at one door: forked from one that has made everything ready, and begun again."""

import logging
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from types import FrameType
from typing import NoReturn

from models.database import hang_up

log = logging.getLogger(__name__)

TOLD_TO_STOP = (signal.SIGINT, signal.SIGTERM)

STAYS_UP = 5.0
"""Seconds that one must have run for earlier ends to be forgotten."""

TOO_MANY = 4
"""So many that ended sooner, one after another: the next would end as well."""


@dataclass
class Keeper:
    """Looks after `wanted` processes that `answer` until they are told to stop; nothing else happens in this one.

    Make it in a process of one thread. It waits for the end of any without ever looking.
    """

    wanted: int
    answer: Callable[[], object]
    begun: dict[int, float] = field(default_factory=dict)
    ended_soon: int = 0
    stopping: bool = False

    def keep(self) -> None:
        """Until told to stop. Ends this process with 1, and all of them, where they do not stay up."""
        hang_up()
        for number in TOLD_TO_STOP:
            signal.signal(number, self.stop)
        for _ in range(self.wanted):
            self.begin()
        failed = False
        while self.begun:
            failed = self.after(*os.wait()) or failed
        sys.exit(int(failed))

    def begin(self) -> None:
        """One more. Until we know its number, nobody tells us to stop."""
        signal.pthread_sigmask(signal.SIG_BLOCK, TOLD_TO_STOP)
        if not self.stopping:
            pid = os.fork()
            if pid == 0:
                self.live()
            self.begun[pid] = monotonic()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, TOLD_TO_STOP)

    def live(self) -> NoReturn:
        """The life of one of them: it never returns to what we were about."""
        for number in TOLD_TO_STOP:
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, TOLD_TO_STOP)
        try:
            self.answer()
        finally:
            kind, failure, where = sys.exc_info()
            if kind is not None and failure is not None:
                sys.excepthook(kind, failure, where)
            os._exit(int(failure is not None))

    def after(self, pid: int, status: int) -> bool:
        """One has ended: whether all are to end, because it was too many that did."""
        lived = monotonic() - self.begun.pop(pid)
        self.ended_soon = self.ended_soon + 1 if lived < STAYS_UP else 0
        if self.stopping:
            return False
        if self.ended_soon >= TOO_MANY:
            log.error("%d processes that were to answer ended at once: all of them end.", self.ended_soon)
            self.stop(signal.SIGTERM)
            return True
        code = os.waitstatus_to_exitcode(status)
        log.warning("One of %d processes that answer has ended with %d, and is begun again.", self.wanted, code)
        self.begin()
        return False

    def stop(self, number: int, frame: FrameType | None = None) -> None:
        """Told to stop, we tell them."""
        self.stopping = True
        for pid in self.begun:
            with suppress(ProcessLookupError):  # it has ended, and we were told before we could note it
                os.kill(pid, signal.SIGTERM)
