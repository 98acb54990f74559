"""Settings that could lose a notice are refused before anything is worked on, each with one sentence."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from config.settings import settings
from tasks import notices
from tasks.app import app
from tasks.safety import Unsafe, refuse_unsafe_settings
from tests.servers import ValkeyServer
from tests.tasks.programs import a_worker

pytestmark = pytest.mark.usefixtures("environment")


@pytest.fixture(autouse=True)
def as_it_was(environment: dict[str, str], valkey: ValkeyServer) -> Iterator[None]:
    options = dict(app.conf.broker_transport_options)
    yield
    app.conf.broker_transport_options = options
    with valkey.client() as broker:
        broker.config_set("maxmemory-policy", "noeviction")
        broker.flushall()


def refusal() -> str:
    with pytest.raises(Unsafe) as refused:
        refuse_unsafe_settings(app)
    return str(refused.value)


def test_our_own_settings_are_safe() -> None:
    refuse_unsafe_settings(app)


@pytest.mark.parametrize("setting", ["acks_late", "reject_on_worker_lost"])
def test_a_task_that_a_killed_worker_would_take_along(monkeypatch: pytest.MonkeyPatch, setting: str) -> None:
    monkeypatch.setattr(notices.deliver, setting, False)

    assert f"task_{setting} must stay on for notices.deliver" in refusal()


@pytest.mark.parametrize("seconds", [0, 60, 299])
def test_a_message_that_would_be_handed_to_a_second_worker(seconds: int) -> None:
    app.conf.broker_transport_options = {"visibility_timeout": seconds}

    assert f"visibility_timeout is {seconds} s and a task may run 300 s" in refusal()


@pytest.mark.parametrize("policy", ["allkeys-lru", "volatile-ttl", "allkeys-random"])
def test_a_broker_that_forgets_when_it_is_full(valkey: ValkeyServer, policy: str) -> None:
    with valkey.client() as broker:
        broker.config_set("maxmemory-policy", policy)

    assert f"maxmemory-policy {policy}" in refusal()


@pytest.mark.parametrize("key", ["celery", "_kombu.binding.celery", "celery-task-meta-1", "sessions:1", "deadlines2"])
def test_a_broker_database_shared_with_others(valkey: ValkeyServer, key: str) -> None:
    with valkey.client() as broker:
        broker.set(key, "theirs")

    assert f"holds what is not Swan's ({key})" in refusal()


def test_what_we_leave_in_the_broker_ourselves_is_ours(valkey: ValkeyServer) -> None:
    app.send_task("deadlines.sweep")
    app.send_task("notices.deliver", priority=3)
    app.control.ping(timeout=0.01)

    refuse_unsafe_settings(app)


def test_a_channel_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SWAN_CHANNEL", "pigeon")

    from_the_environment()

    assert "There is no channel pigeon: there is email, govuk_notify, log." in refusal()


def test_a_channel_without_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SWAN_CHANNEL", "govuk_notify")
    monkeypatch.delenv("NOTIFY_API_KEY")

    from_the_environment()

    assert "NOTIFY_API_KEY" in refusal()


def test_several_are_said_at_once_one_a_line(valkey: ValkeyServer) -> None:
    app.conf.broker_transport_options = {"visibility_timeout": 1}
    with valkey.client() as broker:
        broker.set("theirs", 1)

    assert len(refusal().splitlines()) == 2


def from_the_environment() -> None:
    settings.cache_clear()


def test_a_worker_refuses_to_start_unsafely(environment: dict[str, str], valkey: ValkeyServer, tmp_path: Path) -> None:
    with valkey.client() as broker:
        broker.set("theirs", "and not ours")

    with pytest.raises(AssertionError, match="holds what is not Swan's"), a_worker(environment, tmp_path / "log"):
        pass
