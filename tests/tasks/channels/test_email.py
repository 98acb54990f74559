"""E-mail, against a real SMTP server that takes it, refuses it, or dies at each point of the conversation."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from uuid import UUID

import pytest

from config.settings import MailServer
from tasks.channels import NotSent, Outgoing, Refused, Unanswered, Unreachable
from tasks.channels.email import Email, is_loopback
from tests.tasks.post_office import PostOffice

MESSAGE = Outgoing(
    UUID("019f0000-0000-7000-8000-000000000001"), "carol@testshire.invalid", "2 due today", "Due today.\n.\n", 1
)


def email(port: int, user: str = "", host: str = "127.0.0.1") -> Email:
    return Email(MailServer(host, port, user, "secret" if user else ""), "swan@swan.invalid")


def send(mail: PostOffice, message: Outgoing = MESSAGE) -> str:
    return email(int(mail.url.rpartition(":")[2])).send(message).reference


def not_sent(mail: PostOffice, message: Outgoing = MESSAGE) -> NotSent:
    with pytest.raises(NotSent) as failure:
        send(mail, message)
    return failure.value


@contextmanager
def a_server_that_says(*lines: bytes) -> Iterator[int]:
    """One conversation: each line answers what the client says, and then it hangs up. Gives the port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def converse() -> None:
            connection, _ = listening.accept()
            with connection, connection.makefile("rb") as said:
                for line in lines:
                    connection.sendall(line + b"\r\n")
                    said.readline()

        thread = Thread(target=converse)
        thread.start()
        yield listening.getsockname()[1]
        thread.join()


def test_a_mail_arrives_as_it_was_written(mail: PostOffice) -> None:
    reference = send(mail)

    [taken] = mail.taken
    assert (taken["To"], taken["From"], taken["Subject"]) == (MESSAGE.address, "swan@swan.invalid", "2 due today")
    assert mail.words() == ["Due today.\n.\n"], "a line of one dot ends no mail"
    assert reference == taken["Message-ID"] == f"<{MESSAGE.id}@swan.invalid>"
    assert taken["Auto-Submitted"] == "auto-generated"


def test_every_try_bears_the_same_message_id(mail: PostOffice) -> None:
    assert send(mail) == send(mail)
    assert len({taken["Message-ID"] for taken in mail.taken}) == 1


def test_words_that_are_not_ascii_arrive_whole(mail: PostOffice) -> None:
    said = "Siân · “asked” — " + "x" * 2000
    send(mail, Outgoing(MESSAGE.id, MESSAGE.address, "Ty Ŵyn: café", said, 1))

    [taken] = mail.taken
    assert (taken["Subject"], mail.words()) == ("Ty Ŵyn: café", [f"{said}\n"])


@pytest.mark.parametrize(
    ("step", "reply", "permanent"),
    [
        (MESSAGE.address, "550 no such user", True),
        (MESSAGE.address, "450 busy", False),
        ("data", "554 looks like spam", True),
        ("data", "451 try later", False),
    ],
)
def test_a_refusal_of_this_message_says_whether_for_good(
    mail: PostOffice, step: str, reply: str, permanent: bool
) -> None:
    mail.says[step] = reply

    refusal = not_sent(mail)

    assert isinstance(refusal, Refused)
    assert (refusal.code, refusal.permanent) == (f"smtp-{reply[:3]}", permanent)
    assert mail.taken == []


@pytest.mark.parametrize(("step", "reply"), [("sender", "550 not you"), ("recipient", "421 closing")])
def test_a_refusal_of_the_sender_or_of_service_concerns_every_message(mail: PostOffice, step: str, reply: str) -> None:
    mail.says[step] = reply

    refusal = not_sent(mail)

    assert isinstance(refusal, Unreachable)
    assert refusal.code == f"smtp-{step}-{reply[:3]}"


def test_a_server_that_is_not_there_is_unreachable() -> None:
    with pytest.raises(Unreachable, match="smtp-connect"):
        email(1).send(MESSAGE)


@pytest.mark.parametrize(
    "answers",
    [
        (),
        (b"554 go away",),
        (b"220 hello",),
        (b"220 hello", b"250 you"),
        (b"220 hello", b"250 you", b"250 sender"),
        (b"220 hello", b"250 you", b"250 sender", b"250 recipient"),
    ],
)
def test_a_server_that_dies_before_it_has_the_message_is_unreachable(answers: tuple[bytes, ...]) -> None:
    with a_server_that_says(*answers) as port, pytest.raises(Unreachable):
        email(port).send(MESSAGE)


def test_a_server_that_dies_before_its_last_answer_may_have_taken_it(mail: PostOffice) -> None:
    mail.hangs_up_after_data = True

    assert isinstance(not_sent(mail), Unanswered)
    assert len(mail.taken) == 1, "this one had"


@pytest.mark.parametrize("address", ["", "carol", "a b@c.d", "<x@y.z>", "x@y.z\r\nRCPT TO:<a@b.c>", "jürgen@y.z"])
def test_what_is_no_address_is_refused_for_good_before_anybody_is_asked(mail: PostOffice, address: str) -> None:
    refusal = not_sent(mail, Outgoing(MESSAGE.id, address, "subject", "text", 1))

    assert isinstance(refusal, Refused)
    assert (refusal.code, refusal.permanent) == ("address", True)


def test_a_line_break_never_becomes_a_header(mail: PostOffice) -> None:
    with pytest.raises(ValueError, match="linefeed or carriage return"):
        send(mail, Outgoing(MESSAGE.id, MESSAGE.address, "x\r\nBcc: all@example.org", "text", 1))

    assert mail.taken == []


def test_a_password_is_not_said_aloud_off_this_machine(mail: PostOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tasks.channels.email.is_loopback", lambda host: False)

    with pytest.raises(Unreachable, match="smtp-no-tls"):
        email(int(mail.url.rpartition(":")[2]), user="swan").send(MESSAGE)


@pytest.mark.parametrize(
    ("host", "loopback"), [("127.0.0.1", True), ("::1", True), ("localhost", True), ("mail.testshire.invalid", False)]
)
def test_where_off_this_machine_begins(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback
