"""The demonstration's mail server keeps what it is sent, and can be reached from this machine only."""

import asyncio
import smtplib
from email.message import EmailMessage

from cli.demo.mailbox import HOST, Mailbox


def a_mail(id: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "swan@swan.invalid", "orla@westmarch.invalid", "WSCP-2023-001"
    mail["Message-ID"] = f"<{id}@swan.invalid>"
    mail.set_content("Send the Rapid Review")
    return mail


def test_every_mail_is_kept_under_its_message_s_own_id():
    with Mailbox() as mailbox, smtplib.SMTP(HOST, mailbox.port) as smtp:
        for id in ("a", "b", "a"):
            smtp.send_message(a_mail(id))

    assert [(mail.id, mail.to, mail.subject) for mail in mailbox.mails[:1]] == [
        ("a", "orla@westmarch.invalid", "WSCP-2023-001")
    ]
    assert "Send the Rapid Review" in mailbox.mails[0].text
    assert mailbox.times() == {"a": 2, "b": 1}


def test_it_can_be_opened_and_closed_where_a_loop_is_running():
    async def within() -> list[str]:
        with Mailbox() as mailbox, smtplib.SMTP(HOST, mailbox.port) as smtp:
            smtp.send_message(a_mail("a"))
        return [mail.id for mail in mailbox.mails]

    assert asyncio.run(within()) == ["a"]


def test_a_client_that_is_still_there_does_not_keep_it_open():
    with Mailbox() as mailbox:
        client = smtplib.SMTP(HOST, mailbox.port)

    assert not mailbox.thread.is_alive()
    client.close()


def test_it_listens_on_the_loopback_address_only():
    with Mailbox() as mailbox:
        assert mailbox.listening.getsockname()[0] == "127.0.0.1"
