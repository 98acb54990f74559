"""Several processes at one door: one that is killed is not missed and is begun again; told to stop, all of them end."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx2
import pytest
import uvicorn

from tests.web.pages import Pages, Reader
from web.keeping import Keeper
from web.serving import ONE_AT_A_TIME, door_of

LONGEST = 60.0
"""Seconds until a test gives up waiting for what is to come."""

ENDS_AT_ONCE = """
import os
from web.keeping import Keeper
Keeper(2, lambda: os._exit(3)).keep()
"""


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def wait_for(what: Callable[[], object]) -> None:
    until = time.monotonic() + LONGEST
    while not what():
        assert time.monotonic() < until, "it did not come"
        time.sleep(0.02)


class Door:
    """`python -m web`, and who answers there."""

    def __init__(self, program: subprocess.Popen[bytes], port: int, numbers: int) -> None:
        self.program, self.port, self.numbers = program, port, numbers

    def answering(self) -> set[int]:
        """The processes that have opened their ears, by their numbers."""
        children = Path(f"/proc/{self.program.pid}/task/{self.program.pid}/children").read_text().split()
        return {int(child) for child in children if len(list(Path(f"/proc/{child}/task").iterdir())) > 1}

    def answers(self) -> bool:
        """Each question by a connection of its own, so that whoever is free takes it."""
        for port in (self.port, self.numbers):
            if httpx2.get(f"http://127.0.0.1:{port}/health", trust_env=False, timeout=LONGEST).status_code != 200:
                return False
        return True

    def is_open(self) -> bool:
        with socket.socket() as asking:
            return asking.connect_ex(("127.0.0.1", self.port)) == 0

    def reader(self, word: str = "") -> Reader:
        """Opens a connection for each page, as many people do: whoever is free answers."""
        cookies = {"swan": word} if word else {}
        head = {"connection": "close"}
        return Reader(base_url=f"http://127.0.0.1:{self.port}", cookies=cookies, headers=head, trust_env=False)


@contextmanager
def opened(office: Pages, processes: int) -> Iterator[Door]:
    """On the record of the office."""
    port, numbers = free_port(), free_port()
    told = {
        "SWAN_DATA": str(office.place.data), "DATABASE_URL": office.url, "SWAN_WEB_PROCESSES": str(processes),
        "SWAN_WEB_PORT": str(port), "SWAN_METRICS_PORT": str(numbers), "SWAN_LINK": f"http://127.0.0.1:{port}",
    }  # fmt: skip
    program = subprocess.Popen(
        [sys.executable, "-m", "web"], env=os.environ | told, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    try:
        yield Door(program, port, numbers)
    finally:
        if program.poll() is None:
            os.killpg(program.pid, signal.SIGKILL)
        program.wait()


@pytest.fixture
def two(pages: Pages) -> Iterator[Door]:
    with opened(pages, 2) as door:
        wait_for(lambda: len(door.answering()) == 2)
        yield door


def test_one_of_two_is_killed_and_the_pages_answer_on(two: Door) -> None:
    first, second = two.answering()
    os.kill(first, signal.SIGKILL)
    assert all(two.answers() for _ in range(20))

    wait_for(lambda: len(two.answering() - {first}) == 2)
    os.kill(second, signal.SIGKILL)
    assert all(two.answers() for _ in range(20))
    assert second not in two.answering()


def test_who_has_signed_in_is_known_to_both_and_guesses_are_counted_by_both_together(two: Door, pages: Pages) -> None:
    with two.reader(pages.signs_in("coordinator")) as known:
        assert {known.get("/needs-you").status_code for _ in range(12)} == {200}

    with two.reader() as stranger:
        guesses = [stranger.sends("/sign-in", name="nobody.at-all", password="wrong").status_code for _ in range(11)]
    assert (guesses[-1], guesses.count(429)) == (429, 1)


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_all_of_them_end(two: Door, told: signal.Signals) -> None:
    both = two.answering()
    two.program.send_signal(told)

    assert two.program.wait(LONGEST) == 0
    assert not any(Path(f"/proc/{one}").exists() for one in both)


def test_those_that_do_not_stay_up_are_not_begun_for_ever() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", ENDS_AT_ONCE], capture_output=True, text=True, timeout=LONGEST, check=False
    )

    assert ended.returncode == 1
    assert "4 processes that were to answer ended at once" in ended.stderr


def test_one_alone_has_nobody_to_look_after_it(pages: Pages) -> None:
    with opened(pages, 1) as door:
        wait_for(door.is_open)
        assert door.answers()
        assert not door.answering()
        door.program.terminate()
        assert door.program.wait(LONGEST) == -signal.SIGTERM


def test_one_that_has_just_ended_keeps_nobody_from_telling_the_other() -> None:
    """Told to stop in the moment between its end and our noting it."""
    ended = subprocess.Popen(["true"])
    ended.wait()
    lives = subprocess.Popen(["sleep", "600"])
    Keeper(2, lambda: None, begun={ended.pid: 0.0, lives.pid: 0.0}).stop(signal.SIGTERM)

    assert lives.wait(LONGEST) == -signal.SIGTERM


def test_many_may_wait_at_the_door_though_one_is_let_in_at_a_time() -> None:
    """asyncio tells the kernel how many may wait by the number that it takes in at once."""
    with ExitStack() as waiting:
        door = waiting.enter_context(door_of(uvicorn.Config(app=None, port=0)))  # type: ignore[arg-type]
        door.listen(ONE_AT_A_TIME)
        for _ in range(100):
            waiting.enter_context(socket.create_connection(door.getsockname(), timeout=LONGEST))
