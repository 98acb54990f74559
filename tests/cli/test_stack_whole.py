"""`swan up` itself: the real parts, watched through Flower, and none of them left when it is killed."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from cli.stack.folders import remove_sockets
from tests.cli.test_stack_up import READY, ROOT, running_in, wait_for
from tests.servers import settings_in

pytestmark = pytest.mark.acceptance

PARTS_OF_OURS = ("courier", "flower", "timekeeper", "web", "worker")


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Up:
    """`swan up`, in a process of its own and with Flower told to open itself to everybody."""

    def __init__(self, folder: Path) -> None:
        self.data, self.port = folder / "data", free_port()
        self.output = folder / "output"
        told = {"SWAN_DATA": str(self.data), "SWAN_FLOWER_PORT": str(self.port), "FLOWER_UNAUTHENTICATED_API": "true"}
        told["SWAN_WEB_PORT"] = str(free_port())
        told["SWAN_METRICS_PORT"] = str(free_port())
        told["SWAN_WEB_PROCESSES"] = "2"
        with self.output.open("wb") as file:
            self.process = subprocess.Popen(
                [sys.executable, "-c", "import typer; from cli.stack.command import up; typer.run(up)"],
                cwd=ROOT,
                env=os.environ | told,
                stdout=file,
                stderr=subprocess.STDOUT,
            )

    def flower(self, path: str, *, password: str = "", data: bytes | None = None) -> int:
        """What Flower answers to this."""
        address, way = f"http://127.0.0.1:{self.port}{path}", "GET" if data is None else "POST"
        return httpx2.request(way, address, content=data, auth=("swan", password), timeout=10).status_code

    def processes(self) -> dict[int, str]:
        """Every process of the stack: those of the data folder, and the descendants of the supervisor."""
        below = [str(self.process.pid)]
        for pid in below:
            below += Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return running_in(self.data) | {int(pid): shown(Path(f"/proc/{pid}")) for pid in below[1:]}


def shown(process: Path) -> str:
    """What a list of processes shows of it: its name and its command line."""
    return (process / "comm").read_text() + (process / "cmdline").read_text().replace("\0", " ")


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    stack = Up(tmp_path_factory.mktemp("whole"))
    try:
        wait_for(lambda: READY in stack.output.read_text() or stack.process.poll() is not None, seconds=60)
        assert READY in stack.output.read_text(), stack.output.read_text()
        yield stack
    finally:
        stack.process.kill()
        stack.process.wait()
        remove_sockets(settings_in(stack.data).socket_folder)


def test_flower_wants_its_password_and_takes_no_orders(up: Up) -> None:
    password = (up.data / "flower.password").read_text().strip()
    order = "/api/task/async-apply/deadlines.sweep"
    assert [up.flower(path) for path in ("/", "/api/tasks", "/api/workers")] == [401, 401, 401]
    assert up.flower("/", password="wrong") == 401
    assert up.flower("/api/tasks", password=password) == 200
    assert up.flower(order, password=password, data=b'{"args": []}') == 403
    assert up.flower("/api/worker/shutdown/worker", password=password, data=b"") == 403


def test_no_password_is_on_a_command_line_or_in_the_log(up: Up) -> None:
    passwords = [path.read_text().strip() for path in up.data.glob("*.password")]
    assert len(passwords) == 3
    shown = " ".join(up.processes().values()) + up.output.read_text() + (up.data / "swan.log").read_text()
    assert not [password for password in passwords if password in shown]


def test_what_runs_and_how_to_reach_it_is_said(up: Up) -> None:
    said = up.output.read_text()
    assert f"http://127.0.0.1:{up.port} (user swan, password in {up.data / 'flower.password'})" in said
    assert "embedded, for trying things out" in said


def test_each_part_of_ours_shares_most_of_what_was_imported_and_two_answer_for_the_pages(up: Up) -> None:
    """A part that was executed instead, or that imports for itself what nobody imported before, would hold it alone."""
    ours = [
        (one, pid) for pid, command in up.processes().items() for one in PARTS_OF_OURS if command.startswith(f"{one}\n")
    ]
    assert [one for one, _ in sorted(ours)] == ["courier"] * 2 + ["flower", "timekeeper"] + ["web"] * 3 + ["worker"] * 2
    for one, pid in ours:
        held = dict(re.findall(r"^(\w+): +(\d+) kB$", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE))
        assert int(held["Shared_Dirty"]) > 3 * int(held["Private_Dirty"]), one


def test_killed_it_leaves_no_process(up: Up) -> None:
    left = up.processes()
    wanted = {"postgres", "valkey-server", "worker", "courier", "timekeeper", "web", "flower"}
    assert wanted == {name for command in left.values() for name in wanted if name in command}
    up.process.kill()
    up.process.wait()
    wait_for(lambda: not [pid for pid in left if Path(f"/proc/{pid}").exists()])
