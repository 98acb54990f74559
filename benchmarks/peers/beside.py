"""What every peer writes beside its own state for an event: the event in its chain, deadlines, and their rungs.

None of them has any of it, and whoever builds on one has to: so it is written here the quick way, for all of them.
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from uuid import uuid4

import psycopg

TABLES = """
create table if not exists chained (
  id uuid primary key, case_id text not null, seq int not null, name text not null, happened_on date not null,
  recorded_at timestamptz not null, said jsonb not null, prev text not null, hash text not null,
  unique (case_id, seq));
create table if not exists owed (
  id uuid primary key, case_id text not null, name text not null, started_by uuid not null references chained (id),
  due_on date not null, counted jsonb not null, status text not null);
create index if not exists owed_case on owed (case_id);
create table if not exists step (
  id uuid primary key, case_id text not null, owed_id uuid not null references owed (id), n int not null,
  roles text[] not null, due_at timestamptz not null, status text not null);
create index if not exists step_due on step (due_at) where status = 'armed';
create index if not exists step_owed on step (owed_id);
"""
LAST = "select seq, hash from chained where case_id = %s order by seq desc limit 1"
EVENT = """
insert into chained (id, case_id, seq, name, happened_on, recorded_at, said, prev, hash)
values (%s, %s, %s, %s, current_date, now(), %s, %s, %s)"""
SETTLE = "update owed set status = 'met' where case_id = %s and name <> %s and status = 'open'"
OWED = """
insert into owed (id, case_id, name, started_by, due_on, counted, status)
values (%s, %s, %s, %s, current_date + 15, %s, 'open')"""
STEP = """
insert into step (id, case_id, owed_id, n, roles, due_at, status)
values (%s, %s, %s, %s, '{coordinator,business_manager}', now() + interval '10 days', 'armed')"""


def write(cursor: psycopg.Cursor[Any], case: str, act: Mapping[str, Any]) -> None:
    """All of it in the transaction the cursor is in."""
    cursor.execute(LAST, [case])
    seq, prev = cursor.fetchone() or (0, "0" * 64)
    event, said = uuid4(), json.dumps({"name": act["name"]})
    linked = sha256(f"{prev}{case}{seq + 1}{said}".encode()).hexdigest()
    cursor.execute(EVENT, [event, case, seq + 1, act["name"], said, prev, linked])
    if not act["deadlines"]:
        return
    owed = [uuid4() for _ in range(act["deadlines"])]
    cursor.execute(SETTLE, [case, act["name"]])
    cursor.executemany(OWED, [(id_, case, act["name"], event, said) for id_ in owed])
    steps = [(uuid4(), case, owed[n % len(owed)], n) for n in range(act["rungs"])]
    if steps:
        cursor.executemany(STEP, steps)
