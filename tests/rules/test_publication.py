"""Publication as it really happened: copies judged by the day itself, and a year in public, in the regulations' words.

Publication planned for Thursday 18 December 2025: by guidance copies go 7 working days before, on Tuesday 9 December
(17, 16, 15, 12, 11, 10, 9); by regulation 16 seven days before, on Thursday 11 December.
"""

import pytest

from tests.office import Office
from tests.written_dates import on
from workflows.engine.casework.contents import contents
from workflows.engine.casework.telling import NewsKind
from workflows.engine.refusals import Code

GUIDANCE, LAW = "send-advance-copies", "send-advance-copies-by-law"
COPIES = ("panel", "secretary-of-state", "ofsted")
DAYS = """
Wed 18 Oct 2023: Mon 9 Oct 2023, Wed 11 Oct 2023, Fri 18 Oct 2024
Thu 29 Feb 2024: Tue 20 Feb 2024, Thu 22 Feb 2024, Fri 28 Feb 2025
Wed 8 Jan 2025: Fri 27 Dec 2024, Wed 1 Jan 2025, Thu 8 Jan 2026
Wed 15 Apr 2026: Thu 2 Apr 2026, Wed 8 Apr 2026, Thu 15 Apr 2027
Wed 6 Jan 2027: Wed 23 Dec 2026, Wed 30 Dec 2026, Thu 6 Jan 2028
Tue 1 Dec 2026: Fri 20 Nov 2026, Tue 24 Nov 2026, Wed 1 Dec 2027
Mon 15 May 2023: Wed 3 May 2023, Mon 8 May 2023, Wed 15 May 2024
Mon 26 Sep 2022: Wed 14 Sep 2022, Mon 19 Sep 2022, Tue 26 Sep 2023
"""
"""P1 to P8 of the worked examples: publication, copies by guidance and by law, and how long it stays at least."""


def decided(office: Office, day: str = "Mon 2 Jun 2025") -> None:
    office.opens_case(standing_in="lcspr", when=f"{day} 10:00", kind="review", route="rapid_review")


def planned(office: Office) -> None:
    decided(office)
    office.records("publication_planned", on="Mon 24 Nov 2025", publish_on="2025-12-18")


def sent(office: Office, on: str, **more: str) -> None:
    for copy in COPIES:
        office.records("advance_copy_sent", on=on, item=copy, **more)


@pytest.mark.parametrize("row", DAYS.strip().splitlines())
def test_seven_working_days_before_seven_days_before_and_a_year_after(office: Office, row: str) -> None:
    """A Wednesday after Easter needs the copies by Maundy Thursday, 6 January by 23 December."""
    published, dates = row.split(": ")
    guidance, law, until = map(on, dates.split(", "))
    decided(office, "Mon 4 Jul 2022")
    office.records("publication_planned", on="Mon 4 Jul 2022", publish_on=on(published).isoformat())

    assert (office.due(GUIDANCE), office.due(LAW)) == (guidance, law)
    office.records("published", on=published)
    assert office.due("keep-published") == until


