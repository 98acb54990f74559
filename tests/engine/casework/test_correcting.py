"""Correcting and striking: the case is replayed with the truth, and what was told untruly is set right."""

from datetime import date
from typing import Any

import pytest

from tests.office import Office, moment
from tests.written_dates import on
from workflows.engine.casework.correcting import Correction, correct_event, strike_event
from workflows.engine.refusals import Code

EVERYBODY_TOLD = {
    "coordinator", "business-manager", "delegated-partner-icb", "delegated-partner-police",
    "delegated-partner-local-authority",
}  # fmt: skip


def set_right(office: Office, about: str = "send-rapid-review") -> list[str]:
    """Who was told that what they had been told of this deadline is not so, once for each time."""
    asked = (
        "select slug from notice join person on person.id = person_id join deadline on deadline.id = deadline_id"
        " where notice.kind = 'set right' and deadline.name = :about order by slug"
    )
    return [row.slug for row in office.rows(asked, about=about)]


def reported_and_corrected(office: Office, name: str) -> tuple[Any, ...]:
    row = office.deadline(name)
    return (row.result, row.late_by, row.settled_on), (
        row.corrected_result, row.corrected_late_by, row.corrected_settled_on,
    )  # fmt: skip


def test_a_corrected_beginning_moves_every_date_that_counts_from_it(office: Office) -> None:
    office.opens_case(standing_in="rapid-review", when="Mon 3 Mar 2025 10:00")

    told = office.corrects("panel_notified", to="Fri 28 Feb 2025", told="Wed 5 Mar 2025")

    assert {change.name: (change.before, change.after) for change in told.changes} == {
        "letters-out": ("2025-03-04", "2025-03-03"),
        "returns-acknowledged": ("2025-03-06", "2025-03-05"),
        "returns-in": ("2025-03-17", "2025-03-14"),
        "panel-meeting": ("2025-03-19", "2025-03-18"),
        "sign-off": ("2025-03-21", "2025-03-20"),
        "send-rapid-review": ("2025-03-24", "2025-03-21"),
    }
    assert office.due("send-rapid-review") == on("Fri 21 Mar 2025")


def test_the_dates_of_items_move_with_the_beginning_they_count_from(office: Office) -> None:
    office.opens_case(standing_in="rapid-review", when="Mon 3 Mar 2025 10:00")
    office.records("letters_sent", on="Tue 4 Mar 2025", agencies="hospital,police")

    office.corrects("panel_notified", to="Fri 28 Feb 2025", told="Wed 5 Mar 2025")

    assert office.due("agency-return", item="hospital") == on("Fri 14 Mar 2025")


def test_what_the_preview_shows_is_what_is_applied_and_it_writes_nothing(office: Office) -> None:
    office.opens_with("authority_became_aware", when="Mon 3 Mar 2025 10:00")
    office.records("panel_notified", on="Mon 10 Mar 2025")
    office.records("rapid_review_sent_to_panel", on="Mon 31 Mar 2025")
    office.passes_to(moment("Tue 1 Apr 2025"))
    before = office.written()

    shown = office.corrects("panel_notified", to="Wed 5 Mar 2025", told="Tue 1 Apr 2025", preview=True)

    assert office.written() == before
    assert office.corrects("panel_notified", to="Wed 5 Mar 2025", told="Tue 1 Apr 2025").changes == shown.changes
    assert {change.name for change in shown.changes} >= {"notify-panel", "send-rapid-review", "panel-meeting"}


def test_the_preview_of_a_striking_is_what_is_applied(office: Office) -> None:
    office.opens_with("authority_became_aware", when="Mon 3 Mar 2025 10:00")
    office.records("panel_notified", on="Mon 10 Mar 2025")
    office.passes_to(moment("Tue 11 Mar 2025"))
    before = office.written()

    shown = office.strikes("panel_notified", told="Tue 11 Mar 2025", preview=True)

    assert office.written() == before
    assert office.strikes("panel_notified", told="Tue 11 Mar 2025").changes == shown.changes


def test_a_settled_deadline_keeps_its_result_as_reported_and_gains_one_as_corrected(office: Office) -> None:
    office.opens_case(standing_in="rapid-review", when="Mon 3 Mar 2025 10:00")
    office.records("rapid_review_sent_to_panel", on="Wed 26 Mar 2025")
    assert office.ended("send-rapid-review") == ("met", "late", 2)

    office.corrects("rapid_review_sent_to_panel", to="Mon 24 Mar 2025", told="Thu 27 Mar 2025")

    assert reported_and_corrected(office, "send-rapid-review") == (
        ("late", 2, on("Wed 26 Mar 2025")), ("on time", 0, on("Mon 24 Mar 2025")),
    )  # fmt: skip


