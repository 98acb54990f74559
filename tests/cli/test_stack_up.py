"""`swan up` with real servers and stand-in parts: whoever is killed, nothing is left running and nothing is lost."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from cli.stack import leftovers, postgres, valkey
from tests.servers import settings_in

ROOT = Path(__file__).parents[2]
READY = "Swan is up"


def running_in(data: Path) -> dict[int, str]:
    """Every process that works in this data folder or was started with it: its command line."""
    found = {}
    for place in Path("/proc").glob("[0-9]*"):
        try:
            command = (place / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            works_in = os.readlink(place / "cwd")
        except OSError:
            continue
        if int(place.name) != os.getpid() and (str(data) in command or works_in.startswith(str(data))):
            found[int(place.name)] = command
    return found


def wait_for(what: Callable[[], object], seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.02)


class Stack:
    """A supervisor in a process of its own."""

    def __init__(self, data: Path, names: tuple[str, ...], environment: dict[str, str]) -> None:
        self.data = data
        self.output = data.parent / f"{data.name}.output"
        with self.output.open("wb") as file:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.cli.standins", str(data), *names],
                cwd=ROOT,
                env=os.environ | environment,
                stdout=file,
                stderr=subprocess.STDOUT,
            )

    def said(self) -> str:
        return self.output.read_text()

    def pid_of(self, name: str) -> int:
        """The process number of a part, from what the supervisor wrote down."""
        pids = [int(pid) for pid in json.loads((self.data / leftovers.RECORD).read_text())]
        commands = running_in(self.data)
        return next(pid for pid in pids if name in commands.get(pid, ""))

    def ends_with(self) -> int:
        return self.process.wait(20)

    def told(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.ends_with()


@contextmanager
def up(data: Path, *names: str, ready: bool = True, **environment: str) -> Iterator[Stack]:
    stack = Stack(data, names, environment)
    try:
        if ready:
            wait_for(lambda: READY in stack.said() or stack.process.poll() is not None)
            assert READY in stack.said(), stack.said()
        yield stack
    finally:
        if stack.process.poll() is None:
            stack.told(signal.SIGTERM)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder several tests use in turn: making a database costs a second."""
    return tmp_path_factory.mktemp("stack") / "data"


class TestToldToStop:
    @pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
    def test_every_process_is_ended_in_reverse_order(self, data: Path, told: signal.Signals) -> None:
        with up(data, "servers", "worker") as stack:
            parts = set(re.findall(r"postgres|valkey|worker", str(running_in(data))))
            assert parts == {"postgres", "valkey", "worker"}
            assert stack.told(told) == 0

        assert running_in(data) == {}
        said = stack.said()
        assert f"stopped ({told.name})" in said
        assert said.index("ready to exit") < said.index("database system is shut down")
        assert not settings_in(data).socket_folder.exists()

    def test_a_part_that_does_not_listen_is_killed_after_its_grace(self, tmp_path: Path) -> None:
        with up(tmp_path, "deaf") as stack:
            assert stack.told(signal.SIGTERM) == 0
        assert running_in(tmp_path) == {}

    def test_while_a_part_is_awaited(self, tmp_path: Path) -> None:
        with up(tmp_path, "unready", ready=False) as stack:
            wait_for(lambda: (tmp_path / leftovers.RECORD).exists())
            assert stack.told(signal.SIGINT) == 0
        assert running_in(tmp_path) == {}


