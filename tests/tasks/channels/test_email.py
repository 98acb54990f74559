"""E-mail, against a real SMTP server that takes it, refuses it, or dies at each point of the conversation."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from uuid import UUID

import pytest

from config.servers import MailServer, Way, is_loopback
from tasks.channels import NotSent, Outgoing, Refused, Unanswered, Unreachable
from tasks.channels.email import Email
from tests.encrypted import certificate
from tests.tasks.post_office import PostOffice, post_office

MESSAGE = Outgoing(
    UUID("019f0000-0000-7000-8000-000000000001"), "carol@testshire.invalid", "2 due today", "Due today.\n.\n", 1
)


def email(port: int, user: str = "", host: str = "127.0.0.1", way: Way = "") -> Email:
    return Email(MailServer(host, port, user, "secret" if user else "", way), "swan@swan.invalid")


def send(mail: PostOffice, message: Outgoing = MESSAGE) -> str:
    return email(int(mail.url.rpartition(":")[2])).send(message).reference


def not_sent(mail: PostOffice, message: Outgoing = MESSAGE) -> NotSent:
    with pytest.raises(NotSent) as failure:
        send(mail, message)
    return failure.value


@contextmanager
def a_server_that_says(*lines: bytes, then_silence: bool = False) -> Iterator[int]:
    """One conversation: each line answers what the client says; then it hangs up, or waits. Gives the port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def converse() -> None:
            connection, _ = listening.accept()
            with connection, connection.makefile("rb") as said:
                for line in lines:
                    connection.sendall(line + b"\r\n")
                    said.readline()
                if then_silence:
                    said.read()

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


@pytest.mark.parametrize(
    ("answers", "failure"),
    [
        ((), Unreachable),
        ((b"220 hello", b"250 you"), Unreachable),
        ((b"220 hello", b"250 you", b"250 sender", b"250 recipient", b"354 go ahead"), Unanswered),
    ],
)
def test_a_server_that_falls_silent_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch, answers: tuple[bytes, ...], failure: type[NotSent]
) -> None:
    monkeypatch.setattr("tasks.channels.email.PATIENCE", 0.2)
    monkeypatch.setattr("tasks.channels.email.LAST_PATIENCE", 0.2)

    with a_server_that_says(*answers, then_silence=True) as port, pytest.raises(failure):
        email(port).send(MESSAGE)


def test_a_conversation_that_drags_on_ends_before_the_message_is_handed_over(
    mail: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tasks.channels.email.TALK", -1.0)

    refusal = not_sent(mail)

    assert isinstance(refusal, Unreachable)
    assert refusal.code == "smtp-sender-slow"
    assert mail.taken == []


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


@pytest.fixture
def sealed_mail(tmp_path: Path) -> Iterator[tuple[PostOffice, Path]]:
    """A mail server that offers TLS, and the certificate to be trusted for it."""
    shown = certificate(tmp_path)
    with post_office(shown.server()) as office:
        yield office, shown.trusted


def test_off_this_machine_what_is_offered_is_taken_and_what_is_trusted_is_used(
    sealed_mail: tuple[PostOffice, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    mail, certificate = sealed_mail
    monkeypatch.setattr("tasks.channels.email.is_loopback", lambda host: False)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

    send(mail)

    assert mail.sealed == [True]


def test_a_server_that_cannot_prove_who_it_is_gets_no_mail(
    sealed_mail: tuple[PostOffice, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    mail, _ = sealed_mail
    monkeypatch.setattr("tasks.channels.email.is_loopback", lambda host: False)

    refusal = not_sent(mail)

    assert isinstance(refusal, Unreachable)
    assert mail.taken == []


def test_off_this_machine_nothing_is_handed_over_in_the_clear(
    mail: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tasks.channels.email.is_loopback", lambda host: False)

    refusal = not_sent(mail)

    assert isinstance(refusal, Unreachable)
    assert (refusal.code, mail.taken) == ("smtp-no-tls", [])


def test_a_server_of_ones_own_network_that_has_no_encryption_has_to_be_named_as_such(
    mail: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tasks.channels.email.is_loopback", lambda host: False)

    email(int(mail.url.rpartition(":")[2]), way="plain").send(MESSAGE)

    assert mail.sealed == [False]


def test_a_server_that_is_encrypted_from_the_first_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = certificate(tmp_path)
    with post_office(shown.server(), whole=True) as office:
        port = int(office.url.rpartition(":")[2])
        with pytest.raises(Unreachable, match="smtp-connect"):
            email(port, way="whole").send(MESSAGE)
        monkeypatch.setenv("SSL_CERT_FILE", str(shown.trusted))
        email(port, way="whole").send(MESSAGE)

    assert office.sealed == [True]
