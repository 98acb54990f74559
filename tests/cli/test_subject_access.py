"""`swan subject-access`: every row that mentions a person, others marked, and that it was given written down."""

import json
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from sqlmodel import SQLModel

from models import Account, Membership, WebSession
from models.clock import swan_now
from models.database import session
from tests.cli.terminal import Terminal
from workflows.engine.casework import witnessing
from workflows.engine.casework.climbing import climb
from workflows.engine.casework.witnessing import Who
from workflows.engine.reading import mentions

WHO = ("--as", "orla-fennimore")
REF, OTHER = "WSCP-2026-001", "WSCP-2026-002"
CHILD, SISTER = "Zebedee Synthetic", "Wren Synthetic"
TOLD = f"{CHILD} was seen with {SISTER} by Gethin Osterholm and a neighbour, Mr Unknown"


@pytest.fixture
def office(swan: Terminal) -> Terminal:
    """Two children are named in a case; the other case says a word of one of them, and nothing else of anybody."""
    swan.does("open", "--harm", "death", "--notified", "2026-11-20", "--child", CHILD, "--child", SISTER,
              "--with", "portal_reference=ABC-1", "--with", f"note={TOLD}", *WHO)  # fmt: skip
    swan.does("open", "--harm", "death", "--notified", "2026-11-20", "--child", "Somebody Else",
              "--with", "portal_reference=ABC-2", "--with", f"note=cousin of {CHILD.upper()}", *WHO)  # fmt: skip
    return swan


def given(swan: Terminal, place: Path, *asked: str) -> list[dict[str, Any]]:
    file = place / f"{len(list(place.iterdir()))}.json"
    swan.does("subject-access", "--out", str(file), *asked, *WHO)
    assert file.stat().st_mode & 0o077 == 0
    found: list[dict[str, Any]] = json.loads(file.read_text())
    return found


def of(found: list[dict[str, Any]], table: str) -> list[dict[str, Any]]:
    return [one["says"] for one in found if one["table"] == table]


def test_of_a_child_it_is_the_whole_of_their_case_and_what_names_them_elsewhere(
    office: Terminal, tmp_path: Path
) -> None:
    found = given(office, tmp_path, "--name", CHILD)

    assert [one["name"] for one in of(found, "child")] == [CHILD]
    assert {one["case"] for one in found if one["table"] == "event"} == {REF, OTHER}
    assert len(of(found, "event")) == 2
    assert {one["case"] for one in found if one["table"] == "deadline"} == {REF}
    assert f"cousin of {CHILD.upper()}" in [one["note"] for one in of(found, "event")]


def test_others_who_are_known_are_marked_and_what_must_be_read_is_named(office: Terminal, tmp_path: Path) -> None:
    marked = next(
        one for one in given(office, tmp_path, "--name", CHILD) if "neighbour" in str(one["says"].get("note"))
    )

    assert marked["says"]["note"] == (
        f"{CHILD} was seen with [[{SISTER}]] by [[Gethin Osterholm]] and a neighbour, Mr Unknown"
    )
    assert "note" in marked["read"]
    assert marked["says"]["recorded_by"] == "another person"

    [replaced] = [
        one for one in of(given(office, tmp_path, "--name", CHILD, "--redacted"), "event") if "seen" in one["note"]
    ]
    assert replaced["note"] == (f"{CHILD} was seen with another person by another person and a neighbour, Mr Unknown")


def test_of_one_of_the_partnerships_people_it_is_every_row_that_is_theirs(office: Terminal, tmp_path: Path) -> None:
    mine = signed_in(office, "orla-fennimore")
    with session("swan_clock", url=office.url) as db:
        climb(db, swan_now(db))
    office.does("people", "away", "orla-fennimore", "--from", "2026-11-30", "--to", "2026-12-11", *WHO)

    found = given(office, tmp_path, "--person", "orla-fennimore")

    tables = {one["table"] for one in found}
    assert {"person", "holding", "event", "notice", "message", "absence", "office_event", "account", "membership",
            "web_session", "access"} <= tables  # fmt: skip
    assert [one["id"] for one in of(found, "account")] == [mine]
    assert of(found, "web_session")[0]["address"] == "192.0.2.7"
    assert "child" not in tables