class TestKilled:
    def test_nothing_is_left_and_what_was_recorded_is_there_at_the_next_start(self, data: Path) -> None:
        settings = settings_in(data)
        with up(data, "servers", "worker") as stack:
            with psycopg.connect(postgres.cluster(settings).conninfo("swan")) as database:
                database.execute("create table kept (word text)")
                database.execute("insert into kept values ('recorded')")
            with valkey.client(settings) as broker:
                broker.set("kept", "queued")
                wait_for(lambda: broker.info("persistence")["aof_pending_bio_fsync"] == 0)
            stack.process.kill()
            stack.ends_with()
            wait_for(lambda: not running_in(data))

        with up(data, "servers") as stack:
            with psycopg.connect(postgres.cluster(settings).conninfo("swan")) as database:
                assert database.execute("select word from kept").fetchall() == [("recorded",)]
                database.execute("drop table kept")
            with valkey.client(settings) as broker:
                assert broker.get("kept") == b"queued"

    def test_what_outlived_its_supervisor_is_ended_and_a_stranger_with_its_number_is_not(self, tmp_path: Path) -> None:
        with orphan(tmp_path) as left, orphan(tmp_path) as stranger:
            found = {left.pid: leftovers.begun(left.pid), stranger.pid: "another start"}
            (tmp_path / leftovers.RECORD).write_text(json.dumps(found))
            with up(tmp_path, "worker") as stack:
                assert left.wait(5) == -signal.SIGTERM
                assert f"process {left.pid} was left over" in stack.said()
                assert stranger.poll() is None

    def test_a_stale_lock_of_postgresql_that_names_a_stranger_is_no_obstacle(self, data: Path) -> None:
        with up(data, "servers"):
            lock = (data / "postgres" / "postmaster.pid").read_text().splitlines()
        with orphan(data.parent) as stranger:
            (data / "postgres" / "postmaster.pid").write_text("\n".join([str(stranger.pid), *lock[1:]]))
            with up(data, "servers"):
                assert stranger.poll() is None


