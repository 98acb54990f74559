"""The day that is over is closed by the worker: kept as a row, as a file, and with somebody outside."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from config.settings import settings
from models import Access, Partnership
from models.clock import swan_now
from models.columns import new_id
from models.database import session
from tasks import anchors, notices, watch
from tests.engine.casework.place import Place
from tests.servers import ValkeyServer
from tests.tasks.post_office import PostOffice
from tests.written_dates import on
from workflows.engine.anchor_lines import THE_DOOR, read_from, words_of
from workflows.engine.casework.anchoring import close, days_to_close


def rows(place: Place, statement: str, **values: Any) -> Sequence[Any]:
    with session("swan_owner", url=place.url) as db:
        return db.execute(text(statement), values).all()


@pytest.fixture
def older(office: Place) -> UUID:
    """A partnership that was there before today (its id says so), and a try at the door before today."""
    older = UUID(int=new_id().int & ((1 << 80) - 1))
    three_days_ago = datetime.now(UTC) - timedelta(days=3)
    office.keep(
        Partnership(id=older, slug="older", name="Older", prefix="OLD", partners=[]),
        Access(partnership_id=None, at=three_days_ago, act="sign-in-refused", address="", said={}),
    )
    return older


@pytest.fixture(autouse=True)
def a_data_folder_of_its_own(environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SWAN_DATA", str(tmp_path))
    settings.cache_clear()


def test_the_watch_hints_at_a_day_that_is_over(office: Place, older: UUID, valkey: ValkeyServer) -> None:
    with valkey.client() as broker:
        watch.look()
        assert b"watch.anchor" in broker.lindex("watch", 0)
        anchors.anchor()
        broker.delete("watch")
        watch.look()
        assert broker.llen("watch") == 0


def test_each_place_is_closed_by_itself_and_once(office: Place, older: UUID) -> None:
    """Nothing is closed of a partnership that was founded today."""
    assert anchors.anchor() == 2
    assert {row.partnership_id for row in rows(office, "select partnership_id from anchor")} == {None, older}
    assert anchors.anchor() == 0


def test_two_workers_at_once_close_it_once(office: Place, older: UUID) -> None:
    with session("swan_clock") as first, session("swan_clock") as second:
        day, places = days_to_close(first)
        assert days_to_close(second) == (day, places)
        assert close(first, older, day, swan_now(first)) is not None
        first.commit()
        assert close(second, older, day, swan_now(second)) is None


def kept(folder: Path) -> dict[str, str]:
    return {file.name: file.read_text() for file in folder.iterdir()}


def test_it_is_kept_as_a_file_that_nobody_else_can_read(office: Place, older: UUID) -> None:
    anchors.anchor()
    files = kept(settings().anchors)
    day = read_from(files.popitem()[1])[0].day
    assert set(kept(settings().anchors)) == {f"older-{day}.txt", f"{THE_DOOR}-{day}.txt"}
    assert {file.stat().st_mode & 0o777 for file in settings().anchors.iterdir()} == {0o600}
    [row] = rows(office, "select text from anchor where partnership_id is not null")
    assert kept(settings().anchors)[f"older-{day}.txt"] == f"{row.text}\n"


def test_a_file_is_never_written_over(office: Place, older: UUID) -> None:
    """Whoever rewrites the record does not get its files rewritten by the next worker."""
    anchors.anchor()
    before = kept(settings().anchors)
    office.edit(lambda db: db.execute(text("update anchor set text = replace(text, 'reads', 'seen')")))
    anchors.anchor()
    assert kept(settings().anchors) == before


def test_a_folder_that_cannot_be_written_fails_nothing(office: Place, older: UUID) -> None:
    settings().anchors.write_text("a file where the folder should be")
    assert anchors.anchor() == 2


def test_the_business_manager_is_sent_what_the_file_says(office: Place, mail: PostOffice) -> None:
    """References and digests, and what to do with them; no name, and nothing that was typed."""
    office.edit(lambda db: db.execute(text("update \"case\" set seq = 7, head = repeat('ab', 32)")))
    with session("swan_clock") as db:
        anchor = close(db, office.id, on("Mon 17 Mar 2025"), swan_now(db))
    assert anchor is not None
    office.edit(lambda db: db.execute(text("update message set due_at = now()")))
    notices.deliver()
    [sent] = mail.taken
    assert sent["Subject"] == "To keep: Swan anchor 1 of WSCP at the end of 2025-03-17"
    assert sent["To"] == "bill@WSCP.invalid"
    assert [stood.text for stood in read_from(words_of(sent.as_bytes()))] == [anchor.text]
    assert "WSCP-1 7 " in anchor.text
