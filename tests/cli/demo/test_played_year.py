"""Where a played year stays: under one name, unless somebody has the one before open."""

import os
import sys
import tempfile
from pathlib import Path

import pytest

from cli.demo.opening import Serving, how_to_open, serving, settled
from cli.stack.folders import held


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for temporary files of this test's own."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def played(name: str, temporary: Path) -> Path:
    folder = temporary / name
    (folder / "data").mkdir(parents=True, mode=0o700)
    (folder / "year").write_text(name)
    return folder


def test_it_takes_the_place_of_the_one_before(temporary: Path) -> None:
    last = temporary / f"swan-demo-{os.getuid()}"
    assert settled(played("one", temporary)) == last
    assert settled(played("two", temporary)) == last
    assert (last / "year").read_text() == "two"
    assert list(temporary.iterdir()) == [last]


def test_one_that_somebody_has_open_is_left_alone(temporary: Path) -> None:
    last = settled(played("one", temporary))
    with held(last / "data", "swan up"):
        assert settled(played("two", temporary)) == temporary / "two"
    assert (last / "year").read_text() == "one"


def test_what_would_lead_elsewhere_is_taken_out_of_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["a swan"])
    where, then = how_to_open(Path("/a year"), Serving("http://127.0.0.1:8000", ("DATABASE_URL",)))
    assert where.startswith("The year stays in /a year. To open the office in it:  ")
    assert where.endswith("  env -u DATABASE_URL SWAN_CHANNEL=log 'SWAN_DATA=/a year/data' 'a swan' up")
    assert then == (
        "Then go to http://127.0.0.1:8000: it offers a demonstration sign-in for each role, without a password."
    )


def test_a_port_is_the_machines_and_a_server_is_the_records(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SWAN_WEB_PORT", "8123")
    monkeypatch.setenv("REDIS_URL_FILE", "/a/file")
    found = serving()
    assert found.address == "http://127.0.0.1:8123"
    assert "REDIS_URL_FILE" in found.elsewhere
    assert "SWAN_WEB_PORT" not in found.elsewhere
