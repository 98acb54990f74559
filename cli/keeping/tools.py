"""PostgreSQL's own programs, told of the settings' database by their environment: no password on a command line."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import create_engine

from cli.stack.parts import CannotStart
from cli.stack.postgres import binaries
from config.settings import settings

TOLD = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE",
        "sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT"}  # fmt: skip


def surroundings() -> dict[str, str]:
    """The environment of a program that is to reach the settings' database."""
    engine = create_engine(settings().database_url)
    _, said = engine.dialect.create_connect_args(engine.url)
    engine.dispose()
    return {**os.environ, **{TOLD[name]: str(value) for name, value in said.items() if name in TOLD}}


@contextmanager
def running(program: str, *arguments: str, reads: bool = False) -> Iterator["subprocess.Popen[bytes]"]:
    """The program, its output piped to us, or ours to it where it `reads`. Raises CannotStart where it fails.

    Whatever happens in between, it is not left behind; a program that was to read is killed before it has read all.
    """
    with subprocess.Popen(
        [str(binaries() / program), *arguments],
        env=surroundings(),
        stdin=subprocess.PIPE if reads else subprocess.DEVNULL,
        stdout=subprocess.DEVNULL if reads else subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as child:
        try:
            yield child
        except BaseException as failure:
            child.kill()
            if isinstance(failure, BrokenPipeError):
                raise CannotStart(_failed(program, child)) from failure
            raise
        if child.stdin is not None:
            child.stdin.close()
        said = child.stderr.read() if child.stderr is not None else b""
        if child.wait():
            raise CannotStart(_failed(program, child, said))


def _failed(program: str, child: "subprocess.Popen[bytes]", said: bytes = b"") -> str:
    words = said or (child.stderr.read() if child.stderr is not None else b"")
    return f"{program} failed: {' '.join(words.decode(errors='replace').split())[-300:]}"
