"""Sign-off: every partner speaks for itself, and only who has not spoken is chased.

Notified on Monday 3 March 2025, the fourteenth working day is Friday 21 March; the day after it is Monday 24 March.
"""

import pytest

from tests.office import Office
from workflows.engine.refusals import Code


@pytest.fixture
def notified(office: Office) -> Office:
    office.opens_case(standing_in="rapid-review", when="Mon 3 Mar 2025 10:00")
    return office


def test_the_partner_that_has_agreed_or_dissented_is_not_chased(notified: Office) -> None:
    notified.records("partner_agreed", on="Mon 17 Mar 2025", item="police")
    notified.records("partner_dissented", on="Mon 17 Mar 2025", item="icb")

    assert notified.people_told_on("Wed 19 Mar 2025", about="sign-off") == ["delegated-partner-local-authority"]
    assert notified.people_told_on("Mon 24 Mar 2025", about="sign-off") == ["lead-partner-local-authority"]


def test_a_partner_asked_again_is_chased_again(notified: Office) -> None:
    for partner in ("police", "icb"):
        notified.records("partner_agreed", on="Mon 17 Mar 2025", item=partner)
    notified.records("partner_asked_again", on="Tue 18 Mar 2025", item="icb")

    told = notified.people_told_on("Wed 19 Mar 2025", about="sign-off")
    assert told == ["delegated-partner-icb", "delegated-partner-local-authority"]


def test_one_partner_does_not_speak_for_another(notified: Office) -> None:
    who = {"on": "Mon 17 Mar 2025", "item": "icb", "by": "delegated-partner-police"}
    refused = notified.refuses("partner_agreed", **who)

    assert refused.code is Code.NO_RIGHT
    assert str(refused).startswith("partner_agreed for icb may be recorded by: ")


def test_one_agency_does_not_answer_for_another(notified: Office) -> None:
    notified.records("letters_sent", on="Tue 4 Mar 2025", agencies="school, police")
    who = {"on": "Wed 5 Mar 2025", "item": "police", "by": "agency-contact-school"}

    assert notified.refuses("agency_acknowledged", **who).code is Code.NO_RIGHT
    notified.records("agency_acknowledged", on="Wed 5 Mar 2025", item="school", by="agency-contact-school")


def test_the_office_records_for_everybody(notified: Office) -> None:
    notified.records("partner_agreed", on="Mon 17 Mar 2025", item="icb", by="coordinator")

    assert notified.items("partner-agreement")["icb"] == "agreed"


def test_a_partner_s_own_word_is_taken(notified: Office) -> None:
    notified.records("partner_agreed", on="Mon 17 Mar 2025", item="icb", by="delegated-partner-icb")

    assert notified.items("partner-agreement")["icb"] == "agreed"
