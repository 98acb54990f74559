"""Rapid Review: fifteen working days from the notification, in the words of the guidance.

Notified on Monday 3 March 2025: working day 1 is Tuesday 4, 3 Thursday 6, 10 Monday 17, 12 Wednesday 19, 14 Friday 21
and 15 Monday 24 March.
"""

import pytest

from tests.office import Office, moment
from tests.written_dates import on
from workflows.engine.refusals import Code

ACROSS = """
Mon 16 Sep 2024: Tue 17 Sep 2024, Mon 30 Sep 2024, Wed 2 Oct 2024, Fri 4 Oct 2024, Mon 7 Oct 2024
Thu 18 Dec 2025: Fri 19 Dec 2025, Tue 6 Jan 2026, Thu 8 Jan 2026, Mon 12 Jan 2026, Tue 13 Jan 2026
Thu 17 Dec 2026: Fri 18 Dec 2026, Tue 5 Jan 2027, Thu 7 Jan 2027, Mon 11 Jan 2027, Tue 12 Jan 2027
Wed 1 Apr 2026: Thu 2 Apr 2026, Fri 17 Apr 2026, Tue 21 Apr 2026, Thu 23 Apr 2026, Fri 24 Apr 2026
Wed 24 Mar 2027: Thu 25 Mar 2027, Fri 9 Apr 2027, Tue 13 Apr 2027, Thu 15 Apr 2027, Fri 16 Apr 2027
Thu 27 Apr 2023: Fri 28 Apr 2023, Mon 15 May 2023, Wed 17 May 2023, Fri 19 May 2023, Mon 22 May 2023
"""
"""M1 to M6 of the worked examples: the notification, and days 1, 10, 12, 14 and 15."""


@pytest.fixture
def notified(office: Office) -> Office:
    office.opens_case(standing_in="rapid-review", when="Mon 3 Mar 2025 10:00")
    return office


@pytest.fixture
def asked(notified: Office) -> Office:
    """Two agencies were asked on working day 1."""
    notified.records("letters_sent", on="Tue 4 Mar 2025", agencies="hospital, school")
    return notified


@pytest.fixture
def drafting(asked: Office) -> Office:
    """Both have answered and the group has met."""
    for agency in ("hospital", "school"):
        asked.records("agency_return_received", on="Fri 14 Mar 2025", item=agency)
    asked.records("review_meeting_held", on="Mon 17 Mar 2025")
    return asked


