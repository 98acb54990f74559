"""Starts the parts in order, watches them, starts again what dies, and ends them in reverse order."""

import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from cli.stack.child import Child
from cli.stack.leftovers import write_down
from cli.stack.parts import CannotStart, Part
from cli.stack.terminal import Log
from cli.stack.voices import Stopped, Voices

STARTS_WITHIN = 60.0
"""Seconds a part may take to be ready."""

BACK_OFF = (1.0, 2.0, 5.0, 15.0, 60.0)
"""Seconds before a part that died is started again: after its first death, its second …"""

STEADY = 120.0
"""Seconds a part must have run for its earlier deaths to be forgotten."""


@dataclass
class Running:
    """One part and its process of the moment."""

    part: Part
    child: Child
    since: float
    deaths: int = 0
    again_at: float | None = None

    def pause(self, now: float) -> float:
        """Seconds to wait before it is started again; longer after each death in a row."""
        self.deaths = 1 if now - self.since > STEADY else self.deaths + 1
        return BACK_OFF[min(self.deaths, len(BACK_OFF)) - 1]


@dataclass
class Supervisor:
    """The running stack. Everything happens in the thread that made it: the children are tied to that."""

    data: Path
    log: Log
    voices: Voices
    environment: Callable[[Part], Mapping[str, str]]
    forks: bool = False
    """Whether what we have imported already is begun by forking."""
    running: list[Running] = field(default_factory=list)
    ending: bool = False

    def bring_up(self, parts: Iterable[Part]) -> None:
        """Start the parts in order until all are ready. Raises CannotStart or Stopped; `end` is still owed then."""
        awaited: list[Running] = []
        for part in parts:
            if part.prepare is not None:
                part.prepare()
            one = Running(part, self.start(part), time.monotonic())
            self.running.append(one)
            self.write_down()
            awaited.append(one)
            while part.waited_for and awaited:
                self.wait_until_ready(awaited.pop(0))
        for one in awaited:
            self.wait_until_ready(one)

    def start(self, part: Part) -> Child:
        child = Child(
            part.command,
            environment=self.environment(part),
            output=subprocess.PIPE,
            stop=part.stop,
            account=part.account,
            folder=part.folder,
            forked_as=part.name if self.forks and part.made_of else None,
        )
        self.voices.follow(part.name, child)
        return child

    def write_down(self) -> None:
        write_down(self.data, (one.child for one in self.running))

    def wait_until_ready(self, one: Running) -> None:
        until = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < until:
            self.attend(0.05)
            if not one.child.alive:
                self.judge_end(one)
                return
            if not one.part.once and one.part.ready(one.child):
                return
        raise CannotStart(f"{one.part.name} was not ready after {STARTS_WITHIN:.0f} seconds: see {self.log.place}.")

    def judge_end(self, one: Running) -> None:
        """A part ended while we waited: right for one that runs once and succeeds, wrong for every other."""
        self.voices.finish(one.child)
        if not (one.part.once and one.child.code() == 0):
            raise CannotStart(f"{one.part.name} {how_it_ended(one.child)} before it was ready: see {self.log.place}.")
        self.running.remove(one)

    def attend(self, seconds: float) -> None:
        """Pass on what the parts say, for this long at most. Raises Stopped once we are told to stop."""
        self.voices.listen(seconds)
        if self.voices.told is not None and not self.ending:
            raise Stopped(self.voices.told)

    def watch(self) -> NoReturn:
        """Look after the parts until Stopped is raised; what dies is started again."""
        while True:
            self.attend(min((self.look_after(one) for one in self.running), default=STEADY))

    def look_after(self, one: Running) -> float:
        """Do what this part needs now; returns the seconds until it may need something again."""
        now = time.monotonic()
        if one.again_at is None and not one.child.alive:
            self.voices.finish(one.child)
            pause = one.pause(now)
            one.again_at = now + pause
            self.log.say(f"{one.part.name} {how_it_ended(one.child)}; it is started again in {pause:.0f} s.")
        if one.again_at is None:
            return STEADY
        if now >= one.again_at:
            one.child, one.since, one.again_at = self.start(one.part), now, None
            self.write_down()
            self.log.say(f"{one.part.name} is started again.")
            return STEADY
        return one.again_at - now

    def end(self) -> None:
        """End every part, the last started first, each within its own grace. Further signals are heard and wait."""
        self.ending = True
        while self.running:
            one = self.running.pop()
            one.child.end(one.part.grace, meanwhile=self.attend)
            self.voices.finish(one.child)
        self.write_down()


def how_it_ended(child: Child) -> str:
    code = child.code()
    if code is not None and code < 0:
        return f"was ended by {signal.Signals(-code).name}"
    return f"ended with code {code}"
