"""LCSPR: from the decision to initiate a review to its publication, in the words of the guidance.

Decided on Monday 2 June 2025: Panel, Ofsted and DfE are told by Monday 9 June, its progress is looked at from Wednesday
2 July on, and it is published by Tuesday 2 December 2025.
"""

import pytest

from tests.office import PARTNERS, Office
from tests.written_dates import on
from workflows.engine.refusals import Code

SIX_MONTHS = """
Mon 30 Sep 2024: Sun 30 Mar 2025, Fri 28 Mar 2025
Thu 31 Aug 2023: Thu 29 Feb 2024, Thu 29 Feb 2024
Fri 30 Aug 2024: Fri 28 Feb 2025, Fri 28 Feb 2025
Tue 31 Aug 2027: Tue 29 Feb 2028, Tue 29 Feb 2028
Wed 25 Jun 2025: Thu 25 Dec 2025, Wed 24 Dec 2025
Sat 26 Sep 2026: Fri 26 Mar 2027, Thu 25 Mar 2027
Sun 28 Jun 2026: Mon 28 Dec 2026, Thu 24 Dec 2026
Sat 31 Oct 2026: Fri 30 Apr 2027, Fri 30 Apr 2027
Thu 29 Feb 2024: Thu 29 Aug 2024, Thu 29 Aug 2024
"""
"""S1 to S9 of the worked examples: the decision, six months on, and the working day to aim for."""


@pytest.fixture
def decided(office: Office) -> Office:
    office.opens_case(standing_in="lcspr", when="Mon 2 Jun 2025 10:00", kind="review", route="rapid_review")
    return office


@pytest.fixture
def commissioned(decided: Office) -> Office:
    decided.records("scope_agreed", on="Mon 16 Jun 2025")
    decided.records("reviewer_appointed", on="Mon 30 Jun 2025", item="reviewer-1")
    return decided


@pytest.fixture
def drafting(commissioned: Office) -> Office:
    commissioned.records("fieldwork_begun", on="Mon 14 Jul 2025")
    commissioned.records("draft_received", on="Mon 6 Oct 2025")
    return commissioned


@pytest.fixture
def approved(drafting: Office) -> Office:
    for partner in PARTNERS:
        drafting.records("partner_agreed_report", on="Mon 3 Nov 2025", item=partner)
    return drafting


class TestSixMonths:
    @pytest.mark.parametrize("row", SIX_MONTHS.strip().splitlines())
    def test_the_same_day_of_the_sixth_month_never_rolled(self, office: Office, row: str) -> None:
        begun, dates = row.split(": ")
        office.opens_case(standing_in="lcspr", when=f"{begun} 10:00", kind="review", route="rapid_review")

        review = office.deadline("publish-lcspr")
        assert (review.due_on, review.target_on) == tuple(map(on, dates.split(", ")))

    @pytest.mark.parametrize(
        "route", ["rapid_review", "panel_letter", "national_review_ended", "partners_own_decision"]
    )
    def test_from_the_decision_however_it_came_to_it(self, office: Office, route: str) -> None:
        office.opens_case(standing_in="lcspr", when="Mon 2 Jun 2025 10:00", kind="review", route=route)

        assert {name: office.due(name) for name in office.owed()} == {
            "tell-panel-of-review": on("Mon 9 Jun 2025"), "check-review-progress": on("Wed 2 Jul 2025"),
            "publish-lcspr": on("Tue 2 Dec 2025"),
        }  # fmt: skip

    def test_a_review_that_is_not_published_climbs_to_the_lead_partners(self, decided: Office) -> None:
        """60, 20 and 10 working days before; then 1, 20 (Friday 2 January), 40, 60 and every 20 after."""
        decided.staffed("reviewer")
        for day, told in {
            "Tue 9 Sep 2025": {"coordinator", "reviewer"},
            "Tue 4 Nov 2025": {"coordinator", "reviewer"},
            "Tue 18 Nov 2025": {"coordinator", "reviewer", "business_manager"},
            "Tue 2 Dec 2025": {"coordinator", "business_manager"},
            "Wed 3 Dec 2025": {"delegated_partner"},
            "Fri 2 Jan 2026": {"delegated_partner"},
            "Fri 30 Jan 2026": {"delegated_partner"},
            "Fri 27 Feb 2026": {"delegated_partner", "lead_partner"},
            "Fri 27 Mar 2026": {"delegated_partner"},
        }.items():
            assert decided.tells_on(day, about="publish-lcspr") == told, day

    def test_a_delay_that_is_explained_is_quiet_the_clock_runs_on_and_progress_is_still_checked(
        self, decided: Office
    ) -> None:
        decided.records("proceedings_began", on="Mon 9 Jun 2025", item="trial", what="criminal")
        decided.records("delay_explained", on="Mon 24 Nov 2025", reason="proceedings", look_again_on="2026-01-30")

        assert decided.due("publish-lcspr") == on("Tue 2 Dec 2025")
        assert decided.tells_on("Wed 3 Dec 2025", about="publish-lcspr") == set()
        assert decided.tells_on("Fri 2 Jan 2026", about="publish-lcspr") == set()
        assert decided.tells_on("Fri 27 Feb 2026", about="publish-lcspr") == {"delegated_partner", "lead_partner"}
        assert "check-review-progress" in decided.owed()

    def test_published_late_it_is_late_by_working_days(self, approved: Office) -> None:
        approved.records("published", on="Mon 8 Dec 2025")

        assert approved.ended("publish-lcspr") == ("met", "late", 4)