class TestTheFifteenDays:
    def test_a_review_is_due_fifteen_working_days_after_the_notification(self, notified: Office) -> None:
        assert notified.due("send-rapid-review") == on("Mon 24 Mar 2025")

    def test_the_local_plan_is_laid_over_them(self, notified: Office) -> None:
        assert {name: notified.due(name) for name in notified.owed()} == {
            "letters-out": on("Tue 4 Mar 2025"), "returns-acknowledged": on("Thu 6 Mar 2025"),
            "returns-in": on("Mon 17 Mar 2025"), "panel-meeting": on("Wed 19 Mar 2025"),
            "sign-off": on("Fri 21 Mar 2025"), "send-rapid-review": on("Mon 24 Mar 2025"),
        }  # fmt: skip

    @pytest.mark.parametrize("row", ACROSS.strip().splitlines())
    def test_across_christmas_easter_and_may(self, office: Office, row: str) -> None:
        sent, milestones = row.split(": ")
        office.opens_case(standing_in="rapid-review", when=f"{sent} 10:00")

        plan = ("letters-out", "returns-in", "panel-meeting", "sign-off", "send-rapid-review")
        assert tuple(office.due(name) for name in plan) == tuple(map(on, milestones.split(", ")))

    def test_a_review_that_is_not_sent_is_chased_and_then_escalated(self, notified: Office) -> None:
        for day, told in {
            "Mon 17 Mar 2025": {"coordinator"},
            "Thu 20 Mar 2025": {"coordinator", "business_manager", "review_group_chair"},
            "Mon 24 Mar 2025": {"coordinator", "business_manager", "scrutineer"},
            "Tue 25 Mar 2025": {"coordinator", "business_manager"},
            "Wed 26 Mar 2025": {"delegated_partner"},
            "Mon 31 Mar 2025": {"lead_partner"},
            "Mon 14 Apr 2025": {"delegated_partner"},
        }.items():
            assert notified.tells_on(day, about="send-rapid-review") == told, day

    def test_after_an_outage_everybody_still_hears_once(self, notified: Office) -> None:
        notified.is_down("Mon 17 Mar 2025 07:00", until="Wed 26 Mar 2025 09:00")

        assert notified.tells_on("Wed 26 Mar 2025", about="send-rapid-review") == {
            "coordinator", "business_manager", "review_group_chair", "scrutineer", "delegated_partner"
        }  # fmt: skip

    def test_sent_late_it_is_late_by_working_days_and_goes_to_the_panel_all_the_same(self, notified: Office) -> None:
        notified.records("rapid_review_sent_to_panel", on="Wed 26 Mar 2025")

        assert notified.ended("send-rapid-review") == ("met", "late", 2)
        assert notified.stands_at("rapid-review") == "with_panel"
        assert notified.stands_at("panel-referral") == "awaiting_panel"

    def test_the_panel_is_told_of_a_delay_and_the_clock_runs_on_in_quiet(self, notified: Office) -> None:
        notified.records("panel_told_of_delay", on="Fri 21 Mar 2025", look_again_on="2025-03-31", why="one return")

        assert notified.due("send-rapid-review") == on("Mon 24 Mar 2025")
        assert notified.tells_on("Mon 24 Mar 2025", about="send-rapid-review") == {
            "coordinator", "business_manager", "scrutineer"
        }  # fmt: skip
        assert notified.tells_on("Wed 26 Mar 2025", about="send-rapid-review") == set()
        # From the day after it was to be looked at again, the ladder speaks: 24 March and 5 + 10 working days.
        assert notified.tells_on("Mon 14 Apr 2025", about="send-rapid-review") == {"delegated_partner"}
        notified.records("rapid_review_sent_to_panel", on="Tue 15 Apr 2025")
        assert notified.ended("send-rapid-review") == ("met", "late", 16)


