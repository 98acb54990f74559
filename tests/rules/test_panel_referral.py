"""National Panel referral: what the Panel says of a Rapid Review, and what the partners answer.

The Rapid Review was sent on Monday 3 March 2025: a reply is expected in ten working days, by Monday 17 March.
"""

import pytest

from tests.office import Office
from tests.written_dates import on
from workflows.engine.refusals import Code

LETTERS = ("panel_asked_for_information", "panel_disagreed", "panel_concluded_local_review_better")


@pytest.fixture
def sent(office: Office) -> Office:
    office.opens_case(standing_in="panel-referral", when="Mon 3 Mar 2025 10:00", decision="no_review")
    return office


class TestTheReplyIsExpected:
    def test_after_ten_working_days_and_only_the_coordinator_ever_hears_of_it(self, sent: Office) -> None:
        assert sent.due("panel-reply") == on("Mon 17 Mar 2025")

        assert sent.tells_on("Mon 17 Mar 2025", about="panel-reply") == {"coordinator"}
        assert sent.tells_on("Mon 24 Mar 2025", about="panel-reply") == {"coordinator"}
        assert sent.tells_on("Mon 30 Jun 2025", about="panel-reply") == set()

    @pytest.mark.parametrize("letter", ["panel_agreed", "panel_commented", "panel_decided_national_review"])
    def test_whenever_it_comes_it_is_never_late(self, sent: Office, letter: str) -> None:
        sent.records(letter, on="Mon 30 Jun 2025")

        assert sent.ended("panel-reply") == ("met", "done", None)

    def test_silence_is_lawful_and_the_partners_go_on(self, sent: Office) -> None:
        sent.records("panel_chased", on="Mon 17 Mar 2025")
        sent.records("partners_went_on_without_reply", on="Mon 24 Mar 2025")

        assert sent.stands_at("panel-referral") == "going_on"
        assert sent.ended("panel-reply") == ("not required", None, None)
        sent.records("referral_closed", on="Mon 2 Jun 2025")
        assert sent.stands_at("panel-referral") == "closed"

    def test_no_reply_never_holds_up_a_review(self, sent: Office) -> None:
        sent.records("review_initiated", on="Tue 4 Mar 2025", kind="review", route="rapid_review")

        assert sent.due("publish-lcspr") == on("Thu 4 Sep 2025")