def test_whoever_was_told_that_something_sent_was_not_is_set_right_once(office: Office) -> None:
    office.opens_case(standing_in="rapid-review", when="Mon 3 Mar 2025 10:00")

    office.records("rapid_review_sent_to_panel", on="Mon 24 Mar 2025", told="Wed 26 Mar 2025")

    assert set_right(office) == sorted(EVERYBODY_TOLD)


def test_whoever_was_told_truly_is_not_set_right(office: Office) -> None:
    office.opens_case(standing_in="rapid-review", when="Mon 3 Mar 2025 10:00")

    office.records("rapid_review_sent_to_panel", on="Wed 26 Mar 2025", told="Wed 26 Mar 2025")

    assert set_right(office) == []


def test_a_correction_of_when_it_was_sent_sets_right_who_was_told_it_was_late(office: Office) -> None:
    office.opens_case(standing_in="rapid-review", when="Mon 3 Mar 2025 10:00")
    office.records("rapid_review_sent_to_panel", on="Wed 26 Mar 2025")

    office.corrects("rapid_review_sent_to_panel", to="Mon 24 Mar 2025", told="Thu 27 Mar 2025")

    assert set_right(office) == sorted(EVERYBODY_TOLD)


def test_a_correction_of_when_it_was_due_sets_right_who_was_told_it_was_late(office: Office) -> None:
    office.opens_case(standing_in="rapid-review", when="Mon 3 Mar 2025 10:00")
    office.records("rapid_review_sent_to_panel", on="Wed 26 Mar 2025")

    # Fifteen working days from Wednesday 5 March end on Wednesday 26 March: it was sent on its last day.
    office.corrects("panel_notified", to="Wed 5 Mar 2025", told="Thu 27 Mar 2025")

    assert reported_and_corrected(office, "send-rapid-review")[1] == ("on time", 0, on("Wed 26 Mar 2025"))
    assert set_right(office) == sorted(EVERYBODY_TOLD)


def test_what_was_sent_stays_sent(office: Office) -> None:
    office.opens_case(standing_in="rapid-review", when="Mon 3 Mar 2025 10:00")
    sent = office.notices_on("Mon 17 Mar 2025", about="send-rapid-review")

    office.corrects("panel_notified", to="Wed 5 Mar 2025", told="Tue 18 Mar 2025")

    assert {notice.id for notice in sent} <= {row.id for row in office.rows("select id from notice")}


def test_rungs_already_past_are_settled_as_past_and_the_ladder_goes_on(office: Office) -> None:
    office.opens_case(standing_in="rapid-review", when="Mon 17 Mar 2025 10:00")

    # Due on Monday 24 March now, and not on Monday 7 April: five rungs would have been climbed by Friday.
    office.corrects("panel_notified", to="Mon 3 Mar 2025", told="Fri 28 Mar 2025")

    assert office.tells_on("Fri 28 Mar 2025", about="send-rapid-review") == set()
    assert office.tells_on("Mon 31 Mar 2025", about="send-rapid-review") == {"lead_partner"}
    assert office.tells_on("Mon 14 Apr 2025", about="send-rapid-review") == {"delegated_partner"}


def test_a_deadline_corrected_long_after_its_day_is_still_escalated(office: Office) -> None:
    office.opens_case(standing_in="rapid-review", when="Mon 2 Jun 2025 10:00")

    # Due on Monday 24 March now. The fifth working day after it is 31 March, and every tenth from there is 14 and
    # 30 April, 15 and 30 May: four days gone by. The next is 13 June.
    office.corrects("panel_notified", to="Mon 3 Mar 2025", told="Tue 3 Jun 2025")

    assert office.tells_on("Fri 13 Jun 2025", about="send-rapid-review") == {"delegated_partner"}
    assert office.tells_on("Fri 27 Jun 2025", about="send-rapid-review") == {"delegated_partner"}


def test_a_correction_that_makes_a_later_event_impossible_is_refused_and_names_it(office: Office) -> None:
    office.opens_with("authority_became_aware", when="Mon 3 Mar 2025 10:00")
    office.records("panel_notified", on="Tue 4 Mar 2025", told="Fri 7 Mar 2025")

    office.passes_to(moment("Fri 7 Mar 2025"))

    refused = office.in_vain(
        lambda: office.corrects("authority_became_aware", to="Wed 5 Mar 2025", told="Fri 7 Mar 2025")
    )

    assert refused.code is Code.CONTRADICTION
    assert "panel_notified" in str(refused)
    assert "Tuesday 4 March 2025" in str(refused)


