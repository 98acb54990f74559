"""Several statements in one round trip, each compiled once: reads with their rows, or writes that nobody answers.

SQLAlchemy makes of each statement what PostgreSQL is told, once a process, and psycopg's pipeline sends it: what an
execution through SQLAlchemy costs is otherwise several times what the server takes for the statement.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

import psycopg
from psycopg.rows import namedtuple_row
from sqlalchemy import Column, Connection, Dialect, Executable, Insert, Table
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, SQLModel

Values = Mapping[str, Any]
Question = tuple[Executable, Values]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A statement as psycopg sends it; `fixed` are the values that stand in it, `ways` how a given one is written."""

    text: str
    fixed: Values
    ways: Mapping[str, Callable[[Any], Any]]

    def with_values(self, given: Values) -> dict[str, Any]:
        """KeyError where one is missing. None is nothing, whatever the type."""
        said = {**self.fixed, **given}
        for name, way in self.ways.items():
            if said[name] is not None:
                said[name] = way(said[name])
        return said


_PREPARED: dict[Executable, Prepared] = {}


def prepared(statement: Executable, dialect: Dialect) -> Prepared:
    """As it is sent; kept as long as the process, so only for statements that are built once.

    An insert fills every column that the database does not work out; what is not given stands at its plain default, or
    empty where it may be.
    """
    found = _PREPARED.get(statement)
    if found is None:
        found = _PREPARED[statement] = _prepared(cast(Any, statement), dialect)
    return found


def _prepared(statement: Any, dialect: Dialect) -> Prepared:
    rows = _written(cast(Table, statement.table)) if isinstance(statement, Insert) else []
    compiled = statement.compile(dialect=dialect, column_keys=[one.key for one in rows] or None)
    if "POSTCOMPILE" in str(compiled):
        raise ValueError(f"in_() is written anew each time: say it with or_() or any() in {compiled}")
    ways = {name: bind.type.dialect_impl(dialect).bind_processor(dialect) for name, bind in compiled.binds.items()}
    stands = {name: bind.value for name, bind in compiled.binds.items() if not bind.required}
    fixed = {one.key: _plain(one) for one in rows if one.nullable or _plain(one) is not None} if rows else stands
    return Prepared(str(compiled), fixed, {name: way for name, way in ways.items() if way is not None})


def _written(rows: Table) -> list[Column[Any]]:
    return [one for one in rows.columns if one.computed is None]


def _plain(column: Column[Any]) -> Any:
    """What the column says where nobody says anything, if that is the same for every row."""
    default: Any = column.default
    return default.arg if default is not None and default.is_scalar else None


def table(model: type[SQLModel]) -> Table:
    found: Table = model.__table__  # type: ignore[attr-defined]
    return found


class Line:
    """This session's connection while several statements are on their way, none of which is waited for."""

    def __init__(self, through: Connection) -> None:
        self.through, self.dialect = through, through.dialect
        self.connection = cast(psycopg.Connection, through.connection.driver_connection)
        self.cursor = self.connection.cursor()

    def ask(self, statement: Executable, values: Values) -> Any:
        """The cursor from which the rows are fetched, when everything has been asked."""
        sent, cursor = prepared(statement, self.dialect), self.connection.cursor(row_factory=namedtuple_row)
        return self._send(cursor, sent, sent.with_values(values))

    def execute(self, statement: Executable, values: Values | Sequence[Values]) -> None:
        """The statement once, or once for each of several values. Nothing is read of it."""
        sent = prepared(statement, self.dialect)
        many = not isinstance(values, Mapping)
        said = (
            [sent.with_values(cast(Values, row)) for row in values] if many else sent.with_values(cast(Values, values))
        )
        self._send(self.cursor, sent, said, many=many)

    def _send(self, cursor: Any, sent: Prepared, said: Any, *, many: bool = False) -> Any:
        # Whoever listens to the statements of an engine hears these as well.
        for hears in cast(Any, self.through).dispatch.before_cursor_execute:
            hears(self.through, cursor, sent.text, said, None, many)
        return (cursor.executemany if many else cursor.execute)(sent.text, said)


def asked_together(db: Session, *questions: Question) -> list[list[Any]]:
    """The rows of each question, asked in this order: each sees what those before it waited for, such as a lock.

    Rows have their columns as attributes. Raises what SQLAlchemy would.
    """
    with _alone(db) if len(questions) == 1 else written_together(db) as line:
        asked = [line.ask(statement, values) for statement, values in questions]
        return [cursor.fetchall() for cursor in asked]


@contextmanager
def written_together(db: Session) -> Iterator[Line]:
    """All that is written inside goes in one round trip; what is wrong with any of it is raised at the end, if not
    before, as SQLAlchemy would. Commit outside it."""
    with _alone(db) as line, line.connection.pipeline():
        yield line


@contextmanager
def _alone(db: Session) -> Iterator[Line]:
    """Each statement for itself: a pipeline around a single one would only cost."""
    db.flush()
    try:
        yield Line(db.connection())
    except psycopg.Error as error:
        raise DBAPIError.instance(None, None, error, psycopg.Error, hide_parameters=True) from error
