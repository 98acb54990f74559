"""Real PostgreSQL and Valkey for the tests, started as `swan up` starts them."""

import resource
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep

import psycopg
import redis
from psycopg import sql

from cli.stack import postgres, valkey
from cli.stack.child import Child
from cli.stack.folders import make_private, make_sockets, remove_sockets
from config.settings import Settings

HASTY = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "max_connections=200")
"""For servers whose data nobody will want after a power cut."""


def settings_in(folder: Path, **given: str) -> Settings:
    """Settings with embedded servers in this folder, whatever servers our own environment names."""
    return Settings.model_validate({"SWAN_DATA": folder, "DATABASE_URL": None, "REDIS_URL": None, **given})


class PostgresServer:
    """A running server in which tests make databases of their own."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.cluster = postgres.cluster(settings)

    def url(self, database: str = "swan") -> str:
        """SQLAlchemy's address of a database here, as the superuser `swan`."""
        return self.settings.database_url.replace("@/swan?", f"@/{database}?", 1)

    def conninfo(self, database: str = "swan") -> str:
        """psycopg's way to say the same."""
        return self.cluster.conninfo(database)

    def create(self, name: str, template: str | None = None) -> str:
        """Make a database, a copy of `template` if one is named; returns its url."""
        copied = sql.SQL("create database {} template {}").format(
            sql.Identifier(name), sql.Identifier(template or "template1")
        )
        self.do(copied)
        return self.url(name)

    def drop(self, name: str) -> None:
        """Remove a database and whoever is connected to it."""
        self.do(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))

    def do(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.conninfo("postgres"), autocommit=True) as connection:
            connection.execute(statement)


class OwnPostgres(PostgresServer):
    """A server of one test's own, which may stop, start and kill it. `hasty` spares the disk."""

    def __init__(self, folder: Path, *, hasty: bool = True) -> None:
        super().__init__(settings_in(make_private(folder)))
        self.cluster = postgres.cluster(self.settings, HASTY if hasty else ())
        self.cluster.prepare()
        make_sockets(self.settings.socket_folder, self.cluster.account)
        self.child: Child | None = None

    def start(self) -> None:
        """Returns when it answers."""
        with (self.settings.data / "postgres.log").open("ab") as log:
            child = Child(self.cluster.command, output=log, stop=postgres.FAST, account=self.cluster.account)
        self.child = child
        wait_until_it_answers(child, lambda: self.cluster.answers(child))

    def stop(self) -> None:
        """As an operator stops it."""
        if self.child is not None:
            self.child.end(grace=20)

    def kill(self) -> None:
        """As a power cut ends it, except that the disk keeps what it was given."""
        if self.child is not None:
            self.child.kill()

    def close(self) -> None:
        self.kill()
        remove_sockets(self.settings.socket_folder)


DEAF_TO_A_FULL_FILE = ("/bin/sh", "-c", "trap '' XFSZ; exec \"$@\"", "sh")
"""A file that may grow no more is then an error of its writer, as on a full disk, and does not kill it."""


class ValkeyServer:
    """A broker of one test's own."""

    def __init__(self, folder: Path) -> None:
        self.settings = settings_in(make_private(folder))
        self.part = valkey.part(self.settings)
        if self.part.prepare is not None:
            self.part.prepare()
        make_sockets(self.settings.socket_folder, None)
        self.child: Child | None = None

    @property
    def url(self) -> str:
        """Celery's address of it."""
        return self.settings.broker.url

    def client(self, patience: float | None = 5) -> redis.Redis:
        """A connection; close it."""
        return valkey.client(self.settings, patience)

    def empty(self) -> None:
        """Forget everything, as a broker may."""
        with self.client() as connection:
            connection.flushall()

    def start(self) -> None:
        """Returns when it answers."""
        with (self.settings.data / "valkey.log").open("ab") as log:
            child = Child((*DEAF_TO_A_FULL_FILE, *self.part.command), output=log)
        self.child = child
        wait_until_it_answers(child, lambda: self.part.ready(child))

    def finds_its_disk_full(self) -> None:
        """No file of it may grow any more, and it has noticed."""
        self._may_write(1, "err")

    def finds_room_again(self) -> None:
        self._may_write(resource.RLIM_INFINITY, "ok")

    def _may_write(self, size: int, and_then: str) -> None:
        assert self.child is not None
        resource.prlimit(self.child.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
        with self.client() as connection:
            with suppress(redis.ResponseError):
                connection.set("unacked_mutex", "a word to be kept, and of Celery's own", px=1)
            wait_until_it_answers(
                self.child, lambda: connection.info("persistence")["aof_last_write_status"] == and_then
            )

    def stop(self) -> None:
        if self.child is not None:
            self.child.end()

    def kill(self) -> None:
        if self.child is not None:
            self.child.kill()

    def close(self) -> None:
        self.kill()
        remove_sockets(self.settings.socket_folder)


def wait_until_it_answers(child: Child, answers: Callable[[], bool], seconds: float = 30) -> None:
    until = monotonic() + seconds
    while not answers():
        assert child.alive, "the server ended instead of starting"
        assert monotonic() < until, "the server does not answer"
        sleep(0.02)
