"""Ids in the order of their making and the same each time: by random ones the server would order rows by chance."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from uuid import UUID

from sqlalchemy import text

from models.columns import ids_from
from models.database import close_engines, session

OURS = "018cf3a0-0000-7000-9000-{:012x}"

# Statements of the product's that call `uuidv7` find this one first, on connections that are made from here on.
_BEGIN = """
create schema simulated;
create sequence simulated.ids;
create function simulated.uuidv7() returns uuid language sql volatile as
  $$ select ('018cf3a0-0000-7000-8000-' || lpad(to_hex(nextval('simulated.ids')), 12, '0'))::uuid $$;
grant usage on schema simulated to public;
grant usage on sequence simulated.ids to public;
alter database {database} set search_path = simulated, pg_catalog, public;
"""
_END = "drop schema if exists simulated cascade; alter database {database} reset search_path;"


@contextmanager
def one_after_another() -> Iterator[None]:
    """While this lasts, every id that this thread or the settings' database makes is the next one in its row."""
    _say(_END + _BEGIN)
    try:
        with ids_from(UUID(OURS.format(n)) for n in count(1)):
            yield
    finally:
        _say(_END)


def _say(statements: str) -> None:
    """As whoever the settings sign in as; the connections there are do not hear of it, and are closed."""
    with session("swan_owner") as db:
        db.execute(text("set local role none"))
        database = db.execute(text("select quote_ident(current_database())")).scalar_one()
        db.execute(text(statements.format(database=database)))
    close_engines()