def test_a_step_taken_before_the_corrected_beginning_is_named(office: Office) -> None:
    office.opens_case(standing_in="rapid-review", when="Mon 3 Mar 2025 10:00")
    office.records("review_meeting_held", on="Fri 14 Mar 2025")

    office.passes_to(moment("Tue 18 Mar 2025"))

    refused = office.in_vain(lambda: office.corrects("panel_notified", to="Mon 17 Mar 2025", told="Tue 18 Mar 2025"))

    assert refused.code is Code.CONTRADICTION
    assert "review_meeting_held" in str(refused)


def test_striking_the_beginning_takes_the_run_back_and_reopens_what_it_settled(office: Office) -> None:
    office.opens_with("authority_became_aware", when="Mon 3 Mar 2025 10:00")
    office.records("panel_notified", on="Tue 4 Mar 2025")

    office.strikes("panel_notified", told="Wed 5 Mar 2025")

    assert office.runs("rapid-review") == ["struck"]
    assert office.owed() == {"notify-panel", "tell-partners"}
    assert office.tells_on("Mon 24 Mar 2025", about="send-rapid-review") == set()
    assert office.tells_on("Tue 25 Mar 2025", about="send-rapid-review") == set()


def test_what_is_reopened_is_chased_and_escalated_again(office: Office) -> None:
    office.opens_with("authority_became_aware", when="Mon 3 Mar 2025 10:00")
    office.records("panel_notified", on="Tue 4 Mar 2025")
    office.strikes("panel_notified", told="Wed 5 Mar 2025")

    assert office.tells_on("Fri 7 Mar 2025", about="notify-panel") == {"la_notifier", "coordinator", "la_director"}
    assert office.tells_on("Tue 11 Mar 2025", about="notify-panel") == {"la_director", "business_manager"}

    office.records("panel_notified", on="Wed 12 Mar 2025")
    assert reported_and_corrected(office, "notify-panel") == (
        ("on time", 0, on("Tue 4 Mar 2025")), ("late", 2, on("Wed 12 Mar 2025")),
    )  # fmt: skip


def test_the_beginning_cannot_be_struck_from_under_what_was_done_since(office: Office) -> None:
    office.opens_with("authority_became_aware", when="Mon 3 Mar 2025 10:00")
    office.records("panel_notified", on="Tue 4 Mar 2025")
    office.records("letters_sent", on="Wed 5 Mar 2025", agencies="hospital")

    refused = office.in_vain(lambda: office.strikes("panel_notified", told="Wed 5 Mar 2025"))

    assert refused.code is Code.CONTRADICTION
    assert "letters_sent" in str(refused)


def test_people_told_of_lateness_that_never_was_are_set_right(office: Office) -> None:
    office.opens_with("authority_became_aware", when="Mon 3 Mar 2025 10:00")
    office.records("panel_notified", on="Mon 3 Mar 2025")

    office.strikes("panel_notified", told="Tue 25 Mar 2025")

    assert set_right(office) == ["business-manager", "coordinator"]


def test_striking_the_latest_plan_brings_the_one_before_it_back(office: Office) -> None:
    office.opens_with("review_initiated", when="Mon 30 Sep 2024 10:00")
    office.records("publication_planned", on="Mon 3 Feb 2025", publish_on="2025-03-26")
    office.records("publication_planned", on="Mon 10 Feb 2025", publish_on="2025-04-09")
    assert office.due("send-advance-copies") == on("Mon 31 Mar 2025")

    office.strikes("publication_planned", told="Tue 11 Feb 2025")

    assert [(row.status, row.due_on) for row in office.deadlines("send-advance-copies")] == [
        ("open", on("Mon 17 Mar 2025")), ("not required", on("Mon 31 Mar 2025")),
    ]  # fmt: skip
    assert office.tells_on("Mon 10 Mar 2025", about="send-advance-copies") == {"coordinator", "communications"}


def test_striking_a_note_of_progress_brings_its_check_back(office: Office) -> None:
    office.opens_with("review_initiated", when="Mon 30 Sep 2024 10:00")
    office.records("progress_noted", on="Tue 29 Oct 2024")
    assert [row.status for row in office.deadlines("check-review-progress")] == ["met", "open"]

    office.strikes("progress_noted", told="Wed 6 Nov 2024")

    assert [row.status for row in office.deadlines("check-review-progress")] == ["open", "not required"]
    assert office.deadlines("check-review-progress")[0].due_on == on("Wed 30 Oct 2024")