@contextmanager
def orphan(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(["sleep", "600"], cwd=folder, start_new_session=True)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


class TestRefused:
    def test_a_second_stack_on_the_same_folder(self, tmp_path: Path) -> None:
        with up(tmp_path, "worker") as first:
            other = Stack(tmp_path, ("worker",), {})
            other.output.rename(tmp_path / "second")
            assert other.ends_with() == 1
            said = (tmp_path / "second").read_text()
            assert f"already in use by swan up, process {first.process.pid}" in said
            assert first.pid_of("worker")

    def test_a_folder_that_others_can_change(self, tmp_path: Path) -> None:
        tmp_path.chmod(0o777)
        with up(tmp_path, "worker", ready=False) as stack:
            assert stack.ends_with() == 1
        assert "give Swan a folder of its own" in stack.said()

    @pytest.mark.parametrize(("name", "how"), [("failing", "ended with code 3"), ("once-failing", "ended with code 4")])
    def test_a_part_that_fails_takes_the_rest_along(self, tmp_path: Path, name: str, how: str) -> None:
        with up(tmp_path, "worker", name, ready=False) as stack:
            assert stack.ends_with() == 1
        assert f"{name} {how} before it was ready" in stack.said().replace("\n", " ")
        assert running_in(tmp_path) == {}


class TestWatched:
    def test_what_dies_is_started_again_and_its_children_go_with_it(self, tmp_path: Path) -> None:
        with up(tmp_path, "worker") as stack:
            dead = stack.pid_of("worker")
            children = Path(f"/proc/{dead}/task/{dead}/children")
            wait_for(lambda: children.read_text().split())
            (child,) = children.read_text().split()
            os.kill(dead, signal.SIGKILL)
            wait_for(lambda: "worker is started again." in stack.said())
            assert "worker was ended by SIGKILL; it is started again in 1 s." in stack.said()
            assert leftovers.begun(int(child)) is None
            assert stack.pid_of("worker") != dead
            wait_for(lambda: stack.said().count("worker speaks") == 2)

    def test_each_part_reads_what_it_names_and_no_other_secret(self, tmp_path: Path) -> None:
        told = {"SWAN_LINK": "http://swan.invalid", "NOTIFY_API_KEY": "a secret"}
        with up(tmp_path, "told", "once", "worker", **told) as stack:
            said = re.sub(r" +", " ", stack.said())
        assert "told told http://swan.invalid, not the key" in said
        assert "once done once" in said
        assert "worker worker speaks" in re.sub(r" +", " ", (tmp_path / "swan.log").read_text())


class TestForked:
    """What is a program of Python is begun from what the supervisor has imported, and knows nothing else of it."""

    def test_it_reads_what_it_names_holds_nothing_of_ours_and_ends_as_any_program(self, tmp_path: Path) -> None:
        with up(tmp_path, "forked", SWAN_LINK="http://swan.invalid", NOTIFY_API_KEY="a secret") as stack:
            wait_for(lambda: "the key is" in stack.said())
            assert stack.told(signal.SIGTERM) == 0
        assert "named forked, told http://swan.invalid, holds nothing" in stack.said()
        assert "the key is not told; 0 handlers" in stack.said()
        assert "forked has ended well" in stack.said()

    def test_what_dies_is_started_again_and_its_children_go_with_it(self, tmp_path: Path) -> None:
        with up(tmp_path, "forked") as stack:
            wait_for(lambda: "the key is" in stack.said())
            (dead,) = (int(pid) for pid in json.loads((tmp_path / leftovers.RECORD).read_text()))
            children = Path(f"/proc/{dead}/task/{dead}/children")
            wait_for(lambda: children.read_text().split())
            (child,) = children.read_text().split()
            os.kill(dead, signal.SIGKILL)
            wait_for(lambda: stack.said().count("the key is") == 2)
            assert "forked was ended by SIGKILL; it is started again in 1 s." in stack.said()
            assert leftovers.begun(int(child)) is None

    def test_none_is_left_when_its_supervisor_is_killed(self, tmp_path: Path) -> None:
        with up(tmp_path, "forked") as stack:
            wait_for(lambda: "the key is" in stack.said())
            stack.process.kill()
            stack.ends_with()
            wait_for(lambda: not leftovers.left(tmp_path))

    @pytest.mark.parametrize(("name", "said"), [("refusing", " my reason"), ("failing", "LookupError: my reason")])
    def test_one_that_fails_says_why_and_takes_the_rest_along(self, tmp_path: Path, name: str, said: str) -> None:
        with up(tmp_path, f"forked-{name}", ready=False) as stack:
            assert stack.ends_with() == 1
        assert said in stack.said()
        assert f"forked-{name} ended with code 1 before it was ready" in stack.said().replace("\n", " ")


class TestEmbedded:
    def test_a_long_data_path_is_no_obstacle(self, tmp_path: Path) -> None:
        data = tmp_path / ("long" * 30)
        with up(data, "servers"), psycopg.connect(postgres.cluster(settings_in(data)).conninfo("swan")) as database:
            found = database.execute("select datlocprovider, datlocale from pg_database where datname = 'swan'")
            assert found.fetchone() == ("b", "C.UTF-8")
            assert database.info.server_version >= 180000

    def test_only_who_has_the_password_is_let_in(self, data: Path) -> None:
        settings = settings_in(data)
        place = {"host": str(settings.socket_folder), "user": "swan", "dbname": "swan"}
        with up(data, "servers"):
            passwords = {(data / name).read_text().strip() for name in ("postgres.password", "valkey.password")}
            with pytest.raises(psycopg.OperationalError, match="password"):
                psycopg.connect(**place, password="wrong")
            stranger = redis.Redis(unix_socket_path=str(valkey.socket_file(settings)), retry=Retry(NoBackoff(), 0))
            with stranger as broker, pytest.raises(redis.AuthenticationError):
                broker.ping()
            commands = " ".join(running_in(data).values())
            assert not any(password in commands for password in passwords)
            assert {(data / name).stat().st_mode & 0o777 for name in ("postgres.password", "valkey.password")} == {
                0o600
            }
            with valkey.client(settings) as broker:
                assert broker.config_get("maxmemory-policy")["maxmemory-policy"] == "noeviction"

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become somebody else")
    def test_under_root_postgresql_is_nobody(self, data: Path) -> None:
        with up(data, "servers") as stack:
            assert Path(f"/proc/{stack.pid_of('bin/postgres')}").stat().st_uid != 0
            assert data.stat().st_uid == 0
            assert data.stat().st_mode & 0o777 == 0o700
