"""Where a measure is played: running servers, databases made for it, and the peers in their own environment."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from benchmarks.asking import Absent, Asked, Figures, running
from cli.stack import postgres
from cli.stack.supervisor import Supervisor
from config.settings import Settings
from models.database import close_engines
from models.migrate import migrate

TEMPLATE = "migrated"


class PeerSide(NamedTuple):
    """A peer as a measure declares it: its name, its program in `benchmarks/peers`, and what it is asked to do."""

    name: str
    program: str
    asked: str


@dataclass
class Stage:
    """`settings` are those of the running servers; `python` is the peers' interpreter, whether or not it is there."""

    settings: Settings
    python: Path
    tiny: bool = False
    supervisor: Supervisor | None = None
    """Who runs the servers, and starts whatever else of the stack a measure needs."""
    kept: dict[int, Any] = field(default_factory=dict)
    """The installations made so far, by their open cases: a large one takes longer to make than to measure."""
    absent: dict[str, str] = field(default_factory=dict)
    """The sides of this measure that could not be asked, and why, in a few words."""

    def of(self, full: int, tiny: int) -> int:
        """The size to measure at; `tiny` where only the frame is tried."""
        return tiny if self.tiny else full

    def url(self, name: str) -> str:
        """SQLAlchemy's address of a database here."""
        return make_url(self.settings.database_url).set(database=name).render_as_string(hide_password=False)

    def conninfo(self, name: str) -> str:
        """psycopg's way to say the same."""
        return postgres.cluster(self.settings).conninfo(name)

    def database(self, name: str, template: str = TEMPLATE) -> str:
        """A new database, migrated or a copy of another of ours; gives its url. One of that name is replaced."""
        if template == TEMPLATE and not self._there(TEMPLATE):
            self._create(TEMPLATE, "template1")
            migrate(self.url(TEMPLATE))
        close_engines()
        self._create(name, template)
        return self.url(name)

    def bare_database(self, name: str) -> str:
        """A new database with nothing in it, for a peer that brings its own tables."""
        self._create(name, "template1")
        return self.url(name)

    def _there(self, name: str) -> bool:
        with psycopg.connect(self.conninfo("postgres")) as connection:
            asked = connection.execute("select from pg_database where datname = %s", [name])
            return asked.fetchone() is not None

    def _create(self, name: str, template: str) -> None:
        made, copied = sql.Identifier(name), sql.Identifier(template)
        with psycopg.connect(self.conninfo("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("drop database if exists {} with (force)").format(made))
            connection.execute(sql.SQL("create database {} template {}").format(made, copied))

    @contextmanager
    def peers(self, declared: Sequence[PeerSide], **given: object) -> Iterator[list[tuple[PeerSide, Asked]]]:
        """Those of the declared peers that can be asked, each with a database of its own; the others are noted.

        `given` is what their programs are told, beside the address of that database.
        """
        with ExitStack() as stack:
            found = []
            for one in declared:
                try:
                    program, url = f"peers.{one.program}", self.bare_database(one.program)
                    peer = stack.enter_context(running(self.python, program, database=url, **given))
                except Absent as absent:
                    self.absent[one.name] = str(absent)
                else:
                    found.append((one, peer))
            yield found


def asks(peer: Asked, **what: object) -> Callable[[], Figures]:
    """A round of a peer: its program is asked once more."""
    return lambda: peer.ask("round", **what)
