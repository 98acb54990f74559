"""E-mail by SMTP: one conversation a message, told apart by where it broke off."""

import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import partial
from socket import gethostname
from time import monotonic

from config.servers import MailServer, is_loopback
from config.settings import Settings
from tasks.channels import Outgoing, Receipt, Refused, Unanswered, Unreachable
from tasks.hypertext import as_html

PATIENCE = 5.0
"""Seconds to wait for any one answer but the last."""

TALK = 20.0
"""Seconds the conversation may take before the message itself is handed over."""

LAST_PATIENCE = 30.0
"""Seconds to wait for the last answer: a server may look through a message before it takes it."""

TAKEN, GO_AHEAD, CLOSING = 250, 354, 421

UNFOLDED = 250
"""Characters of a line: longer than any subject, which some readers show with its folds, and a quarter of the limit."""

_PART = r"[^@\x00-\x20\x7f<>,;:\"()\\\[\]]+"
ADDRESS = re.compile(rf"{_PART}@{_PART}", re.ASCII)


class Email:
    """Mail as the office's own server takes it. The Message-ID is the message's id, however often it is tried."""

    name = "email"

    def __init__(self, server: MailServer, sender: str) -> None:
        self.server = server
        self.sender = sender

    def send(self, message: Outgoing) -> Receipt:
        if not (message.address.isascii() and ADDRESS.fullmatch(message.address)):
            raise Refused("address", permanent=True)
        mail, until = written(message, self.sender), monotonic() + TALK
        with self.connected() as smtp:
            self.announced(smtp, message.address, until)
            hand_over(smtp, mail.as_bytes())
        return Receipt(mail["Message-ID"])

    @contextmanager
    def connected(self) -> Iterator[smtplib.SMTP]:
        """A server that has let us in; whatever keeps us out concerns every message alike."""
        try:
            smtp = self.called()
        except (OSError, smtplib.SMTPException) as failure:
            raise Unreachable(f"smtp-connect{number(failure)}") from failure
        try:
            self.let_in(smtp)
            yield smtp
            with suppress(OSError, smtplib.SMTPException):
                smtp.putcmd("quit")
        finally:
            smtp.close()

    def called(self) -> smtplib.SMTP:
        host, port, me = self.server.host, self.server.port, gethostname()
        if self.server.way == "whole":
            return smtplib.SMTP_SSL(
                host, port, local_hostname=me, timeout=PATIENCE, context=ssl.create_default_context()
            )
        return smtplib.SMTP(host, port, local_hostname=me, timeout=PATIENCE)

    def let_in(self, smtp: smtplib.SMTP) -> None:
        try:
            smtp.ehlo_or_helo_if_needed()
            if self.server.way == "" and not is_loopback(self.server.host):
                encrypt(smtp)
            if self.server.user:
                refuse_to_say_it_aloud(smtp, self.server.host)
                smtp.login(self.server.user, self.server.password)
        except (OSError, smtplib.SMTPException) as failure:
            raise Unreachable(f"smtp-greeting{number(failure)}") from failure

    def announced(self, smtp: smtplib.SMTP, address: str, until: float) -> None:
        """Sender, recipient and the wish to hand over: up to here nothing has been taken."""
        for step, say in self.announcements(smtp, address):
            try:
                code, _ = say()
            except (OSError, smtplib.SMTPException) as failure:
                raise Unreachable(f"smtp-{step}{number(failure)}") from failure
            refuse(step, code)
            if monotonic() > until:
                raise Unreachable(f"smtp-{step}-slow")

    def announcements(self, smtp: smtplib.SMTP, address: str) -> Iterator[tuple[str, Callable[[], tuple[int, bytes]]]]:
        yield "sender", partial(smtp.mail, self.sender)
        yield "recipient", partial(smtp.rcpt, address)
        yield "data", partial(smtp.docmd, "DATA")


def refuse(step: str, code: int) -> None:
    """Raises what an answer to this step means, unless it was yes."""
    if code in (GO_AHEAD if step == "data" else TAKEN, 251):
        return
    # A sender the server does not want, or a server that is closing, concerns every message and says nothing of this.
    if step == "sender" or code == CLOSING:
        raise Unreachable(f"smtp-{step}-{code}")
    raise Refused(f"smtp-{code}", permanent=code >= 500)


def hand_over(smtp: smtplib.SMTP, mail: bytes) -> None:
    """The message itself. From its first byte on, silence means that nobody knows."""
    assert smtp.sock is not None
    smtp.sock.settimeout(LAST_PATIENCE)
    dotted = re.sub(rb"(?m)^\.", b"..", mail)
    try:
        smtp.send(dotted + (b"" if dotted.endswith(b"\r\n") else b"\r\n") + b".\r\n")
        code, _ = smtp.getreply()
    except (OSError, smtplib.SMTPException) as failure:
        raise Unanswered("smtp-silence") from failure
    if code != TAKEN:
        raise Refused(f"smtp-{code}", permanent=code >= 500)


def written(message: Outgoing, sender: str) -> EmailMessage:
    """In plain text, and the same words as HTML beside it. ValueError where a header would hold a line break."""
    mail = EmailMessage(policy=SMTP.clone(cte_type="7bit", max_line_length=UNFOLDED))
    mail["From"] = sender
    mail["To"] = message.address
    mail["Subject"] = message.subject
    mail["Date"] = format_datetime(datetime.now(UTC))
    mail["Message-ID"] = f"<{message.id}@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.text)
    mail.add_alternative(as_html(message.subject, message.text), subtype="html")
    return mail


def encrypt(smtp: smtplib.SMTP) -> None:
    """A server that offers no encryption gets nothing: whoever stands in between may have taken the offer away."""
    if not smtp.has_extn("starttls"):
        raise Unreachable("smtp-no-tls")
    smtp.starttls(context=ssl.create_default_context())
    smtp.ehlo()


def refuse_to_say_it_aloud(smtp: smtplib.SMTP, host: str) -> None:
    if not is_loopback(host) and not isinstance(smtp.sock, ssl.SSLSocket):
        raise Unreachable("smtp-no-tls")


def number(failure: Exception) -> str:
    """The server's own number for it, where it gave one."""
    code = getattr(failure, "smtp_code", None)
    return f"-{code}" if code else ""


def channel(settings: Settings) -> Email:
    return Email(settings.smtp, settings.mail_from)
