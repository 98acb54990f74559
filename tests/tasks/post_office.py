"""Those who take messages in the tests: a real SMTP server, and the documented part of GOV.UK Notify's API."""

import json
import ssl
from asyncio import Server, Transport
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import jwt
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

SERVICE, SECRET = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
NOTIFY_KEY = f"swan_tests-{SERVICE}-{SECRET}"
TEMPLATE = "33333333-3333-4333-8333-333333333333"


@dataclass
class PostOffice:
    """What an SMTP server took, and how it answers: `says` replies to a step, `on_data` happens while it has a mail."""

    taken: list[EmailMessage] = field(default_factory=list)
    sealed: list[bool] = field(default_factory=list)
    """Whether each came through TLS."""
    says: dict[str, str] = field(default_factory=dict)
    on_data: Callable[[], None] = lambda: None
    hangs_up_after_data: bool = False
    url: str = ""

    def begin_anew(self) -> None:
        vars(self).update(vars(PostOffice(url=self.url)))

    async def handle_MAIL(self, _: SMTP, __: Session, envelope: Envelope, address: str, ___: list[str]) -> str:
        envelope.mail_from = address
        return self.says.get("sender", "250 OK")

    async def handle_RCPT(self, _: SMTP, __: Session, envelope: Envelope, address: str, ___: list[str]) -> str:
        envelope.rcpt_tos.append(address)
        return self.says.get(address) or self.says.get("recipient", "250 OK")

    async def handle_DATA(self, server: SMTP, _: Session, envelope: Envelope) -> str:
        self.on_data()
        self.sealed.append(cast(Transport, server.transport).get_extra_info("sslcontext") is not None)
        if "data" not in self.says:
            self.taken.append(BytesParser(EmailMessage, policy=default).parsebytes(envelope.content))  # type: ignore[arg-type]
        if self.hangs_up_after_data:
            cast(Transport, server.transport).abort()
        return self.says.get("data", "250 taken")

    def words(self) -> list[str]:
        """What the mails say in plain text."""
        return [plain(mail) for mail in self.taken]


def plain(mail: EmailMessage) -> str:
    """The words of a mail's plain part, in lines that end as ours do."""
    return said_in(mail, "plain")


def said_in(mail: EmailMessage, kind: str) -> str:
    """The words of the part of this kind; a mail without it fails."""
    part = mail.get_body((kind,))
    assert part is not None, f"no {kind} part"
    return str(part.get_content()).replace("\r\n", "\n")


class AnyPort(Controller):
    """On whatever port is free."""

    def _trigger_server(self) -> None:
        self.port = cast(Server, self.server).sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def post_office(tls: ssl.SSLContext | None = None, *, whole: bool = False) -> Iterator[PostOffice]:
    """Running; with `tls` it offers STARTTLS, or is encrypted from the first byte where `whole`."""
    office = PostOffice()
    encrypted = {"ssl_context" if whole else "tls_context": tls}
    controller = AnyPort(office, hostname="127.0.0.1", port=0, **encrypted)
    controller.start()
    office.url = f"smtp://127.0.0.1:{controller.port}"
    try:
        yield office
    finally:
        controller.stop()


@dataclass
class NotifyOffice:
    """What Notify took, and how it answers: with this `error`, or by hanging up once it has taken a message."""

    taken: list[dict[str, Any]] = field(default_factory=list)
    looked_up: list[str] = field(default_factory=list)
    error: tuple[int, str, str] | None = None
    hangs_up: bool = False
    url: str = ""

    def begin_anew(self) -> None:
        vars(self).update(vars(NotifyOffice(url=self.url)))

    def references(self) -> list[UUID]:
        return [UUID(message["reference"]) for message in self.taken]


class NotifyHandler(BaseHTTPRequestHandler):
    """POST /v2/notifications/email and GET /v2/notifications?reference=…, each behind the service's own token."""

    office: NotifyOffice

    def do_POST(self) -> None:
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.refused():
            return
        said["id"] = str(uuid4())
        self.office.taken.append(said)
        if self.office.hangs_up:
            self.connection.close()
            return
        content = {"subject": said["personalisation"]["subject"], "body": said["personalisation"]["body"]}
        self.answer(201, {"id": said["id"], "reference": said["reference"], "content": content})

    def do_GET(self) -> None:
        if self.refused():
            return
        [reference] = parse_qs(urlsplit(self.path).query)["reference"]
        self.office.looked_up.append(reference)
        found = [one["id"] for one in self.office.taken if one["reference"] == reference]
        said = [{"id": id_, "reference": reference} for id_ in found]
        self.answer(200, {"notifications": said, "links": {"current": self.path}})

    def refused(self) -> bool:
        token = self.headers["Authorization"].removeprefix("Bearer ")
        if jwt.decode(token, SECRET, algorithms=["HS256"])["iss"] != SERVICE:
            self.answer(403, {"status_code": 403, "errors": [{"error": "AuthError", "message": "Invalid token"}]})
            return True
        if self.office.error is not None:
            code, kind, words = self.office.error
            self.answer(code, {"status_code": code, "errors": [{"error": kind, "message": words}]})
        return self.office.error is not None

    def answer(self, code: int, said: dict[str, Any]) -> None:
        body = json.dumps(said).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """The tests' output is not the place for it."""


@contextmanager
def notify_office() -> Iterator[NotifyOffice]:
    office = NotifyOffice()
    handler = type("Handler", (NotifyHandler,), {"office": office})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    office.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield office
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
