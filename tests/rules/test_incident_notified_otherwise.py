"""Incident notification where it is disputed, put off, not for the Panel, another area's, or not required at all."""

import pytest

from tests.office import Office
from tests.written_dates import on


def aware(office: Office, when: str = "Mon 3 Mar 2025 10:00", **said: str) -> None:
    office.opens_with("authority_became_aware", when=when, **said)


class TestAPartnerDisagrees:
    def test_the_dispute_does_not_eat_the_days(self, office: Office) -> None:
        aware(office)
        office.records("consultation_opened", on="Tue 4 Mar 2025")

        office.records("partner_disagreed", on="Wed 5 Mar 2025", why="not abuse")
        office.records("dispute_taken_further", on="Thu 6 Mar 2025", to="scrutineer")

        assert office.stands_at("incident-notification") == "disputed"
        assert office.due("notify-panel") == on("Mon 10 Mar 2025")
        assert office.tells_on("Fri 7 Mar 2025", about="notify-panel") == {"la_notifier", "coordinator", "la_director"}

    def test_a_second_partner_may_disagree_too(self, office: Office) -> None:
        aware(office)
        office.records("consultation_opened", on="Tue 4 Mar 2025")
        office.records("partner_disagreed", on="Wed 5 Mar 2025", who="police")

        office.records("partner_disagreed", on="Thu 6 Mar 2025", who="icb")

        assert office.stands_at("incident-notification") == "disputed"

    def test_they_settle_it_and_the_consultation_goes_on(self, office: Office) -> None:
        aware(office)
        office.records("consultation_opened", on="Tue 4 Mar 2025")
        office.records("partner_disagreed", on="Tue 4 Mar 2025")

        office.records("dispute_resolved", on="Thu 6 Mar 2025")

        assert office.stands_at("incident-notification") == "consulting"

    @pytest.mark.parametrize(
        ("decision", "state"),
        [("decided_to_notify", "to_notify"), ("decided_criteria_not_met", "criteria_not_met")],
    )
    def test_the_local_authority_decides_without_waiting(self, office: Office, decision: str, state: str) -> None:
        aware(office)
        office.records("consultation_opened", on="Tue 4 Mar 2025")
        office.records("partner_disagreed", on="Tue 4 Mar 2025")

        office.records(decision, on="Fri 7 Mar 2025")

        assert office.stands_at("incident-notification") == state


class TestTheDecisionIsPutOff:
    def test_no_statutory_clock_runs_and_what_is_awaited_is_chased_on_the_day_given(self, office: Office) -> None:
        office.opens_with("incident_reported", when="Mon 3 Mar 2025 10:00")
        office.records("decision_deferred", on="Wed 5 Mar 2025", look_again_on="2025-05-06", awaited="the post-mortem")

        assert office.stands_at("incident-notification") == "awaiting_information"
        assert office.owed() == {"look-again"}
        assert office.tells_on("Tue 6 May 2025", about="look-again") == {"la_notifier", "coordinator"}
        assert office.tells_on("Thu 8 May 2025", about="look-again") == {"la_director"}

    def test_the_clock_starts_when_abuse_is_known_or_suspected(self, office: Office) -> None:
        office.opens_with("incident_reported", when="Mon 3 Mar 2025 10:00")
        office.records("decision_deferred", on="Wed 5 Mar 2025", look_again_on="2025-05-06")

        office.records("awaited_information_received", on="Thu 24 Apr 2025")
        office.records("authority_became_aware", on="Fri 25 Apr 2025", why_this_day="the report came")

        assert office.stands_at("incident-notification") == "consulting"
        assert office.ended("look-again") == ("met", "on time", 0)
        # 28, 29, 30 April, 1 and 2 May.
        assert office.due("notify-panel") == on("Fri 2 May 2025")

    def test_it_may_be_put_off_again_to_another_day(self, office: Office) -> None:
        office.opens_with("incident_reported", when="Mon 3 Mar 2025 10:00")
        office.records("decision_deferred", on="Wed 5 Mar 2025", look_again_on="2025-04-01")

        office.records("decision_deferred", on="Mon 31 Mar 2025", look_again_on="2025-06-02")

        assert [row.status for row in office.deadlines("look-again")] == ["replanned", "open"]
        assert office.due("look-again") == on("Mon 2 Jun 2025")

    def test_a_clock_that_runs_already_is_not_paused(self, office: Office) -> None:
        aware(office)

        office.records("decision_deferred", on="Wed 5 Mar 2025", look_again_on="2025-05-06")

        assert office.due("notify-panel") == on("Mon 10 Mar 2025")
        assert office.tells_on("Tue 11 Mar 2025", about="notify-panel") == {"la_director", "business_manager"}

    def test_a_decision_ends_the_waiting(self, office: Office) -> None:
        office.opens_with("incident_reported", when="Mon 3 Mar 2025 10:00")
        office.records("decision_deferred", on="Wed 5 Mar 2025", look_again_on="2025-05-06")

        office.records("decided_criteria_not_met", on="Tue 6 May 2025")

        assert office.ended("look-again") == ("met", "on time", 0)
        assert office.owed() == set()


