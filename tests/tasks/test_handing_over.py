"""Handing over: one try each, written down as what became of it, and no transaction open meanwhile."""

from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any

import psycopg
import pytest
from sqlalchemy import text

from config.settings import settings
from models import Message
from tasks import deadlines, handing_over, notices
from tasks.house import TaskFailed
from tasks.words import compose
from tests.acceptance.stack import wait_until
from tests.engine.casework.place import Place, step
from tests.servers import PostgresServer
from tests.tasks.post_office import NotifyOffice, PostOffice, plain
from workflows.engine.ladder import RungKind

WAITS = "select 1 from pg_stat_activity where %s = any(pg_blocking_pids(pid))"
TITLE = "Send the Rapid Review to the National Panel"


def owed(place: Place, *roles: str) -> Any:
    """A deadline of which the holders of these roles are told at once."""
    now = datetime.now(UTC)
    rung = step(RungKind.AT_START, "Mon 24 Mar 2025", *(roles or ("coordinator",)), urgent=True, at=now)
    deadline = place.owes("Fri 31 Dec 2027", rung)
    place.changes(deadline, declared={"title": TITLE})
    deadlines.sweep()
    return deadline


def by_person(place: Place) -> dict[str, Message]:
    return {place.named(message.person_id): message for message in place.all(Message)}


def an_hour_passes(place: Place) -> None:
    place.edit(lambda db: db.execute(text("update message set again_at = again_at - interval '60 minutes'")))


def test_a_message_goes_and_is_written_down(office: Place, mail: PostOffice) -> None:
    owed(office)

    assert notices.deliver() == 1
    assert notices.deliver() == 0

    [taken], message = mail.taken, by_person(office)["carol"]
    assert (taken["To"], taken["Subject"]) == (
        "carol@WSCP.invalid", f"WSCP-1: {TITLE}, due Fri 31 Dec 2027",
    )  # fmt: skip
    assert (message.status, message.channel, message.provider_reference) == ("sent", "email", taken["Message-ID"])
    assert message.sent_at is not None
    assert message.sent_at >= message.due_at


def test_no_transaction_is_open_while_a_provider_has_the_message(
    office: Place, mail: PostOffice, postgres: PostgresServer, tasks_database: str
) -> None:
    open_ones: list[int] = []

    def look() -> None:
        with psycopg.connect(postgres.conninfo(tasks_database)) as db:
            found = db.execute(
                "select count(*) from pg_stat_activity where datname = current_database() and xact_start is not null"
                " and pid <> pg_backend_pid() and backend_type = 'client backend'"
            ).fetchone()
        assert found is not None
        open_ones.append(found[0])

    mail.on_data = look
    owed(office, "coordinator", "business_manager", "scrutineer")
    notices.deliver()

    assert open_ones == [0, 0, 0]


def test_what_came_of_one_is_kept_whoever_holds_the_next(
    office: Place, mail: PostOffice, postgres: PostgresServer, tasks_database: str
) -> None:
    """A sweep may hold the next message for a moment: an answer must not hang on that, nor be rolled back with it."""
    owed(office, "coordinator", "business_manager")
    sweep, eyes = (psycopg.connect(postgres.conninfo(tasks_database)) for _ in range(2))
    eyes.autocommit = True

    def holds_the_next() -> None:
        mail.on_data = lambda: None
        sweep.execute("select from message where outcome = 'claimed' for update")

    mail.on_data = holds_the_next
    delivering = Thread(target=notices.deliver)
    with eyes, sweep:
        delivering.start()
        wait_until(lambda: eyes.execute(WAITS, [sweep.info.backend_pid]).fetchone(), "nobody came to the next")
        found = eyes.execute("select status, outcome from message order by 1").fetchall()
    delivering.join()

    assert found == [("sent", "sent"), ("waiting", "claimed")]
    assert {message.status for message in office.all(Message)} == {"sent"}


def test_one_refused_message_keeps_no_other(office: Place, mail: PostOffice) -> None:
    mail.says["bill@WSCP.invalid"] = "550 no such user"
    owed(office, "coordinator", "business_manager", "scrutineer")

    notices.deliver()

    found = {name: message.status for name, message in by_person(office).items()}
    assert found == {"carol": "sent", "bill": "failed", "sue": "sent"}


