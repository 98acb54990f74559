"""The identity providers that may vouch for people, read from TOML: one table a provider."""

import tomllib
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, TypeAdapter

from config.servers import is_loopback


def _encrypted(issuer: str) -> str:
    """Refuses an issuer that is reached in the clear over a network."""
    parts = urlsplit(issuer)
    if parts.scheme == "https" and parts.hostname:
        return issuer
    if parts.scheme == "http" and parts.hostname and is_loopback(parts.hostname):
        return issuer
    raise ValueError("address")


class Provider(BaseModel):
    """`issuer` exactly as its tokens say it. Where `tenants` are named, a token of any other tenant is refused.

    `subject` is the claim that says who somebody is, for good: `oid` where one provider serves a tenant of Entra.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    name: Annotated[str, Field(min_length=1)]
    issuer: Annotated[str, AfterValidator(_encrypted)]
    client_id: Annotated[str, Field(min_length=1)]
    client_secret: SecretStr
    tenants: frozenset[str] = frozenset()
    subject: Literal["sub", "oid"] = "sub"


_PROVIDERS = TypeAdapter(list[Provider])


def providers(text: str) -> tuple[Provider, ...]:
    """The providers of this TOML, tables `[[provider]]`. Raises ValueError where something in it is wrong."""
    try:
        found = _PROVIDERS.validate_python(tomllib.loads(text).get("provider", []))
    except (ValueError, RecursionError) as wrong:
        raise ValueError("providers") from wrong
    for taken in ({one.key for one in found}, {one.issuer for one in found}):
        if len(taken) != len(found):
            raise ValueError("providers")
    return tuple(found)
