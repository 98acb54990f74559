"""The drill: everything is destroyed, and a backup brings it back, keys and texts, told without a storm."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import col

from config.settings import settings
from models import Case
from models.database import close_engines, session
from models.sealing import installation_key
from tests.cli.terminal import Said, Terminal
from tests.servers import PostgresServer
from workflows.engine.reading import sealed

WHO = ("--as", "orla-fennimore")
REF = "WSCP-2026-001"


@pytest.fixture
def kept(swan: Terminal, tmp_path: Path) -> Terminal:
    """A case notified on Monday 9 November 2026 is kept, with a word under its key; it is Monday 23 November."""
    swan.it_is("Mon 9 Nov 2026 10:00")
    swan.does("open", "--notified", "2026-11-09", "--with", "portal_reference=ABC-1", "--with", "note=a word", *WHO)
    swan.it_is("Mon 23 Nov 2026 10:00")
    swan.does("backup-key", str(tmp_path / "identity"))
    (tmp_path / "safe").mkdir()
    keep(swan, tmp_path)
    return swan


def keep(swan: Terminal, place: Path) -> Said:
    lines = (place / "identity").read_text().split()
    word = next(word for word in lines if word.startswith("age1"))
    return swan.does("backup", str(place / "safe"), "--to", word)


@pytest.fixture
def elsewhere(
    kept: Terminal, postgres: PostgresServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Terminal]:
    """Another machine: an empty database, and no key."""
    name = f"elsewhere_{abs(hash(kept.url))}"
    terminal = Terminal(postgres.create(name))
    gone(monkeypatch, DATABASE_URL=terminal.url, SWAN_DATA=str(tmp_path / "elsewhere"))
    yield terminal
    terminal.close()
    postgres.drop(name)


def gone(monkeypatch: pytest.MonkeyPatch, **elsewhere: str) -> None:
    for name, value in elsewhere.items():
        monkeypatch.setenv(name, value)
    close_engines()
    settings.cache_clear()
    installation_key.cache_clear()


def restored(swan: Terminal, place: Path, **instead: Path) -> Said:
    (backup,) = (place / "safe").glob("*.backup.age")
    told = {"file": backup, "keys": place / "safe" / "case-keys.age", "identity": place / "identity", **instead}
    return swan("restore", str(told["file"]), "--keys", str(told["keys"]), "--identity", str(told["identity"]))


def texts(swan: Terminal) -> dict[int, Mapping[str, str]]:
    """The free text of the only case, opened."""
    with session("swan_owner", url=swan.url) as db:
        return sealed.texts(db, db.execute(select(col(Case.id))).scalar_one())


def test_everything_comes_back_and_the_texts_open(kept: Terminal, elsewhere: Terminal, tmp_path: Path) -> None:
    said = restored(elsewhere, tmp_path)

    assert said.code == 0, said.err
    assert said.words.startswith("Back: 1 case, 1 event, the last recorded on Monday 9 November 2026.")
    assert said.words.endswith("The audit has nothing against it.")
    assert texts(elsewhere) == {1: {"note": "a word", "portal_reference": "ABC-1"}}
    elsewhere.does("record", REF, "letters_sent", "--with", "agencies=police", "--on", "2026-11-10", *WHO)


def test_it_is_known_when_the_record_was_last_kept(kept: Terminal) -> None:
    checks = {check["name"]: check for check in json.loads(kept("doctor", "--json").out)["checks"]}
    assert checks["last backup"]["state"] == "ok"


def test_what_came_due_meanwhile_is_told_once_and_says_that_it_may_have_come(
    elsewhere: Terminal, tmp_path: Path
) -> None:
    """Of three weeks' rungs each person has one message, though none was told before the loss."""
    said = restored(elsewhere, tmp_path)

    rows = elsewhere.rows("select person_id, perhaps_twice from message where status = 'waiting' and daily")
    assert len(rows) > 2
    assert len({row.person_id for row in rows}) == len(rows)
    assert all(row.perhaps_twice for row in rows)
    waiting = elsewhere.rows("select 1 from message where status = 'waiting' and due_at <= swan_now()")
    assert f"Messages that wait and fell due by now: {len(waiting)}." in said.words
    assert elsewhere.rows("select 1 from rung where status = 'armed' and due_at <= swan_now()") == []


