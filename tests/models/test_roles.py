"""What each database role may do, and the wall between partnerships: tried, not only declared."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlmodel import Session

from models import database
from models.database import Role, TooOld, enter, session
from tests.engine.casework.place import Place, step
from tests.servers import PostgresServer
from workflows.engine.ladder import RungKind

APPEND_ONLY = ("access", "anchor", "event", "office_event", "request", "definition", "law", "calendar_version")
"""What has been written here stands, whoever asks: the application may add to it and nothing else."""

DELETED_FROM = {"demonstration", "draft", "web_session"}
"""What is no history: a demonstration's clock, and who is signed in."""

CLOCK_WRITES = {"rung", "notice", "message", "heartbeat"}

CLOCK_ADDS = {"access", "anchor"}
"""The clock notes what it sent, and closes each day; it changes neither."""

BEFORE_THE_WALL = {"partnership", "calendar_feed", "invitation", "membership", "web_session", "account"}
"""Read before it is known which partnership somebody comes for; they hold no case."""


NOBODYS = {"alembic_version", "calendar_version", "definition", "demonstration", "heartbeat", "holiday", "law"}
"""The law, the calendar and the installation itself: the same for everybody, and of nobody."""


@pytest.fixture(scope="module")
def url(postgres: PostgresServer, migrated: str) -> str:
    return postgres.url(migrated)


@pytest.fixture(scope="module")
def places(url: str) -> tuple[Place, Place]:
    """Two partnerships, each with a case, a deadline, and somebody who was told of it."""
    both = Place(url, "testshire"), Place(url, "otherton")
    for place in both:
        place.holds(f"sam-{place.slug}", "coordinator")
        place.owes("Mon 24 Mar 2025", step(RungKind.BEFORE, "Mon 17 Mar 2025", "coordinator"))
        place.hears("Mon 17 Mar 2025")
    return both


@pytest.fixture
def app(url: str) -> Iterator[Session]:
    with session("swan_app", url=url) as db:
        yield db


def refused(db: Session, statement: str, **values: object) -> str:
    """What PostgreSQL says when it does not allow this."""
    with pytest.raises(ProgrammingError) as wrong, db.begin_nested():
        db.execute(text(statement), values)
    return str(wrong.value.orig)


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("role", ["swan_app", "swan_clock"])
def test_what_is_written_once_cannot_be_changed_or_deleted(
    url: str, places: tuple[Place, Place], role: Role, table: str
) -> None:
    with session(role, places[0].id, url=url) as db:
        [column] = db.execute(
            text("select column_name from information_schema.columns where table_name = :table limit 1"),
            {"table": table},
        ).scalars()
        for statement in (f"update {table} set {column} = {column}", f"delete from {table}", f"truncate {table}"):
            assert refused(db, statement).startswith("permission denied")


def granted(url: str, role: Role, *privileges: str) -> set[str]:
    """The tables on which the owner has given the role any of these rights."""
    with session("swan_owner", url=url) as db:
        asked = text("""
          select distinct table_name from information_schema.role_table_grants
          where grantee = :role and privilege_type = any(:privileges)""")
        return set(db.execute(asked, {"role": role, "privileges": list(privileges)}).scalars())


def test_nothing_that_happened_can_be_deleted_by_anybody(url: str) -> None:
    assert granted(url, "swan_app", "DELETE", "TRUNCATE") == DELETED_FROM
    assert granted(url, "swan_clock", "DELETE", "TRUNCATE") == set()


def test_the_clock_writes_what_it_climbs_and_delivers_and_nothing_else(url: str) -> None:
    assert granted(url, "swan_clock", "UPDATE") == CLOCK_WRITES
    assert granted(url, "swan_clock", "INSERT") == CLOCK_WRITES | CLOCK_ADDS


def test_only_the_clock_closes_a_day(url: str) -> None:
    assert "anchor" not in granted(url, "swan_app", "INSERT", "UPDATE", "DELETE", "TRUNCATE")


def test_the_clock_cannot_write_an_event(url: str, places: tuple[Place, Place]) -> None:
    with session("swan_clock", url=url) as db:
        copy = "insert into event select (jsonb_populate_record(event, '{\"seq\": 2}')).* from event"
        assert refused(db, copy).startswith("permission denied")
        assert refused(db, "update deadline set status = 'met'").startswith("permission denied")


