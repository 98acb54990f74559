"""An identity provider on the loopback, as OpenID Connect describes one: it vouches for whom a test says, or lies."""

import json
import threading
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey

CLIENT, SECRET = "swan-of-the-tests", "a secret that only the tests and this provider know"
OURS, ANOTHERS = (RSAKey.generate_key(2048, {"kid": "the-one"}) for _ in range(2))


@dataclass
class Lie:
    """How a token differs from an honest one: `claims` in place of its own, signed by `key`, or `altered` after."""

    claims: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=lambda: {"alg": "RS256", "kid": "the-one"})
    key: RSAKey | OctKey = field(default_factory=lambda: OURS)
    altered: bool = False
    unsigned: bool = False


class IdentityProvider:
    """`asked` is what the last code was asked for with; `says` what every token says besides; `nonsense` what is
    answered at a path in place of what should be."""

    def __init__(self) -> None:
        self.issuer = ""
        self.asked: dict[str, str] = {}
        self.says: dict[str, Any] = {"sub": "somebody"}
        self.lie = Lie()
        self.nonsense: dict[str, Any] = {}
        self.codes: dict[str, dict[str, str]] = {}

    def authorizes(self, address: str) -> dict[str, str]:
        """What a person's browser brings back from the page at `address`, when they have signed in there."""
        self.asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        code = f"code-{len(self.codes)}"
        self.codes[code] = self.asked
        return {"code": code, "state": self.asked["state"]}

    def token(self, form: dict[str, list[str]], signed_in: str) -> tuple[int, dict[str, Any]]:
        """A token for a code that was asked for with this verifier, once."""
        asked = self.codes.pop(form["code"][0], None)
        proof = urlsafe_b64encode(sha256(form["code_verifier"][0].encode()).digest()).rstrip(b"=").decode()
        if asked is None or signed_in != f"{CLIENT}:{SECRET}" or asked["code_challenge"] != proof:
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "of no use", "token_type": "Bearer", "id_token": self.written(asked["nonce"])}

    def written(self, nonce: str) -> str:
        now = int(time())
        honest = {"iss": self.issuer, "aud": CLIENT, "nonce": nonce, "iat": now, "exp": now + 300, **self.says}
        claims = {name: value for name, value in {**honest, **self.lie.claims}.items() if value is not None}
        if self.lie.unsigned:
            return f"{_packed({'alg': 'none'})}.{_packed(claims)}."
        token = jwt.encode(self.lie.header, claims, self.lie.key, algorithms=["RS256", "HS256"])
        head, _, signature = token.split(".")
        return f"{head}.{_packed({**claims, 'sub': 'somebody else'})}.{signature}" if self.lie.altered else token

    def described(self) -> dict[str, Any]:
        ends = {name: f"{self.issuer}/{name.split('_')[0]}" for name in ("authorization_endpoint", "token_endpoint")}
        return {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/keys", **ends}


def _packed(said: dict[str, Any]) -> str:
    return urlsafe_b64encode(json.dumps(said).encode()).rstrip(b"=").decode()


@contextmanager
def identity_provider() -> Iterator[IdentityProvider]:
    """One on a free port, while this lasts."""
    provider = IdentityProvider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            keys = KeySet([OURS]).as_dict(private=False)
            self.answer(200, keys if self.path == "/keys" else provider.described())

        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["content-length"])).decode())
            signed_in = b64decode(self.headers.get("authorization", "").removeprefix("Basic ")).decode()
            self.answer(*provider.token(form, signed_in))

        def answer(self, status: int, said: Any) -> None:
            body = json.dumps(provider.nonsense.get(self.path, said)).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *said: Any) -> None:
            """Says nothing: what it was asked is in `asked`."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        provider.issuer = f"http://127.0.0.1:{server.server_port}"
        running = threading.Thread(target=server.serve_forever, daemon=True)
        running.start()
        yield provider
        server.shutdown()
        running.join()