def test_a_server_that_is_away_is_asked_once_in_a_run(office: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMTP_URL", "smtp://127.0.0.1:1")
    settings.cache_clear()
    owed(office, "coordinator", "business_manager", "scrutineer")

    notices.deliver()

    messages = office.all(Message)
    assert {(message.status, message.outcome) for message in messages} == {("waiting", "unreachable: smtp-connect")}
    assert [message.attempts for message in messages] == [1, 1, 1]


def test_once_it_is_back_everything_goes_once(
    office: Place, mail: PostOffice, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMTP_URL", "smtp://127.0.0.1:1")
    settings.cache_clear()
    owed(office, "coordinator", "business_manager")
    for _ in range(5):
        notices.deliver()
        an_hour_passes(office)

    monkeypatch.setenv("SMTP_URL", environment["SMTP_URL"])
    settings.cache_clear()
    notices.deliver()

    assert sorted(taken["To"] for taken in mail.taken) == ["bill@WSCP.invalid", "carol@WSCP.invalid"]
    assert "You may have had this already" not in "".join(mail.words())
    assert {message.status for message in office.all(Message)} == {"sent", "overtaken"}, "the desk's news is old news"


def test_an_answer_that_never_came_makes_the_next_try_say_so(office: Place, mail: PostOffice) -> None:
    mail.hangs_up_after_data = True
    owed(office)
    notices.deliver()
    mail.hangs_up_after_data = False
    an_hour_passes(office)

    notices.deliver()

    first, second = mail.taken
    assert first["Message-ID"] == second["Message-ID"]
    assert not plain(first).startswith("You may have had this already.")
    assert plain(second).startswith("You may have had this already.")
    assert by_person(office)["carol"].perhaps_twice


def test_an_unknown_error_gives_the_others_back_untried(
    office: Place, mail: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    owed(office, "coordinator", "business_manager", "scrutineer")
    deadly = office.people["bill"]

    def fails_for_bill(message: Any, *more: Any) -> Any:
        return 1 / 0 if message.person_id == deadly else compose(message, *more)

    monkeypatch.setattr(handing_over, "compose", fails_for_bill)
    with pytest.raises(TaskFailed):
        notices.deliver()
    notices.deliver()

    found = {name: message.status for name, message in by_person(office).items()}
    assert found == {"carol": "sent", "bill": "waiting", "sue": "sent"}
    assert [message.attempts for message in office.all(Message)] == [1, 1, 1]


def test_an_answer_that_came_is_kept_whatever_befell_the_next(
    office: Place, mail: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    owed(office, "coordinator", "business_manager", "scrutineer")

    monkeypatch.setattr(handing_over, "begin_after", lambda *_: 1 / 0)

    with pytest.raises(TaskFailed):
        notices.deliver()
    notices.deliver()

    assert [message.status for message in by_person(office).values()].count("sent") == 2
    assert len({taken["To"] for taken in mail.taken}) == len(mail.taken) == 2


def test_what_a_run_has_no_time_for_is_given_back(
    office: Place, mail: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    owed(office, "coordinator", "business_manager")
    monkeypatch.setattr(handing_over, "AT_MOST", 0.0)
    notices.deliver()
    monkeypatch.undo()

    assert [message.attempts for message in office.all(Message)] == [0, 0]


def test_what_was_settled_since_is_not_sent(office: Place, mail: PostOffice) -> None:
    office.changes(owed(office), status="met")

    notices.deliver()

    assert mail.taken == []
    assert by_person(office)["carol"].status == "overtaken"


def test_a_person_may_have_a_channel_of_their_own(office: Place, mail: PostOffice, notify: NotifyOffice) -> None:
    office.edit(lambda db: db.execute(text("update person set channel = 'govuk_notify' where slug = 'sue'")))
    owed(office, "coordinator", "scrutineer")

    notices.deliver()

    messages = by_person(office)
    assert [taken["To"] for taken in mail.taken] == ["carol@WSCP.invalid"]
    assert notify.references() == [messages["sue"].id]
    assert messages["sue"].provider_reference == notify.taken[0]["id"]


def test_a_channel_nobody_knows_keeps_nobody_elses(office: Place, mail: PostOffice) -> None:
    office.edit(lambda db: db.execute(text("update person set channel = 'pigeon' where slug = 'sue'")))
    owed(office, "coordinator", "scrutineer")

    notices.deliver()

    messages = by_person(office)
    assert (messages["carol"].status, messages["sue"].status) == ("sent", "waiting")
    assert messages["sue"].outcome == "unreachable: NoSuchChannel"


def test_the_morning_is_one_message_with_all_of_it(office: Place, mail: PostOffice) -> None:
    eight = datetime(2025, 3, 24, 8, tzinfo=UTC)
    office.stands_at("Mon 24 Mar 2025")
    for due in ("Mon 24 Mar 2025", "Wed 26 Mar 2025"):
        rung = step(RungKind.BEFORE, "Mon 24 Mar 2025", "coordinator", at=eight - timedelta(minutes=5))
        office.changes(office.owes(due, rung), declared={"title": TITLE})

    deadlines.sweep()
    notices.deliver()

    [taken] = mail.taken
    assert taken["Subject"] == "1 due today, 1 coming up"
    assert plain(taken).count("https://swan.invalid/cases/WSCP-1") == 2