def test_a_key_destroyed_since_stays_destroyed(
    kept: Terminal, postgres: PostgresServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The record of before, with the keys of after: the texts stay closed, and everything else stands."""
    (before,) = (tmp_path / "safe").glob("*.backup.age")
    with session("swan_owner", url=kept.url) as db:
        db.connection().exec_driver_sql("delete from case_key")
    keep(kept, tmp_path)
    for newer in set((tmp_path / "safe").glob("*.backup.age")) - {before}:
        newer.unlink()
    anew = Terminal(postgres.create(f"anew_{abs(hash(kept.url))}"))
    gone(monkeypatch, DATABASE_URL=anew.url, SWAN_DATA=str(tmp_path / "elsewhere"))

    said = restored(anew, tmp_path)

    assert said.code == 0, said.err
    assert "The texts of 1 case have no key any more and stay closed." in said.words
    assert anew.rows("select 1 from case_key") == []
    anew.close()


def test_the_files_hold_nothing_to_read_and_only_their_owner_opens_them(kept: Terminal, tmp_path: Path) -> None:
    (backup,) = (tmp_path / "safe").glob("*.backup.age")
    for file in (backup, tmp_path / "safe" / "case-keys.age", tmp_path / "identity"):
        assert file.stat().st_mode & 0o077 == 0
    assert b"orla" not in backup.read_bytes()
    assert b"PGDMP" not in backup.read_bytes()
    assert len(list((tmp_path / "safe").iterdir())) == 2


@pytest.mark.parametrize("harm", ["cut short", "one byte changed", "another's secret", "no keys"])
def test_what_cannot_be_opened_is_refused_and_leaves_the_database_empty(
    elsewhere: Terminal, tmp_path: Path, harm: str
) -> None:
    (backup,) = (tmp_path / "safe").glob("*.backup.age")
    instead = {}
    if harm == "cut short":
        backup.write_bytes(backup.read_bytes()[:-100])
    if harm == "one byte changed":
        raw = bytearray(backup.read_bytes())
        raw[len(raw) // 2] ^= 1
        backup.write_bytes(bytes(raw))
    if harm == "another's secret":
        elsewhere.does("backup-key", str(tmp_path / "other"))
        instead["identity"] = tmp_path / "other"
    if harm == "no keys":
        instead["keys"] = backup

    said = restored(elsewhere, tmp_path, **instead)

    assert (said.code, said.out) == (2, "")
    assert "cannot be opened" in said.err or "holds no keys" in said.err
    assert elsewhere.rows("select 1 from pg_tables where schemaname = 'public' and tablename = 'event'") == []


def test_a_record_that_is_there_is_never_overwritten(kept: Terminal, tmp_path: Path) -> None:
    said = restored(kept, tmp_path)

    assert (said.code, said.out) == (2, "")
    assert said.err == "There is a record in this database already: a backup comes back into an empty one only.\n"
    assert "a word" in texts(kept)[1].values()


def test_a_secret_that_is_there_is_never_overwritten(kept: Terminal, tmp_path: Path) -> None:
    before = (tmp_path / "identity").read_text()

    assert kept("backup-key", str(tmp_path / "identity")).code == 2
    assert (tmp_path / "identity").read_text() == before


def test_a_word_that_is_none_and_a_folder_that_is_none_are_refused(kept: Terminal, tmp_path: Path) -> None:
    assert kept("backup", str(tmp_path / "safe"), "--to", "me").err.startswith("--to takes the word")
    word = kept.does("backup-key", str(tmp_path / "third")).words.split()[-1]
    assert kept("backup", str(tmp_path / "nowhere"), "--to", word).err.endswith("is no folder.\n")
