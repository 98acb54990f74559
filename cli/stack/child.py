"""One process of ours: tied to our life, in a session of its own, ended gently and then firmly."""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

from cli.stack.account import Account
from cli.stack.warm import FORKS, Forked

PR_SET_PDEATHSIG = 1
libc = ctypes.CDLL(None, use_errno=True)


class Child:
    """A started process. Start it from the main thread: the kernel ties it to the thread that forked it.

    Its own session keeps a Ctrl-C on the terminal from it: only we are told, and we end our children in order.
    With `forked_as`, a name, it is a Python program that is forked where that is safe: `output` is then a pipe.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        environment: Mapping[str, str] | None = None,
        output: int | IO[bytes] = subprocess.DEVNULL,
        stop: signal.Signals = signal.SIGTERM,
        account: Account | None = None,
        folder: Path | str = "/",
        forked_as: str | None = None,
    ) -> None:
        self.stop = stop
        self.process: subprocess.Popen[bytes] | Forked
        prepare = tied_to_us(stop, account)
        if forked_as is not None and FORKS:
            self.process = Forked(forked_as, command, environment or os.environ, folder, prepare)
            return
        self.process = subprocess.Popen(
            list(command),
            env=environment,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=prepare,
        )

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def alive(self) -> bool:
        return self.code() is None

    def code(self) -> int | None:
        """How it ended, as subprocess counts; None while it lives.

        Whoever it left in its group goes with it, and does so before it is reaped: afterwards the number could be
        another's.
        """
        if self.process.returncode is not None:
            return self.process.returncode
        if not self.has_ended():
            return None
        kill_group(self.pid)
        return self.process.wait()

    def has_ended(self) -> bool:
        if not hasattr(os, "waitid"):
            return self.process.poll() is not None
        return os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    def ask_to_end(self) -> None:
        if self.alive:
            self.process.send_signal(self.stop)

    def kill(self) -> None:
        """End it and its group now; returns when it is gone."""
        if self.alive:
            kill_group(self.pid)
            self.process.wait()

    def end(self, grace: float = 10.0, meanwhile: Callable[[float], None] = time.sleep) -> None:
        """Ask it to end, wait up to `grace` seconds, then kill. `meanwhile` passes the time between two looks."""
        self.ask_to_end()
        until = time.monotonic() + grace
        while self.alive and time.monotonic() < until:
            meanwhile(0.02)
        self.kill()


def kill_group(leader: int) -> None:
    try:
        os.killpg(leader, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def tie_to_parent(farewell: signal.Signals) -> None:
    """From now on this process gets the signal when the thread that forked it ends; without effect on macOS."""
    if hasattr(libc, "prctl"):
        libc.prctl(PR_SET_PDEATHSIG, int(farewell), 0, 0, 0)


def tied_to_us(farewell: signal.Signals, account: Account | None) -> Callable[[], None]:
    """What a child does before it executes: become its account, and ask to be told when we die.

    The account comes first, because changing it clears the tie. Where the kernel has no such tie (macOS), what is left
    over is found and ended at the next start.
    """
    ours = os.getpid()

    def prepare() -> None:
        if account is not None:
            account.become()
        tie_to_parent(farewell)
        if os.getppid() != ours:
            os._exit(1)

    return prepare