class TestTheReturns:
    def test_each_agency_has_its_own_return_and_its_own_chase(self, asked: Office) -> None:
        """An agency's lead hears first, then the partner of its sector, then the scrutineer."""
        asked.records("agency_return_received", on="Mon 10 Mar 2025", item="school")

        for day, told in {
            "Wed 12 Mar 2025": ["agency-contact-hospital"],
            "Fri 14 Mar 2025": ["agency-contact-hospital"],
            "Mon 17 Mar 2025": ["agency-contact-hospital", "coordinator"],
            "Tue 18 Mar 2025": ["agency-contact-hospital", "coordinator", "delegated-partner-icb"],
            "Thu 20 Mar 2025": ["scrutineer"],
        }.items():
            assert asked.people_told_on(day, about="agency-return", item="hospital") == told, day
        assert asked.ended("agency-return", "school") == ("met", "on time", 0)

    def test_letters_late_leave_the_tenth_day_where_it_was(self, notified: Office) -> None:
        notified.records("letters_sent", on="Fri 7 Mar 2025", agencies="hospital")

        assert notified.ended("letters-out") == ("met", "late", 3)
        assert notified.due("agency-return", "hospital") == on("Mon 17 Mar 2025")

    def test_the_date_in_our_letter_is_given_and_stands(self, notified: Office) -> None:
        notified.records("letters_sent", on="Tue 4 Mar 2025", agencies="hospital", return_by="2025-03-13")

        assert notified.due("agency-return", "hospital") == on("Thu 13 Mar 2025")
        assert notified.due("returns-in") == on("Mon 17 Mar 2025")

    def test_an_agency_may_ask_for_more_time_and_is_given_it(self, asked: Office) -> None:
        asked.records("agency_asked_for_more_time", on="Wed 12 Mar 2025", item="hospital", why="staff away")
        assert asked.due("agency-return", "hospital") == on("Mon 17 Mar 2025")

        asked.records("agency_given_more_time", on="Thu 13 Mar 2025", item="hospital", return_by="2025-03-19")

        assert asked.due("agency-return", "hospital") == on("Wed 19 Mar 2025")
        assert asked.due("send-rapid-review") == on("Mon 24 Mar 2025")
        assert asked.tells_on("Mon 17 Mar 2025", about="agency-return", item="school") == {
            "agency_contact", "coordinator"
        }  # fmt: skip

    def test_when_everybody_has_acknowledged_the_milestone_is_met_on_the_last_ones_day(self, asked: Office) -> None:
        asked.records("agency_acknowledged", on="Wed 5 Mar 2025", item="hospital")
        assert "returns-acknowledged" in asked.owed()

        asked.records("agency_not_known", on="Thu 6 Mar 2025", item="school")

        assert asked.ended("returns-acknowledged") == ("met", "on time", 0)
        assert asked.met_on("returns-acknowledged") == on("Thu 6 Mar 2025")

    def test_received_not_known_or_waived_the_last_one_opens_the_review(self, asked: Office) -> None:
        asked.records("agency_asked", on="Wed 5 Mar 2025", item="police")
        asked.records("agency_return_received", on="Mon 10 Mar 2025", item="hospital")
        asked.records("agency_not_known", on="Tue 11 Mar 2025", item="school")
        assert asked.stands_at("rapid-review") == "gathering_facts"

        asked.records("agency_return_waived", on="Wed 12 Mar 2025", item="police", why="held by the others")

        assert asked.stands_at("rapid-review") == "under_review"
        assert asked.ended("returns-in") == ("met", "on time", 0)
        assert asked.ended("agency-return", "police") == ("not required", None, None)
        assert asked.tells_on("Fri 14 Mar 2025", about="agency-return", item="police") == set()

    def test_the_group_may_meet_with_one_return_still_to_come(self, asked: Office) -> None:
        asked.records("agency_return_received", on="Fri 14 Mar 2025", item="school")
        asked.records("review_meeting_held", on="Wed 19 Mar 2025")

        assert asked.stands_at("rapid-review") == "drafting"
        assert asked.due("agency-return", "hospital") == on("Mon 17 Mar 2025")
        asked.records("agency_return_received", on="Thu 20 Mar 2025", item="hospital")
        assert asked.ended("agency-return", "hospital") == ("met", "late", 3)

    def test_what_must_be_done_at_once_is_not_left_to_the_fifteenth_day(self, asked: Office) -> None:
        for event in ("immediate_action_needed", "immediate_action_taken", "officer_in_the_case_named"):
            asked.records(event, on="Wed 5 Mar 2025")
        asked.records("material_restricted", on="Thu 6 Mar 2025", what="the police log")

        assert asked.stands_at("rapid-review") == "gathering_facts"
        assert asked.due("send-rapid-review") == on("Mon 24 Mar 2025")


