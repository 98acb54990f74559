"""What every answer carries and every request must pass, whatever page it is for."""

from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from logging import getLogger
from pathlib import Path
from re import DOTALL, compile, findall
from secrets import token_hex
from time import monotonic
from traceback import extract_tb
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from config.logs import in_the_course_of
from config.servers import is_loopback
from web.sessions import WHOLE

log = getLogger(__name__)

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
OWN_SITE = frozenset({"same-origin", "none"})
"""What Sec-Fetch-Site says of our own forms, and of an address that was typed."""

HEALTH = "/health"
"""Asked from inside, by whatever name: it says nothing."""

REFERENCE = compile(r"[A-Z]{2,12}-[0-9]{4}-[0-9]{3,6}")
"""A case's; anything else that stands in its place was typed by somebody."""

NUL = "\0"
"""The one character that no text of the database can hold, and nobody types."""

OUR_CODE = f"{Path(__file__).parents[1]}/"

A_YEAR = 31_536_000
SELF = "'self'"


def policy(page: str) -> str:
    """The Content-Security-Policy under which this page, and every page built on the same base, runs.

    The base has one fixed inline script; its hash is worked out from the page, so that a newer base cannot break it.
    """
    inline = findall(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", page, DOTALL)
    scripts = " ".join([SELF, *(f"'sha256-{b64encode(sha256(one.encode()).digest()).decode()}'" for one in inline)])
    allowed = {
        "default-src": "'none'", "script-src": scripts, "style-src": SELF, "img-src": SELF, "font-src": SELF,
        "connect-src": SELF, "form-action": SELF, "base-uri": "'none'", "object-src": "'none'",
        "frame-ancestors": "'none'",
    }  # fmt: skip
    return "; ".join(f"{name} {value}" for name, value in allowed.items())


def headers(page: str, *, https: bool) -> Mapping[str, str]:
    """What every answer carries, errors included."""
    always = {
        "content-security-policy": policy(page),
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "camera=(), geolocation=(), microphone=()",
        "x-frame-options": "DENY",
    }
    return always | ({"strict-transport-security": f"max-age={A_YEAR}; includeSubDomains"} if https else {})


class PageFailed(Exception):
    """A page broke: where and how, under the number its reader was shown; never the words, which may quote a row."""

    def __init__(self, number: str, failure: Exception) -> None:
        state = getattr(getattr(failure, "orig", failure), "sqlstate", None)
        *outer, inmost = extract_tb(failure.__traceback__)
        ours = [one for one in outer if one.filename.startswith(OUR_CODE) and "site-packages" not in one.filename]
        frames = [inmost, *reversed(ours[-6:])]
        places = " < ".join(f"{one.filename.removeprefix(OUR_CODE)}:{one.lineno} {one.name}" for one in frames)
        super().__init__(f"{number}: {type(failure).__name__}{f'/{state}' if state else ''} at {places}")


class Guard:
    """Around the whole application: refuses what another site sends, and gives every answer its headers and cookie."""

    def __init__(self, app: ASGIApp, *, carried: Mapping[str, str], cookie: str, origin: str, refused: ASGIApp) -> None:
        self.app = app
        self.carried = carried
        self.cookie = cookie
        self.origin = origin
        self.refused = refused

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope.setdefault("state", {})

        begun = monotonic()

        async def carrying(message: Message) -> None:
            if message["type"] == "http.response.start":
                scope["state"]["status"] = message["status"]
                self._carry(scope, MutableHeaders(scope=message))
            await send(message)

        number = scope["state"]["number"] = token_hex(4)
        with in_the_course_of(request=number):
            try:
                await (self.app if self._is_ours(scope) else self.refused)(scope, receive, carrying)
            except Exception as failure:  # noqa: BLE001 - raises what may be written down in its place
                raise PageFailed(number, failure) from None
            finally:
                say_what_was_asked(scope, begun)

    def _is_ours(self, scope: Scope) -> bool:
        """Whether it was meant for us, and sent by a page of ours if it is to change something."""
        sent = Headers(scope=scope)
        meant = goes_by(sent.get("host", ""), self.origin) or scope["path"] == HEALTH
        meant = meant and NUL not in scope["path"] and b"%00" not in scope["query_string"]
        return meant and (scope["method"] in SAFE or from_our_pages(sent, self.origin))

    def _carry(self, scope: Scope, answer: MutableHeaders) -> None:
        answer.update(self.carried)
        static = scope["path"].startswith("/static/") and scope["query_string"] and "etag" in answer
        answer["cache-control"] = f"public, max-age={A_YEAR}, immutable" if static else "no-store"
        word = scope["state"].get("cookie")
        if word is not None:
            answer.append("set-cookie", written(self.cookie, word, secure=self.cookie.startswith("__Host-")))


def say_what_was_asked(scope: Scope, begun: float) -> None:
    """One line a request: its route and not its address, which may carry a one-time link; the case, if it is one's."""
    route = getattr(scope.get("route"), "path", None)
    if route is None or route == HEALTH:
        return
    named = str(scope.get("path_params", {}).get("reference", ""))
    log.info(
        "answered",
        extra={
            "method": scope["method"], "route": route, "status": scope["state"].get("status", 500),
            "ms": round(1000 * (monotonic() - begun)), "case": named if REFERENCE.fullmatch(named) else None,
        },
    )  # fmt: skip


def goes_by(host: str, origin: str) -> bool:
    """Whether this is the name we go by. On this machine itself every name of it will do: another is a rebound one."""
    ours, said = urlsplit(origin), urlsplit(f"//{host}")
    both_here = is_loopback(ours.hostname or "") and is_loopback(said.hostname or "")
    return host == ours.netloc or (both_here and said.port == ours.port)


def from_our_pages(sent: Headers, origin: str) -> bool:
    """Whether a form was sent by one of our own pages: by Sec-Fetch-Site, or by Origin where a browser has no such."""
    site = sent.get("sec-fetch-site")
    if site is not None:
        return site in OWN_SITE
    said = sent.get("origin")
    return said is None or said == f"{urlsplit(origin).scheme}://{sent.get('host')}"


def written(name: str, word: str, *, secure: bool) -> str:
    """The cookie; an empty word takes it away. It goes with a link from outside, and never with a form from there."""
    age = int(WHOLE.total_seconds()) if word else 0
    return f"{name}={word}; Path=/; Max-Age={age}; HttpOnly; SameSite=Lax{'; Secure' if secure else ''}"
