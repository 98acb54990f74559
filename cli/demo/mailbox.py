"""The mail server of a demonstration: on this machine only, in this process, and it keeps every message."""

import asyncio
import socket
import threading
from collections import Counter
from dataclasses import dataclass
from email import message_from_bytes, policy
from types import TracebackType
from typing import Self

from aiosmtpd.smtp import SMTP, Envelope, Session

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Mail:
    """One mail as it arrived. `id` is its Message-ID up to the @: the message's own id."""

    id: str
    to: str
    subject: str
    text: str
    raw: bytes


class Mailbox:
    """Listens on a free port while it is open; `mails` are in the order they came."""

    def __init__(self) -> None:
        self.mails: list[Mail] = []
        self.ready = threading.Event()
        # A loop of its own in a thread of its own: whoever opens it may be running one already.
        self.thread = threading.Thread(target=lambda: asyncio.run(self.serve()), name="mailbox", daemon=True)

    def __enter__(self) -> Self:
        self.listening = socket.create_server((HOST, 0))
        self.port: int = self.listening.getsockname()[1]
        self.thread.start()
        self.ready.wait()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.loop.call_soon_threadsafe(self.closing.set)
        self.thread.join()

    async def serve(self) -> None:
        """Until it is closed, in this thread: a client that hangs up at the same moment is counted out once."""
        self.loop, self.closing = asyncio.get_running_loop(), asyncio.Event()
        server = await self.loop.create_server(lambda: SMTP(self, hostname=HOST, loop=self.loop), sock=self.listening)
        self.ready.set()
        await self.closing.wait()
        server.close()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """aiosmtpd hands every message over here; the answer goes to who sent it."""
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content, policy=policy.default)
        body = mail.get_body(("plain",))
        self.mails.append(
            Mail(
                str(mail["Message-ID"]).strip("<>").partition("@")[0],
                ", ".join(envelope.rcpt_tos),
                str(mail["Subject"]),
                body.get_content() if body is not None else "",
                envelope.content,
            )
        )
        return "250 OK"

    def times(self) -> Counter[str]:
        """How often each message arrived."""
        return Counter(mail.id for mail in self.mails)
