"""Worker and timekeeper as programs of their own, started with the very commands of the stack."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

import pytest

from cli.stack import parts
from cli.stack.child import Child
from config.settings import Settings, read


def wait_for(what: Callable[[], object], seconds: float = 20) -> None:
    """Waits until it is so; the seconds are how long a test may hang, and no measure of anything."""
    until = monotonic() + seconds
    while not what():
        assert monotonic() < until, "it did not happen"
        sleep(0.01)


@contextmanager
def running(part: parts.Part, told: Mapping[str, str], log: Path) -> Iterator[Child]:
    """The part, ready; killed at the end if the test has not ended it."""
    with log.open("ab") as output:
        child = Child(part.command, environment={**os.environ, **told}, output=output, folder=part.folder)
    try:
        wait_for(lambda: part.ready(child) or not child.alive)
        assert child.alive, log.read_text()
        yield child
    finally:
        child.kill()


@contextmanager
def a_worker(told: Mapping[str, str], log: Path) -> Iterator[Child]:
    with running(parts.worker(settings_of(told)), told, log) as child:
        yield child


@contextmanager
def a_courier(told: Mapping[str, str], log: Path) -> Iterator[Child]:
    with running(parts.courier(settings_of(told)), told, log) as child:
        yield child


@contextmanager
def a_timekeeper(told: Mapping[str, str], log: Path) -> Iterator[Child]:
    with running(parts.timekeeper(settings_of(told)), told, log) as child:
        yield child


def settings_of(told: Mapping[str, str]) -> Settings:
    """The settings of a program that is told this."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in told.items():
            patch.setenv(name, value)
        return read()


def children_of(child: Child) -> list[int]:
    """The worker's own processes, in which tasks run."""
    return [int(pid) for pid in Path(f"/proc/{child.pid}/task/{child.pid}/children").read_text().split()]
