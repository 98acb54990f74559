"""Settings: what is right is read from every place it may stand in, what is wrong is refused in one sentence."""

import os
import ssl
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr

from config.servers import MailServer, broker, clear, mail_server
from config.settings import SOCKET_PATH_LIMIT, Settings, WrongSettings, read, settings

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Settings.variables():
        for told in (name, f"{name}_FILE"):
            monkeypatch.delenv(told, raising=False)
    monkeypatch.setenv("SWAN_DATA", str(tmp_path))


class TestRead:
    def test_nothing_need_be_set(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.delenv("SWAN_DATA")
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
        found = read()
        assert (found.env, found.channel, found.workers, found.flower_port) == ("local", "email", 1, 5555)
        assert found.data == tmp_path / "swan"
        assert found.key_file == found.data / "case.key"
        assert found.flower_password_file == found.data / "flower.password"
        assert found.smtp == MailServer("127.0.0.1", 1025, "", "")
        assert found.embedded_database
        assert found.embedded_broker

    def test_an_empty_variable_is_not_set(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SWAN_WORKERS", "")
        monkeypatch.setenv("DATABASE_URL", "")
        assert read().workers == 1
        assert read().embedded_database

    @pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
    def test_every_spelling_of_a_database_gets_our_driver(self, monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
        monkeypatch.setenv("DATABASE_URL", f"{scheme}://swan:p%40ss@db:5432/swan?sslmode=require")
        assert read().database_url == "postgresql+psycopg://swan:p%40ss@db:5432/swan?sslmode=require"
        assert not read().embedded_database

    def test_a_mail_server_may_ask_for_a_password(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SMTP_URL", "smtp://swan:p%40ss@mail.invalid:2525")
        assert read().smtp == MailServer("mail.invalid", 2525, "swan", "p@ss")

    @pytest.mark.parametrize(
        ("address", "server"),
        [
            ("smtp://mail.invalid", MailServer("mail.invalid", 25, "", "", "")),
            ("smtps://swan:p@mail.invalid", MailServer("mail.invalid", 465, "swan", "p", "whole")),
            ("smtp+plain://relay.invalid", MailServer("relay.invalid", 25, "", "", "plain")),
        ],
    )
    def test_how_mail_is_handed_over_stands_in_its_address(
        self, monkeypatch: pytest.MonkeyPatch, address: str, server: MailServer
    ) -> None:
        monkeypatch.setenv("SMTP_URL", address)
        assert read().smtp == server

    def test_an_encrypted_broker_has_to_prove_itself(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("REDIS_URL", "rediss://:p@broker.invalid:6380/0?ssl_ca_certs=/etc/ca.pem")
        found = read().broker
        assert (found.url, found.options) == ("rediss://:p@broker.invalid:6380/0", {})
        assert found.ssl == {
            "ssl_cert_reqs": ssl.CERT_REQUIRED, "ssl_check_hostname": True, "ssl_ca_certs": "/etc/ca.pem",
        }  # fmt: skip

    def test_sentinels_are_all_asked_with_the_same_password(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("REDIS_URL", "sentinel://:p@one:26379;sentinel://two:26379/2?master_name=swan&ssl=true")
        found = read().broker
        assert found.url == "sentinel://:p@one:26379/2;sentinel://:p@two:26379/2"
        assert found.options["master_name"] == "swan"
        assert found.options["sentinel_kwargs"]["ssl"] is True
        assert found.ssl is not None

    def test_a_secret_may_stand_in_a_file(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        (tmp_path / "key").write_text("a-key\n")
        monkeypatch.setenv("NOTIFY_API_KEY_FILE", str(tmp_path / "key"))
        found = read().notify_api_key
        assert found is not None
        assert found.get_secret_value() == "a-key"

    def test_secrets_are_not_shown(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("DATABASE_URL", "REDIS_URL", "SMTP_URL"):
            scheme = {"DATABASE_URL": "postgresql", "REDIS_URL": "redis", "SMTP_URL": "smtp"}[name]
            monkeypatch.setenv(name, f"{scheme}://user:hidden@host/1")
        monkeypatch.setenv("NOTIFY_API_KEY", "hidden")
        assert "hidden" not in repr(read())

    def test_they_are_frozen_and_read_once(self) -> None:
        settings.cache_clear()
        try:
            assert settings() is settings()
            with pytest.raises(ValueError, match="frozen"):
                settings().workers = 3  # type: ignore[misc]
        finally:
            settings.cache_clear()

    def test_another_process_reads_the_same_from_the_environment_they_give(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        (tmp_path / "url").write_text("redis://:secret@host:6379/0")
        monkeypatch.setenv("REDIS_URL_FILE", str(tmp_path / "url"))
        given = Settings.model_validate({"SWAN_DATA": tmp_path, "SMTP_URL": "smtp://127.0.0.1:2526", "SWAN_WORKERS": 3})
        told = given.environment()
        assert "secret" not in str(told)
        for name, value in told.items():
            monkeypatch.setenv(name, value)
        assert read() == given


class TestEmbeddedServers:
    def test_their_addresses_are_sockets_with_a_password(self, tmp_path: Path) -> None:
        (tmp_path / "postgres.password").write_text("one\n")
        (tmp_path / "valkey.password").write_text("two\n")
        place = read().socket_folder
        assert read().database_url.startswith("postgresql+psycopg://swan:one@/swan?host=")
        assert read().broker.url == f"redis+socket://:two@{place}/valkey.sock?virtual_host=0"

    def test_before_the_first_start_there_is_no_address(self) -> None:
        with pytest.raises(WrongSettings, match="run 'swan up'"):
            _ = read().database_url

    @pytest.mark.parametrize("runtime", ["", "/nowhere/at/all", "/tmp/" + "long" * 30])
    def test_a_socket_is_never_too_long(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, runtime: str) -> None:
        monkeypatch.setenv("XDG_RUNTIME_DIR", runtime)
        monkeypatch.setenv("SWAN_DATA", str(tmp_path / ("long" * 50)))
        assert len(os.fsencode(read().socket_folder / ".s.PGSQL.5432")) <= SOCKET_PATH_LIMIT

    def test_they_lie_in_the_users_runtime_folder_if_there_is_one(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setenv("XDG_RUNTIME_DIR", "/tmp")
        assert read().socket_folder.parent == Path("/tmp")
        assert read().socket_folder.name.startswith("swan-")


SAFE = ("postgresql+psycopg://db.invalid/swan?sslmode=verify-full", "rediss://h.invalid/0", "smtps://m.invalid")


@pytest.mark.parametrize(
    ("place", "instead", "said"),
    [
        (0, "postgresql+psycopg://db.invalid/swan", "the database on db.invalid"),
        (0, "postgresql+psycopg://db.invalid/swan?sslmode=require", "the database on db.invalid"),
        (0, "postgresql+psycopg://127.0.0.1/swan", ""),
        (0, "postgresql+psycopg://swan:p@/swan?host=%2Ftmp", ""),
        (1, "redis://h.invalid/0", "the broker on h.invalid"),
        (1, "sentinel://h.invalid/0?master_name=swan", "the broker on h.invalid"),
        (1, "sentinel://h.invalid/0?master_name=swan&ssl=true", ""),
        (1, "redis+socket:///tmp/valkey.sock", ""),
        (2, "smtp://m.invalid", ""),
        (2, "smtp+plain://m.invalid", "the mails to m.invalid"),
        (2, "smtp+plain://localhost", ""),
    ],
)
def test_what_others_on_the_network_could_read_is_known(place: int, instead: str, said: str) -> None:
    database, reached, mail = (*SAFE[:place], instead, *SAFE[place + 1 :])
    found = [what for what, _ in clear(database, broker(reached), mail_server(SecretStr(mail)))]
    assert len(found) == bool(said)
    assert said in "".join(found)


WRONG = [
    ("SWAN_ENV", "staging", "SWAN_ENV must be local or production."),
    ("DATABASE_URL", "mysql://u:hidden@host/swan", "DATABASE_URL must be a PostgreSQL address such as"),
    ("DATABASE_URL", "postgresql://host", "DATABASE_URL must be a PostgreSQL address such as"),
    ("REDIS_URL", "http://host", "REDIS_URL must be a Redis address such as"),
    ("REDIS_URL", "rediss://host/0?ssl_cert_reqs=none", "REDIS_URL must be a Redis address such as"),
    ("REDIS_URL", "redis://host/0?colour=red", "REDIS_URL must be a Redis address such as"),
    ("REDIS_URL", "sentinel://host:26379/0", "REDIS_URL must be a Redis address such as"),
    ("REDIS_URL", "sentinel://one;redis://two/0?master_name=swan", "REDIS_URL must be a Redis address such as"),
    ("SMTP_URL", "mail.invalid:25", "SMTP_URL must be a mail server such as"),
    ("SMTP_URL", "smtp://mail.invalid:many", "SMTP_URL must be a mail server such as"),
    ("SWAN_MAIL_FROM", "swan", "SWAN_MAIL_FROM must be a mail address."),
    ("SWAN_CHANNEL", "../email", "SWAN_CHANNEL must be the name of a file in tasks/channels"),
    ("SWAN_LINK", "swan.invalid", "SWAN_LINK must be the web address Swan is reached at."),
    ("SWAN_WATCH_URL", "ftp://swan.invalid", "SWAN_WATCH_URL must be a web address."),
    ("SWAN_FLOWER_PORT", "70000", "SWAN_FLOWER_PORT must be a port from 1 to 65535."),
    ("SWAN_FLOWER_USER", "a:b", "SWAN_FLOWER_USER must be a name without colon"),
    ("SWAN_WORKERS", "none", "SWAN_WORKERS must be a number from 1 to 64."),
    ("SWAN_LOG_LEVEL", "LOUD", "SWAN_LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR."),
    ("REDIS_URL_FILE", "/nowhere", "REDIS_URL_FILE names /nowhere, which cannot be read: No such file"),
]


class TestRefused:
    @pytest.mark.parametrize(("name", "value", "sentence"), WRONG)
    def test_in_one_sentence(self, monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str) -> None:
        monkeypatch.setenv(name, value)
        with pytest.raises(WrongSettings) as refusal:
            read()
        assert str(refusal.value).startswith(sentence)
        assert "hidden" not in str(refusal.value)
        assert "\n" not in str(refusal.value)

    def test_each_wrong_variable_has_its_own(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SWAN_ENV", "staging")
        monkeypatch.setenv("SWAN_WORKERS", "0")
        with pytest.raises(WrongSettings) as refusal:
            read()
        assert [line.split()[0] for line in str(refusal.value).splitlines()] == ["SWAN_ENV", "SWAN_WORKERS"]

    def test_production_does_not_use_the_servers_for_trying(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SWAN_ENV", "production")
        monkeypatch.setenv("REDIS_URL", "redis://host/0")
        with pytest.raises(WrongSettings, match=r"^SWAN_ENV=production demands DATABASE_URL and SWAN_KEY_FILE\.$"):
            read()

    def test_a_secret_that_stands_in_two_places(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("REDIS_URL", "redis://host/0")
        monkeypatch.setenv("REDIS_URL_FILE", "/run/secrets/redis_url")
        with pytest.raises(WrongSettings, match="are both set"):
            read()

    def test_a_program_ends_without_a_traceback(self) -> None:
        ended = subprocess.run(
            [sys.executable, "-c", "from config.settings import settings; settings()"],
            cwd=ROOT,
            env=os.environ | {"SWAN_ENV": "staging"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (ended.returncode, ended.stderr) == (1, "SWAN_ENV must be local or production.\n")
