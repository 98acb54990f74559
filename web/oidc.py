"""Signing in by an identity provider: OpenID Connect's code flow with PKCE; a token is believed if all of it fits."""

from collections.abc import Mapping
from dataclasses import dataclass
from hmac import compare_digest
from typing import Any, cast

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization

from config.oidc import Provider
from web.refusing import Turned
from web.sessions import random_word

DISCOVERY = "/.well-known/openid-configuration"
SIGNED_WITH = ["RS256", "PS256", "ES256", "EdDSA"]
"""No symmetric algorithm, and never none: the key is the provider's own."""

PATIENCE = 10.0
"""Seconds a provider may take over an answer."""

LEEWAY = 60
"""Seconds a provider's clock may differ from ours."""


ENDS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
UNBELIEVABLE = (AuthlibBaseError, JoseError, httpx2.HTTPError, KeyError, ValueError, TypeError, AttributeError)
"""What is raised over a token, and over what is none: the libraries presume that a provider speaks as it should."""


class NotVouched(Turned):
    """The provider did not vouch for anybody, or what it sent cannot be believed."""

    status = 401
    heading = "You could not be signed in"
    sentence = "Your organisation's sign-in did not confirm who you are. Try again; then tell whoever runs Swan."


class WrongTenant(NotVouched):
    """Somebody of an organisation that is not on the list."""

    status = 403
    sentence = "Your organisation's accounts are not among those that may sign in here."


@dataclass(frozen=True, slots=True)
class Identity:
    """Who was vouched for, and by whom."""

    issuer: str
    subject: str


def begin(provider: Provider, back: str, *, again: bool = False) -> tuple[str, dict[str, str]]:
    """Where to send somebody, and what must be remembered until they come `back`. `again` asks for a fresh proof."""
    remembered = {name: random_word() for name in ("state", "nonce", "verifier")} | {"provider": provider.key}
    asked = {"prompt": "login", "max_age": "0"} if again else {}
    with _client(provider, back) as client:
        address, _ = client.create_authorization_url(
            _described(client, provider)["authorization_endpoint"],
            state=remembered["state"], code_verifier=remembered["verifier"], nonce=remembered["nonce"], **asked,
        )  # fmt: skip
    return address, remembered


def finish(provider: Provider, back: str, remembered: Mapping[str, str], came: Mapping[str, str]) -> Identity:
    """Who came back. `came` is what the address they came back to carries. Raises `NotVouched`, `WrongTenant`."""
    if not compare_digest(came.get("state", ""), remembered["state"]) or remembered["provider"] != provider.key:
        raise NotVouched(why="state")
    if "code" not in came:
        raise NotVouched(why="no code")
    with _client(provider, back) as client:
        about = _described(client, provider)
        claims = _claims(client, about, provider, remembered, came["code"])
    tenant = claims.get("tid")
    if provider.tenants and not (isinstance(tenant, str) and tenant in provider.tenants):
        raise WrongTenant(why="tenant")
    subject = claims.get(provider.subject)
    if not isinstance(subject, str) or not subject:
        raise NotVouched(why="no subject")
    return Identity(provider.issuer, subject)


def _client(provider: Provider, back: str) -> OAuth2Client:
    return OAuth2Client(
        provider.client_id, provider.client_secret.get_secret_value(), scope="openid", redirect_uri=back,
        code_challenge_method="S256", timeout=PATIENCE,
    )  # fmt: skip


def _described(client: OAuth2Client, provider: Provider) -> dict[str, Any]:
    """What the provider says of itself, believed only where it says so under the very issuer that was configured."""
    about = _read(client, provider.issuer.rstrip("/") + DISCOVERY)
    if about.get("issuer") != provider.issuer:
        raise NotVouched(why="issuer")
    if not all(isinstance(about.get(end), str) for end in ENDS):
        raise NotVouched(why="no endpoint")
    return about


def _read(client: OAuth2Client, address: str) -> dict[str, Any]:
    try:
        answer = client.request("GET", address, withhold_token=True)
        answer.raise_for_status()
        read = answer.json()
    except (httpx2.HTTPError, ValueError) as silent:
        raise NotVouched(why="no answer") from silent
    if not isinstance(read, dict):
        raise NotVouched(why="no answer")
    return read


def _claims(
    client: OAuth2Client, about: Mapping[str, Any], provider: Provider, remembered: Mapping[str, str], code: str
) -> CodeIDToken:
    """The token's claims, its signature, issuer, audience, nonce and times checked."""
    try:
        given = client.fetch_token(about["token_endpoint"], code=code, code_verifier=remembered["verifier"])
        keys = KeySet.import_key_set(cast(KeySetSerialization, _read(client, about["jwks_uri"])))
        token = jwt.decode(given["id_token"], keys, algorithms=SIGNED_WITH)
        wanted = {
            "iss": {"essential": True, "value": provider.issuer},
            "aud": {"essential": True, "value": provider.client_id},
        }
        params = {
            "nonce": remembered["nonce"],
            "client_id": provider.client_id,
            "access_token": given.get("access_token"),
        }
        claims = CodeIDToken(token.claims, token.header, wanted, params)
        claims.validate(leeway=LEEWAY)
    except UNBELIEVABLE as unbelievable:
        raise NotVouched(why=type(unbelievable).__name__) from unbelievable
    return claims
