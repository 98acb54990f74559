"""What differs between places, read from the environment once and refused at start if it is wrong."""

import hashlib
import os
import tempfile
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, Self
from urllib.parse import quote, unquote, urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

SOCKET_PATH_LIMIT = 107
"""Bytes a unix socket's path may have; the system's own limit."""

LONGEST_SOCKET_NAME = "/.s.PGSQL.5432"


class WrongSettings(SystemExit):
    """The environment is wrong; says why, one sentence a line. Uncaught it ends the program without a traceback."""


class MailServer(NamedTuple):
    """Where mail is handed over; user and password are empty where the server asks for none."""

    host: str
    port: int
    user: str
    password: str


class FromFiles(PydanticBaseSettingsSource):
    """Any variable may stand in a file: DATABASE_URL_FILE names the file that holds DATABASE_URL."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        name = str(field.validation_alias)
        place = os.environ.get(f"{name}_FILE")
        if not place:
            return None, name, False
        if os.environ.get(name):
            raise WrongSettings(f"{name} and {name}_FILE are both set: set one of them.")
        try:
            return Path(place).read_text().strip(), name, False
        except OSError as refusal:
            raise WrongSettings(f"{name}_FILE names {place}, which cannot be read: {refusal.strerror}.") from refusal

    def __call__(self) -> dict[str, Any]:
        read = (self.get_field_value(field, name) for name, field in self.settings_cls.model_fields.items())
        return {name: value for value, name, _ in read if value is not None}


def a_url_of(*schemes: str) -> AfterValidator:
    """Refuses what is not an address with one of these schemes and something to reach."""

    def check(value: SecretStr | str) -> SecretStr | str:
        plain = value.get_secret_value() if isinstance(value, SecretStr) else value
        parts = urlsplit(plain)
        if parts.scheme not in schemes or not (parts.netloc or parts.path.strip("/")):
            raise ValueError("address")
        return value

    return AfterValidator(check)


def a_mail_server(value: SecretStr) -> SecretStr:
    """Refuses an SMTP address without a host; a port that is no number raises in urlsplit."""
    parts = urlsplit(value.get_secret_value())
    if parts.scheme != "smtp" or not parts.hostname or (parts.port is not None and parts.port < 1):
        raise ValueError("address")
    return value


def a_database(value: SecretStr) -> SecretStr:
    """Refuses what is not PostgreSQL and gives every accepted spelling the driver's."""
    try:
        url = make_url(value.get_secret_value())
    except ArgumentError as refusal:
        raise ValueError("address") from refusal
    if url.drivername not in {"postgres", "postgresql", "postgresql+psycopg"} or not url.database:
        raise ValueError("address")
    return SecretStr(url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False))


Port = Annotated[int, Field(ge=1, le=65535)]
Web = Annotated[str, a_url_of("http", "https")]
Folder = Annotated[Path, AfterValidator(lambda path: path.expanduser().absolute())]
Upper = BeforeValidator(lambda value: value.upper() if isinstance(value, str) else value)


def default_data() -> Path:
    """The folder this user's data lives in when SWAN_DATA does not say."""
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "swan"


def variable(name: str, must_be: str, default: Any = None) -> Any:
    """A field read from this variable; `must_be` ends the sentence that refuses a wrong value."""
    return Field(default=default, validation_alias=name, description=must_be, validate_default=True)


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
    given_broker: Annotated[SecretStr, a_url_of("redis", "rediss", "redis+socket", "sentinel")] | None = variable(
        "REDIS_URL", "a Redis address such as redis://:password@host:6379/0"
    )
    given_key_file: Folder | None = variable("SWAN_KEY_FILE", "the path of a file")
    smtp_url: Annotated[SecretStr, AfterValidator(a_mail_server)] = variable(
        "SMTP_URL", "a mail server such as smtp://user:password@host:25", "smtp://127.0.0.1:1025"
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
    link: Web = variable("SWAN_LINK", "the web address Swan is reached at", "http://127.0.0.1:8000")
    flower_address: str = variable("SWAN_FLOWER_ADDRESS", "an address of this machine", "127.0.0.1")
    flower_port: Port = variable("SWAN_FLOWER_PORT", "a port from 1 to 65535", 5555)
    flower_user: Annotated[str, Field(pattern=r"^[^:,\s]+$")] = variable(
        "SWAN_FLOWER_USER", "a name without colon, comma or space", "swan"
    )
    given_flower_password_file: Folder | None = variable("SWAN_FLOWER_PASSWORD_FILE", "the path of a file")
    watch_url: Web | None = variable("SWAN_WATCH_URL", "a web address")
    workers: Annotated[int, Field(ge=1, le=64)] = variable("SWAN_WORKERS", "a number from 1 to 64", 2)
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
    def key_file(self) -> Path:
        return self.given_key_file or self.data / "case.key"

    @property
    def flower_password_file(self) -> Path:
        return self.given_flower_password_file or self.data / "flower.password"

    @property
    def smtp(self) -> MailServer:
        parts = urlsplit(self.smtp_url.get_secret_value())
        return MailServer(
            parts.hostname or "", parts.port or 25, unquote(parts.username or ""), unquote(parts.password or "")
        )

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
        password = password_in(self.data / "postgres.password")
        place = {"host": str(self.socket_folder)}
        return URL.create("postgresql+psycopg", "swan", password, database="swan", query=place).render_as_string(
            hide_password=False
        )

    @property
    def redis_url(self) -> str:
        """Celery's address of the broker, password included: not for logs."""
        if self.given_broker is not None:
            return self.given_broker.get_secret_value()
        password = quote(password_in(self.data / "valkey.password"))
        return f"redis+socket://:{password}@{self.socket_folder / 'valkey.sock'}?virtual_host=0"

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


@cache
def settings() -> Settings:
    """The settings of this process, read once; raises WrongSettings."""
    return read()
