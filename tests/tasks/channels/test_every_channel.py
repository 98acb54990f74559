"""What every channel must do, whichever files there are; a new one is found here without another word."""

import logging
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from config.settings import settings
from tasks import channels
from tasks.channels import Channel, NoSuchChannel, NotConfigured, NotSent, Outgoing, channel, names

ADDRESS, WORDS = "zzcanary@testshire.invalid", "ZZWORDS"
MESSAGE = Outgoing(UUID(int=7), ADDRESS, "2 due today", f"{WORDS}\n.\nend", notices=2)

PIGEON = '''"""Reaching people by pigeon."""

from config.settings import Settings
from tasks.channels import Outgoing, Receipt


class Pigeon:
    name = "pigeon"

    def send(self, message: Outgoing) -> Receipt:
        return Receipt(f"ring {message.id}")


def channel(settings: Settings) -> Pigeon:
    return Pigeon()
'''

pytestmark = pytest.mark.usefixtures("environment")


@pytest.fixture
def a_fifth_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A newcomer's channel, dropped into a folder beside the others."""
    (tmp_path / "pigeon.py").write_text(PIGEON)
    monkeypatch.setattr(channels, "__path__", [*channels.__path__, str(tmp_path)])


def keeps_the_contract(name: str, caplog: pytest.LogCaptureFixture) -> None:
    way = channel(name)

    assert way.name == name, "it is named after its file"
    with caplog.at_level(logging.DEBUG, logger="tasks"):
        said = [said_by(way, replace(MESSAGE, perhaps_twice=perhaps)) for perhaps in (False, True)]
    assert all(said), "a reference, or why not"
    assert not [word for word in (ADDRESS, WORDS) if word in caplog.text + "".join(said)]


def said_by(way: Channel, message: Outgoing) -> str:
    """What is kept of a try: the receipt's reference, or the code of what kept it back; nothing else may come out."""
    try:
        return way.send(message).reference
    except NotSent as failure:
        return failure.code


@pytest.mark.parametrize("name", names())
def test_a_channel_hands_over_and_tells_nobody_whom_or_what(name: str, caplog: pytest.LogCaptureFixture) -> None:
    keeps_the_contract(name, caplog)


@pytest.mark.parametrize("name", names())
def test_a_channel_answers_or_says_why_not_where_nobody_is_there(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMTP_URL", "smtp://127.0.0.1:1")
    monkeypatch.setenv("NOTIFY_BASE_URL", "http://127.0.0.1:1")
    settings.cache_clear()

    said = said_by(channel(name), MESSAGE)

    assert said
    assert ADDRESS not in said


@pytest.mark.usefixtures("a_fifth_file")
def test_a_file_in_the_folder_is_a_channel(caplog: pytest.LogCaptureFixture) -> None:
    assert "pigeon" in names()
    keeps_the_contract("pigeon", caplog)


@pytest.mark.usefixtures("a_fifth_file")
def test_it_may_be_the_installations_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SWAN_CHANNEL", "pigeon")
    settings.cache_clear()

    assert channel().send(MESSAGE).reference == f"ring {MESSAGE.id}"


def test_a_name_without_a_file_is_refused_by_name() -> None:
    with pytest.raises(NoSuchChannel, match="There is no channel pigeon"):
        channel("pigeon")


@pytest.mark.parametrize(
    ("variable", "value"), [("NOTIFY_API_KEY", ""), ("NOTIFY_TEMPLATE_ID", ""), ("NOTIFY_API_KEY", "not-a-key")]
)
def test_what_is_missing_is_said(monkeypatch: pytest.MonkeyPatch, variable: str, value: str) -> None:
    monkeypatch.setenv(variable, value)
    settings.cache_clear()

    with pytest.raises(NotConfigured, match=variable):
        channel("govuk_notify")