class TestThePartnersAgree:
    def test_every_partner_and_not_a_majority(self, drafting: Office) -> None:
        drafting.records("partner_agreed", on="Tue 18 Mar 2025", item="police")
        drafting.records("partner_agreed", on="Wed 19 Mar 2025", item="icb")
        assert drafting.stands_at("rapid-review") == "drafting"

        drafting.records("partner_agreed", on="Thu 20 Mar 2025", item="local-authority")

        assert drafting.stands_at("rapid-review") == "agreed"
        assert drafting.ended("sign-off") == ("met", "on time", 0)

    def test_a_partner_dissents_and_the_review_may_go_with_the_dissent_stated(self, drafting: Office) -> None:
        for partner in ("police", "icb"):
            drafting.records("partner_agreed", on="Tue 18 Mar 2025", item=partner)

        drafting.records("partner_dissented", on="Thu 20 Mar 2025", item="local-authority", why="a review is needed")

        assert drafting.stands_at("rapid-review") == "agreed"
        drafting.records("rapid_review_sent_to_panel", on="Fri 21 Mar 2025", dissenting="local-authority")
        assert drafting.ended("send-rapid-review") == ("met", "on time", 0)

    def test_or_the_draft_is_changed_and_the_partner_asked_again(self, drafting: Office) -> None:
        for partner in ("police", "icb"):
            drafting.records("partner_agreed", on="Tue 18 Mar 2025", item=partner)
        drafting.records("partner_dissented", on="Tue 18 Mar 2025", item="local-authority")

        drafting.records("partner_asked_again", on="Wed 19 Mar 2025", item="local-authority")
        assert drafting.stands_at("rapid-review") == "drafting"

        drafting.records("partner_agreed", on="Thu 20 Mar 2025", item="local-authority")
        assert drafting.stands_at("rapid-review") == "agreed"

    def test_no_answer_is_no_agreement_and_sending_is_a_fact(self, drafting: Office) -> None:
        for partner in ("police", "icb"):
            drafting.records("partner_agreed", on="Tue 18 Mar 2025", item=partner)
        drafting.records("partner_did_not_answer", on="Fri 21 Mar 2025", item="local-authority")
        assert drafting.stands_at("rapid-review") == "drafting"

        drafting.records("rapid_review_sent_to_panel", on="Mon 24 Mar 2025", not_answered="local-authority")

        assert drafting.stands_at("rapid-review") == "with_panel"
        assert drafting.ended("sign-off") == ("not required", None, None)

    def test_the_scrutineer_comments_and_has_no_vote(self, drafting: Office) -> None:
        drafting.records("scrutiny_comment_made", on="Tue 18 Mar 2025", signed_off="no", said="say more of school")

        assert drafting.stands_at("rapid-review") == "drafting"

    def test_whoever_sent_the_draft_round_does_not_sign_it_off(self, notified: Office) -> None:
        notified.staffed("delegated_partner", agency="police", person="coordinator")
        notified.records("draft_circulated", on="Mon 17 Mar 2025", by="coordinator")

        refused = notified.refuses("partner_agreed", on="Tue 18 Mar 2025", item="police", by="coordinator")

        assert refused.code is Code.NO_RIGHT
        assert str(refused) == "partner_agreed needs another person than whoever did draft_circulated."
        notified.records("partner_agreed", on="Tue 18 Mar 2025", item="police", by="delegated-partner-police")

    def test_a_draft_that_was_struck_out_keeps_nobody_from_signing(self, notified: Office) -> None:
        notified.staffed("delegated_partner", agency="police", person="coordinator")
        notified.records("draft_circulated", on="Mon 17 Mar 2025", by="coordinator")
        notified.strikes("draft_circulated", told="Tue 18 Mar 2025")

        notified.records("partner_agreed", on="Tue 18 Mar 2025", item="police", by="coordinator")


class TestSent:
    def test_sent_before_anything_else_was_recorded_the_steps_are_shown_as_not_recorded(self, notified: Office) -> None:
        notified.records("rapid_review_sent_to_panel", on="Mon 24 Mar 2025")

        assert notified.stands_at("rapid-review") == "with_panel"
        assert notified.not_recorded("rapid-review") == {"review_meeting_held"}
        assert notified.owed() == {"panel-reply"}
        notified.records("review_meeting_held", on="Wed 19 Mar 2025", told="Wed 26 Mar 2025")
        assert notified.not_recorded("rapid-review") == set()
        # Done in time and only recorded afterwards: it is not held against anybody.
        assert notified.ended("panel-meeting") == ("met", "on time", 0)

    def test_a_return_that_comes_after_it_was_sent_is_kept_and_moves_nothing(self, asked: Office) -> None:
        asked.records("rapid_review_sent_to_panel", on="Mon 24 Mar 2025")

        asked.records("agency_return_received", on="Thu 27 Mar 2025", item="hospital")

        assert asked.items("agency-return")["hospital"] == "received"
        assert asked.ended("agency-return", "hospital") == ("not required", None, None)
        assert asked.stands_at("rapid-review") == "with_panel"

    def test_sent_twice_contradicts_itself_and_the_record_is_corrected_instead(self, notified: Office) -> None:
        notified.records("rapid_review_sent_to_panel", on="Mon 24 Mar 2025")

        refused = notified.refuses("rapid_review_sent_to_panel", on="Tue 25 Mar 2025")

        assert refused.code is Code.CONTRADICTION
        notified.corrects("rapid_review_sent_to_panel", to="Tue 25 Mar 2025", told="Wed 26 Mar 2025")
        assert notified.deadline("send-rapid-review").corrected_late_by == 1


