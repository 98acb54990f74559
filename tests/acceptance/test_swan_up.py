"""`swan up` as a person runs it: a case opened at the terminal reaches people by mail, and no process is ever left."""

import os
import signal
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from cli.stack import postgres
from cli.stack.folders import remove_sockets
from cli.stack.parts import program
from tests.acceptance.live_office import STANDS
from tests.acceptance.post import PostOffice, Step
from tests.acceptance.stack import free_port, is_gone, wait_until
from tests.office import moment
from tests.servers import settings_in

pytestmark = pytest.mark.acceptance

CHILD = "ZZCANARY"
NOON = "Mon 3 Mar 2025 12:00"
TOLD = Counter({"orla.fennimore@westmarch.invalid": 2, "lowri.blackadder@westmarch.invalid": 2})
"""`notify-panel` and `tell-partners` begin, and each is told at once to the coordinator and to who notifies."""

PARTS = {"postgres", "valkey-server", "worker", "courier", "timekeeper", "web", "flower"}


class Swan:
    """One installation with a data folder of its own, and mail that comes to us."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.data = folder, folder / "data"
        self.post = PostOffice()
        self.settings = settings_in(self.data)
        told = {"SWAN_DATA": str(self.data), "SMTP_URL": self.post.url, "SWAN_FLOWER_PORT": str(free_port())}
        told["SWAN_WEB_PORT"] = str(free_port())
        told["SWAN_METRICS_PORT"] = str(free_port())
        self.environment = os.environ | told

    def is_told(self, *words: str) -> str:
        """What a command answers, once it has succeeded."""
        done = subprocess.run(
            [program("swan"), *words], env=self.environment, capture_output=True, text=True, check=False, timeout=60
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @contextmanager
    def up(self) -> Iterator[subprocess.Popen[bytes]]:
        """`swan up`, ready."""
        output = self.folder / "output"
        with output.open("wb") as file:
            running = subprocess.Popen([program("swan"), "up"], env=self.environment, stdout=file, stderr=file)
        try:
            wait_until(lambda: "Swan is up" in output.read_text() or running.poll() is not None, output.read_text, 60)
            assert running.poll() is None, output.read_text()
            yield running
        finally:
            running.kill()
            running.wait()

    def does(self, statement: str, **values: object) -> list[tuple[object, ...]]:
        conninfo = postgres.cluster(self.settings).conninfo("swan")
        with psycopg.connect(conninfo, autocommit=True, row_factory=psycopg.rows.tuple_row) as db:
            found = db.execute(statement, values)
            return found.fetchall() if found.description else []

    def stands(self, written: str) -> None:
        self.does(STANDS.replace(":at", "%(at)s"), at=moment(written))

    def processes(self) -> dict[int, str]:
        """Everything that was started with this data folder, by whomever, with its name and command line."""
        return {int(place.name): command for place in Path("/proc").glob("[0-9]*") if (command := self.ours(place))}

    def ours(self, place: Path) -> str:
        try:
            command = (place / "comm").read_text() + (place / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            told = (place / "environ").read_bytes() + os.fsencode(os.readlink(place / "cwd"))
        except OSError:
            return ""
        ours = str(self.data) in command or os.fsencode(self.data) in told
        return command if ours and not is_gone(int(place.name)) else ""


@pytest.fixture
def swan(tmp_path: Path) -> Iterator[Swan]:
    installation = Swan(tmp_path)
    yield installation
    for process in installation.processes():
        os.kill(process, signal.SIGKILL)
    installation.post.close()
    remove_sockets(installation.settings.socket_folder)


def opens_a_case(swan: Swan) -> None:
    swan.is_told("partnership", "load", "westmarch", "--yes")
    swan.stands(NOON)
    swan.is_told("open", "--aware", "2025-03-03", "--harm", "death", "--child", CHILD, "--as", "orla-fennimore")


def test_a_case_opened_at_the_terminal_is_told_by_mail_and_no_process_is_ever_left(swan: Swan) -> None:
    """Killed in mid-conversation, it tells the rest at the next start; told to stop, it does.

    A worker that waits for a mail server may outlive a killed `swan up`: it is ended by the next.
    """
    conversation = swan.post.stops(Step.MAIL_TAKEN)
    with swan.up() as running:
        opens_a_case(swan)
        conversation.reached()
        ran = swan.processes()
        running.kill()
        running.wait()

    with swan.up() as running:
        assert not ran.keys() & swan.processes().keys()
        swan.does("update message set again_at = now() where status = 'waiting'")
        swan.does("select pg_notify('due', '')")
        wait_until(lambda: swan.does("select count(*) from message where status <> 'sent'") == [(0,)], "not all came")
        perhaps = swan.does("select id from message where perhaps_twice")
        running.send_signal(signal.SIGTERM)
        assert running.wait(30) == 0

    assert {part for part in PARTS if any(part in command for command in ran.values())} == PARTS
    assert swan.processes() == {}
    tells_of_the_case(swan.post)
    copies = swan.post.copies()
    assert Counter(copies.values()) == {1: TOLD.total() - 1, 2: 1}
    assert perhaps == [(id_,) for id_, taken in copies.items() if taken == 2]
    assert [mail.says_perhaps_twice for mail in swan.post.taken if (mail.id,) in perhaps] == [False, True]


def tells_of_the_case(post: PostOffice) -> None:
    """Each person once of each deadline, with its date, and never of the child."""
    assert Counter(to for to, _ in {(mail.to, mail.id) for mail in post.taken}) == TOLD
    assert {mail.subject for mail in post.taken} == {
        "WSCP-2025-001: Notify the National Panel, due Mon 10 Mar",
        "WSCP-2025-001: Tell the safeguarding partners, due Mon 10 Mar",
    }  # fmt: skip
    assert all("New: due on Monday 10 March 2025." in mail.text for mail in post.taken)
    assert CHILD.encode() not in b"".join(mail.raw for mail in post.taken)