class TestThePanelIsTold:
    def test_of_the_review_and_again_when_its_reviewer_has_a_name(self, decided: Office) -> None:
        decided.records("panel_told_of_review", on="Fri 6 Jun 2025")
        decided.records("panel_told_of_review", on="Tue 1 Jul 2025", reviewer_named="yes")

        assert decided.ended("tell-panel-of-review") == ("met", "on time", 0)

    def test_or_that_is_asked_for(self, decided: Office) -> None:
        for day, told in {
            "Wed 4 Jun 2025": {"coordinator"},
            "Mon 9 Jun 2025": {"coordinator", "business_manager"},
            "Wed 11 Jun 2025": {"delegated_partner"},
        }.items():
            assert decided.tells_on(day, about="tell-panel-of-review") == told, day

    def test_it_may_be_told_that_the_matter_is_of_national_importance(self, decided: Office) -> None:
        decided.records("national_importance_suggested", on="Mon 9 Jun 2025")

        assert decided.stands_at("lcspr") == "decided"


class TestProgressIsWatched:
    def test_at_regular_intervals_counted_from_the_decision(self, decided: Office) -> None:
        decided.records("progress_noted", on="Mon 30 Jun 2025", time="to plan", quality="good")
        assert decided.due("check-review-progress") == on("Sat 2 Aug 2025")

        # Told on the working day before the Saturday; the business manager five working days after it.
        assert decided.tells_on("Fri 1 Aug 2025", about="check-review-progress") == {"coordinator"}
        assert decided.tells_on("Fri 8 Aug 2025", about="check-review-progress") == {"business_manager"}

    def test_a_month_missed_whole_leaves_no_review_late_for_ever(self, decided: Office) -> None:
        """July's look came on Friday 1 August, a day before August's: it answers for both."""
        decided.records("progress_noted", on="Fri 1 Aug 2025")
        assert decided.deadlines("check-review-progress")[0].late_by == 22
        assert decided.due("check-review-progress") == on("Tue 2 Sep 2025")

        decided.records("progress_noted", on="Mon 1 Sep 2025")

        assert [row.result for row in decided.deadlines("check-review-progress")] == ["late", "on time", None]

    def test_the_reviewer_may_be_asked_for_a_draft_in_writing(self, commissioned: Office) -> None:
        commissioned.records("reviewer_asked_in_writing", on="Mon 1 Sep 2025")

        assert commissioned.stands_at("lcspr") == "commissioned"

    def test_once_it_is_published_nobody_looks_any_more(self, approved: Office) -> None:
        approved.records("published", on="Mon 1 Dec 2025")

        assert approved.owed() == {"keep-published"}


