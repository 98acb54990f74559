"""What must hold at the end of a demonstration is found out where it does not."""

import subprocess
from uuid import UUID, uuid4

from cli.demo import checks
from cli.demo.account import Account, Told
from cli.demo.mailbox import Mail, Mailbox
from workflows.engine.finding import Finding

ONE, TWO = uuid4(), uuid4()


def mail(id: UUID, text: str) -> Mail:
    return Mail(str(id), "orla@westmarch.invalid", "1 due today", text, b"")


def told(message: UUID, reference: str | None) -> Told:
    return Told(message, "before", "coordinator", None, reference, "sent")


def an_account(*, second: str = "sent", twice: int = 0) -> Account:
    return Account({}, [told(ONE, "WSCP-2023-001"), told(TWO, None)], {ONE: "sent", TWO: second}, twice)


def amiss(account: Account, *mails: Mail) -> list[str]:
    """What does not hold of this account and these mails."""
    mailbox = Mailbox()
    mailbox.mails = list(mails)
    with mailbox:
        return [str(one) for one in checks.of_mail(account, mailbox) if not one.holds]


GOOD = (mail(ONE, "WSCP-2023-001: send the letters"), mail(TWO, "what is now yours"))


def test_each_message_once_and_each_notice_in_it():
    assert amiss(an_account(), *GOOD) == []


def test_a_message_that_came_twice():
    assert amiss(an_account(), *GOOD, GOOD[0]) == ["every message was delivered once: no. 1 are sent, 2 times"]


def test_a_message_that_never_came():
    assert amiss(an_account(second="waiting"), GOOD[0]) == [
        "every message was delivered once: no. 1 are waiting, 0 times",
        "every notice stands in one delivered message: no. None (before, coordinator)",
    ]


def test_a_notice_that_its_message_does_not_say():
    assert amiss(an_account(), mail(ONE, "WSCP-2023-002"), GOOD[1]) == [
        "every notice stands in one delivered message: no. WSCP-2023-001 (before, coordinator)"
    ]


def test_a_mail_nobody_recorded():
    assert amiss(an_account(), *GOOD, mail(uuid4(), "")) == ["no other mail was sent: no. 1 came"]


def test_perhaps_twice_is_not_once():
    assert amiss(an_account(twice=1), *GOOD) == ["no message went perhaps twice: no. 1"]


def test_an_audit_is_clean_that_only_says_what_to_look_at():
    look = Finding("roles are held", "westmarch", "Nobody is operator.", wrong=False)
    wrong = Finding("chains are unbroken", "WSCP-2023-001", "The third event was changed.")

    assert checks.of_audit([look]).holds
    assert str(checks.of_audit([look, wrong])) == (
        "the audit is clean: no. chains are unbroken, WSCP-2023-001: The third event was changed."
    )


def test_another_count_than_the_year_s():
    check = checks.of_counts({"cases of two areas": 2}, {"cases of two areas": 1})

    assert str(check) == "the year has the counts it was given: no. cases of two areas: 2, not 1"


def test_a_process_that_was_left():
    with subprocess.Popen(["sleep", "60"], start_new_session=True) as child:
        assert not checks.of_processes([child.pid]).holds
        child.kill()
    assert checks.of_processes([child.pid]).holds
