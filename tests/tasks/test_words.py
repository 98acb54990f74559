"""The words of messages, read as the person who gets them."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from tasks.channels import Outgoing
from tasks.words import compose
from tests.written_dates import on
from workflows.engine.casework.contents import HandedOver, Said, Step
from workflows.engine.casework.delivering import Claimed
from workflows.engine.casework.telling import NewsKind
from workflows.engine.ladder import RungKind

REVIEW = Step(
    "WSCP-2025-003", "Send the Rapid Review to the National Panel", None, on("Mon 24 Mar 2025"), None, "open", None,
    None, False, False,
)  # fmt: skip
RETURN = replace(REVIEW, title="Return what the agency knows", item="hospital", due_on=on("Mon 17 Mar 2025"))
REPLY = replace(REVIEW, title="Panel's reply expected", due_on=on("Mon 7 Apr 2025"), expectation=True)
AT = datetime(2025, 3, 24, 8, tzinfo=UTC)


def a_message(*said: Said, **more: Any) -> Claimed:
    whole: dict[str, Any] = {
        "id": UUID(int=7), "partnership_id": UUID(int=1), "partnership": "Testshire", "person_id": UUID(int=2),
        "address": "carol@testshire.invalid", "channel": None, "daily": True, "due_at": AT, "attempts": 1,
        "claimed_at": AT, "perhaps_twice": False, "before": None, **more,
    }  # fmt: skip
    return Claimed(**whole, said=said)


def composed(*said: Said, day: str = "Mon 24 Mar 2025", **more: Any) -> Outgoing:
    return compose(a_message(*said, **more), said, on(day), "https://swan.invalid/")


def text(*said: Said, day: str = "Mon 24 Mar 2025", **more: Any) -> str:
    return composed(*said, day=day, **more).text


def test_on_the_day_the_doer_is_asked_whether_it_was_sent() -> None:
    message = composed(Said(RungKind.ON_THE_DAY, "coordinator", step=REVIEW, told=("business_manager", "scrutineer")))

    assert message.subject == "WSCP-2025-003: Send the Rapid Review to the National Panel, due today"
    assert message.text == (
        "WSCP-2025-003: Send the Rapid Review to the National Panel\n"
        "Due today, Monday 24 March 2025. This is a reminder.\n"
        "Sent already? Record it.\n"
        "https://swan.invalid/cases/WSCP-2025-003\n"
        "Also told: business manager, independent scrutineer.\n"
        "\n"
        "Swan, for Testshire"
    )


@pytest.mark.parametrize(
    ("day", "step", "ends"),
    [
        ("Mon 17 Mar 2025", REVIEW, ", due Mon 24 Mar"),
        ("Sun 23 Mar 2025", REVIEW, ", due tomorrow"),
        ("Mon 2 Dec 2024", REVIEW, ", due Mon 24 Mar 2025"),
        ("Tue 25 Mar 2025", REVIEW, ", was due Mon 24 Mar"),
        ("Tue 25 Mar 2025", REPLY, ", expected Mon 7 Apr"),
        ("Tue 25 Mar 2025", replace(REVIEW, due_on=None, undated_because="Nobody knows."), "National Panel"),
    ],
)
def test_the_subject_says_by_when(day: str, step: Step, ends: str) -> None:
    assert composed(Said(RungKind.BEFORE, "coordinator", step=step), day=day).subject.endswith(ends)


def test_before_the_day_it_is_a_reminder() -> None:
    said = Said(RungKind.BEFORE, "business_manager", step=REVIEW)

    assert "Due on Monday 24 March 2025. This is a reminder." in text(said, day="Mon 17 Mar 2025")
    assert "Due tomorrow, Monday 24 March 2025." in text(said, day="Sun 23 Mar 2025")
    assert "When it is sent, record it." in text(said, day="Mon 17 Mar 2025")


def test_a_date_that_is_no_working_day_comes_with_the_day_to_aim_for() -> None:
    step = replace(REVIEW, due_on=on("Sun 23 Mar 2025"), target_on=on("Fri 21 Mar 2025"))

    words = text(Said(RungKind.BEFORE, "coordinator", step=step), day="Mon 17 Mar 2025")

    assert "Due on Sunday 23 March 2025; aim for Friday 21 March 2025. This is a reminder." in words


def test_at_the_start_it_is_new_and_no_reminder() -> None:
    words = text(Said(RungKind.AT_START, "la_notifier", step=REVIEW), day="Mon 3 Mar 2025")

    assert "New: due on Monday 24 March 2025." in words
    assert "When it is sent, record it, or tell the coordinator." in words
    assert "reminder" not in words


def test_after_the_day_swan_says_only_what_was_not_recorded() -> None:
    words = text(Said(RungKind.AFTER, "coordinator", step=REVIEW), day="Tue 25 Mar 2025")

    assert "There is no record that it was sent by Monday 24 March 2025." in words
    assert "If it was sent, record it with its own date; if not, record why and until when." in words
    assert "late" not in words
    assert "reminder" not in words


def test_senior_people_hear_why_it_comes_to_them_and_are_asked_to_see_to_it() -> None:
    words = text(Said(RungKind.AFTER, "delegated_partner", step=REVIEW, told=("coordinator",)), day="Wed 26 Mar 2025")

    assert "It comes to you because its date has passed: please see that it is sent, or that" in words
    assert "Also told: coordinator." in words


@pytest.mark.parametrize("day", ["Mon 17 Mar 2025", "Mon 24 Mar 2025", "Tue 25 Mar 2025"])
def test_a_scrutineer_is_informed_and_not_commanded(day: str) -> None:
    words = text(Said(RungKind.ON_THE_DAY, "scrutineer", step=REVIEW), day=day)

    assert "For your information; nothing is asked of you." in words
    assert not [order for order in ("record it", "please", "see that") if order in words.lower()]


COPIES = replace(
    REVIEW, title="Send copies to the Panel and the Secretary of State", planned_on=on("Mon 31 Mar 2025"),
    weight="statute",
)  # fmt: skip


def test_copies_that_did_not_go_by_law_mean_that_publication_cannot_stand() -> None:
    words = text(Said(RungKind.AFTER, "delegated_partner", step=COPIES), day="Tue 25 Mar 2025")

    assert (
        "no record that it was sent by Monday 24 March 2025. Publication on Monday 31 March 2025 cannot stand." in words
    )


def test_by_guidance_alone_it_may_stand_with_its_reason() -> None:
    step = replace(COPIES, weight="statutory guidance")
    words = text(Said(RungKind.AFTER, "delegated_partner", step=step), day="Tue 25 Mar 2025")

    assert (
        "Publication on Monday 31 March 2025 would not keep to the guidance: set another day, or record why not."
        in words
    )
    assert "cannot stand" not in words


def test_before_the_copies_are_due_nothing_is_said_against_the_day_of_publication() -> None:
    assert "Publication" not in text(Said(RungKind.BEFORE, "coordinator", step=COPIES), day="Mon 17 Mar 2025")


def test_a_repeated_chase_says_still() -> None:
    words = text(Said(RungKind.EVERY, "delegated_partner", step=REVIEW), day="Wed 9 Apr 2025")

    assert "There is still no record that it was sent by Monday 24 March 2025." in words


def test_entered_late_says_that_the_date_had_gone_before() -> None:
    words = text(Said(RungKind.ENTERED_LATE, "coordinator", step=REVIEW), day="Thu 27 Mar 2025")

    assert "Entered when its date had gone: there is no record that it was sent by Monday 24 March 2025." in words


def test_a_date_that_moved_ahead_is_not_spoken_of_as_gone() -> None:
    words = text(Said(RungKind.AFTER, "coordinator", step=REVIEW), day="Mon 10 Mar 2025")

    assert "Due on Monday 24 March 2025." in words
    assert "no record" not in words


def test_an_expectation_is_never_chased_as_if_it_were_owed() -> None:
    before = text(Said(RungKind.ON_THE_DAY, "coordinator", step=REPLY), day="Mon 7 Apr 2025")
    after = text(Said(RungKind.AFTER, "coordinator", step=REPLY), day="Mon 14 Apr 2025")

    assert "Expected by Monday 7 April 2025.\nCome already? Record it." in before
    assert "Expected by Monday 7 April 2025; there is no record of it yet.\nCome already? Record it." in after


def test_a_step_of_one_agency_names_the_agency() -> None:
    words = text(Said(RungKind.BEFORE, "agency_contact", step=RETURN), day="Wed 12 Mar 2025")

    assert "WSCP-2025-003: Return what the agency knows (hospital)" in words
    assert "When it is returned, record it, or tell the coordinator." in words


def test_a_day_of_several_begins_with_their_counts_and_the_longest_overdue() -> None:
    message = composed(
        Said(RungKind.AFTER, "coordinator", step=RETURN),
        Said(RungKind.ON_THE_DAY, "coordinator", step=REVIEW),
        Said(RungKind.BEFORE, "coordinator", step=REPLY),
        Said(RungKind.BEFORE, "coordinator", step=replace(REPLY, reference="WSCP-2025-004")),
    )

    assert message.subject == "1 overdue, 1 due today, 2 coming up"
    assert message.text.startswith("1 overdue, 1 due today, 2 coming up.\n\nWSCP-2025-003: Return what")
    headings = [line for line in message.text.splitlines() if line.startswith("WSCP")]
    assert headings == [
        "WSCP-2025-003: Return what the agency knows (hospital)",
        "WSCP-2025-003: Send the Rapid Review to the National Panel",
        "WSCP-2025-003: Panel's reply expected",
        "WSCP-2025-004: Panel's reply expected",
    ]
    assert message.notices == 4


def test_perhaps_twice_says_so_first() -> None:
    said = Said(RungKind.ON_THE_DAY, "coordinator", step=REVIEW)

    assert text(said, perhaps_twice=True).startswith("You may have had this already.\n")
    assert "already." not in text(said)


def test_who_stands_in_for_a_role_that_nobody_holds_is_told_why() -> None:
    words = text(Said(RungKind.ON_THE_DAY, "business_manager", unheld="coordinator", step=REVIEW))

    assert "You are told because nobody holds the role of coordinator." in words


def test_who_could_not_be_reached_is_named_by_role() -> None:
    words = text(Said(RungKind.AFTER, "delegated_partner", step=REVIEW, unreached=("coordinator",)))

    assert "Could not be reached: coordinator." in words


def test_what_was_settled_since_is_mentioned_and_asks_nothing() -> None:
    settled = replace(RETURN, status="met", settled_on=on("Fri 14 Mar 2025"), result="on time")
    message = composed(
        Said(RungKind.AFTER, "coordinator", step=settled), Said(RungKind.ON_THE_DAY, "coordinator", step=REVIEW)
    )

    assert message.subject == "WSCP-2025-003: Send the Rapid Review to the National Panel, due today"
    assert "Settled since: WSCP-2025-003: Return what the agency knows (hospital)." in message.text
    assert "no record" not in message.text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"status": "met", "settled_on": on("Fri 21 Mar 2025")}, "It was sent on Friday 21 March 2025."),
        ({"status": "met", "settled_on": on("Wed 26 Mar 2025"), "result": "late"}, "on Wednesday 26 March 2025, late."),
        ({"due_on": on("Fri 28 Mar 2025")}, "It is due on Friday 28 March 2025."),
        ({"status": "not required"}, "It is no longer required."),
        ({"due_on": None, "undated_because": "Bank holidays of 2031 are not known yet."}, "Bank holidays of 2031"),
    ],
)  # fmt: skip
def test_what_was_told_wrongly_is_put_right(change: dict[str, Any], words: str) -> None:
    message = composed(Said(NewsKind.SET_RIGHT, "coordinator", step=replace(REVIEW, **change)))

    assert message.subject == "Put right: WSCP-2025-003: Send the Rapid Review to the National Panel"
    assert "what you were told of this before does not hold" in message.text
    assert words in message.text
    assert "https://swan.invalid/cases/WSCP-2025-003" in message.text


def test_what_is_put_right_says_what_is_to_be_done_and_who_else_hears() -> None:
    met = replace(REVIEW, status="met", settled_on=on("Fri 21 Mar 2025"))
    done, open_ = (
        text(Said(NewsKind.SET_RIGHT, "business_manager", step=step, told=("coordinator",)), day="Tue 18 Mar 2025")
        for step in (met, REVIEW)
    )

    assert "Nothing more is to be done." in done
    assert "When it is sent, record it." in open_
    assert "Also told: coordinator." in done


def test_what_is_owed_again_under_another_date_is_not_said_to_be_over() -> None:
    gone = replace(REVIEW, status="not required", instead_on=on("Fri 28 Mar 2025"))

    words = text(Said(NewsKind.SET_RIGHT, "coordinator", step=gone), day="Tue 25 Mar 2025")

    assert "It is due on Friday 28 March 2025 now.\nWhen it is sent, record it." in words
    assert "Nothing more" not in words


def test_a_bounce_says_whom_it_did_not_reach_and_what_it_told() -> None:
    said = Said(NewsKind.BOUNCE, "business_manager", unreached=("delegated_partner",), steps=(REVIEW,))
    message = composed(said, day="Tue 25 Mar 2025")

    assert message.subject == "A message did not reach the delegated safeguarding partner"
    assert "Please tell them another way, and check the address we have for them. It told of:" in message.text
    assert "- WSCP-2025-003: Send the Rapid Review to the National Panel: was due Monday 24 March 2025" in message.text


def test_a_new_holder_reads_what_they_now_hold() -> None:
    message = composed(Said(NewsKind.HANDOVER, "coordinator", steps=(REVIEW, REPLY)))

    assert message.subject == "Now yours as coordinator: 2 open"
    assert "You now hold the role of coordinator. Open at present: 2." in message.text
    assert "- WSCP-2025-003: Panel's reply expected: due Monday 7 April 2025" in message.text


def test_the_end_of_the_known_bank_holidays_says_what_to_do_and_which_dates_come_near() -> None:
    said = Said(NewsKind.HOLIDAYS, "business_manager", steps=(REVIEW,), known_until=on("Sun 31 Dec 2028"))
    message = composed(said)

    assert message.subject == "Bank holidays are known only until Sunday 31 December 2028"
    assert "Please ask whoever runs Swan to add the new ones (swan holidays add)." in message.text
    assert "- WSCP-2025-003: Send the Rapid Review to the National Panel: due Monday 24 March 2025" in message.text


def test_an_anchor_says_what_to_do_with_it_and_stands_there_line_by_line() -> None:
    anchor = "Swan anchor 2 of testshire at the end of 2025-03-17\nreads 1 " + "A" * 43
    message = composed(Said(NewsKind.ANCHOR, "business_manager", anchor=anchor))

    assert message.subject == "To keep: Swan anchor 2 of testshire at the end of 2025-03-17"
    assert "Nothing is to be done. Please let this lie where whoever runs Swan cannot change it" in message.text
    assert f"\n\n{anchor}\n\n" in message.text


CASE = HandedOver("WSCP-2025-003", "ESCP-2025-001", "Westmarch", "Eastmarch")


@pytest.mark.parametrize(
    ("kind", "subject", "words"),
    [
        ("offered", "Offered by another partnership", "Westmarch holds that the case WSCP-2025-003 is yours"),
        ("taken over", "Taken over", "Westmarch has handed a case over: ESCP-2025-001, there WSCP-2025-003."),
        ("handed over", "Handed over", "Eastmarch has taken over the case WSCP-2025-003"),
    ],
)
def test_a_case_between_two_partnerships_is_named_as_each_knows_it(kind: str, subject: str, words: str) -> None:
    steps = (REVIEW,) if kind == "taken over" else ()
    message = composed(Said(kind, "coordinator", steps=steps, handed_over=CASE))

    assert message.subject == f"{subject}: WSCP-2025-003"
    assert message.text.startswith(words)
    assert ("- WSCP-2025-003: Send the Rapid Review" in message.text) is (kind == "taken over")


def test_what_has_become_another_partnerships_is_told_no_more() -> None:
    assert Said(RungKind.BEFORE, "coordinator", step=REVIEW, gone=True).untrue == "handed over"
    assert Said(NewsKind.SET_RIGHT, "coordinator", step=REVIEW, gone=True).untrue is None


def test_a_long_list_is_cut_and_says_by_how_much() -> None:
    words = text(Said(NewsKind.LIST, "coordinator", steps=(REVIEW,) * 45))

    assert words.count("- WSCP") == 40
    assert "- and 5 more" in words


KINDS = [*RungKind, NewsKind.SET_RIGHT]
ROLES = ["coordinator", "business_manager", "scrutineer", "delegated_partner", "la_director", "agency_contact"]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("day", ["Mon 17 Mar 2025", "Mon 24 Mar 2025", "Wed 26 Mar 2025"])
def test_every_message_has_what_by_when_where_and_no_hard_word(kind: str, role: str, day: str) -> None:
    message = composed(Said(kind, role, step=REVIEW, told=("la_notifier",)), day=day)

    assert {part for part in (REVIEW.reference, REVIEW.title, "Monday 24 March 2025", "https://swan.invalid/cases/")
            if part not in message.text} == set()  # fmt: skip
    assert not [word for word in ("breach", "failed", "late", "overdue", "must") if word in message.text.lower()]
    assert len(message.text.split()) < 70, "read in ten seconds"


def test_a_line_break_in_a_title_does_not_reach_the_subject() -> None:
    message = composed(Said(RungKind.BEFORE, "coordinator", step=replace(REVIEW, title="Send\r\nBcc: all@example.org")))

    assert message.subject == "WSCP-2025-003: Send Bcc: all@example.org, due today"


def test_neither_address_nor_words_show_when_a_message_is_printed() -> None:
    message = composed(Said(RungKind.BEFORE, "coordinator", step=REVIEW))

    assert "carol" not in repr(message)
    assert "Rapid Review" not in repr(replace(message, subject=""))