class TestTheWayToAReport:
    def test_step_by_step(self, decided: Office) -> None:
        seen = [decided.stands_at("lcspr")]
        steps: list[tuple[str, str, str | None]] = [
            ("scope_agreed", "Mon 16 Jun 2025", None), ("reviewer_appointed", "Mon 30 Jun 2025", "reviewer-1"),
            ("fieldwork_begun", "Mon 14 Jul 2025", None), ("draft_received", "Mon 6 Oct 2025", None),
            *(("partner_agreed_report", "Mon 3 Nov 2025", partner) for partner in PARTNERS),
            ("response_agreed", "Mon 10 Nov 2025", None), ("published", "Mon 1 Dec 2025", None),
        ]  # fmt: skip
        for event, day, item in steps:
            decided.records(event, on=day, item=item)
            seen.append(decided.stands_at("lcspr"))

        assert list(dict.fromkeys(seen)) == [
            "decided", "scoped", "commissioned", "fieldwork", "drafting", "approved", "preparing_publication",
            "published",
        ]  # fmt: skip
        assert decided.not_recorded("lcspr") == set()

    def test_a_reviewer_appointed_before_the_scope_was_agreed_is_there_when_it_is(self, decided: Office) -> None:
        decided.records("reviewer_appointed", on="Mon 9 Jun 2025", item="reviewer-1")
        assert decided.stands_at("lcspr") == "decided"

        decided.records("scope_agreed", on="Mon 16 Jun 2025")

        assert decided.stands_at("lcspr") == "commissioned"

    @pytest.mark.parametrize("went", ["reviewer_resigned", "reviewer_removed"])
    def test_without_a_reviewer_it_is_back_at_the_scope_and_the_six_months_run_on(
        self, drafting: Office, went: str
    ) -> None:
        drafting.records(went, on="Mon 13 Oct 2025", item="reviewer-1")
        assert drafting.stands_at("lcspr") == "scoped"

        drafting.records("reviewer_appointed", on="Mon 3 Nov 2025", item="reviewer-2")

        assert drafting.stands_at("lcspr") == "commissioned"
        assert drafting.items("reviewer")["reviewer-2"] == "appointed"
        assert drafting.due("publish-lcspr") == on("Tue 2 Dec 2025")

    def test_one_of_two_reviewers_may_go_and_the_work_goes_on(self, drafting: Office) -> None:
        drafting.records("reviewer_appointed", on="Mon 6 Oct 2025", item="reviewer-2")

        drafting.records("reviewer_resigned", on="Mon 13 Oct 2025", item="reviewer-1")

        assert drafting.stands_at("lcspr") == "drafting"

    def test_a_dissenting_partner_does_not_stop_the_report_and_a_silent_one_does(self, drafting: Office) -> None:
        drafting.records("partner_agreed_report", on="Mon 3 Nov 2025", item="police")
        drafting.records("partner_dissented_from_report", on="Mon 3 Nov 2025", item="icb")
        drafting.records("partner_silent_on_report", on="Mon 10 Nov 2025", item="local-authority")
        assert drafting.stands_at("lcspr") == "drafting"

        drafting.records("partner_agreed_report", on="Tue 11 Nov 2025", item="local-authority")

        assert drafting.stands_at("lcspr") == "approved"

    def test_learning_is_shared_while_the_review_goes_on(self, commissioned: Office) -> None:
        commissioned.records("interim_learning_shared", on="Mon 1 Sep 2025")

        assert commissioned.stands_at("lcspr") == "commissioned"


