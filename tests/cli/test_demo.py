"""`swan demo`, whole: the real worker, timekeeper, broker, database and mail, and the same account on every machine."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from tests.acceptance.stack import free_port
from workflows.engine.roles import TITLES

GOLDEN = Path(__file__).parent / "golden" / "a-year.txt"
BEGINS, LAST = "Westmarch Safeguarding Children Partnership, ", "yes  no process is left"

pytestmark = pytest.mark.acceptance


ELSEWHERE = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:9/nowhere", "SMTP_URL": "smtp://127.0.0.1:9"}


def demo(folder: Path, *arguments: str, **more: str) -> "subprocess.Popen[str]":
    """The command, with its folder in this one and the servers of an installation that it must not touch."""
    return subprocess.Popen(
        [str(Path(sys.executable).parent / "swan"), "demo", *arguments],
        env={**os.environ, **ELSEWHERE, **more, "TMPDIR": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def account_in(said: str) -> str:
    """The year's account as it was printed: the same on every machine."""
    lines = said.splitlines()
    first = next(place for place, line in enumerate(lines) if line.startswith(BEGINS))
    return "\n".join(lines[first : lines.index(LAST) + 1]) + "\n"


def left_of(folder: Path) -> list[str]:
    """Files in this folder, and the command lines of processes that have to do with it."""
    found = [str(path) for path in folder.iterdir()]
    for place in Path("/proc").glob("[0-9]*"):
        try:
            found += [line for line in [(place / "cmdline").read_text()] if str(folder) in line]
        except OSError:
            continue
    return found


def test_the_year_is_played_and_everything_holds(tmp_path: Path):
    with demo(tmp_path, "--keep") as playing:
        said, _ = playing.communicate()

    assert playing.returncode == 0, said[-4000:]
    assert account_in(said) == GOLDEN.read_text(encoding="utf-8")
    assert (
        "  08:00  WSCP-2023-003   Send the Rapid Review to the National Panel: not recorded, due Mon 22 May 2023 → "
        "4 delegated safeguarding partners\n"
        "  10:00  WSCP-2023-003   The Rapid Review was sent to the Panel, on Fri 19 May 2023: "
        "“Send the Rapid Review to the National Panel” on time\n"
        "  10:00  WSCP-2023-003   put right: Send the Rapid Review to the National Panel → "
        "business manager, coordinator and 4 delegated safeguarding partners\n"
    ) in said
    [kept] = left_of(tmp_path)
    assert len(list((Path(kept) / "mail").glob("*.eml"))) == int(said.partition(" messages, perhaps")[0].split()[-1])


def test_told_to_stop_it_leaves_nothing(tmp_path: Path):
    with demo(tmp_path) as playing:
        assert playing.stdout is not None
        for line in playing.stdout:
            if "From here on people are" in line:
                playing.send_signal(signal.SIGINT)
                break
        rest = playing.stdout.read()

    assert playing.returncode == 1
    assert "Stopped (SIGINT)." in rest
    assert left_of(tmp_path) == []


def test_a_day_that_is_not_of_the_year(tmp_path: Path):
    with demo(tmp_path, "--until", "2025-01-01") as playing:
        said, _ = playing.communicate()

    assert playing.returncode == 2
    assert said == "The year goes from Saturday 1 April 2023 to Sunday 31 March 2024.\n"


@contextmanager
def kept_up(command: str, environment: dict[str, str]) -> Iterator[None]:
    """The command that the demonstration ended with, as somebody pastes it, until it is told to stop."""
    with subprocess.Popen(
        f"exec {command}", shell=True, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as running:
        assert running.stdout is not None
        said = []
        try:
            for line in running.stdout:
                said.append(line)
                if line.startswith("Ctrl-C stops it."):
                    break
            assert running.poll() is None, "".join(said)
            yield
        finally:
            running.send_signal(signal.SIGINT)
            running.stdout.read()


def test_it_ends_by_saying_how_its_office_is_opened_and_that_is_so(tmp_path: Path):
    names = ("SWAN_WEB_PORT", "SWAN_METRICS_PORT", "SWAN_FLOWER_PORT")
    ports = {name: str(free_port()) for name in names}
    with demo(tmp_path, "--until", "2023-04-05", **ports) as playing:
        said, _ = playing.communicate()
    assert playing.returncode == 0, said[-4000:]
    *_, where, then = said.splitlines()
    command = where.partition("To open the office in it:  ")[2]
    address = f"http://127.0.0.1:{ports['SWAN_WEB_PORT']}"

    assert then == f"Then go to {address}: it offers a demonstration sign-in for each role, without a password."
    [stays] = tmp_path.iterdir()
    assert f"The year stays in {stays}." in where
    with (
        kept_up(command, {**os.environ, **ELSEWHERE, **ports, "TMPDIR": str(tmp_path)}),
        httpx2.Client(base_url=address, follow_redirects=True, trust_env=False) as browser,
    ):
        page = browser.get("/").text
        assert "This is a demonstration: choose whose desk to sit at" in page
        assert set(re.findall(r'name="role" value="([a-z_]+)"', page)) == set(TITLES)
        word = re.search(r'name="csrf" value="([^"]+)"', page)
        assert word is not None
        told = {"csrf": word[1], "partnership": "westmarch", "role": "coordinator"}
        browser.post("/sign-in/demonstration", data=told)
        board = browser.get("/cases").text
        assert "Demonstration.</strong> Here it is Wednesday 5 April 2023." in board
        assert "WSCP-2023-" in board
