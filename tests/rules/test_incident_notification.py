"""Incident notification: the duties of the first five working days, each with its own clock."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.office import Office, moment
from tests.written_dates import on
from workflows.engine.refusals import Code

WORKED = json.loads((Path(__file__).parents[1] / "data" / "worked_examples.json").read_text(encoding="utf-8"))


def aware(office: Office, when: str = "Mon 3 Mar 2025 10:00", **said: str) -> None:
    office.opens_with("authority_became_aware", when=when, **said)


def written(iso: str) -> str:
    """ "Mon 9 Sep 2024" for 2024-09-09."""
    return f"{date.fromisoformat(iso):%a %-d %b %Y}"


class TestTheFiveDays:
    def test_the_panel_and_the_partners_are_to_be_told_in_five_working_days(self, office: Office) -> None:
        aware(office)

        assert office.due("notify-panel") == on("Mon 10 Mar 2025")
        assert office.due("tell-partners") == on("Mon 10 Mar 2025")
        assert office.owed() == {"notify-panel", "tell-partners"}

    def test_they_count_from_awareness_and_not_from_the_incident(self, office: Office) -> None:
        # X3: the incident was on Friday 6 November 2026, the authority knew on Thursday 12 November.
        office.opens_with("incident_reported", when="Fri 6 Nov 2026 10:00")
        assert office.owed() == set()

        office.records("authority_became_aware", on="Thu 12 Nov 2026")

        assert office.due("notify-panel") == on("Thu 19 Nov 2026")

    def test_awareness_long_after_the_incident_is_not_late(self, office: Office) -> None:
        # X2: an incident of 1 June, disclosed on Friday 20 November 2026.
        office.opens_with("incident_reported", when="Mon 1 Jun 2026 10:00")
        office.records("authority_became_aware", on="Fri 20 Nov 2026")

        office.records("panel_notified", on="Fri 27 Nov 2026")

        assert office.ended("notify-panel") == ("met", "on time", 0)
        assert office.due("send-rapid-review") == on("Fri 18 Dec 2026")

    def test_half_past_midnight_in_summer_is_the_new_day_in_london(self, office: Office) -> None:
        # X5: 23:30 UTC on Monday 8 June.
        aware(office, "Tue 9 Jun 2026 00:30")

        assert office.due("notify-panel") == on("Tue 16 Jun 2026")

    def test_the_day_of_awareness_is_day_nought_and_the_substitute_day_does_not_count(self, office: Office) -> None:
        # X7: 23, 24, 29, 30 and 31 December; Monday the 28th is a substitute day.
        aware(office, "Tue 22 Dec 2026 10:00", child_status="care_leaver")

        assert office.due("notify-dfe-and-ofsted") == on("Thu 31 Dec 2026")

    def test_beyond_the_known_holidays_the_date_is_unknowable_and_the_event_stands(self, office: Office) -> None:
        # X6: working day 5 after Thursday 21 December 2028 lies in a year whose holidays nobody has listed.
        aware(office, "Thu 21 Dec 2028 10:00")

        assert office.due("notify-panel") is None
        assert "bank holidays are listed only" in str(office.deadline("notify-panel").undated_because)
        office.records("panel_notified", on="Fri 22 Dec 2028")
        assert office.ended("notify-panel") == ("met", "done", None)

    @pytest.mark.parametrize("row", [pytest.param(row, id=row["id"]) for row in WORKED["examples"]])
    def test_the_worked_examples(self, office: Office, row: Any) -> None:
        aware(office, f"{written(row['aware'])} 10:00")
        assert str(office.due("notify-panel")) == row["notify_due_5wd"]

        office.records("panel_notified", on=written(row["notify_due_5wd"]))

        assert office.ended("notify-panel") == ("met", "on time", 0)
        assert str(office.due("send-rapid-review")) == row["rr_due_if_notified_on_due_date"]

    def test_a_late_notification_is_late_and_the_rapid_review_counts_from_the_day_it_was_sent(
        self, office: Office
    ) -> None:
        # X1: aware on Monday 2 November 2026, sent on working day 12.
        aware(office, "Mon 2 Nov 2026 10:00")
        assert office.due("notify-panel") == on("Mon 9 Nov 2026")

        office.records("panel_notified", on="Wed 18 Nov 2026")

        assert office.ended("notify-panel") == ("met", "late", 7)
        assert office.due("send-rapid-review") == on("Wed 9 Dec 2026")

    def test_the_ladder_of_the_five_days(self, office: Office) -> None:
        aware(office)

        for day, told in {
            "Mon 3 Mar 2025": {"la_notifier", "coordinator"},
            "Tue 4 Mar 2025": set(),
            "Wed 5 Mar 2025": set(),
            "Thu 6 Mar 2025": {"la_notifier", "coordinator"},
            "Fri 7 Mar 2025": {"la_notifier", "coordinator", "la_director"},
            "Sat 8 Mar 2025": set(),
            "Mon 10 Mar 2025": {"la_notifier", "la_director"},
            "Tue 11 Mar 2025": {"la_director", "business_manager"},
            "Wed 12 Mar 2025": {"delegated_partner", "scrutineer"},
            "Tue 18 Mar 2025": set(),
            "Wed 19 Mar 2025": {"la_director", "delegated_partner"},
            "Wed 26 Mar 2025": {"la_director", "delegated_partner"},
        }.items():
            assert office.tells_on(day, about="notify-panel") == told, day

    def test_nobody_is_told_of_what_is_done(self, office: Office) -> None:
        aware(office)
        office.records("panel_notified", on="Wed 5 Mar 2025")

        assert office.tells_on("Thu 6 Mar 2025", about="notify-panel") == set()
        assert office.tells_on("Thu 6 Mar 2025", about="tell-partners") == {"la_notifier", "coordinator"}

    def test_each_duty_is_done_for_itself_and_the_last_completes_the_notification(self, office: Office) -> None:
        aware(office, child_status="looked_after")
        office.records("decided_to_notify", on="Tue 4 Mar 2025")
        office.records("panel_notified", on="Wed 5 Mar 2025")
        office.records("partners_told", on="Thu 6 Mar 2025")
        assert office.stands_at("incident-notification") == "notified"

        office.records("dfe_and_ofsted_notified", on="Fri 7 Mar 2025")

        assert office.stands_at("incident-notification") == "completed"
        assert office.items("notification-duty") == {"panel": "done", "partners": "done", "dfe-and-ofsted": "done"}

    def test_the_notification_begins_the_rapid_review(self, office: Office) -> None:
        aware(office)

        office.records("panel_notified", on="Sun 9 Mar 2025")

        # The portal is open every day; day nought may be a Sunday.
        assert office.stands_at("rapid-review") == "gathering_facts"
        assert office.due("send-rapid-review") == on("Fri 28 Mar 2025")


class TestAwareness:
    def test_an_earlier_awareness_brings_every_date_forward(self, office: Office) -> None:
        aware(office, "Wed 5 Mar 2025 10:00")

        office.records("authority_became_aware", on="Mon 3 Mar 2025", told="Thu 6 Mar 2025")

        assert office.due("notify-panel") == office.due("tell-partners") == on("Mon 10 Mar 2025")

    def test_a_later_awareness_of_the_same_incident_gives_no_more_time(self, office: Office) -> None:
        aware(office)

        office.records("authority_became_aware", on="Wed 5 Mar 2025")

        assert office.due("notify-panel") == on("Mon 10 Mar 2025")

    def test_the_day_the_incident_was_first_known_of_starts_no_clock(self, office: Office) -> None:
        office.opens_with("incident_reported", when="Mon 3 Mar 2025 10:00")

        assert office.owed() == set()
        assert office.items("notification-duty") == {"panel": "ours", "partners": "ours"}

    def test_a_notification_recorded_before_its_awareness_meets_it_all_the_same(self, office: Office) -> None:
        office.opens_case(standing_in="rapid-review", when="Thu 6 Mar 2025 10:00")

        office.records("authority_became_aware", on="Mon 3 Mar 2025", told="Fri 7 Mar 2025")

        assert office.ended("notify-panel") == ("met", "on time", 0)
        assert office.stands_at("incident-notification") == "notified"
        assert office.owed() >= {"tell-partners", "send-rapid-review"}


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

        assert office.stands_at("incident-notification") == "completed"
        assert office.items("notification-duty")["panel"] == "not_required"
        assert office.runs("rapid-review") == []
        assert office.owed() == set()

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
        assert office.stands_at("incident-notification") == "completed"
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


class TestAfterTheNotification:
    def test_withdrawn_the_rapid_review_is_not_required_and_what_was_notified_stays(self, office: Office) -> None:
        aware(office)
        office.records("panel_notified", on="Wed 5 Mar 2025")

        office.records("notification_withdrawn", on="Wed 12 Mar 2025", why="natural causes")

        assert office.stands_at("incident-notification") == "withdrawn"
        assert office.stands_at("rapid-review") == "not_required"
        assert office.ended("send-rapid-review") == ("not required", None, None)
        assert office.ended("notify-panel") == ("met", "on time", 0)
        assert office.tells_on("Thu 27 Mar 2025", about="send-rapid-review") == set()

    def test_a_child_who_dies_later_is_an_amendment_and_no_new_clock(self, office: Office) -> None:
        aware(office)
        office.records("panel_notified", on="Wed 5 Mar 2025")

        office.records("notification_amended", on="Mon 17 Mar 2025", why="child_has_died")
        office.records("notification_amended", on="Tue 18 Mar 2025", why="another_child")

        assert len(office.deadlines("notify-panel")) == 1
        assert office.due("send-rapid-review") == on("Wed 26 Mar 2025")

    def test_a_copy_to_the_partnership_is_noted(self, office: Office) -> None:
        aware(office)
        office.records("panel_notified", on="Wed 5 Mar 2025")

        told = office.records("notification_copied_to_partnership", on="Wed 5 Mar 2025")

        assert told.changes == ()


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


class TestFactsComeAsTheyCome:
    def test_a_notification_nobody_prepared_for_stands_and_the_steps_are_filled_in(self, office: Office) -> None:
        aware(office)

        office.records("panel_notified", on="Thu 6 Mar 2025")
        assert office.not_recorded("incident-notification") == {"consultation_opened", "decided_to_notify"}

        office.records("consultation_opened", on="Tue 4 Mar 2025", told="Mon 10 Mar 2025")
        office.records("decided_to_notify", on="Wed 5 Mar 2025", told="Mon 10 Mar 2025")
        assert office.not_recorded("incident-notification") == set()
        assert office.stands_at("incident-notification") == "notified"

    def test_without_its_portal_reference_it_is_met_and_the_reference_is_asked_for_once(self, office: Office) -> None:
        aware(office)

        office.records("panel_notified", on="Thu 6 Mar 2025", portal_reference="")

        assert office.ended("notify-panel") == ("met", "on time", 0)
        assert office.due("evidence-for-panel_notified") == on("Mon 10 Mar 2025")
        assert office.tells_on("Fri 7 Mar 2025", about="evidence-for-panel_notified") == set()
        assert office.tells_on("Mon 10 Mar 2025", about="evidence-for-panel_notified") == {"coordinator"}
        office.passes_to(moment("Mon 31 Mar 2025"))
        assert len(office.notices_on("Mon 10 Mar 2025", about="evidence-for-panel_notified")) == 1

    def test_decisions_after_the_decision_are_steps_behind(self, office: Office) -> None:
        aware(office)
        office.records("decided_to_notify", on="Wed 5 Mar 2025")

        office.records("partner_disagreed", on="Tue 4 Mar 2025", told="Thu 6 Mar 2025")

        assert office.stands_at("incident-notification") == "to_notify"

    def test_the_criteria_cannot_be_not_met_once_the_panel_is_notified(self, office: Office) -> None:
        aware(office)
        office.records("panel_notified", on="Wed 5 Mar 2025")

        assert office.refuses("decided_criteria_not_met", on="Thu 6 Mar 2025").code is Code.NOT_POSSIBLE