class TestTheFamily:
    def test_each_member_is_told_invited_heard_and_shown_the_report(self, commissioned: Office) -> None:
        commissioned.records("family_listed", on="Mon 7 Jul 2025", family="mother, sibling-1")
        for event in ("family_told", "family_invited", "family_gave_views", "family_shown_report"):
            commissioned.records(event, on="Mon 14 Jul 2025", item="mother")
        commissioned.records("family_declined", on="Mon 14 Jul 2025", item="sibling-1")

        assert commissioned.items("family") == {"mother": "shown_report", "sibling-1": "declined"}

    def test_not_told_before_the_officer_in_the_case_agrees(self, commissioned: Office) -> None:
        """Where that is not shown it is asked for."""
        commissioned.records("family_listed", on="Mon 7 Jul 2025", family="mother")

        commissioned.records("family_told", on="Mon 14 Jul 2025", item="mother", officer_in_the_case_agreed="")

        assert "evidence-for-family_told:mother" in commissioned.owed()

    def test_an_objection_is_decided_on_with_reasons(self, commissioned: Office) -> None:
        commissioned.records("family_listed", on="Mon 7 Jul 2025", family="mother")
        commissioned.records("family_objected", on="Mon 3 Nov 2025", item="mother", to_what="a name")
        assert commissioned.items("family") == {"mother": "objected"}

        commissioned.records("family_objection_decided", on="Mon 10 Nov 2025", item="mother")

        assert commissioned.items("family") == {"mother": "objection_decided"}


class TestParallelProceedings:
    def test_several_at_once_each_with_its_hearings(self, commissioned: Office) -> None:
        commissioned.records("proceedings_began", on="Mon 7 Jul 2025", item="trial", what="criminal")
        commissioned.records("proceedings_began", on="Mon 14 Jul 2025", item="inquest", what="inquest")
        commissioned.records("hearing_listed", on="Mon 1 Sep 2025", item="trial", hearing_on="2025-11-17")

        assert commissioned.items("proceeding") == {"trial": "listed", "inquest": "open"}
        assert commissioned.due("hearing", "trial") == on("Mon 17 Nov 2025")
        assert commissioned.stands_at("lcspr") == "commissioned"

    def test_a_hearing_is_followed_and_never_late(self, commissioned: Office) -> None:
        commissioned.records("proceedings_began", on="Mon 7 Jul 2025", item="trial", what="criminal")
        commissioned.records("hearing_listed", on="Mon 1 Sep 2025", item="trial", hearing_on="2025-11-17")
        commissioned.records("hearing_listed", on="Mon 3 Nov 2025", item="trial", hearing_on="2026-02-02")
        assert [row.status for row in commissioned.deadlines("hearing")] == ["replanned", "open"]

        commissioned.records("hearing_held", on="Thu 5 Feb 2026", item="trial")

        assert commissioned.ended("hearing", "trial") == ("met", "done", None)

    @pytest.mark.parametrize(
        ("event", "state"), [("proceedings_ended", "over"), ("publication_consented_to", "no_longer_delaying")]
    )
    def test_over_or_consented_to_nothing_more_is_asked_of_them(
        self, commissioned: Office, event: str, state: str
    ) -> None:
        commissioned.records("proceedings_began", on="Mon 7 Jul 2025", item="trial", what="criminal")
        commissioned.records("hearing_listed", on="Mon 1 Sep 2025", item="trial", hearing_on="2025-11-17")

        commissioned.records(event, on="Mon 3 Nov 2025", item="trial")

        assert commissioned.items("proceeding") == {"trial": state}
        assert commissioned.ended("hearing", "trial") == ("not required", None, None)