@pytest.mark.parametrize("role", ["swan_app", "swan_clock"])
def test_nobody_takes_the_wall_down(url: str, role: Role) -> None:
    with session(role, url=url) as db:
        assert "must be owner" in refused(db, "alter table event disable row level security")
        assert "must be owner" in refused(db, "drop policy own on event")
        [super_] = db.execute(text("select rolsuper or rolbypassrls from pg_roles where rolname = current_user"))
        assert super_ == (False,)


def walled(db: Session) -> list[str]:
    return list(db.execute(text("""
      select table_name from information_schema.columns where column_name = 'partnership_id'
        and table_schema = 'public' order by 1""")).scalars())  # fmt: skip


def test_every_table_has_the_wall_or_is_nobodys(app: Session) -> None:
    """A new table without a policy fails here until somebody has said why it needs none."""
    open_ = app.execute(text("""
      select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
        and not relrowsecurity""")).scalars()  # fmt: skip
    assert set(open_) == BEFORE_THE_WALL | NOBODYS


def test_the_wall_of_every_table_is_the_same(app: Session) -> None:
    """One policy for the application, which knows the partnership it entered, and one for the clock; no third."""
    policies = app.execute(text("""
      select tablename, policyname, roles::text[] as roles, qual, with_check from pg_policies""")).all()  # fmt: skip
    kinds = {(row.policyname, tuple(row.roles)) for row in policies}
    assert kinds == {("own", ("swan_app",)), ("every", ("swan_clock",))}
    for row in policies:
        assert row.qual == row.with_check
        assert row.policyname == "every" or "current_setting('swan.partnership'" in row.qual
    assert sorted(row.tablename for row in policies) == sorted([*set(walled(app)) - BEFORE_THE_WALL] * 2)


def seen(db: Session) -> dict[str, set[UUID]]:
    """The partnerships whose rows are seen, table by table, where any are."""
    tables = [table for table in walled(db) if table not in BEFORE_THE_WALL]
    rows = {
        table: set(db.execute(text(f'select distinct partnership_id from "{table}"')).scalars()) for table in tables
    }
    return {table: ids for table, ids in rows.items() if ids}


def test_a_partnership_sees_its_own_rows_and_no_others(url: str, places: tuple[Place, Place]) -> None:
    for place in places:
        with session("swan_app", place.id, url=url) as db:
            told = seen(db)
        assert {"case", "event", "run", "deadline", "rung", "notice", "message", "person", "holding"} <= told.keys()
        assert all(ids == {place.id} for ids in told.values())


def test_who_has_entered_no_partnership_sees_nothing(app: Session, places: tuple[Place, Place]) -> None:
    assert seen(app) == {}


def test_a_partnership_is_entered_for_one_transaction_only(url: str, places: tuple[Place, Place]) -> None:
    """The connection goes back to its pool, and whoever has it next must not find a door open."""
    with session("swan_app", places[0].id, url=url) as db:
        assert seen(db)
    for _ in range(3):
        with session("swan_app", url=url) as db:
            assert seen(db) == {}


def test_no_row_is_written_or_moved_across_the_wall(url: str, places: tuple[Place, Place]) -> None:
    here, there = places
    with session("swan_app", here.id, url=url) as db:
        person = "insert into person (id, partnership_id, slug, name, email) values (uuidv7(), :there, 'x', 'x', 'x')"
        assert "row-level security" in refused(db, person, there=there.id)
        assert "row-level security" in refused(db, "update person set partnership_id = :there", there=there.id)
        absent = "update holding set to_on = :day where partnership_id = :there returning id"
        assert db.execute(text(absent), {"day": date(2025, 1, 1), "there": there.id}).all() == []


def test_entering_another_partnership_leaves_the_first(url: str, places: tuple[Place, Place]) -> None:
    with session("swan_app", places[0].id, url=url) as db:
        enter(db, places[1].id)
        assert all(ids == {places[1].id} for ids in seen(db).values())


def test_the_clock_sees_every_partnership(url: str, places: tuple[Place, Place]) -> None:
    with session("swan_clock", url=url) as db:
        assert seen(db)["rung"] >= {place.id for place in places}


def test_a_server_that_is_too_old_is_refused(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Our own server, made too old by asking for a version there is not yet."""
    monkeypatch.setattr(database, "OLDEST_SERVER", 990000)
    with pytest.raises(TooOld, match="Swan needs PostgreSQL 18 or later; this server is 18"):
        database.engine("swan_app", url.replace("?", "?application_name=too_old&"))