class TestTheReply:
    def test_the_panel_agrees_and_that_is_that(self, sent: Office) -> None:
        sent.records("panel_agreed", on="Fri 14 Mar 2025", letter_dated="2025-03-13")

        assert sent.stands_at("panel-referral") == "agreed"
        assert sent.owed() == set()

    def test_a_word_on_quality_is_kept_and_decides_nothing(self, sent: Office) -> None:
        sent.records("panel_commented", on="Fri 14 Mar 2025", quality="high", timeliness="in time")
        sent.records("shared_with_review_group", on="Mon 17 Mar 2025")

        assert sent.stands_at("panel-referral") == "awaiting_panel"

    @pytest.mark.parametrize("letter", LETTERS)
    def test_a_letter_that_wants_an_answer_has_the_date_it_gives(self, sent: Office, letter: str) -> None:
        sent.records(letter, on="Mon 10 Mar 2025", item="letter-1", answer_by="2025-04-01")

        assert sent.due("answer-panel", "letter-1") == on("Tue 1 Apr 2025")

    @pytest.mark.parametrize("letter", LETTERS)
    def test_and_ten_working_days_where_it_gives_none(self, sent: Office, letter: str) -> None:
        sent.records(letter, on="Mon 10 Mar 2025", item="letter-1")

        assert sent.due("answer-panel", "letter-1") == on("Mon 24 Mar 2025")

    def test_an_answer_that_is_owed_climbs_its_ladder(self, sent: Office) -> None:
        sent.records("panel_asked_for_information", on="Mon 10 Mar 2025", item="letter-1")

        for day, told in {
            "Wed 19 Mar 2025": {"coordinator"},
            "Mon 24 Mar 2025": {"coordinator", "business_manager"},
            "Wed 26 Mar 2025": {"delegated_partner"},
        }.items():
            assert sent.tells_on(day, about="answer-panel") == told, day

    def test_information_is_shared_and_the_panel_is_awaited_again(self, sent: Office) -> None:
        sent.records("panel_asked_for_information", on="Mon 10 Mar 2025", item="letter-1", what="the chronology")
        assert sent.stands_at("panel-referral") == "information_asked"

        sent.records("partners_answered_panel", on="Tue 25 Mar 2025", item="letter-1")

        assert sent.ended("answer-panel", "letter-1") == ("met", "late", 1)
        assert sent.stands_at("panel-referral") == "awaiting_panel"

    def test_two_letters_have_two_dates_and_each_its_answer(self, sent: Office) -> None:
        sent.records("panel_asked_for_information", on="Mon 10 Mar 2025", item="letter-1")
        sent.records("panel_disagreed", on="Wed 12 Mar 2025", item="letter-2", answer_by="2025-03-31")

        assert sent.due("answer-panel", "letter-1") == on("Mon 24 Mar 2025")
        assert sent.due("answer-panel", "letter-2") == on("Mon 31 Mar 2025")
        sent.records("partners_answered_panel", on="Fri 14 Mar 2025", item="letter-1")
        assert sent.stands_at("panel-referral") == "reconsidering"
        assert sent.owed() == {"answer-panel"}

    def test_a_letter_found_to_need_no_answer_is_owed_none(self, sent: Office) -> None:
        sent.records("panel_asked_for_information", on="Mon 10 Mar 2025", item="letter-1")

        sent.records("letter_needs_no_answer", on="Tue 11 Mar 2025", item="letter-1")

        assert sent.ended("answer-panel", "letter-1") == ("not required", None, None)
        assert sent.stands_at("panel-referral") == "awaiting_panel"


class TestThePanelSeesItDifferently:
    def test_the_partners_decide_again_and_say_so_and_the_panel_accepts(self, sent: Office) -> None:
        sent.records("panel_disagreed", on="Mon 10 Mar 2025", item="letter-1", panel_thinks="review_is_appropriate")
        sent.records("decided_again", on="Mon 17 Mar 2025", decision="no_review", why="three reviews of it already")
        assert sent.stands_at("panel-referral") == "answer_owed"

        sent.records("partners_answered_panel", on="Tue 18 Mar 2025", item="letter-1", decision="no_review")
        sent.records("panel_agreed", on="Mon 31 Mar 2025")

        assert sent.stands_at("panel-referral") == "agreed"

    def test_or_they_begin_a_review_and_its_six_months_count_from_the_new_decision(self, sent: Office) -> None:
        sent.records("panel_disagreed", on="Mon 10 Mar 2025", item="letter-1", panel_thinks="review_is_appropriate")
        sent.records("decided_again", on="Mon 17 Mar 2025", decision="review")

        sent.records("review_initiated", on="Mon 17 Mar 2025", kind="review", route="panel_letter")

        assert sent.due("publish-lcspr") == on("Wed 17 Sep 2025")
        assert sent.due("answer-panel", "letter-1") == on("Mon 24 Mar 2025")

    def test_deciding_again_follows_the_letter_that_asks_for_it(self, sent: Office) -> None:
        assert sent.refuses("decided_again", on="Mon 10 Mar 2025", decision="review").code is Code.NOT_POSSIBLE

    def test_a_review_the_panel_thinks_unneeded_may_go_on(self, sent: Office) -> None:
        sent.records("review_initiated", on="Tue 4 Mar 2025", kind="review", route="rapid_review")

        sent.records("panel_disagreed", on="Mon 10 Mar 2025", item="letter-1", panel_thinks="review_is_not_needed")

        assert sent.stands_at("lcspr") == "decided"
        assert "publish-lcspr" in sent.owed()

    def test_or_be_dropped(self, sent: Office) -> None:
        sent.records("review_initiated", on="Tue 4 Mar 2025", kind="review", route="rapid_review")
        sent.records("panel_disagreed", on="Mon 10 Mar 2025", item="letter-1", panel_thinks="review_is_not_needed")
        sent.records("decided_again", on="Mon 17 Mar 2025", decision="no_review")

        sent.records("review_discontinued", on="Mon 17 Mar 2025")

        assert sent.stands_at("lcspr") == "discontinued"
        assert sent.ended("publish-lcspr") == ("not required", None, None)
        assert sent.owed() == {"answer-panel"}


