"""The floor: what Swan writes, written down statement by statement and written again by bare psycopg."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy import Engine, event, text

from models.database import session

_WRITTEN = re.compile(r'\s*(insert into|update)\s+"?(?P<table>\w+)', re.IGNORECASE)
COUNTS = "select tablename from pg_tables where schemaname = 'public' and tablename <> 'alembic_version' order by 1"


@dataclass(frozen=True)
class Write:
    """One statement as it went to the server: many rows where `many`."""

    statement: str
    values: Any
    many: bool

    @property
    def table(self) -> str:
        found = _WRITTEN.match(self.statement)
        assert found is not None
        return found["table"]

    @property
    def inserts(self) -> bool:
        return self.statement.lstrip()[:6].lower() == "insert"


@dataclass
class Transaction:
    """What one transaction of ours wrote, in its order."""

    writes: list[Write] = field(default_factory=list)

    def inserted(self) -> Counter[str]:
        """How many rows of each table."""
        counted: Counter[str] = Counter()
        for write in self.writes:
            counted[write.table] += (len(write.values) if write.many else 1) if write.inserts else 0
        return counted


@contextmanager
def listening() -> Iterator[Callable[[], Transaction]]:
    """While this lasts, every insert and update is written down; asked, gives those since it was last asked."""
    heard: list[Write] = []

    def hears(_c: Any, _cursor: Any, statement: str, values: Any, _context: Any, many: bool) -> None:
        if _WRITTEN.match(statement):
            heard.append(Write(statement, list(values) if many else values, many))

    def since() -> Transaction:
        said = Transaction(list(heard))
        heard.clear()
        return said

    event.listen(Engine, "before_cursor_execute", hears)
    try:
        yield since
    finally:
        event.remove(Engine, "before_cursor_execute", hears)


def floor_connection(conninfo: str, partnership: UUID) -> psycopg.Connection:
    """As the same role and under the same row security as Swan."""
    return psycopg.connect(conninfo, options=f"-c role=swan_app -c swan.partnership={partnership} -c jit=off")


LOCK = 'select seq from "case" where id = %s for no key update'


def write_again(connection: psycopg.Connection, case: object, transaction: Transaction) -> None:
    """The same rows with nothing else: the case locked, every write in one pipeline, one commit."""
    cursor = connection.cursor()
    cursor.execute(LOCK, [case])
    with connection.pipeline():
        for write in transaction.writes:
            if write.many:
                cursor.executemany(write.statement, write.values)
            else:
                cursor.execute(write.statement, write.values)
    connection.commit()


def rows(url: str, among: Sequence[str] = ()) -> Mapping[str, int]:
    """How many rows each table of a database has."""
    with session("swan_owner", url=url) as db:
        tables = among or list(db.execute(text(COUNTS)).scalars())
        return {table: db.execute(text(f'select count(*) from "{table}"')).scalar_one() for table in tables}
