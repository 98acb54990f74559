"""The servers that Swan is given: where mail is handed over, and how the broker is reached, encrypted on the way."""

import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any, Literal, NamedTuple
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from pydantic import SecretStr

Way = Literal["", "whole", "plain"]
"""How mail is handed over: encrypted by STARTTLS, unless on this machine; from the first byte; in the clear."""

MAIL: dict[str, tuple[Way, int]] = {"smtp": ("", 25), "smtps": ("whole", 465), "smtp+plain": ("plain", 25)}
"""The schemes of a mail server's address, and for each the way and the usual port."""

BROKERS = frozenset({"redis", "rediss", "redis+socket", "sentinel"})

PATIENCE = 3
"""Seconds for a sentinel to answer: another is asked then."""

PROVING = frozenset({"verify-ca", "verify-full"})
"""The words of `sslmode` with which PostgreSQL's own client believes no server that cannot prove who it is."""

CERTIFICATES = ("ssl_ca_certs", "ssl_certfile", "ssl_keyfile")
"""What may stand after the question mark of an encrypted broker's address, each the path of a file."""


class MailServer(NamedTuple):
    """Where mail is handed over; user and password are empty where the server asks for none."""

    host: str
    port: int
    user: str
    password: str
    way: Way = ""


def a_mail_server(value: SecretStr) -> SecretStr:
    """Refuses an SMTP address without a host; a port that is no number raises in urlsplit."""
    parts = urlsplit(value.get_secret_value())
    if parts.scheme not in MAIL or not parts.hostname or (parts.port is not None and parts.port < 1):
        raise ValueError("address")
    return value


def mail_server(value: SecretStr) -> MailServer:
    parts = urlsplit(value.get_secret_value())
    way, port = MAIL[parts.scheme]
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return MailServer(parts.hostname or "", parts.port or port, user, password, way)


@dataclass(frozen=True, slots=True)
class Broker:
    """How Celery reaches the broker. `url` holds the password: not for logs.

    `ssl` is empty where nothing is encrypted; `options` are the transport's, such as the name that sentinels know the
    broker by.
    """

    url: str = field(repr=False)
    ssl: dict[str, Any] | None = None
    options: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def said(self) -> dict[str, Any]:
        """Celery's own settings for it."""
        return {"broker_url": self.url, "broker_use_ssl": self.ssl, "broker_transport_options": {**self.options}}


def a_broker(value: SecretStr) -> SecretStr:
    """Refuses what is no broker's address, says what nobody reads, or does without the broker's certificate."""
    broker(value.get_secret_value())
    return value


def broker(address: str) -> Broker:
    """As an address says it. Raises ValueError.

    redis://, redis+socket:// and rediss:// name one server; sentinel://:password@one:26379;sentinel://two:26379/0
    ?master_name=swan names those that know which server it is at present, and ssl=true at the end encrypts these too.
    An encrypted server proves itself by its certificate, of an authority that the machine trusts or of `ssl_ca_certs`;
    there is no way to do without.
    """
    parts = [urlsplit(one) for one in address.split(";")]
    if any(part.scheme != parts[0].scheme or not (part.netloc or part.path.strip("/")) for part in parts):
        raise ValueError("address")
    scheme, query = parts[0].scheme, parts[-1].query
    if scheme == "redis+socket" and len(parts) == 1:
        return Broker(address)
    said = dict(parse_qsl(query, strict_parsing=True)) if query else {}
    if scheme == "sentinel":
        return _sentinels(parts, said)
    sealed = _sealed(said) if scheme == "rediss" else None
    if scheme not in BROKERS or said or len(parts) > 1:
        raise ValueError("address")
    return Broker(address.partition("?")[0], sealed)


def _sentinels(parts: list[SplitResult], said: dict[str, str]) -> Broker:
    """The same password and database in each address: Celery begins with any of them."""
    sealed = _sealed(said) if said.pop("ssl", "") == "true" else None
    options: dict[str, Any] = {"master_name": said.pop("master_name", "")}
    password = said.pop("sentinel_password", "")
    options["sentinel_kwargs"] = {
        "socket_timeout": PATIENCE,
        "socket_connect_timeout": PATIENCE,
        **({"password": password} if password else {}),
        **({"ssl": True, **sealed} if sealed else {}),
    }
    if said or not options["master_name"]:
        raise ValueError("address")
    who = next((part.netloc.rpartition("@")[0] + "@" for part in parts if "@" in part.netloc), "")
    path = next((part.path for part in parts if part.path.strip("/")), "/0")
    each = (f"sentinel://{who}{part.netloc.rpartition('@')[2]}{path}" for part in parts)
    return Broker(";".join(each), sealed, options)


def _sealed(said: dict[str, str]) -> dict[str, Any]:
    """What is said of certificates, taken out of what is said."""
    files = {name: said.pop(name) for name in CERTIFICATES if name in said}
    return {"ssl_cert_reqs": ssl.CERT_REQUIRED, "ssl_check_hostname": True, **files}


def is_loopback(host: str) -> bool:
    """Whether this names the machine itself."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def clear(database: str, reached: Broker, mail: MailServer) -> Iterator[tuple[str, str]]:
    """What goes over a network without encryption, or to a server that need not prove itself; and what mends it."""
    parts = urlsplit(database)
    if parts.hostname and not is_loopback(parts.hostname):
        asked = dict(parse_qsl(parts.query)).get("sslmode", "")
        if asked not in PROVING:
            yield f"what is said to the database on {parts.hostname}", "DATABASE_URL with ?sslmode=verify-full"
    for one in reached.url.split(";"):
        parts = urlsplit(one)
        if reached.ssl is None and parts.hostname and not is_loopback(parts.hostname):
            mends = "&ssl=true at its end" if parts.scheme == "sentinel" else "rediss://"
            yield f"what is said to the broker on {parts.hostname}", f"REDIS_URL with {mends}"
    if mail.way == "plain" and not is_loopback(mail.host):
        yield f"the mails to {mail.host}", "SMTP_URL with smtp:// or smtps://"
