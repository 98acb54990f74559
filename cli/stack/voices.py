"""What the children say and what signals tell us, heard in one thread and without looking when nothing happens."""

import os
import selectors
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from cli.stack.child import Child
from cli.stack.terminal import Log

CHUNK = 65536
TOLD_TO_STOP = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(Exception):
    """We were told to stop, by this signal."""

    def __init__(self, told: signal.Signals) -> None:
        super().__init__(told.name)
        self.told = told


class Voice:
    """One child's output, cut into lines."""

    def __init__(self, name: str, child: Child, log: Log) -> None:
        assert child.process.stdout is not None
        self.name, self.log, self.file = name, log, child.process.stdout
        self.unfinished = b""
        os.set_blocking(self.file.fileno(), False)

    def pass_on(self) -> bool:
        """Pass on what can be read now; false at the end of it."""
        try:
            said = os.read(self.file.fileno(), CHUNK)
        except BlockingIOError:
            return True
        *lines, self.unfinished = (self.unfinished + said).split(b"\n")
        if not said and self.unfinished:
            lines, self.unfinished = [self.unfinished], b""
        for line in lines:
            self.log.line(self.name, line.decode(errors="replace"))
        return bool(said)


class Voices:
    """Every child's output and the signals sent to us. Make it in the main thread."""

    def __init__(self, log: Log) -> None:
        self.log = log
        self.told: signal.Signals | None = None
        self.selector = selectors.DefaultSelector()
        self.voices: dict[int, Voice] = {}

    def follow(self, name: str, child: Child) -> None:
        voice = self.voices[child.pid] = Voice(name, child, self.log)
        self.selector.register(voice.file, selectors.EVENT_READ, child.pid)

    def listen(self, seconds: float) -> None:
        """Pass on what is said, for this long at most; returns at once when something is said or a signal comes."""
        for key, _ in self.selector.select(seconds):
            if key.data is None:
                os.read(key.fd, CHUNK)
            elif not self.voices[key.data].pass_on():
                self.leave(key.data)

    def finish(self, child: Child) -> None:
        """Pass on the last words of a child that has ended."""
        while child.pid in self.voices:
            before = self.selector.select(0)
            if not any(key.data == child.pid for key, _ in before) or not self.voices[child.pid].pass_on():
                self.leave(child.pid)

    def leave(self, pid: int) -> None:
        voice = self.voices.pop(pid)
        self.selector.unregister(voice.file)
        voice.file.close()

    @contextmanager
    def signals_heard(self) -> Iterator[None]:
        """Until the end of this, a signal that tells us to stop is kept in `told`, and a child's death wakes us."""

        def keep(number: int, frame: FrameType | None) -> None:
            self.told = self.told or signal.Signals(number)

        ours, kernels = socket.socketpair()
        for end in (ours, kernels):
            end.setblocking(False)
        self.selector.register(ours, selectors.EVENT_READ, None)
        before = {number: signal.signal(number, keep) for number in TOLD_TO_STOP}
        before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda number, frame: None)
        woken = signal.set_wakeup_fd(kernels.fileno(), warn_on_full_buffer=False)
        try:
            yield
        finally:
            signal.set_wakeup_fd(woken)
            for number, handler in before.items():
                signal.signal(number, handler)
            self.selector.unregister(ours)
            ours.close()
            kernels.close()
