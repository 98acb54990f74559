"""The mail server of a demonstration: on this machine only, in this process, and it keeps every message."""

import asyncio
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
        self.loop = asyncio.new_event_loop()
        serve = self.loop.create_server(lambda: SMTP(self, hostname=HOST, loop=self.loop), HOST, 0)
        self.server = self.loop.run_until_complete(serve)
        self.port: int = self.server.sockets[0].getsockname()[1]
        self.thread = threading.Thread(target=self.loop.run_forever, name="mailbox", daemon=True)

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        # In its own thread: a client that hangs up at the same moment would be counted out twice.
        self.loop.call_soon_threadsafe(self.server.close)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        for task in asyncio.all_tasks(self.loop):
            task.cancel()
        self.loop.run_until_complete(asyncio.sleep(0))
        self.loop.close()

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