class TestTwoAreas:
    def test_the_other_areas_agencies_are_asked_and_both_areas_partners_agree(self, asked: Office) -> None:
        asked.records(
            "other_area_joined", on="Thu 6 Mar 2025", agencies="otherton-school", their_partners="otherton-police"
        )

        assert asked.items("agency-return") == {"hospital": "asked", "school": "asked", "otherton-school": "asked"}
        assert asked.items("partner-agreement")["otherton-police"] == "awaited"
        assert asked.due("agency-return", "otherton-school") == on("Mon 17 Mar 2025")
        assert asked.due("send-rapid-review") == on("Mon 24 Mar 2025")

    def test_there_is_one_review_and_another_area_may_take_it_over(self, asked: Office) -> None:
        asked.records("rapid_review_handed_over", on="Fri 7 Mar 2025", which_area="Otherton")

        assert asked.stands_at("rapid-review") == "not_required"
        assert asked.ended("send-rapid-review") == ("not required", None, None)
        asked.passes_to(moment("Mon 31 Mar 2025"))
        assert asked.tells_on("Mon 31 Mar 2025", about="send-rapid-review") == set()

    def test_a_case_handed_over_whole_takes_its_review_along(self, asked: Office) -> None:
        asked.records("case_transferred", on="Fri 7 Mar 2025", which_area="Otherton")

        assert asked.owed() == set()

    def test_our_contribution_to_theirs_keeps_the_date_they_gave(self, asked: Office) -> None:
        asked.records("rapid_review_handed_over", on="Fri 7 Mar 2025", which_area="Otherton")

        asked.records("other_area_set_a_date", on="Mon 10 Mar 2025", contribute_by="2025-03-28")

        assert asked.due("contribute-to-other-area") == on("Fri 28 Mar 2025")
        asked.records("contribution_sent", on="Thu 27 Mar 2025")
        assert asked.ended("contribute-to-other-area") == ("met", "on time", 0)


class TestWithdrawn:
    def test_what_was_learnt_is_kept_and_nothing_more_is_owed(self, asked: Office) -> None:
        asked.records("agency_return_received", on="Mon 10 Mar 2025", item="hospital")

        asked.records("notification_withdrawn", on="Wed 12 Mar 2025", why="natural causes")

        assert asked.items("agency-return")["hospital"] == "received"
        assert asked.ended("agency-return", "hospital") == ("met", "on time", 0)
        assert asked.ended("agency-return", "school") == ("not required", None, None)
        assert asked.owed() == set()

    def test_notified_anew_after_new_information_there_is_a_new_review(self, asked: Office) -> None:
        asked.records("notification_withdrawn", on="Wed 12 Mar 2025", why="natural causes")
        asked.records("authority_became_aware", on="Tue 1 Apr 2025", why_this_day="the post-mortem")
        assert asked.due("notify-panel") == on("Tue 8 Apr 2025")

        asked.records("panel_notified", on="Thu 3 Apr 2025")

        assert asked.runs("rapid-review") == ["not_required", "gathering_facts"]
        # 4, 7 to 11, 14 to 17 April (10); 22 to 25 (14); Good Friday and Easter Monday do not count; 28 April.
        assert asked.due("send-rapid-review") == on("Mon 28 Apr 2025")
        assert asked.ended("notify-panel") == ("met", "on time", 0)
