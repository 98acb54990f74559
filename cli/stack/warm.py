"""A Python part begun by forking: it need not import what we have imported, and shares the memory of it with us.

What runs is the very command that a container executes, in the environment it would be given there.
"""

import atexit
import ctypes
import os
import runpy
import signal
import sys
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from contextvars import Context
from functools import partial
from importlib import import_module
from logging import getLogger
from pathlib import Path
from typing import Any, NoReturn

from config.memory import leave_alone
from config.settings import AHEAD, Settings, WrongSettings, read, settings

CELERY_ON_ROOT = "You're running the worker with superuser privileges"
"""Celery says it at every start, in seven lines; `swan up` says it itself, in one."""

PR_SET_NAME = 15
libc = ctypes.CDLL(None)

FORKS = sys.platform == "linux"
"""Elsewhere a fork that executes nothing is not safe: libraries of macOS forbid it."""

TOLD_BY_US = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD)

ALREADY_THERE = ".* found in sys.modules after import of package"
"""What Python says of `-m` and a module that is imported already; importing ours does nothing else."""


def warm_up(modules: Iterable[str]) -> None:
    """Import what the parts are made of."""
    for name in modules if FORKS else ():
        import_module(name)
    leave_alone()


READ: dict[frozenset[tuple[str, str]], Settings] = {}
"""The settings that stand in an environment, read before anybody is forked who is given it."""


def read_ahead(environment: Mapping[str, str]) -> None:
    """Read what a child with this environment would read; what it would refuse, it refuses itself."""
    ours = dict(os.environ)
    with suppress(WrongSettings):
        try:
            become(environment)
            READ[frozenset(environment.items())] = read()
        finally:
            become(ours)


def become(environment: Mapping[str, str]) -> None:
    os.environ.clear()
    os.environ.update(environment)


class Forked:
    """A forked child, as `subprocess.Popen` would present it; make it in a process of one thread.

    `top` and `ps -o comm` show it by its name. `prepare` is what it does before anything else.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        environment: Mapping[str, str],
        folder: Path | str,
        prepare: Callable[[], None],
    ) -> None:
        heard, said = os.pipe()
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        self.returncode: int | None = None
        # Once: what is started again later reads for itself, and finds a password that was changed meanwhile.
        read_before = READ.pop(frozenset(environment.items()), None)
        self.pid = os.fork()
        if self.pid == 0:
            AHEAD.extend([read_before] if read_before else [])
            Context().run(live, partial(begin, name, folder, said, prepare), command, environment)
        os.close(said)
        self.stdout = os.fdopen(heard, "rb", buffering=0)

    def poll(self) -> int | None:
        """How it ended, as subprocess counts; None while it lives."""
        if self.returncode is None and os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            self.wait()
        return self.returncode

    def wait(self) -> int:
        if self.returncode is None:
            self.returncode = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.returncode is None:
            os.kill(self.pid, number)


def live(begins: Callable[[], None], command: Sequence[str], environment: Mapping[str, str]) -> NoReturn:
    """The life of the child, from the fork to its end: nothing of ours that called this is ever returned to."""
    code: object = 1
    try:
        begins()
        become(environment)
        run(command)
        code = 0
    except SystemExit as ending:
        code = ending.code
    finally:
        end(code)


def begin(name: str, folder: Path | str, said: int, prepare: Callable[[], None]) -> None:
    """What `subprocess` does between fork and exec, and what exec does."""
    os.setsid()
    forget_our_files(said)
    forget_our_ways()
    prepare()
    os.chdir(folder)
    libc.prctl(PR_SET_NAME, name.encode(), 0, 0, 0)


def forget_our_files(said: int) -> None:
    """Nothing of ours stays open; each number stays taken, since an object of ours may still close it."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in {0, *map(int, os.listdir("/proc/self/fd"))} - {1, 2, said, nothing}:
        os.dup2(nothing, number, inheritable=number == 0)
    os.dup2(said, 1)
    os.dup2(said, 2)
    os.close(said)


def forget_our_ways() -> None:
    """Signals, lines of the log, what is owed at the end and the settings are as in a new interpreter."""
    signal.set_wakeup_fd(-1)
    for number in TOLD_BY_US:
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    getLogger().handlers.clear()
    atexit._clear()
    settings.cache_clear()
    for said in (ALREADY_THERE, CELERY_ON_ROOT):
        warnings.filterwarnings("ignore", said, RuntimeWarning)


def run(command: Sequence[str]) -> None:
    """A program of this environment, or `python -m` one of its modules."""
    program, *rest = command
    if program == sys.executable:
        sys.argv = rest[1:]
        runpy.run_module(rest[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv = [program, *rest]
        runpy.run_path(program, run_name="__main__")


def end(code: Any) -> NoReturn:
    """As an interpreter ends: what nobody caught is said, what was owed at the end is done, and all of it passed on."""
    kind, failure, where = sys.exc_info()
    try:
        if kind is not None and failure is not None:
            sys.excepthook(kind, failure, where)
        atexit._run_exitfuncs()
        if isinstance(code, str):
            sys.stderr.write(f"{code}\n")
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code if isinstance(code, int) else 0 if code is None else 1)
