"""An installation with many open cases: some told as they happen, and then as many like them as are wanted."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

import psycopg
from psycopg import sql
from sqlalchemy import Column, Table
from sqlmodel import SQLModel

from benchmarks.stage import Stage
from benchmarks.story import STORY, Act, Office, founded, happens
from models import Case, DueRung, OpenDeadline, OpenItem, RecordedEvent, Run
from models.clock import swan_now
from models.database import session
from workflows.engine.casework.climbing import climb

TOLD = 40
"""Cases whose story is told to the engine, one begun each day; four in five go as they should, one stands still."""

DAYS = (0, 1, 3, 4, 4, *[7] * 3, *[14] * 3, 19, 20, *[22] * 4, 23)
"""The day of each act of the story, from the first; what comes after would end the case."""

LIKE: tuple[type[SQLModel], ...] = (Case, RecordedEvent, Run, OpenItem, OpenDeadline, DueRung)
TABLES: tuple[Table, ...] = tuple(model.__table__ for model in LIKE)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Installation:
    """A partnership with `cases` of them, and the references of those whose story was told."""

    place: Office
    cases: int
    told: Sequence[str]


def many(stage: Stage, cases: int) -> Installation:
    """The one of this size, made by whoever measures there first; what a measure records in it stays."""
    if cases not in stage.kept:
        stage.kept[cases] = _made(stage, named(cases), cases)
    found: Installation = stage.kept[cases]
    return found


def copied(stage: Stage, name: str, cases: int) -> Installation:
    """The same in a database of its own."""
    like = many(stage, cases)
    return replace(like, place=like.place._replace(url=stage.database(name, named(cases))))


def named(cases: int) -> str:
    return f"open_{cases}"


def _made(stage: Stage, name: str, cases: int) -> Installation:
    url, conninfo = stage.database(name), stage.conninfo(name)
    place = founded(url)
    for age in range(TOLD):
        _tell(place, age)
    with session("swan_clock", url=url) as db:
        while climb(db, swan_now(db)):
            """What was due at once is told, before there are so many more of it."""
    with ThreadPoolExecutor(2) as at_once:
        # The last is half of it all.
        list(at_once.map(partial(_like_them, conninfo, max(0, cases // TOLD - 1)), reversed(TABLES)))
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute("vacuum analyze")
        told = [row[0] for row in connection.execute('select reference from "case" order by number limit %s', [TOLD])]
        counted = connection.execute('select count(*) from "case"').fetchone()
    assert counted is not None
    return Installation(place, counted[0], told)


def _like_them(conninfo: str, times: int, table: Table) -> None:
    """The rows name one another rightly, so nobody asks whether they do; then the tables can be filled in any order."""
    with psycopg.connect(conninfo) as connection:
        connection.execute("set session_replication_role = replica")
        connection.execute(_copies(table), {"times": times})


def _tell(place: Office, age: int) -> None:
    """A case that began so many days ago, as far as it has come by today."""
    stands_still = age % 5 == 4
    acts: Sequence[Act] = STORY[: 4 if stands_still else len(DAYS)]
    case = None
    for day, act in zip(DAYS, acts, strict=False):
        if day <= age:
            case = happens(place, case, act, days_ago=age - day)


def _copies(table: Table) -> sql.Composed:
    """Every row again so many times, under ids of its own: a made-up id is made of the first and of the number."""
    columns = [column for column in table.columns if column.computed is None]
    return sql.SQL("insert into {} ({}) select {} from {} as one cross join generate_series(1, %(times)s) as k").format(
        sql.Identifier(table.name),
        sql.SQL(", ").join(sql.Identifier(column.name) for column in columns),
        sql.SQL(", ").join(map(_copied, columns)),
        sql.Identifier(table.name),
    )


def _copied(column: Column[object]) -> sql.Composable:
    same = sql.SQL("one.{}").format(sql.Identifier(column.name))
    if column.primary_key or any(key.column.table in TABLES for key in column.foreign_keys):
        return sql.SQL("md5({}::text || '/' || k)::uuid").format(same)
    if column.name == "number":
        return sql.SQL("one.number + k * 1000")
    if column.name == "reference":
        return sql.SQL("regexp_replace(one.reference, '[0-9]+$', (one.number + k * 1000)::text)")
    return same