class TestThePlan:
    def test_copies_have_a_ladder_of_their_own(self, office: Office) -> None:
        """Due on Tuesday 9 December: 5 working days before is the 2nd, 1 before the 8th."""
        planned(office)

        for day, told in {
            "Tue 2 Dec 2025": {"coordinator", "communications"},
            "Mon 8 Dec 2025": {"coordinator", "communications"},
            "Tue 9 Dec 2025": {"coordinator", "communications", "business_manager"},
            "Wed 10 Dec 2025": {"delegated_partner"},
        }.items():
            assert office.tells_on(day, about=GUIDANCE) == told, day

    def test_ofsted_is_asked_for_by_guidance_and_not_by_the_regulation(self, office: Office) -> None:
        planned(office)
        for copy in ("panel", "secretary-of-state"):
            office.records("advance_copy_sent", on="Mon 8 Dec 2025", item=copy)
        assert (office.ended(LAW), office.due(GUIDANCE)) == (("met", "on time", 0), on("Tue 9 Dec 2025"))
        assert GUIDANCE in office.owed()

        office.records("advance_copy_sent", on="Wed 10 Dec 2025", item="ofsted")

        assert office.ended(GUIDANCE) == ("met", "late", 1)

    def test_a_plan_moved_is_planned_anew(self, office: Office) -> None:
        planned(office)

        office.records("publication_planned", on="Mon 1 Dec 2025", publish_on="2026-01-15")

        assert [(row.status, row.due_on) for row in office.deadlines(LAW)] == [
            ("replanned", on("Thu 11 Dec 2025")), ("open", on("Thu 8 Jan 2026")),
        ]  # fmt: skip
        assert office.tells_on("Tue 2 Dec 2025", about=GUIDANCE) == set()

    def test_fewer_than_seven_working_days_and_no_copies_sent_is_told_plainly(self, office: Office) -> None:
        """From Thursday 11 December seven working days before the 18th have gone; seven days have not."""
        decided(office)

        told = office.records("publication_planned", on="Thu 11 Dec 2025", publish_on="2025-12-18")

        [plainly] = told.warnings
        assert plainly == (
            "Send copies to the Panel, the Secretary of State and Ofsted: for Thursday 18 December 2025 the last day "
            "was Tuesday 9 December 2025 (no later than 7 working days before; WT 2023 para 364 and its footnote 209)."
        )

    def test_fewer_than_seven_days_would_break_regulation_16_and_needs_its_reason(self, office: Office) -> None:
        decided(office)

        refused = office.refuses("publication_planned", on="Fri 12 Dec 2025", publish_on="2025-12-18")

        assert refused.code is Code.NEEDS_REASON
        assert "This would break SI 2018/789 reg 16: move the date, or give override_reason." in str(refused)
        told = office.records(
            "publication_planned", on="Fri 12 Dec 2025", publish_on="2025-12-18", override_reason="a court's order"
        )
        assert len(told.warnings) == 2
        assert office.due(LAW) == on("Thu 11 Dec 2025")

    def test_copies_that_have_gone_already_leave_the_plan_free(self, office: Office) -> None:
        planned(office)
        sent(office, "Tue 2 Dec 2025")

        told = office.records("publication_planned", on="Fri 5 Dec 2025", publish_on="2025-12-15")

        assert told.warnings == ()
        # By 7 working days (3, 4, 5, 8, 9, 10 and 11 December) and by 7 days before the 15th they had been sent.
        assert (office.ended(GUIDANCE), office.ended(LAW)) == (("met", "on time", 0), ("met", "on time", 0))

    def test_where_only_improvements_are_published_both_go_before(self, office: Office) -> None:
        """Regulation 16(2): the report and the information."""
        planned(office)
        sent(office, "Tue 9 Dec 2025", what="report_and_improvements_information")

        told = office.records("learning_published", on="Thu 18 Dec 2025")

        assert (office.ended(LAW), told.warnings) == (("met", "on time", 0), ())

    def test_comments_of_the_panel_are_considered_and_move_nothing(self, office: Office) -> None:
        planned(office)
        for event in ("publication_commented_on", "comments_considered"):
            office.records(event, on="Fri 12 Dec 2025")

        assert office.due(LAW) == on("Thu 11 Dec 2025")


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


def test_a_plan_struck_out_whoever_was_told_of_it_hears_by_when_it_is_due_now(office: Office) -> None:
    planned(office)
    office.records(
        "publication_planned", on="Fri 12 Dec 2025", publish_on="2025-12-17", override_reason="a court's order"
    )
    office.strikes("publication_planned", told="Mon 15 Dec 2025")

    kind, [gone, back] = (
        NewsKind.SET_RIGHT,
        sorted(office.deadlines(LAW), key=lambda row: row.due_on or on("Mon 1 Jan 2018")),
    )
    right = [one for one in office.notices_on("Mon 15 Dec 2025", about=LAW) if one.kind == kind]
    assert (gone.corrected_result, back.status) == ("struck", "open")
    said = contents(office.db, [one.message_id for one in right if one.message_id], on("Mon 15 Dec 2025"))
    assert {one.step.instead_on for all_said in said.values() for one in all_said if one.step} == {
        on("Thu 11 Dec 2025")
    }


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


def test_redacted_it_is_still_public(office: Office) -> None:
    planned(office)
    office.records("published", on="Thu 18 Dec 2025")
    office.records("publication_redacted", on="Mon 1 Jun 2026")

    assert office.due("keep-published") == on("Fri 18 Dec 2026")
    assert "keep-published" in office.owed()


def test_a_hold_is_never_overdue_and_tells_nobody(office: Office) -> None:
    planned(office)
    sent(office, "Tue 9 Dec 2025")
    office.records("published", on="Thu 18 Dec 2025")

    assert office.tells_on("Mon 21 Dec 2026", about="keep-published") == set()
    assert office.rows("select from rung where deadline_id = :id", id=office.deadline("keep-published").id) == []


def test_a_taking_down_without_its_reason_stands_and_the_reason_is_asked_for(office: Office) -> None:
    planned(office)
    office.records("published", on="Thu 18 Dec 2025")

    office.records("taken_down", on="Mon 1 Jun 2026", reasons="")

    assert "evidence-for-taken_down" in office.owed()


def test_taken_down_after_the_year_it_has_been_public_long_enough(office: Office) -> None:
    planned(office)
    office.records("published", on="Thu 18 Dec 2025")
    told = office.records("taken_down", on="Fri 18 Dec 2026")

    assert office.ended("keep-published") == ("met", "done", None)
    assert told.warnings == ()
