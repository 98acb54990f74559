"""GOV.UK Notify, its own client against a stand-in of its documented API."""

from dataclasses import replace
from uuid import UUID

import pytest

from config.settings import settings
from tasks.channels import NotSent, Outgoing, Refused, Unanswered, Unreachable, channel
from tests.tasks.post_office import TEMPLATE, NotifyOffice

MESSAGE = Outgoing(
    UUID("019f0000-0000-7000-8000-000000000001"), "carol@testshire.invalid", "2 due today", "Due today.", 1
)
AGAIN = replace(MESSAGE, perhaps_twice=True)

pytestmark = pytest.mark.usefixtures("environment")


def send(message: Outgoing = MESSAGE) -> str:
    return channel("govuk_notify").send(message).reference


def not_sent(message: Outgoing = MESSAGE) -> NotSent:
    with pytest.raises(NotSent) as failure:
        send(message)
    return failure.value


def test_a_message_goes_under_its_own_reference(notify: NotifyOffice) -> None:
    reference = send()

    [taken] = notify.taken
    assert taken["id"] == reference
    assert (taken["reference"], taken["email_address"]) == (str(MESSAGE.id), MESSAGE.address)
    assert (taken["template_id"], taken["personalisation"]) == (
        TEMPLATE, {"subject": "2 due today", "body": "Due today."}
    )  # fmt: skip
    assert notify.looked_up == [], "nobody looks up what cannot be there"


def test_a_reply_to_is_sent_where_one_is_set(notify: NotifyOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTIFY_REPLY_TO_ID", TEMPLATE)
    settings.cache_clear()
    send()

    assert notify.taken[0]["email_reply_to_id"] == TEMPLATE


def test_what_was_taken_without_an_answer_is_found_and_not_sent_again(notify: NotifyOffice) -> None:
    notify.hangs_up = True
    assert isinstance(not_sent(), Unanswered)
    notify.hangs_up = False

    reference = send(AGAIN)

    assert [taken["id"] for taken in notify.taken] == [reference]
    assert notify.looked_up == [str(MESSAGE.id)]


def test_what_was_not_taken_after_all_is_sent(notify: NotifyOffice) -> None:
    send(AGAIN)

    assert len(notify.taken) == 1


def test_a_wrong_address_is_refused_for_good(notify: NotifyOffice) -> None:
    notify.error = (400, "ValidationError", "email_address Not a valid email address")

    refusal = not_sent()

    assert isinstance(refusal, Refused)
    assert (refusal.code, refusal.permanent) == ("notify-400", True)


@pytest.mark.parametrize(
    ("code", "kind", "words"),
    [
        (400, "BadRequestError", "Can't send to this recipient using a team-only API key"),
        (400, "BadRequestError", "Template not found"),
        (403, "AuthError", "Invalid token: API key not found"),
        (429, "TooManyRequestsError", "Exceeded send limits (LIMIT NUMBER) for today"),
    ],
)
def test_what_concerns_every_message_is_no_refusal_of_this_one(
    notify: NotifyOffice, code: int, kind: str, words: str
) -> None:
    notify.error = (code, kind, words)

    refusal = not_sent()

    assert isinstance(refusal, Unreachable)
    assert refusal.code == f"notify-{code}"


def test_an_error_of_its_own_leaves_it_unknown(notify: NotifyOffice) -> None:
    notify.error = (500, "Exception", "Internal server error")

    assert isinstance(not_sent(), Unanswered)


def test_nothing_is_sent_while_it_cannot_be_looked_up(notify: NotifyOffice) -> None:
    notify.error = (500, "Exception", "Internal server error")

    assert isinstance(not_sent(AGAIN), Unreachable)


def test_where_nobody_is_there_nothing_can_have_been_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTIFY_BASE_URL", "http://127.0.0.1:1")
    settings.cache_clear()

    assert isinstance(not_sent(), Unreachable)


def test_its_words_about_an_address_are_not_logged(notify: NotifyOffice, caplog: pytest.LogCaptureFixture) -> None:
    notify.error = (400, "ValidationError", f"email_address {MESSAGE.address} is not valid")
    not_sent()

    assert MESSAGE.address not in caplog.text