def test_each_correction_builds_on_the_one_before(office: Office) -> None:
    office.opens_with("authority_became_aware", when="Mon 3 Mar 2025 10:00")
    office.records("panel_notified", on="Wed 5 Mar 2025", portal_reference="")
    office.corrects("panel_notified", to="Tue 4 Mar 2025", told="Thu 6 Mar 2025")

    office.corrects("panel_notified", told="Fri 7 Mar 2025", portal_reference="SIN-1")
    office.corrects("panel_notified", told="Mon 10 Mar 2025", category="death")

    assert reported_and_corrected(office, "notify-panel")[1] == ("on time", 0, on("Tue 4 Mar 2025"))
    assert office.due("send-rapid-review") == on("Tue 25 Mar 2025")
    assert office.deadline("evidence-for-panel_notified").corrected_result == "evidence came"


def test_a_corrected_answer_starts_and_stops_what_depends_on_it(office: Office) -> None:
    office.opens_with("authority_became_aware", when="Mon 3 Mar 2025 10:00", child_status="none")
    assert office.deadlines("notify-dfe-and-ofsted") == []

    office.corrects("authority_became_aware", told="Tue 4 Mar 2025", child_status="looked_after")
    assert office.due("notify-dfe-and-ofsted") == on("Mon 10 Mar 2025")

    office.corrects("authority_became_aware", told="Wed 5 Mar 2025", child_status="none")
    assert office.owed() == {"notify-panel", "tell-partners"}

    office.corrects("authority_became_aware", told="Thu 6 Mar 2025", child_status="care_leaver")
    assert office.owed() == {"notify-panel", "tell-partners", "notify-dfe-and-ofsted"}
    assert office.tells_on("Tue 11 Mar 2025", about="notify-dfe-and-ofsted") == {"la_director", "business_manager"}


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_correction_needs_its_reason(office: Office, reason: str) -> None:
    office.opens_case(standing_in="rapid-review", when="Mon 3 Mar 2025 10:00")
    event = office.last("panel_notified").id

    def correct() -> object:
        change = Correction(reason, date(2025, 2, 28))
        return correct_event(office.db, office.a_case.id, event, change, office.actor, office.now)

    assert office.in_vain(correct).code is Code.NEEDS_REASON
    assert (
        office.in_vain(lambda: strike_event(office.db, office.a_case.id, event, reason, office.actor, office.now)).code
        is Code.NEEDS_REASON
    )


def test_nothing_is_corrected_into_the_future(office: Office) -> None:
    office.opens_case(standing_in="rapid-review", when="Mon 3 Mar 2025 10:00")

    refused = office.in_vain(lambda: office.corrects("panel_notified", to="Tue 4 Mar 2025", told="Mon 3 Mar 2025"))

    assert refused.code is Code.FUTURE


def test_only_who_may_record_it_may_correct_it(office: Office) -> None:
    office.opens_case(standing_in="rapid-review", when="Mon 3 Mar 2025 10:00")

    office.passes_to(moment("Tue 4 Mar 2025"))

    refused = office.in_vain(
        lambda: office.corrects("panel_notified", to="Fri 28 Feb 2025", told="Tue 4 Mar 2025", by="scrutineer")
    )

    assert refused.code is Code.NO_RIGHT


def test_what_was_struck_is_neither_corrected_nor_struck_again(office: Office) -> None:
    office.opens_with("authority_became_aware", when="Mon 3 Mar 2025 10:00")
    office.records("panel_notified", on="Tue 4 Mar 2025")
    office.strikes("panel_notified", told="Wed 5 Mar 2025")

    for act in (
        lambda: office.corrects("panel_notified", to="Mon 3 Mar 2025", told="Wed 5 Mar 2025"),
        lambda: office.strikes("panel_notified", told="Wed 5 Mar 2025"),
    ):
        assert office.in_vain(act).code is Code.CONTRADICTION


def test_a_correction_is_an_event_of_its_own_and_the_first_word_stays(office: Office) -> None:
    office.opens_case(standing_in="rapid-review", when="Mon 3 Mar 2025 10:00")
    office.corrects("panel_notified", to="Fri 28 Feb 2025", told="Wed 5 Mar 2025")

    told = office.rows(
        "select act, happened_on, prev = lag(hash) over (order by seq) as linked from event order by seq"
    )

    assert [(row.act, row.happened_on) for row in told] == [
        ("recorded", on("Mon 3 Mar 2025")), ("corrected", on("Fri 28 Feb 2025")),
    ]  # fmt: skip
    assert told[1].linked
