"""Rapid Review: fifteen working days from the notification, in the words of the guidance."""

from tests.office import Office
from tests.written_dates import on
from workflows.engine.refusals import Code


def test_a_review_is_due_fifteen_working_days_after_the_notification(office: Office) -> None:
    office.opens_case(standing_in="rapid-review", when="Mon 3 Mar 2025 10:00")

    assert office.due("send-rapid-review") == on("Mon 24 Mar 2025")


def test_a_review_that_is_not_sent_is_chased_and_then_escalated(office: Office) -> None:
    office.opens_case(standing_in="rapid-review", when="Mon 3 Mar 2025 10:00")

    assert office.tells_on("Mon 17 Mar 2025", about="send-rapid-review") == {"coordinator"}
    assert office.tells_on("Mon 24 Mar 2025", about="send-rapid-review") == {
        "coordinator", "business_manager", "scrutineer"
    }  # fmt: skip
    assert office.tells_on("Wed 26 Mar 2025", about="send-rapid-review") == {"delegated_partner"}


def test_after_an_outage_everybody_still_hears_once(office: Office) -> None:
    office.opens_case(standing_in="rapid-review", when="Mon 3 Mar 2025 10:00")
    office.is_down("Mon 17 Mar 2025 07:00", until="Wed 26 Mar 2025 09:00")

    assert office.tells_on("Wed 26 Mar 2025", about="send-rapid-review") == {
        "coordinator", "business_manager", "review_group_chair", "scrutineer", "delegated_partner"
    }  # fmt: skip


def test_whoever_sent_the_draft_round_does_not_sign_it_off(office: Office) -> None:
    office.staffed("delegated_partner", agency="police", person="coordinator")
    office.opens_case(standing_in="rapid-review", when="Mon 3 Mar 2025 10:00")
    office.records("draft_circulated", on="Mon 17 Mar 2025", by="coordinator")

    refused = office.refuses("partner_agreed", on="Tue 18 Mar 2025", item="police", by="coordinator")

    assert refused.code is Code.NO_RIGHT
    assert str(refused) == "partner_agreed needs another person than whoever did draft_circulated."
    office.records("partner_agreed", on="Tue 18 Mar 2025", item="police", by="delegated-partner-police")


def test_a_draft_that_was_struck_out_keeps_nobody_from_signing(office: Office) -> None:
    office.staffed("delegated_partner", agency="police", person="coordinator")
    office.opens_case(standing_in="rapid-review", when="Mon 3 Mar 2025 10:00")
    office.records("draft_circulated", on="Mon 17 Mar 2025", by="coordinator")
    office.strikes("draft_circulated", told="Tue 18 Mar 2025")

    office.records("partner_agreed", on="Tue 18 Mar 2025", item="police", by="coordinator")
