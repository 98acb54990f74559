"""Publication as it really happened: copies judged by the day itself, and a year in public, in the regulations' words.

Publication planned for Thursday 18 December 2025: by guidance copies go 7 working days before, on Tuesday 9 December
(17, 16, 15, 12, 11, 10, 9); by regulation 16 seven days before, on Thursday 11 December.
"""

from tests.office import Office
from tests.written_dates import on

GUIDANCE, LAW = "send-advance-copies", "send-advance-copies-by-law"
COPIES = ("panel", "secretary-of-state", "ofsted")


def decided(office: Office) -> None:
    office.opens_case(standing_in="lcspr", when="Mon 2 Jun 2025 10:00", kind="review", route="rapid_review")


def planned(office: Office) -> None:
    decided(office)
    office.records("publication_planned", on="Mon 24 Nov 2025", publish_on="2025-12-18")


def sent(office: Office, on: str, **more: str) -> None:
    for copy in COPIES:
        office.records("advance_copy_sent", on=on, item=copy, **more)


def test_copies_sent_in_time_for_the_planned_day_are_in_time_when_it_is_kept(office: Office) -> None:
    planned(office)
    sent(office, "Tue 9 Dec 2025")
    told = office.records("published", on="Thu 18 Dec 2025")

    assert (office.due(GUIDANCE), office.due(LAW)) == (on("Tue 9 Dec 2025"), on("Thu 11 Dec 2025"))
    assert (office.ended(GUIDANCE), office.ended(LAW)) == (("met", "on time", 0), ("met", "on time", 0))
    assert told.warnings == ()


def test_published_before_the_planned_day_the_copies_are_judged_by_the_day_itself(office: Office) -> None:
    """On Friday 12 December the last day by law was Friday 5; 7 working days before are Wednesday 3 December.

    Sent on Tuesday 9, that is late by 8, 9: two working days by law, and by 4, 5, 8, 9: four by guidance.
    """
    planned(office)
    sent(office, "Tue 9 Dec 2025")
    told = office.records("published", on="Fri 12 Dec 2025")

    assert (office.due(GUIDANCE), office.due(LAW)) == (on("Wed 3 Dec 2025"), on("Fri 5 Dec 2025"))
    assert (office.ended(GUIDANCE), office.ended(LAW)) == (("met", "late", 4), ("met", "late", 2))
    [guidance, law] = told.warnings
    assert "the last day was Wednesday 3 December 2025" in guidance
    assert law.endswith("SI 2018/789 reg 16: 7 days, not working days). It was done on Tuesday 9 December 2025.")


def test_published_early_without_copies_the_duty_is_not_met_by_that_day(office: Office) -> None:
    planned(office)
    told = office.records("published", on="Mon 15 Dec 2025")

    assert office.due(LAW) == on("Mon 8 Dec 2025")
    assert [row.status for row in office.deadlines(LAW)] == ["replanned", "not met"]
    assert len(told.warnings) == 2


def test_published_without_a_plan_the_duty_is_judged_all_the_same(office: Office) -> None:
    decided(office)
    told = office.records("published", on="Mon 15 Dec 2025")

    assert office.due(LAW) == on("Mon 8 Dec 2025")
    assert (office.ended(LAW), office.ended(GUIDANCE)) == (("not met", "not met", None), ("not met", "not met", None))
    assert all(warning.endswith("It is not recorded as done.") for warning in told.warnings)


def test_copies_that_went_in_time_and_are_only_recorded_afterwards_count(office: Office) -> None:
    planned(office)
    office.records("published", on="Mon 15 Dec 2025")
    sent(office, "Fri 5 Dec 2025", told="Tue 16 Dec 2025")

    law, guidance = office.deadline(LAW), office.deadline(GUIDANCE)
    assert (law.result, law.corrected_result) == ("not met", "on time")
    assert (guidance.corrected_result, guidance.corrected_late_by) == ("late", 1)  # 7 before the 15th: Thursday 4th


def test_published_after_the_planned_day_the_plan_s_own_date_stands(office: Office) -> None:
    planned(office)
    sent(office, "Tue 9 Dec 2025")
    told = office.records("published", on="Mon 22 Dec 2025")

    assert (office.due(LAW), office.ended(LAW)) == (on("Thu 11 Dec 2025"), ("met", "on time", 0))
    assert told.warnings == ()


def test_a_publication_struck_out_brings_the_plan_back(office: Office) -> None:
    planned(office)
    office.records("published", on="Mon 15 Dec 2025")
    office.strikes("published", told="Tue 16 Dec 2025")

    assert [(row.status, row.due_on) for row in office.deadlines(LAW)][:1] == [("open", on("Thu 11 Dec 2025"))]


def test_taken_down_within_the_year_it_has_ended_early_and_swan_says_so(office: Office) -> None:
    """Published on Thursday 18 December 2025 it stays until Friday 18 December 2026 at least."""
    planned(office)
    sent(office, "Tue 9 Dec 2025")
    office.records("published", on="Thu 18 Dec 2025")
    told = office.records("taken_down", on="Mon 1 Jun 2026")

    assert office.ended("keep-published") == ("met", "ended early", None)
    [said] = told.warnings
    assert "it was to stand until Friday 18 December 2026 (SI 2018/789 reg 17)." in said


def test_taken_down_after_the_year_it_has_been_public_long_enough(office: Office) -> None:
    planned(office)
    office.records("published", on="Thu 18 Dec 2025")
    told = office.records("taken_down", on="Fri 18 Dec 2026")

    assert office.ended("keep-published") == ("met", "done", None)
    assert told.warnings == ()
