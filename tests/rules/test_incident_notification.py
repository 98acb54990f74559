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

    def test_the_five_days_are_judged_though_the_awareness_was_recorded_last(self, office: Office) -> None:
        office.opens_with("incident_reported", when="Mon 3 Mar 2025 10:00")
        office.records("panel_notified", on="Thu 20 Mar 2025")

        office.records("authority_became_aware", on="Mon 3 Mar 2025", told="Fri 21 Mar 2025")

        # Due on Monday 10 March; 11 to 14 (4) and 17 to 20 March (8).
        assert office.ended("notify-panel") == ("met", "late", 8)
        assert office.due("tell-partners") == on("Mon 10 Mar 2025")


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

    def test_what_belongs_to_a_notification_says_what_must_be_recorded_first(self, office: Office) -> None:
        office.opens_case(standing_in="rapid-review", when="Wed 5 Mar 2025 10:00")

        refused = office.refuses("partners_told", on="Thu 6 Mar 2025")

        assert refused.code is Code.NOBODY_TAKES_IT
        assert str(refused).startswith(
            "partners_told belongs to Incident notification, which has not begun in this case"
        )


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
