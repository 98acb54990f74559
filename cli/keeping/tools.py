"""PostgreSQL's own programs, told of the settings' database by their environment: no password on a command line."""

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from shutil import which

from sqlalchemy import create_engine

from cli.stack.parts import CannotStart
from cli.stack.postgres import OLDEST, binaries
from config.settings import settings

TOLD = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE",
        "sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT"}  # fmt: skip


def surroundings() -> dict[str, str]:
    """The environment of a program that is to reach the settings' database."""
    engine = create_engine(settings().database_url)
    _, said = engine.dialect.create_connect_args(engine.url)
    engine.dispose()
    return {**os.environ, **{TOLD[name]: str(value) for name, value in said.items() if name in TOLD}}


ENCRYPTED = frozenset({"require", "verify-ca", "verify-full"})


def program(name: str, told: Mapping[str, str]) -> str:
    """The one that comes with Swan, which speaks in the clear only; the machine's own where that is not to be.

    Raises CannotStart where the machine has none.
    """
    if told.get("PGSSLMODE") not in ENCRYPTED:
        return str(binaries() / name)
    if (own := which(name)) is None:
        raise CannotStart(f"DATABASE_URL wants encryption: install PostgreSQL's own {name}, {OLDEST} or later.")
    return own


@contextmanager
def running(name: str, *arguments: str, reads: bool = False) -> Iterator["subprocess.Popen[bytes]"]:
    """The program, its output piped to us, or ours to it where it `reads`. Raises CannotStart where it fails.

    Whatever happens in between, it is not left behind; a program that was to read is killed before it has read all.
    """
    told = surroundings()
    with subprocess.Popen(
        [program(name, told), *arguments],
        env=told,
        stdin=subprocess.PIPE if reads else subprocess.DEVNULL,
        stdout=subprocess.DEVNULL if reads else subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as child:
        try:
            yield child
        except BaseException as failure:
            child.kill()
            if isinstance(failure, BrokenPipeError):
                raise CannotStart(_failed(name, child)) from failure
            raise
        if child.stdin is not None:
            child.stdin.close()
        said = child.stderr.read() if child.stderr is not None else b""
        if child.wait():
            raise CannotStart(_failed(name, child, said))


def _failed(name: str, child: "subprocess.Popen[bytes]", said: bytes = b"") -> str:
    words = said or (child.stderr.read() if child.stderr is not None else b"")
    return f"{name} failed: {' '.join(words.decode(errors='replace').split())[-300:]}"
