"""The whole of Swan as processes of a test's own, to be killed, stopped, emptied and started again one by one."""

import os
import re
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psycopg
from sqlalchemy.engine import make_url

from cli.stack import parts
from cli.stack.child import Child
from cli.stack.folders import make_private
from cli.stack.parts import Part
from cli.stack.whole import environment
from config.settings import Settings
from models.migrate import migrate
from tasks.queues import queue_of
from tests.acceptance.post import PostOffice
from tests.emptied import empty
from tests.servers import OwnPostgres, ValkeyServer, settings_in
from tests.web.pages import Pages

PATIENCE = 30


def wait_until(what: Callable[[], object], why: Callable[[], str] | str, seconds: float = PATIENCE) -> None:
    """Returns as soon as it is so; fails with the reason after `seconds`."""
    until = time.monotonic() + seconds
    while not what():
        if time.monotonic() > until:
            raise AssertionError(why if isinstance(why, str) else why())
        time.sleep(0.02)


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def is_gone(pid: int) -> bool:
    """Whether no process has the number any more, or only a corpse that nobody has buried."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in "ZX"
    except OSError:
        return True


class Process:
    """One part of Swan, started as `swan up` starts it."""

    def __init__(self, part: Part, settings: Settings, **more: str) -> None:
        self.part, self.settings, self.more = part, settings, more
        self.log = settings.data / f"{part.name}.log"
        self.child: Child | None = None
        # Another of this name may have written to the same log before, for another test.
        self.heard = 0
        self.heard = len(self.said())

    @property
    def pid(self) -> int:
        assert self.child is not None
        return self.child.pid

    @property
    def runs_on(self) -> bool:
        """Whether it has been started and has not ended."""
        return self.child is not None and self.child.alive

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.child = Child(
                self.part.command,
                environment=environment(self.settings, self.part) | self.more,
                output=log,
                stop=self.part.stop,
                folder=self.part.folder,
            )

    def said(self) -> str:
        """What it has said in this test."""
        return self.log.read_text()[self.heard :] if self.log.exists() else ""

    def succeeded(self) -> list[str]:
        """The tasks it has said in this test that it has done."""
        return re.findall(r"Task ([a-z.]+)\[[0-9a-f-]+\] succeeded", self.said())

    def failed(self) -> list[str]:
        """The tasks it has said in this test that have failed."""
        return re.findall(r"([a-z.]+) [0-9a-f-]+ failed: ", self.said())

    def is_ready(self) -> bool:
        assert self.child is not None
        assert self.child.alive, self.said()
        return self.part.ready(self.child)

    def runs(self) -> None:
        """Started if it does not run; returns when it is ready."""
        if not self.runs_on:
            self.start()
            wait_until(self.is_ready, lambda: f"{self.part.name} is not ready: {self.said()}")

    def signal(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)

    def pauses(self) -> None:
        """Not dead, and doing nothing: a machine that hangs. In the next test it goes on."""
        os.killpg(self.pid, signal.SIGSTOP)

    def goes_on(self) -> None:
        os.killpg(self.pid, signal.SIGCONT)

    def stops(self) -> None:
        """As an operator stops it."""
        if self.child is not None:
            self.child.end(self.part.grace)

    def is_killed(self) -> None:
        """With everything it started, as when the machine goes."""
        if self.child is not None:
            self.child.kill()

    def loses_its_child(self) -> None:
        """The process that does the work is killed, as for want of memory; its parent lives."""
        [child] = children(self.pid)
        os.kill(child, signal.SIGKILL)
        wait_until(lambda: is_gone(child), "the child cannot be killed")

    def loses_its_head(self) -> None:
        """The parent alone is killed; the kernel has been told to let its children go with it."""
        left = children(self.pid)
        assert self.child is not None
        os.kill(self.pid, signal.SIGKILL)
        self.child.process.wait()
        wait_until(lambda: all(is_gone(pid) for pid in left), "its children live on")


class Stack:
    """PostgreSQL, Valkey, mail, a timekeeper, and a worker and a courier with one process each to work in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.eyes: psycopg.Connection | None = None
        self.post = PostOffice()
        self.postgres = OwnPostgres(folder / "postgres", hasty=False)
        self.valkey = ValkeyServer(folder / "valkey")
        self.postgres.start()
        self.valkey.start()
        self.settings = settings_in(
            make_private(folder / "data"), DATABASE_URL=self.url, REDIS_URL=self.valkey.url, SMTP_URL=self.post.url,
            SWAN_WORKERS="1", SWAN_LINK="https://swan.invalid",
            SWAN_FLOWER_PORT=str(free_port()), SWAN_LOG_LEVEL="DEBUG",
        )  # fmt: skip
        migrate(self.url)
        self.worker = Process(parts.worker(self.settings), self.settings)
        self.courier = Process(parts.courier(self.settings), self.settings)
        self.timekeeper = Process(parts.timekeeper(self.settings), self.settings)
        self.others: list[Process] = []

    def begins_a_new_record(self) -> None:
        """In a database made anew: of whatever was done to the one before, nothing is left."""
        self.closes_its_eyes()
        self.postgres.drop("swan")
        self.postgres.create("swan")
        migrate(self.url)

    def looks_round(self) -> None:
        """The watch's look and the courier's, now and not at the next minute."""
        with parts.asker(self.settings) as app:
            for task in ("watch.look", "notices.deliver"):
                app.send_task(task, queue=queue_of(task), ignore_result=True)

    def loses_its_database(self, how: Callable[[OwnPostgres], None]) -> None:
        self.closes_its_eyes()
        how(self.postgres)

    @property
    def url(self) -> str:
        return make_url(self.postgres.url()).render_as_string(hide_password=False)

    @property
    def processes(self) -> list[Process]:
        return [self.timekeeper, self.worker, self.courier, *self.others]

    def starts(self) -> None:
        """Whatever does not run is started; nothing is in the record, and no mail has been taken."""
        for process in self.processes:
            process.heard += len(process.said())
            if process.runs_on:
                process.goes_on()
        dead = [process for process in self.processes if not process.runs_on]
        for process in dead:
            process.start()
        for process in dead:
            wait_until(process.is_ready, self.logs)
        empty(self.postgres.conninfo())
        self.post.taken.clear()

    @contextmanager
    def another(self, process: Process, name: str = "second", **more: str) -> Iterator[Process]:
        """One more of these, ready, under another name, with `more` in its environment; ended afterwards."""
        with self.others_beside([process], name, **more) as [one]:
            yield one

    @contextmanager
    def others_beside(self, processes: list[Process], name: str, **more: str) -> Iterator[list[Process]]:
        """One more of each, all of them started before the first is waited for."""
        made = [self.as_another(process, name, more) for process in processes]
        self.others += made
        try:
            for one in made:
                one.start()
            for one in made:
                wait_until(one.is_ready, self.logs)
            yield made
        finally:
            for one in made:
                one.is_killed()
                self.others.remove(one)

    def as_another(self, process: Process, name: str, more: dict[str, str]) -> Process:
        name = f"{name}-{process.part.name}"
        command = tuple(word.replace(f"{process.part.name}@", f"{name}@") for word in process.part.command)
        part = replace(process.part, name=name, command=command, ready=parts.answers_ping(name, self.settings))
        return Process(part, self.settings, **more)

    @contextmanager
    def told_otherwise(self, **variables: str) -> Iterator[Settings]:
        """Its processes with these variables, instead of those of the other tests, which stop meanwhile."""
        for process in self.processes:
            process.stops()
        settings = self.settings_with(**variables)
        usual = self.worker, self.courier, self.timekeeper
        self.worker = Process(parts.worker(settings), settings)
        self.courier = Process(parts.courier(settings), settings)
        self.timekeeper = Process(parts.timekeeper(settings), settings)
        try:
            yield settings
        finally:
            for process in self.processes:
                process.is_killed()
            self.worker, self.courier, self.timekeeper = usual

    def settings_with(self, **variables: str) -> Settings:
        return settings_in(self.settings.data, **{**self.settings.environment(), **variables})

    @contextmanager
    def pages(self, **variables: str) -> Iterator[tuple[Pages, Process]]:
        """The pages as a process of their own, and the office on them."""
        port = free_port()
        link = {"SWAN_LINK": f"http://127.0.0.1:{port}", "SWAN_WEB_PORT": str(port)}
        settings = self.settings_with(**link, SWAN_METRICS_PORT=str(free_port()), **variables)
        process = Process(parts.web(settings), settings)
        try:
            process.runs()
            yield Pages(self.url, settings, port), process
        finally:
            process.is_killed()

    def rows(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        """What the record holds, read as its owner."""
        return self.do(statement, *values).fetchall()

    def do(self, statement: str, *values: object) -> psycopg.Cursor[tuple[object, ...]]:
        """On a connection that is kept: what asks often would otherwise be most of what the server has to do."""
        if self.eyes is None or self.eyes.broken or self.eyes.closed:
            self.eyes = psycopg.connect(self.postgres.conninfo(), autocommit=True)
        return self.eyes.execute(statement, values)

    def closes_its_eyes(self) -> None:
        if self.eyes is not None:
            self.eyes.close()

    def logs(self) -> str:
        """The last of what each process said, for whoever reads a failure."""
        return "\n".join(f"== {process.part.name}\n{process.said()[-3000:]}" for process in self.processes)

    def close(self) -> None:
        for process in self.processes:
            process.is_killed()
        self.closes_its_eyes()
        self.valkey.close()
        self.postgres.close()
        self.post.close()
