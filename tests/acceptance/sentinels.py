"""A broker with a second one behind it, and a sentinel that puts the second in its place when the first is gone."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from cli.stack import valkey
from cli.stack.child import Child
from cli.stack.folders import make_private
from tests.servers import wait_until_it_answers

NAME, PASSWORD = "swan", "the-tests-own"
GONE_AFTER = 1000
"""Milliseconds without an answer after which a server is thought gone."""


def free_ports(number: int) -> list[int]:
    """Different ones: each is held until all are found."""
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports = [int(one.getsockname()[1]) for one in held]
    for one in held:
        one.close()
    return ports


class Server:
    """One of them, on a port of the loopback."""

    def __init__(self, folder: Path, port: int, *told: str, sentinel: bool = False) -> None:
        self.folder, self.port, self.child = make_private(folder), port, None
        self.password = None if sentinel else PASSWORD
        configuration = folder / "valkey.conf"
        configuration.write_text("\n".join((f"port {port}", "bind 127.0.0.1", f"dir {folder}", *told)) + "\n")
        self.command = (str(valkey.binary()), str(configuration), *(("--sentinel",) if sentinel else ()))

    child: Child | None

    def start(self) -> None:
        with (self.folder / "log").open("ab") as log:
            self.child = child = Child(self.command, output=log)
        wait_until_it_answers(child, self.answers)

    def answers(self) -> bool:
        try:
            with self.client() as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    def client(self) -> redis.Redis:
        return redis.Redis(port=self.port, password=self.password, retry=Retry(NoBackoff(), 0))

    def kill(self) -> None:
        if self.child is not None:
            self.child.kill()


class Guarded:
    """Two brokers and a sentinel. `first` is the one that serves until it is killed."""

    def __init__(self, folder: Path) -> None:
        one, two, watching = free_ports(3)
        own = (f"requirepass {PASSWORD}", f"masterauth {PASSWORD}", "maxmemory-policy noeviction", "appendonly yes")
        self.first = Server(folder / "first", one, *own)
        self.second = Server(folder / "second", two, *own, f"replicaof 127.0.0.1 {one}")
        self.sentinel = Server(
            folder / "sentinel", watching, f"sentinel monitor {NAME} 127.0.0.1 {one} 1",
            f"sentinel auth-pass {NAME} {PASSWORD}", f"sentinel down-after-milliseconds {NAME} {GONE_AFTER}",
            f"sentinel failover-timeout {NAME} 5000", sentinel=True,
        )  # fmt: skip

    @property
    def url(self) -> str:
        return f"sentinel://:{PASSWORD}@127.0.0.1:{self.sentinel.port}/0?master_name={NAME}"

    def serving(self) -> int:
        """The port of the one that the sentinel names."""
        with self.sentinel.client() as client:
            return int(client.sentinel_get_master_addr_by_name(NAME)[1])  # type: ignore[no-untyped-call]

    def knows_of_both(self) -> bool:
        with self.sentinel.client() as client:
            found = client.sentinel_slaves(NAME)  # type: ignore[no-untyped-call]
        return any(one["flags"] == "slave" and one["master-link-status"] == "ok" for one in found)


@contextmanager
def guarded(folder: Path) -> Iterator[Guarded]:
    """Running, and known to one another."""
    brokers = Guarded(folder)
    each = (brokers.first, brokers.second, brokers.sentinel)
    try:
        for server in each:
            server.start()
        yield brokers
    finally:
        for server in each:
            server.kill()
