"""The kinds of variables there are, what each refuses, and how one may stand in a file."""

import os
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr
from pydantic.fields import FieldInfo
from pydantic_settings import PydanticBaseSettingsSource


class WrongSettings(SystemExit):
    """The environment is wrong; says why, one sentence a line. Uncaught it ends the program without a traceback."""


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
            return Path(place).read_text().strip() or None, name, False
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


def a_database(value: SecretStr) -> SecretStr:
    """Refuses what is not PostgreSQL, or names no database, and gives every accepted spelling the driver's."""
    scheme, _, rest = value.get_secret_value().partition("://")
    if scheme not in {"postgres", "postgresql", "postgresql+psycopg"} or not urlsplit(f"//{rest}").path.strip("/"):
        raise ValueError("address")
    return SecretStr(f"postgresql+psycopg://{rest}")


Port = Annotated[int, Field(ge=1, le=65535)]
Web = Annotated[str, a_url_of("http", "https")]
Folder = Annotated[Path, AfterValidator(lambda path: path.expanduser().absolute())]
Upper = BeforeValidator(lambda value: value.upper() if isinstance(value, str) else value)


def variable(name: str, must_be: str, default: Any = None) -> Any:
    """A field read from this variable; `must_be` ends the sentence that refuses a wrong value."""
    return Field(default=default, validation_alias=name, description=must_be, validate_default=True)