class TestTheCriteriaAreNotMet:
    def test_what_was_owed_is_not_required_and_nobody_is_told_any_more(self, office: Office) -> None:
        aware(office)

        office.records("decided_criteria_not_met", on="Wed 5 Mar 2025", other_learning="audit")

        assert office.ended("notify-panel") == office.ended("tell-partners") == ("not required", None, None)
        assert office.tells_on("Tue 11 Mar 2025", about="notify-panel") == set()

    def test_new_information_is_a_new_awareness_with_five_new_days(self, office: Office) -> None:
        aware(office)
        office.records("decided_criteria_not_met", on="Wed 5 Mar 2025")

        office.records("authority_became_aware", on="Tue 1 Apr 2025", how="disclosure")

        assert office.runs("incident-notification") == ["criteria_not_met", "reported"]
        assert [(row.status, row.due_on) for row in office.deadlines("notify-panel")] == [
            ("not required", on("Mon 10 Mar 2025")), ("open", on("Tue 8 Apr 2025")),
        ]  # fmt: skip
        office.records("decided_to_notify", on="Wed 2 Apr 2025")
        office.records("panel_notified", on="Thu 3 Apr 2025")
        assert office.runs("incident-notification") == ["criteria_not_met", "notified"]

    def test_notified_before_the_new_awareness_was_recorded_its_five_days_are_judged(self, office: Office) -> None:
        aware(office)
        office.records("decided_criteria_not_met", on="Wed 5 Mar 2025")
        office.records("panel_notified", on="Thu 3 Apr 2025")

        office.records("authority_became_aware", on="Tue 1 Apr 2025", told="Fri 4 Apr 2025", how="disclosure")

        assert office.runs("incident-notification") == ["criteria_not_met", "notified"]
        assert office.ended("notify-panel") == ("met", "on time", 0)
        assert office.runs("rapid-review") == ["gathering_facts"]

    def test_the_partners_may_review_the_case_all_the_same(self, office: Office) -> None:
        """Without a notification or a Rapid Review: good practice, poor practice, a near miss (WT 2023 para 338)."""
        aware(office)
        office.records("decided_criteria_not_met", on="Wed 5 Mar 2025", other_learning="local_learning_review")

        office.records("review_initiated", on="Mon 10 Mar 2025", kind="review", route="partners_own_decision")

        assert office.runs("rapid-review") == []
        assert office.due("publish-lcspr") == on("Wed 10 Sep 2025")


class TestTheNotificationIsComplete:
    @pytest.fixture
    def complete(self, office: Office) -> Office:
        aware(office)
        office.records("panel_notified", on="Wed 5 Mar 2025")
        office.records("partners_told", on="Thu 6 Mar 2025")
        assert office.stands_at("incident-notification") == "completed"
        return office

    def test_a_second_awareness_of_the_same_incident_starts_no_second_clock(self, complete: Office) -> None:
        told = complete.records("authority_became_aware", on="Fri 7 Mar 2025", how="another child")

        assert told.warnings == (
            "Incident notification has ended (completed): this is kept with its own date, and starts nothing.",
        )
        assert complete.runs("incident-notification") == ["completed"]
        assert len(complete.deadlines("notify-panel")) == 1

    def test_found_later_to_be_a_care_leaver_the_child_has_five_days_of_its_own(self, complete: Office) -> None:
        # The authority may no longer know of a care leaver's circumstances (WT 2023, footnote 193).
        complete.records(
            "child_found_to_be_looked_after_or_care_leaver", on="Tue 1 Apr 2025", child_status="care_leaver"
        )

        assert complete.due("notify-dfe-and-ofsted") == on("Tue 8 Apr 2025")
        assert len(complete.deadlines("notify-panel")) == 1
        complete.records("dfe_and_ofsted_notified", on="Mon 7 Apr 2025")
        assert complete.ended("notify-dfe-and-ofsted") == ("met", "on time", 0)
        assert complete.runs("incident-notification") == ["completed", "completed_without_panel"]

    def test_asked_later_by_another_area_we_contribute_by_its_date(self, complete: Office) -> None:
        complete.records("other_area_set_a_date", on="Mon 10 Mar 2025", contribute_by="2025-03-28")

        assert complete.due("contribute-to-other-area") == on("Fri 28 Mar 2025")