class TestOtherEnds:
    def test_withheld_the_improvements_are_published_and_end_the_six_months(self, approved: Office) -> None:
        approved.records("decided_to_withhold_report", on="Mon 10 Nov 2025")
        assert approved.stands_at("lcspr") == "withheld"

        approved.records("learning_published", on="Mon 1 Dec 2025")

        assert approved.stands_at("lcspr") == "learning_published"
        assert approved.ended("publish-lcspr") == ("met", "on time", 0)
        assert approved.due("keep-published") == on("Tue 1 Dec 2026")

    def test_withheld_and_then_published_after_all(self, approved: Office) -> None:
        approved.records("decided_to_withhold_report", on="Mon 10 Nov 2025")
        approved.records("decided_to_publish_after_all", on="Mon 17 Nov 2025")

        assert approved.stands_at("lcspr") == "preparing_publication"

    def test_nothing_is_published_and_that_is_justified(self, approved: Office) -> None:
        approved.records("decided_to_publish_nothing", on="Mon 10 Nov 2025")

        assert approved.stands_at("lcspr") == "not_published"
        assert approved.ended("publish-lcspr") == ("not required", None, None)
        assert approved.owed() == set()

    def test_without_its_justification_that_is_asked_for(self, approved: Office) -> None:
        evidence = "justification_to_panel_and_secretary_of_state"
        approved.records("decided_to_withhold_report", on="Mon 10 Nov 2025", **{evidence: ""})

        assert "evidence-for-decided_to_withhold_report" in approved.owed()

    @pytest.mark.parametrize("event", ["decided_to_withhold_report", "decided_to_publish_nothing", "response_agreed"])
    def test_none_of_it_before_there_is_a_report(self, commissioned: Office, event: str) -> None:
        assert commissioned.refuses(event, on="Mon 1 Sep 2025").code is Code.NOT_POSSIBLE

    def test_a_national_review_takes_it_over_wherever_it_stands(self, drafting: Office) -> None:
        drafting.records("panel_decided_national_review", on="Mon 13 Oct 2025")

        assert drafting.stands_at("lcspr") == "superseded"
        assert drafting.ended("publish-lcspr") == ("not required", None, None)

    def test_a_review_that_is_not_gone_on_with_owes_nothing_and_may_begin_anew(self, commissioned: Office) -> None:
        commissioned.records("review_discontinued", on="Mon 14 Jul 2025")
        assert commissioned.owed() == set()

        commissioned.records("review_initiated", on="Mon 1 Sep 2025", kind="review", route="partners_own_decision")

        assert commissioned.runs("lcspr") == ["discontinued", "decided"]
        assert commissioned.due("publish-lcspr") == on("Sun 1 Mar 2026")

    def test_a_legacy_serious_case_review_has_the_same_states_and_none_of_this_laws_dates(self, office: Office) -> None:
        office.opens_case(
            standing_in="lcspr", when="Wed 8 Nov 2023 10:00", kind="legacy_scr", route="partners_own_decision"
        )

        assert office.stands_at("lcspr") == "decided"
        assert office.owed() == set()

    def test_a_legacy_review_s_publication_is_judged_by_none_of_this_law_s_dates(self, office: Office) -> None:
        """The answer stands in the decision: planning and publishing know it, whatever they themselves say."""
        office.opens_case(
            standing_in="lcspr", when="Wed 8 Nov 2023 10:00", kind="legacy_scr", route="partners_own_decision"
        )
        # For Thu 22 Feb 2024 the last day by regulation 16 would have been Thu 15 Feb.
        office.records("publication_planned", on="Tue 20 Feb 2024", publish_on="2024-02-22")
        assert office.owed() == set()

        office.records("published", on="Thu 22 Feb 2024")
        assert office.owed() == set()
        assert office.stands_at("lcspr") == "published"

    def test_that_it_was_no_legacy_review_after_all_brings_the_dates_of_its_copies(self, office: Office) -> None:
        office.opens_case(
            standing_in="lcspr", when="Wed 8 Nov 2023 10:00", kind="legacy_scr", route="partners_own_decision"
        )
        office.records("publication_planned", on="Mon 5 Feb 2024", publish_on="2024-02-29")
        assert "send-advance-copies-by-law" not in office.owed()

        office.corrects("review_initiated", told="Tue 6 Feb 2024 10:00", kind="review")

        # Seven days before Thu 29 Feb 2024.
        assert office.due("send-advance-copies-by-law") == on("Thu 22 Feb 2024")
