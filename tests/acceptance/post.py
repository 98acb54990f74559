"""A mail server that keeps what it takes, and can stop or die in the middle of a conversation."""

import asyncio
import re
from collections import Counter
from collections.abc import Awaitable
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from enum import StrEnum
from threading import Event, Thread
from typing import Any
from uuid import UUID

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.tasks.post_office import said_in

PATIENCE = 30


class Step(StrEnum):
    """How far a conversation has got: what the server was told last and has not answered."""

    GREETED = "EHLO"
    SENDER = "MAIL"
    RECIPIENT = "RCPT"
    DATA = "DATA"
    MAIL_TAKEN = "the mail itself"


@dataclass(frozen=True)
class Mail:
    """A mail as it was taken."""

    id: UUID
    to: str
    subject: str
    text: str
    html: str = field(repr=False)
    raw: bytes = field(repr=False)

    @property
    def says_perhaps_twice(self) -> bool:
        return self.text.startswith("You may have had this already.")


class Stop:
    """The first conversation that gets to this step waits there until it is let go; `dies` ends the server instead."""

    def __init__(self, step: Step, *, dies: bool) -> None:
        self.step, self.dies = step, dies
        self.met, self.go_on = Event(), Event()

    def reached(self) -> None:
        assert self.met.wait(PATIENCE), f"no conversation ever got to {self.step}"


class Conversation(SMTP):
    """Asks what is to happen before each answer; aiosmtpd has no hook between DATA and its own "go ahead"."""

    async def smtp_DATA(self, arg: str) -> None:
        await self.event_handler.at(self, Step.DATA)
        await super().smtp_DATA(arg)


class PostOffice:
    """Every mail ever taken, in order. Its port stays the same when it dies and is opened again."""

    def __init__(self) -> None:
        self.taken: list[Mail] = []
        self.stop: Stop | None = None
        self.port = 0
        self.loop = asyncio.new_event_loop()
        self.thread = Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self.open()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def open(self) -> None:
        self.server = self._do(self._listen())
        self.port = self.server.sockets[0].getsockname()[1]

    async def _listen(self) -> asyncio.Server:
        return await self.loop.create_server(lambda: Conversation(self, loop=self.loop), "127.0.0.1", self.port)

    def _do(self, what: Awaitable[Any]) -> Any:
        async def done() -> Any:
            return await what

        return asyncio.run_coroutine_threadsafe(done(), self.loop).result(PATIENCE)

    def stops(self, step: Step) -> Stop:
        """The next conversation to get there gets no answer until it is let go."""
        self.stop = Stop(step, dies=False)
        return self.stop

    def dies(self, step: Step) -> Stop:
        """The next conversation to get there gets no answer, and nobody after it: the server has gone."""
        self.stop = Stop(step, dies=True)
        self.stop.go_on.set()
        return self.stop

    async def at(self, conversation: SMTP, step: Step) -> None:
        stop = self.stop
        if stop is None or stop.step is not step or stop.met.is_set():
            return
        if stop.dies:
            self.server.close()
            assert conversation.transport is not None
            conversation.transport.abort()
        stop.met.set()
        await asyncio.to_thread(stop.go_on.wait)

    async def handle_EHLO(
        self, conversation: SMTP, session: Session, _: Envelope, name: str, answers: list[str]
    ) -> list[str]:
        session.host_name = name
        await self.at(conversation, Step.GREETED)
        return answers

    async def handle_MAIL(self, conversation: SMTP, _: Session, envelope: Envelope, sender: str, __: Any) -> str:
        envelope.mail_from = sender
        await self.at(conversation, Step.SENDER)
        return "250 OK"

    async def handle_RCPT(self, conversation: SMTP, _: Session, envelope: Envelope, address: str, __: Any) -> str:
        envelope.rcpt_tos.append(address)
        await self.at(conversation, Step.RECIPIENT)
        return "250 OK"

    async def handle_DATA(self, conversation: SMTP, _: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        self.taken.append(read(envelope.content, envelope.rcpt_tos[0]))
        await self.at(conversation, Step.MAIL_TAKEN)
        return "250 taken"

    def copies(self) -> Counter[UUID]:
        """How often each Message-ID was taken."""
        return Counter(mail.id for mail in self.taken)

    def close(self) -> None:
        if self.stop is not None:
            self.stop.go_on.set()
        self._do(self._hang_up())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()

    async def _hang_up(self) -> None:
        self.server.close()
        others = asyncio.all_tasks(self.loop) - {asyncio.current_task(self.loop)}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)


def read(raw: bytes, to: str) -> Mail:
    mail = BytesParser(EmailMessage, policy=default).parsebytes(raw)  # type: ignore[arg-type]
    found = re.fullmatch(r"<([0-9a-f-]{36})@[^>]+>", mail["Message-ID"])
    assert found, mail["Message-ID"]
    assert mail["To"] == to
    return Mail(UUID(found[1]), to, mail["Subject"], said_in(mail, "plain"), said_in(mail, "html"), raw)