class TestALookedAfterChild:
    def test_without_abuse_dfe_and_ofsted_are_told_and_there_is_no_rapid_review(self, office: Office) -> None:
        # X9: 31 March, 1, 2, 7 and 8 April; Good Friday and Easter Monday do not count.
        aware(office, "Mon 30 Mar 2026 10:00", child_status="looked_after")
        assert office.due("notify-dfe-and-ofsted") == on("Wed 8 Apr 2026")

        office.records(
            "decided_to_notify_dfe_and_ofsted_only", on="Tue 31 Mar 2026", route="looked_after_child_without_abuse"
        )
        assert office.ended("notify-panel") == ("not required", None, None)
        office.records("dfe_and_ofsted_notified", on="Wed 1 Apr 2026")
        office.records("partners_told", on="Wed 1 Apr 2026")

        assert office.stands_at("incident-notification") == "completed_without_panel"
        assert office.items("notification-duty")["panel"] == "not_required"
        assert office.runs("rapid-review") == []
        assert office.owed() == set()

    def test_criteria_not_met_is_no_reason_to_leave_dfe_and_ofsted_untold(self, office: Office) -> None:
        """Whether or not abuse or neglect is known or suspected, the death of a looked-after child is told to them."""
        aware(office, child_status="looked_after")

        office.records("decided_criteria_not_met", on="Wed 5 Mar 2025")

        assert office.stands_at("incident-notification") == "not_for_panel"
        assert office.owed() == {"notify-dfe-and-ofsted"}
        assert office.tells_on("Tue 11 Mar 2025", about="notify-dfe-and-ofsted") == {"la_director", "business_manager"}
        office.records("dfe_and_ofsted_notified", on="Wed 12 Mar 2025")
        assert office.ended("notify-dfe-and-ofsted") == ("met", "late", 2)
        assert office.stands_at("incident-notification") == "criteria_not_met"

    def test_abuse_suspected_after_all_starts_the_panels_clock(self, office: Office) -> None:
        aware(office, child_status="looked_after")
        office.records("decided_to_notify_dfe_and_ofsted_only", on="Tue 4 Mar 2025")
        assert "notify-panel" not in office.owed()

        office.records("authority_became_aware", on="Thu 6 Mar 2025", why_this_day="the post-mortem")

        assert office.due("notify-panel") == on("Thu 13 Mar 2025")

    def test_and_does_so_too_when_everything_else_was_done(self, office: Office) -> None:
        aware(office, child_status="looked_after")
        office.records("decided_to_notify_dfe_and_ofsted_only", on="Tue 4 Mar 2025")
        office.records("dfe_and_ofsted_notified", on="Tue 4 Mar 2025")
        office.records("partners_told", on="Tue 4 Mar 2025")

        office.records("authority_became_aware", on="Thu 3 Apr 2025", why_this_day="the post-mortem")

        assert office.due("notify-panel") == on("Thu 10 Apr 2025")

    def test_told_before_anybody_recorded_that_the_child_was_a_care_leaver(self, office: Office) -> None:
        aware(office)
        office.records("dfe_and_ofsted_notified", on="Thu 6 Mar 2025")

        office.records(
            "child_found_to_be_looked_after_or_care_leaver", on="Wed 5 Mar 2025", told="Fri 7 Mar 2025",
            child_status="care_leaver",
        )  # fmt: skip

        assert office.items("notification-duty")["dfe-and-ofsted"] == "done"
        assert office.ended("notify-dfe-and-ofsted") == ("met", "on time", 0)

    def test_with_abuse_both_duties_run(self, office: Office) -> None:
        aware(office, child_status="looked_after")

        assert office.owed() == {"notify-panel", "notify-dfe-and-ofsted", "tell-partners"}

    def test_a_care_leaver_of_eighteen_to_twenty_four_needs_no_rapid_review(self, office: Office) -> None:
        aware(office, child_status="care_leaver")

        office.records("decided_to_notify_dfe_and_ofsted_only", on="Tue 4 Mar 2025", route="care_leaver_aged_18_to_24")
        office.records("dfe_and_ofsted_notified", on="Wed 5 Mar 2025")

        assert office.ended("notify-dfe-and-ofsted") == ("met", "on time", 0)
        assert office.runs("rapid-review") == []

    def test_found_out_later_its_clock_starts_when_it_was_found_out(self, office: Office) -> None:
        aware(office)

        office.records("child_found_to_be_looked_after_or_care_leaver", on="Wed 5 Mar 2025", child_status="care_leaver")

        assert office.due("notify-dfe-and-ofsted") == on("Wed 12 Mar 2025")
        assert office.due("notify-panel") == on("Mon 10 Mar 2025")

    def test_dfe_and_ofsted_have_a_ladder_of_their_own(self, office: Office) -> None:
        aware(office, child_status="looked_after")
        office.records("panel_notified", on="Wed 5 Mar 2025")

        assert office.tells_on("Tue 11 Mar 2025", about="notify-panel") == set()
        assert office.tells_on("Tue 11 Mar 2025", about="notify-dfe-and-ofsted") == {"la_director", "business_manager"}


