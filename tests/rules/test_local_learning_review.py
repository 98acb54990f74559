"""Local learning review: what the partners choose to learn from a case below the threshold, on dates they give."""

import pytest

from tests.office import Office
from tests.written_dates import on
from workflows.engine.refusals import Code


@pytest.fixture
def agreed(office: Office) -> Office:
    """To meet by Friday 28 March and to share it by Wednesday 30 April 2025."""
    office.opens_case(
        standing_in="local-learning-review", when="Mon 3 Mar 2025 10:00", meet_by="2025-03-28", share_by="2025-04-30",
        why="near_miss",
    )  # fmt: skip
    return office


def test_its_dates_are_those_the_partners_gave(agreed: Office) -> None:
    assert {name: agreed.due(name) for name in agreed.owed()} == {
        "hold-learning-meeting": on("Fri 28 Mar 2025"), "share-local-learning": on("Wed 30 Apr 2025"),
    }  # fmt: skip


def test_it_begins_only_with_a_date_for_each(office: Office) -> None:
    office.opens_with("authority_became_aware", when="Mon 3 Mar 2025 10:00")
    office.records("decided_criteria_not_met", on="Wed 5 Mar 2025", other_learning="local_learning_review")

    refused = office.refuses("local_learning_review_agreed", on="Mon 10 Mar 2025", meet_by="2025-03-28")

    assert (refused.code, str(refused)) == (Code.BAD_ANSWER, "local_learning_review_agreed needs share_by.")


def test_it_is_chased_by_the_office_alone(agreed: Office) -> None:
    """Three working days before, on the day, and two after."""
    for day, told in {
        "Tue 25 Mar 2025": {"coordinator"},
        "Fri 28 Mar 2025": {"coordinator"},
        "Tue 1 Apr 2025": {"business_manager"},
        "Fri 30 May 2025": set(),
    }.items():
        assert agreed.tells_on(day, about="hold-learning-meeting") == told, day


def test_the_meeting_is_held_and_what_was_learnt_is_shared(agreed: Office) -> None:
    agreed.records("learning_meeting_held", on="Mon 31 Mar 2025")
    assert (agreed.stands_at("local-learning-review"), agreed.ended("hold-learning-meeting")) == (
        "learning_drawn", ("met", "late", 1),
    )  # fmt: skip

    agreed.records("local_learning_shared", on="Tue 29 Apr 2025")

    assert agreed.stands_at("local-learning-review") == "shared"
    assert agreed.ended("share-local-learning") == ("met", "on time", 0)


def test_a_day_set_anew_takes_the_place_of_the_old_one(agreed: Office) -> None:
    agreed.records("learning_meeting_planned", on="Mon 24 Mar 2025", meet_by="2025-04-11")
    agreed.records("sharing_planned", on="Mon 24 Mar 2025", share_by="2025-05-16")

    assert [row.status for row in agreed.deadlines("hold-learning-meeting")] == ["replanned", "open"]
    assert agreed.due("hold-learning-meeting") == on("Fri 11 Apr 2025")
    assert agreed.due("share-local-learning") == on("Fri 16 May 2025")


def test_shared_without_a_meeting_on_record_that_step_is_shown_as_not_recorded(agreed: Office) -> None:
    agreed.records("local_learning_shared", on="Tue 29 Apr 2025")

    assert agreed.not_recorded("local-learning-review") == {"learning_meeting_held"}
    assert agreed.ended("hold-learning-meeting") == ("not required", None, None)


def test_a_review_that_looks_at_the_case_takes_its_place(agreed: Office) -> None:
    agreed.records("review_initiated", on="Mon 17 Mar 2025", kind="review", route="partners_own_decision")

    assert agreed.stands_at("local-learning-review") == "taken_into_review"
    assert agreed.owed() == {"publish-lcspr", "tell-panel-of-review", "check-review-progress"}


def test_stopped_with_its_reasons_it_owes_nothing_and_may_be_agreed_anew(agreed: Office) -> None:
    agreed.records("local_learning_review_stopped", on="Mon 17 Mar 2025")
    assert agreed.owed() == set()

    agreed.records("local_learning_review_agreed", on="Mon 2 Jun 2025", meet_by="2025-06-27", share_by="2025-07-25")

    assert agreed.runs("local-learning-review") == ["stopped", "agreed_to"]
    assert agreed.due("hold-learning-meeting") == on("Fri 27 Jun 2025")