class TestANationalReview:
    def test_it_takes_a_local_review_over(self, sent: Office) -> None:
        sent.records("review_initiated", on="Tue 4 Mar 2025", kind="review", route="rapid_review")

        sent.records("panel_decided_national_review", on="Mon 10 Mar 2025")

        assert sent.stands_at("panel-referral") == "national_review"
        assert sent.stands_at("lcspr") == "superseded"
        assert sent.owed() == set()

    def test_the_panel_may_conclude_that_a_local_review_is_better(self, sent: Office) -> None:
        sent.records("panel_decided_national_review", on="Mon 10 Mar 2025")

        sent.records("panel_concluded_local_review_better", on="Mon 2 Jun 2025", item="letter-1")

        assert sent.stands_at("panel-referral") == "reconsidering"
        assert sent.due("answer-panel", "letter-1") == on("Mon 16 Jun 2025")

    def test_after_it_has_ended_the_case_may_be_reviewed_locally(self, sent: Office) -> None:
        sent.records("review_initiated", on="Tue 4 Mar 2025", kind="review", route="rapid_review")
        sent.records("panel_decided_national_review", on="Mon 10 Mar 2025")
        sent.records("national_review_ended", on="Mon 1 Sep 2025", how="learning_published")
        assert sent.stands_at("panel-referral") == "national_review_over"

        sent.records("review_initiated", on="Mon 8 Sep 2025", kind="review", route="national_review_ended")

        assert sent.runs("lcspr") == ["superseded", "decided"]
        assert sent.due("publish-lcspr") == on("Sun 8 Mar 2026")


class TestALetterNobodyExpected:
    @pytest.mark.parametrize("letter", LETTERS)
    def test_after_the_panel_agreed_another_letter_wants_its_answer_all_the_same(
        self, sent: Office, letter: str
    ) -> None:
        sent.records("panel_agreed", on="Fri 14 Mar 2025")

        sent.records(letter, on="Mon 7 Apr 2025", item="letter-2")

        # 8 to 11, 14 to 17 April (8), Good Friday, Easter Monday, 22 and 23 April.
        assert sent.due("answer-panel", "letter-2") == on("Wed 23 Apr 2025")
        assert len(sent.deadlines("panel-reply")) == 1

    def test_after_it_was_closed_a_national_review_is_still_a_national_review(self, sent: Office) -> None:
        sent.records("partners_went_on_without_reply", on="Mon 24 Mar 2025")
        sent.records("referral_closed", on="Mon 2 Jun 2025")

        sent.records("panel_decided_national_review", on="Mon 9 Jun 2025")

        assert sent.runs("panel-referral") == ["closed", "national_review"]

    def test_the_panels_agreement_after_it_was_closed_is_kept_and_nothing_is_said_against_it(
        self, sent: Office
    ) -> None:
        sent.records("referral_closed", on="Mon 2 Jun 2025")

        told = sent.records("panel_agreed", on="Mon 9 Jun 2025")

        assert (told.warnings, sent.runs("panel-referral")) == ((), ["closed"])

    def test_a_letter_recorded_before_the_rapid_review_is_no_less_a_fact(self, office: Office) -> None:
        office.opens_case(standing_in="rapid-review", when="Mon 3 Mar 2025 10:00")

        office.records("panel_asked_for_information", on="Thu 13 Mar 2025", item="letter-1")
        office.records("rapid_review_sent_to_panel", on="Mon 10 Mar 2025", told="Fri 14 Mar 2025")

        assert office.stands_at("panel-referral") == "information_asked"
        assert office.due("answer-panel", "letter-1") == on("Thu 27 Mar 2025")
        assert office.runs("panel-referral") == ["information_asked"]
