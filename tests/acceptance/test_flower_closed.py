"""Flower, as it really runs: reached from this machine only, by whoever has the password, to look and to do nothing."""

import os
import re
import socket
import subprocess
from pathlib import Path

import httpx2
import pytest
from flower.urls import handlers

from cli.stack import parts
from cli.stack.whole import environment
from tests.acceptance.outside import Flower, orders
from tests.acceptance.stack import Stack

pytestmark = pytest.mark.acceptance

WITHOUT_PASSWORD = {"/metrics", "/healthcheck", "/logout"}
"""Flower answers these to anybody, whatever it is told: a proxy in front of it must keep the first two in."""


def addresses() -> list[str]:
    """Every address of Flower's by its own table, as if for a worker or task of some name."""
    paths = [entry[0] if isinstance(entry, tuple) else entry.regex.pattern for entry in handlers]
    found = {re.sub(r"\(.*\)|\$|/\?", "", path) + ("x" if "(" in path else "") for path in paths}
    return sorted(path for path in found if path.startswith("/") and not path.startswith("/static"))


def answers(flower: Flower, path: str, password: str = "") -> int:
    """With what code, to whoever has another password than its own, or none."""
    return httpx2.get(flower.address + path, auth=("swan", password) if password else None, timeout=10).status_code


@pytest.mark.parametrize("path", addresses())
def test_nobody_is_let_in_without_the_password(flower: Flower, path: str) -> None:
    open_ = path in WITHOUT_PASSWORD
    assert (answers(flower, path) in (401, 403, 404, 405)) is not open_, path
    assert (answers(flower, path, "wrong") in (401, 403, 404, 405)) is not open_, path


def test_what_it_says_to_anybody_are_counts_of_our_three_kinds_of_task(flower: Flower) -> None:
    names = set(re.findall(r'task="([^"]+)"', flower.says("/metrics")))
    assert all(re.fullmatch(r"((deadlines|notices|watch)\.[a-z]+)?", name) for name in names)
    goodbye = flower.says("/logout")
    assert not any(name in goodbye for name in ("deadlines.sweep", "notices.deliver", "worker@"))


def test_it_listens_on_this_machine_alone(flower: Flower) -> None:
    listening = subprocess.run(
        ["cat", f"/proc/{flower.process.pid}/net/tcp", f"/proc/{flower.process.pid}/net/tcp6"],
        capture_output=True, text=True, check=False,
    ).stdout  # fmt: skip
    port = f"{flower.process.settings.flower_port:04X}"
    found = {line.split()[1] for line in listening.splitlines() if line.split()[3] == "0A"}
    assert {place for place in found if place.endswith(f":{port}")} == {f"0100007F:{port}"}, socket.gethostname()


def test_it_remembers_nothing_on_disk(flower: Flower) -> None:
    flower.tasks()
    opened = {os.readlink(one) for one in Path(f"/proc/{flower.process.pid}/fd").iterdir()}
    kept = {path for path in opened if path.startswith("/") and Path(path).is_file()}
    assert {Path(path).suffix for path in kept} <= {".log"}
    assert not list(flower.process.part.folder.glob("flower*"))


@pytest.mark.parametrize("wrong", ["no password", "an empty password", "a door left open"])
def test_it_does_not_start_open_to_everybody(stack: Stack, tmp_path: Path, wrong: str) -> None:
    settings = stack.settings_with(SWAN_FLOWER_PASSWORD_FILE=str(tmp_path / "password"))
    if wrong != "no password":
        (tmp_path / "password").write_text("a password\n" if wrong == "a door left open" else "\n")
    part = parts.flower(settings)
    told = environment(settings, part) | ({"FLOWER_UNAUTHENTICATED_API": "1"} if wrong == "a door left open" else {})

    ended = subprocess.run(
        part.command, env=told, cwd=part.folder, capture_output=True, text=True, timeout=60, check=False
    )

    assert ended.returncode != 0
    said = (
        "FLOWER_UNAUTHENTICATED_API would open Flower" if wrong == "a door left open" else "Flower needs a password in"
    )
    assert ended.stderr.startswith(said)
    assert "Traceback" not in ended.stderr


def test_no_variable_of_flowers_own_reaches_it(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLOWER_UNAUTHENTICATED_API", "true")
    monkeypatch.setenv("FLOWER_AUTH", ".*@example.invalid")
    told = environment(stack.settings, parts.flower(stack.settings))
    assert [name for name in told if name.startswith("FLOWER_")] == []


@pytest.mark.parametrize("order", orders())
def test_flower_takes_no_order(flower: Flower, order: str) -> None:
    assert flower.takes(order) == 403