def signed_in(swan: Terminal, slug: str) -> str:
    """They have an account and a session; the account's id."""
    with session("swan_owner", url=swan.url) as db:
        [person] = swan.rows(f"select id, partnership_id, now() as now from person where slug = '{slug}'")
        account = Account(issuer="local", subject="orla", password="a hash", totp="a secret", made_at=person.now)
        db.add(account)
        db.flush()
        db.add(Membership(account_id=account.id, partnership_id=person.partnership_id, person_id=person.id))
        db.add(
            WebSession(
                token="a digest", csrf="a word", account_id=account.id, address="192.0.2.7", agent="a browser",
                begun_at=person.now, seen_at=person.now, partnership_id=person.partnership_id, person_id=person.id,
            )
        )  # fmt: skip
        witnessing.write(db, Who("192.0.2.7", person.partnership_id, person_id=person.id), "signed-in", {})
        return str(account.id)


def test_nothing_that_lets_somebody_in_is_given_out(office: Terminal, tmp_path: Path) -> None:
    signed_in(office, "orla-fennimore")
    said = json.dumps(given(office, tmp_path, "--person", "orla-fennimore"))

    for secret in ("a hash", "a secret", "a digest", "a word"):
        assert f'"{secret}"' not in said


def test_who_is_not_mentioned_has_nothing(office: Terminal, tmp_path: Path) -> None:
    assert given(office, tmp_path, "--name", "Nobody Whatever") == []


def test_that_it_was_given_is_written_down_and_for_whom_is_not(office: Terminal, tmp_path: Path) -> None:
    given(office, tmp_path, "--name", CHILD)

    [row] = office.rows("select said from office_event where act = 'subject_access'")
    assert row.said["cases"] == [REF, OTHER]
    assert "Zebedee" not in str(row.said)
    looks = office.rows("select 1 from access where act = 'subject-access-given'")
    assert len(looks) == 2


def test_another_partnerships_rows_are_not_in_it(office: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "eastmarch.toml"
    from_ = (Path(__file__).parents[2] / "config" / "partnerships" / "westmarch.toml").read_text()
    file.write_text(from_.replace('prefix = "WSCP"', 'prefix = "EMSP"'))
    office.does("partnership", "load", str(file))

    office.does("subject-access", "--name", CHILD, "--partnership", "eastmarch", "--out", str(tmp_path / "east.json"))

    assert json.loads((tmp_path / "east.json").read_text()) == []


def test_a_document_is_for_whoever_reads_it_first(office: Terminal, tmp_path: Path) -> None:
    out = tmp_path / "kept.docx"
    said = office.does("subject-access", "--name", CHILD, "--out", str(out), *WHO).words
    words = "\n".join(cell.text for table in Document(str(out)).tables for row in table.rows for cell in row.cells)

    assert "Read" in said
    assert f"seen with [[{SISTER}]]" in words
    assert "To be read." in words


def test_erased_what_was_written_is_not_found_any_more(office: Terminal, tmp_path: Path) -> None:
    with session("swan_owner", url=office.url) as db:
        db.connection().exec_driver_sql("delete from case_key")

    assert given(office, tmp_path, "--name", CHILD) == []


@pytest.mark.parametrize(
    ("asked", "code", "why"),
    [
        (("--out", "x.json"), 2, "Say who: --name"),
        (("--name", "A", "--out", "/nowhere/x.json", *WHO), 2, "cannot be written"),
        (("--name", "A", "--out", "x.json", "--as", "gethin-osterholm"), 3, "are changed by"),
        (("--person", "nobody", "--out", "x.json", *WHO), 4, "knows nobody called nobody"),
    ],
)  # fmt: skip
def test_what_is_not_possible_is_refused(office: Terminal, asked: tuple[str, ...], code: int, why: str) -> None:
    refused = office("subject-access", *asked)
    assert (refused.code, refused.out) == (code, "")
    assert why in refused.err


def test_every_table_that_can_name_somebody_is_looked_through() -> None:
    """What is left out by name holds no word of anybody; whatever comes later is looked through by itself."""
    tables = {table.name for table in SQLModel.metadata.sorted_tables}
    left = {name for name in tables if "partnership_id" not in SQLModel.metadata.tables[name].c}
    assert left == {
        "account", "partnership", "calendar_version", "definition", "demonstration", "heartbeat", "holiday", "law",
    }  # fmt: skip
    assert mentions.SEALED.keys() <= tables