class TestAnotherAreaLeads:
    def test_the_other_area_notifies_and_our_duty_to_dfe_and_ofsted_stays(self, office: Office) -> None:
        aware(office, child_status="looked_after")

        office.records("incident_found_in_another_area", on="Wed 5 Mar 2025", contribute_by="2025-03-28")

        assert office.stands_at("incident-notification") == "contributing"
        assert office.items("notification-duty") == {
            "panel": "another_areas", "partners": "ours", "dfe-and-ofsted": "ours", "contribution": "ours",
        }  # fmt: skip
        assert office.owed() == {"notify-dfe-and-ofsted", "tell-partners", "contribute-to-other-area"}
        assert office.due("notify-dfe-and-ofsted") == on("Mon 10 Mar 2025")

    def test_we_contribute_by_the_other_areas_date(self, office: Office) -> None:
        aware(office)
        office.records("incident_found_in_another_area", on="Wed 5 Mar 2025", contribute_by="2025-03-28")

        assert office.due("contribute-to-other-area") == on("Fri 28 Mar 2025")
        assert office.tells_on("Tue 25 Mar 2025", about="contribute-to-other-area") == {"coordinator"}
        assert office.tells_on("Fri 28 Mar 2025", about="contribute-to-other-area") == {
            "coordinator", "business_manager",
        }  # fmt: skip
        assert office.tells_on("Tue 1 Apr 2025", about="contribute-to-other-area") == {"delegated_partner"}

    def test_a_date_that_comes_later_is_dated_then_and_may_change(self, office: Office) -> None:
        aware(office)
        office.records("incident_found_in_another_area", on="Wed 5 Mar 2025")
        assert office.due("contribute-to-other-area") is None

        office.records("other_area_set_a_date", on="Fri 7 Mar 2025", contribute_by="2025-03-28")
        office.records("other_area_set_a_date", on="Mon 10 Mar 2025", contribute_by="2025-04-04")

        assert [(row.status, row.due_on) for row in office.deadlines("contribute-to-other-area")] == [
            ("replanned", None), ("replanned", on("Fri 28 Mar 2025")), ("open", on("Fri 4 Apr 2025")),
        ]  # fmt: skip

    def test_when_nothing_of_ours_is_left_the_notification_is_complete(self, office: Office) -> None:
        aware(office)
        office.records("incident_found_in_another_area", on="Wed 5 Mar 2025", contribute_by="2025-03-28")
        office.records("partners_told", on="Thu 6 Mar 2025")
        office.records("lead_handed_over", on="Thu 6 Mar 2025", to_area="Otherton")

        office.records("contribution_sent", on="Mon 31 Mar 2025")

        assert office.ended("contribute-to-other-area") == ("met", "late", 1)
        assert office.stands_at("incident-notification") == "completed_without_panel"
        assert office.runs("rapid-review") == []

    def test_a_case_handed_over_whole_is_transferred(self, office: Office) -> None:
        aware(office)

        office.records("case_transferred", on="Wed 5 Mar 2025", which_area="Otherton")

        assert office.stands_at("incident-notification") == "transferred"
        assert office.owed() == set()

    def test_one_duty_alone_may_be_another_areas_or_not_required(self, office: Office) -> None:
        aware(office, child_status="looked_after")

        office.records("duty_is_another_areas", on="Tue 4 Mar 2025", item="dfe-and-ofsted")
        office.records("duty_not_required", on="Tue 4 Mar 2025", item="partners")

        assert office.owed() == {"notify-panel"}


class TestADuplicate:
    def test_its_clocks_stop_and_the_other_case_keeps_the_earliest_awareness(self, office: Office) -> None:
        aware(office, "Wed 5 Mar 2025 10:00")
        master = office.a_case
        aware(office, "Thu 6 Mar 2025 10:00")

        office.records("found_to_be_duplicate", on="Fri 7 Mar 2025", other_case_reference=master.reference)
        assert office.stands_at("incident-notification") == "duplicate"
        assert office.owed() == set()

        office.case = master
        office.records("authority_became_aware", on="Tue 4 Mar 2025", told="Fri 7 Mar 2025")
        assert office.due("notify-panel") == on("Tue 11 Mar 2025")

    def test_a_rapid_review_of_it_is_not_required_either(self, office: Office) -> None:
        aware(office)
        office.records("panel_notified", on="Tue 4 Mar 2025")

        office.records("found_to_be_duplicate", on="Fri 7 Mar 2025")

        assert office.stands_at("rapid-review") == "not_required"
