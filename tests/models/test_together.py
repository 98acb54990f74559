"""Statements sent together: what they give, what they see of one another, and how they fail."""

from uuid import UUID

import pytest
from sqlalchemy import bindparam, insert, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col

from models import Law, Partnership
from models.columns import new_id
from models.database import session
from models.together import asked_together, table, written_together
from tests.servers import PostgresServer

WRITE = insert(table(Partnership))
NAME = update(table(Partnership)).where(table(Partnership).c.id == bindparam("which")).values(name=bindparam("said"))
NAMES = select(col(Partnership.name)).where(col(Partnership.prefix) == bindparam("which")).order_by("name")
ONE = text("select 1 as one, current_setting('swan.partnership', true) as ours")


@pytest.fixture(scope="module")
def migrated_url(postgres: PostgresServer, migrated: str) -> str:
    return postgres.url(migrated)


def place(id_: UUID, name: str) -> dict[str, object]:
    whole = {"partners": ["police"], "agencies": {}, "closures": {}, "milestones": {}}
    return {"id": id_, "slug": name, "name": name, "prefix": name.upper(), **whole}


def names(db: Session, prefix: str) -> list[str]:
    return [row.name for row in asked_together(db, (NAMES, {"which": prefix}))[0]]


def test_each_question_has_its_own_rows_with_their_columns_as_attributes(migrated_url: str) -> None:
    with session("swan_owner", url=migrated_url) as db:
        [one], none = asked_together(db, (ONE, {}), (NAMES, {"which": "NOBODY"}))

    assert (one.one, one.ours or "", none) == (1, "", [])


def test_what_is_written_together_is_there_in_its_order(migrated_url: str) -> None:
    first, second = new_id(), new_id()
    with session("swan_owner", url=migrated_url) as db:
        with written_together(db) as writing:
            writing.execute(WRITE, [place(first, "together"), place(second, "apart")])
            writing.execute(NAME, {"which": first, "said": "renamed"})
        kept = db.get_one(Partnership, first)

        assert (kept.name, kept.partners, kept.calendar, kept.seq) == ("renamed", ["police"], None, 0)
        assert names(db, "TOGETHER") == ["renamed"]
        db.rollback()


def test_what_the_session_has_not_written_yet_goes_first(migrated_url: str) -> None:
    with session("swan_owner", url=migrated_url) as db:
        db.add(Partnership(**place(new_id(), "pending")))

        assert names(db, "PENDING") == ["pending"]
        db.rollback()


def test_what_may_not_be_empty_and_has_no_plain_default_must_be_said(migrated_url: str) -> None:
    missing = {name: value for name, value in place(new_id(), "missing").items() if name != "agencies"}
    in_vain = pytest.raises(KeyError, match="agencies")
    with in_vain, session("swan_owner", url=migrated_url) as db, written_together(db) as writing:
        writing.execute(WRITE, missing)


def test_what_fails_is_raised_as_sqlalchemy_raises_it_and_nothing_is_kept(migrated_url: str) -> None:
    twice = place(new_id(), "twice")
    with (
        pytest.raises(DBAPIError) as raised,
        session("swan_owner", url=migrated_url) as db,
        written_together(db) as out,
    ):
        out.execute(WRITE, [twice, twice])

    assert raised.value.orig is not None
    assert raised.value.orig.sqlstate == "23505"  # type: ignore[attr-defined]
    assert "twice" not in str(raised.value.statement)
    with session("swan_owner", url=migrated_url) as db:
        assert names(db, "TWICE") == []
        assert db.execute(select(Law)).all() == []
