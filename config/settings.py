"""What differs between places, read from the environment once and refused at start if it is wrong."""

import hashlib
import os
import tempfile
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import quote

from pydantic import AfterValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from config.oidc import Provider, providers
from config.servers import Broker, MailServer, a_broker, a_mail_server, broker, mail_server
from config.variables import Folder, FromFiles, Port, Upper, Web, a_database, variable
from config.variables import WrongSettings as WrongSettings

SOCKET_PATH_LIMIT = 107
"""Bytes a unix socket's path may have; the system's own limit."""

LONGEST_SOCKET_NAME = "/.s.PGSQL.5432"


def default_data() -> Path:
    """The folder this user's data lives in when SWAN_DATA does not say."""
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "swan"


def _readable(value: SecretStr) -> SecretStr:
    providers(value.get_secret_value())
    return value


class Settings(BaseSettings):
    """Every variable Swan reads, and what follows from them; nothing here touches the disk but password files."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True, case_sensitive=True)

    env: Literal["local", "production"] = variable("SWAN_ENV", "local or production", "local")
    data: Folder = Field(
        default_factory=default_data,
        validation_alias="SWAN_DATA",
        description="a folder",
        validate_default=True,
    )
    given_database: Annotated[SecretStr, AfterValidator(a_database)] | None = variable(
        "DATABASE_URL", "a PostgreSQL address such as postgresql://user:password@host:5432/swan"
    )
    given_broker: Annotated[SecretStr, AfterValidator(a_broker)] | None = variable(
        "REDIS_URL",
        "a Redis address such as redis://:password@host:6379/0, rediss://… or sentinel://…?master_name=swan",
    )
    given_key_file: Folder | None = variable("SWAN_KEY_FILE", "the path of a file")
    smtp_url: Annotated[SecretStr, AfterValidator(a_mail_server)] = variable(
        "SMTP_URL", "a mail server such as smtp://user:password@host:25 or smtps://…:465", "smtp://127.0.0.1:1025"
    )
    mail_from: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$")] = variable(
        "SWAN_MAIL_FROM", "a mail address", "swan@swan.invalid"
    )
    channel: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")] = variable(
        "SWAN_CHANNEL", "the name of a file in tasks/channels, such as email", "email"
    )
    notify_api_key: SecretStr | None = variable("NOTIFY_API_KEY", "a GOV.UK Notify key")
    notify_base_url: Web = variable("NOTIFY_BASE_URL", "a web address", "https://api.notifications.service.gov.uk")
    notify_template_id: str | None = variable("NOTIFY_TEMPLATE_ID", "a template's id")
    notify_reply_to_id: str | None = variable("NOTIFY_REPLY_TO_ID", "a reply-to address's id")
    given_link: Web | None = variable("SWAN_LINK", "the web address Swan is reached at")
    contact: str | None = variable("SWAN_CONTACT", "an email address or a telephone number that people ask for help at")
    given_oidc: Annotated[SecretStr, AfterValidator(_readable)] | None = variable(
        "SWAN_OIDC",
        "identity providers in TOML, each a table [[provider]] with key, name, issuer, client_id, client_secret",
    )
    web_address: str = variable("SWAN_WEB_ADDRESS", "an address of this machine", "127.0.0.1")
    web_port: Port = variable("SWAN_WEB_PORT", "a port from 1 to 65535", 8000)
    web_processes: Annotated[int, Field(ge=1, le=64)] = variable("SWAN_WEB_PROCESSES", "a number from 1 to 64", 1)
    metrics_address: str = variable("SWAN_METRICS_ADDRESS", "an address of this machine", "127.0.0.1")
    metrics_port: Port = variable("SWAN_METRICS_PORT", "a port from 1 to 65535", 8001)
    proxies: str = variable("SWAN_PROXIES", "addresses of the proxies before the pages, with commas", "127.0.0.1")
    flower_address: str = variable("SWAN_FLOWER_ADDRESS", "an address of this machine", "127.0.0.1")
    flower_port: Port = variable("SWAN_FLOWER_PORT", "a port from 1 to 65535", 5555)
    flower_user: Annotated[str, Field(pattern=r"^[^:,\s]+$")] = variable(
        "SWAN_FLOWER_USER", "a name without colon, comma or space", "swan"
    )
    given_flower_password_file: Folder | None = variable("SWAN_FLOWER_PASSWORD_FILE", "the path of a file")
    given_flower_link: Web | None = variable("SWAN_FLOWER_LINK", "the web address Flower is reached at")
    watch_url: Web | None = variable("SWAN_WATCH_URL", "a web address")
    workers: Annotated[int, Field(ge=1, le=64)] = variable("SWAN_WORKERS", "a number from 1 to 64", 1)
    log: Literal["text", "json"] = variable("SWAN_LOG", "text or json", "text")
    log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], Upper] = variable(
        "SWAN_LOG_LEVEL", "DEBUG, INFO, WARNING or ERROR", "INFO"
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, FromFiles(settings_cls)

    @model_validator(mode="after")
    def production_is_complete(self) -> Self:
        """The embedded servers are for trying: in production each of these is said, never assumed."""
        demanded = {
            "DATABASE_URL": self.given_database,
            "REDIS_URL": self.given_broker,
            "SWAN_KEY_FILE": self.given_key_file,
        }
        missing = [name for name, value in demanded.items() if value is None]
        if self.env == "production" and missing:
            raise WrongSettings(f"SWAN_ENV=production demands {' and '.join(missing)}.")
        return self

    @property
    def link(self) -> str:
        """The address people reach the pages at; where nobody said, this machine's own."""
        return self.given_link or f"http://127.0.0.1:{self.web_port}"

    @property
    def oidc(self) -> tuple[Provider, ...]:
        """The identity providers that may vouch for people; none where nobody named any."""
        return providers(self.given_oidc.get_secret_value()) if self.given_oidc else ()

    @property
    def key_file(self) -> Path:
        return self.given_key_file or self.data / "case.key"

    @property
    def anchors(self) -> Path:
        """The folder in which each day's anchors are kept beside the database."""
        return self.data / "anchors"

    @property
    def flower_password_file(self) -> Path:
        return self.given_flower_password_file or self.data / "flower.password"

    @property
    def flower_link(self) -> str | None:
        """The address the operator reaches Flower at; where nobody said, this machine's own, if it is for trying."""
        here = f"http://127.0.0.1:{self.flower_port}" if self.env == "local" else None
        return self.given_flower_link or here

    @property
    def smtp(self) -> MailServer:
        return mail_server(self.smtp_url)

    @property
    def embedded_database(self) -> bool:
        return self.given_database is None

    @property
    def embedded_broker(self) -> bool:
        return self.given_broker is None

    @property
    def database_url(self) -> str:
        """SQLAlchemy's address of the database, password included: not for logs."""
        if self.given_database is not None:
            return self.given_database.get_secret_value()
        password = quote(password_in(self.data / "postgres.password"))
        return f"postgresql+psycopg://swan:{password}@/swan?host={quote(str(self.socket_folder), safe='')}"

    @property
    def broker(self) -> Broker:
        """How Celery reaches the broker, password included: not for logs."""
        if self.given_broker is not None:
            return broker(self.given_broker.get_secret_value())
        password = quote(password_in(self.data / "valkey.password"))
        return Broker(f"redis+socket://:{password}@{self.socket_folder / 'valkey.sock'}?virtual_host=0")

    @classmethod
    def variables(cls) -> dict[str, str]:
        """Every variable, and the field it fills."""
        return {str(field.validation_alias): name for name, field in cls.model_fields.items()}

    def environment(self) -> dict[str, str]:
        """The variables from which another process reads these very settings; what stands in a file stays there."""
        told = {"SWAN_DATA": str(self.data)}
        for told_as, name in self.variables().items():
            place, value = f"{told_as}_FILE", getattr(self, name)
            if os.environ.get(place):
                told[place] = os.environ[place]
            elif name in self.model_fields_set and value is not None:
                told[told_as] = value.get_secret_value() if isinstance(value, SecretStr) else str(value)
        return told

    @property
    def socket_folder(self) -> Path:
        """A short folder of this data folder's own: a socket beside long-named data would be refused."""
        mark = hashlib.sha256(os.fsencode(self.data)).hexdigest()[:12]
        own = Path(os.environ.get("XDG_RUNTIME_DIR") or "/nowhere") / f"swan-{mark}"
        if own.parent.is_dir() and fits(own):
            return own
        shared = Path(tempfile.gettempdir()) / f"swan-{os.getuid()}-{mark}"
        return shared if fits(shared) else Path("/tmp") / shared.name


def fits(folder: Path) -> bool:
    return len(os.fsencode(folder)) + len(LONGEST_SOCKET_NAME) <= SOCKET_PATH_LIMIT


def password_in(place: Path) -> str:
    try:
        return place.read_text().strip()
    except OSError as refusal:
        raise WrongSettings(f"No embedded server has been started in {place.parent} yet: run 'swan up'.") from refusal


def read() -> Settings:
    """The settings as the environment has them now; raises WrongSettings."""
    try:
        return Settings()
    except ValidationError as refusal:
        fields = {str(field.validation_alias): field.description for field in Settings.model_fields.values()}
        names = dict.fromkeys(str(error["loc"][0]) for error in refusal.errors())
        raise WrongSettings("\n".join(f"{name} must be {fields[name]}." for name in names)) from None


AHEAD: list[Settings] = []
"""Those of this process, where whoever forked it has read them already."""


@cache
def settings() -> Settings:
    """The settings of this process, read once; raises WrongSettings."""
    return AHEAD.pop() if AHEAD else read()
