"""What every peer does for a rung that has come due: who is to be told is found by role, and their notices written."""

from typing import Any

import psycopg

TABLES = """
create table if not exists holder (role text not null, place int not null, person int not null);
create index if not exists holder_role on holder (place, role);
create table if not exists told (
  id bigint generated always as identity primary key, rung text not null, person int not null, role text not null,
  raised_at timestamptz not null, unique (rung, person));
"""
HOLDERS = """
insert into holder (role, place, person)
select role, place, 3 * place + n from generate_series(0, 666) as place,
  unnest(array['coordinator', 'business_manager', 'scrutineer']) with ordinality as roles (role, n)
where not exists (select from holder)
"""
TELL = """
insert into told (rung, person, role, raised_at)
select %s, person, role, now() from holder where place = %s and role = any(%s)"""

PAIR, ALL = ["coordinator", "business_manager"], ["coordinator", "business_manager", "scrutineer"]


def prepare(connection: psycopg.Connection[Any]) -> None:
    connection.execute(TABLES)
    connection.execute(HOLDERS)
    connection.commit()


def tell(cursor: psycopg.Cursor[Any] | psycopg.Connection[Any], rung: str, n: int) -> None:
    """Two people for one rung, three for the next, in the transaction the cursor is in."""
    cursor.execute(TELL, [rung, n % 667, ALL if n % 2 else PAIR])
