"""Recording what happened: form, check, confirm; nothing typed is lost, and pressed twice it is one event."""

import re

import httpx2
import pytest

from tests.web.pages import Pages, Reader
from tests.web.pressing import confirms, events, words
from tests.web.windows import Windows, faults

SENT = {"on-day": "20", "on-month": "nov", "on-year": "2026", "whose": "coordinator:"}
EVENT = "rapid_review_sent_to_panel"


@pytest.fixture
def review(pages: Pages) -> str:
    """A Rapid Review begun on Mon 9 Nov 2026; today is Mon 23 Nov."""
    reference = pages.opens_case("panel_notified", when="Mon 9 Nov 2026 10:00")
    pages.it_is("Mon 23 Nov 2026 10:00")
    return reference


def path(reference: str, event: str = EVENT) -> str:
    return f"/cases/{reference}/record/{event}"


def checks(reader: Reader, where: str, **typed: str) -> httpx2.Response:
    return reader.sends(where, **SENT | typed, action="check")


def test_the_form_asks_what_the_declaration_names(pages: Pages, review: str) -> None:
    with pages.reader("coordinator") as reader:
        text = words(reader.get(path(review)).text)
    for label in (
        "The day it happened",
        "What the partners decided",
        "Partners who did not agree",
        "Evidence: message sent",
        "Whose act was it?",
    ):
        assert label in text


def test_what_is_most_likely_stands_there_already(pages: Pages) -> None:
    reference = pages.opens_case("authority_became_aware", when="Fri 20 Nov 2026 10:00")
    with pages.reader("coordinator") as reader:
        notified = reader.get(path(reference, "panel_notified")).text
        initiated = reader.get(path(reference, "review_initiated")).text
    assert re.search(r'<option value="la_notifier:[0-9a-f-]+" selected>Lowri Blackadder', notified)
    assert re.search(r'value="serious_harm" checked', notified)
    assert re.search(r'<option value="delegated_partner:" selected>', initiated)


def test_every_date_is_seen_before_and_after(pages: Pages, review: str) -> None:
    with pages.reader("coordinator") as reader:
        text = words(checks(reader, path(review), **{"answer-decision": "review"}).text)
    # 15 working days after Mon 9 Nov 2026: Mon 30 Nov, 5 working days from today; sent on Fri 20 Nov.
    assert "Send the Rapid Review to the National Panel Mon 30 Nov 2026 – 5 working days left Stops Met in time" in text
    # An expectation of 10 working days from Fri 20 Nov: Fri 4 Dec.
    assert "Panel's reply expected Not started Starts Expected Fri 4 Dec 2026" in text
    assert events(pages) == ["panel_notified"]


def test_what_is_confirmed_is_recorded_and_said(pages: Pages, review: str) -> None:
    with pages.reader("coordinator") as reader:
        checked = checks(reader, path(review), **{"answer-message_sent": "receipt 4417"})
        done = confirms(reader, path(review), checked)
        assert (done.status_code, done.headers["location"]) == (303, f"/cases/{review}?recorded=2")
        text = words(reader.get(done.headers["location"]).text)
    assert "Recorded as entry 2: The Rapid Review was sent to the Panel" in text
    assert "Message sent: receipt 4417" in text
    assert events(pages) == ["panel_notified", EVENT]


def test_pressed_twice_it_is_one_event(pages: Pages, review: str) -> None:
    with pages.reader("coordinator") as reader:
        checked = checks(reader, path(review))
        answers = [confirms(reader, path(review), checked) for _ in range(2)]
    assert [answer.headers["location"] for answer in answers] == [f"/cases/{review}?recorded=2"] * 2
    assert events(pages) == ["panel_notified", EVENT]


def test_it_is_recorded_for_whoever_did_it(pages: Pages, review: str) -> None:
    where = path(review, "partner_agreed")
    with pages.reader("coordinator") as reader:
        form = reader.get(f"{where}?item=police").text
        chosen = re.search(r'<option value="(delegated_partner:[0-9a-f-]+)" selected[^>]*>([^<]+)', form)
        assert chosen is not None
        assert chosen[2] == "Gethin Osterholm, Delegated safeguarding partner – Police"
        told = {"whose": chosen[1], "item": "police", "answer-message_or_minute": "his e-mail of 20 November"}
        confirms(reader, where, checks(reader, where, **told))
    (row,) = pages.rows("""select doer.slug as doer, recorder.slug as recorder, done_by_role, item from event
      join person doer on doer.id = done_by join person recorder on recorder.id = recorded_by
      where event.name = 'partner_agreed'""")
    assert (row.doer, row.recorder, row.item) == ("gethin-osterholm", "orla-fennimore", "police")
    assert row.done_by_role == "delegated_partner"


def test_missing_evidence_refuses_nothing_and_is_asked_for(pages: Pages, review: str) -> None:
    with pages.reader("coordinator") as reader:
        text = words(checks(reader, path(review)).text)
    assert "Evidence to follow: decision with reasons, message sent" in text


class TestRefusals:
    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"on-day": ""}, "The day it happened must include a day"),
            ({"on-day": "31"}, "The day it happened must be a real date, such as 9 12 2026 or 9 Dec 2026"),
            ({"on-day": "", "on-month": "", "on-year": ""}, "Enter the day it happened"),
            ({"on-day": "24"}, "The day it happened must be today or in the past"),
            ({"at": "25:00"}, "The time it happened must be a time, such as 9:30am or 14:30"),
            ({"answer-dissenting": "Mr. Jones"}, "Partners who did not agree must be among those listed"),
        ],
    )
    def test_what_does_not_fit_is_said_beside_its_field(
        self, pages: Pages, review: str, typed: dict[str, str], said: str
    ) -> None:
        with pages.reader("coordinator") as reader:
            answer = checks(reader, path(review), **typed, **{"answer-why": "All that was typed."})
        assert answer.status_code == 422
        assert answer.text.count(said) == 2
        assert "<title>\n    Error: " in answer.text or "<title>Error: " in answer.text
        assert "All that was typed." in answer.text

    def test_what_must_be_a_short_name_is_never_a_persons(self, pages: Pages, review: str) -> None:
        with pages.reader("coordinator") as reader:
            where = path(review, "other_area_joined")
            answer = checks(reader, where, **{"answer-their_partners": "Mr. Jones", "answer-which_area": "The North"})
        assert answer.status_code == 422
        assert answer.text.count("must be short names of letters, digits and hyphens") == 2
        assert "The North" in answer.text

    def test_a_day_before_what_it_answers_is_said_beside_the_day_in_words(self, pages: Pages, review: str) -> None:
        with pages.reader("coordinator") as reader:
            answer = checks(reader, path(review), **{"on-day": "2"})
        assert answer.status_code == 422
        said = "“The Rapid Review was sent to the Panel” on Monday 2 November 2026 is before Rapid Review began"
        assert words(answer.text).count(said) == 2

    def test_a_fact_recorded_twice_is_refused_with_its_day(self, pages: Pages, review: str) -> None:
        pages.records(EVENT, on="Thu 19 Nov 2026")
        pages.it_is("Mon 23 Nov 2026 10:00")
        with pages.reader("coordinator") as reader:
            answer = checks(reader, path(review))
        assert answer.status_code == 422
        assert "is already recorded, on Thursday 19 November 2026: correct that record first." in words(answer.text)

    def test_an_unlawful_plan_asks_for_its_reason_and_keeps_what_was_typed(self, pages: Pages, review: str) -> None:
        pages.records(EVENT, on="Tue 10 Nov 2026", decision="review")
        pages.records("review_initiated", on="Wed 11 Nov 2026", kind="review", route="rapid_review")
        pages.it_is("Mon 23 Nov 2026 10:00")
        where = path(review, "publication_planned")
        day = {"answer-publish_on-day": "25", "answer-publish_on-month": "11", "answer-publish_on-year": "2026"}
        with pages.reader("coordinator") as reader:
            first = checks(reader, where, **day)
            again = checks(reader, where, **day, **{"answer-override_reason": "The court has ordered it."})
        assert first.status_code == 422
        assert "This would break" in words(first.text)
        assert (again.status_code, "Check before recording" in again.text) == (200, True)

    def test_a_field_the_form_does_not_have_changes_nothing(self, pages: Pages, review: str) -> None:
        with pages.reader("coordinator") as reader:
            answer = reader.sends(path(review), **SENT, action="confirm", reference="WSCP-2026-999")
        assert answer.status_code == 422
        assert events(pages) == ["panel_notified"]

    def test_whose_act_must_be_one_of_those_offered(self, pages: Pages, review: str) -> None:
        with pages.reader("coordinator") as reader:
            answer = checks(reader, path(review), whose="scrutineer:")
        assert answer.status_code == 422
        assert "must be one of those listed" in answer.text


class TestRights:
    def test_a_role_whose_act_it_is_not_is_shown_no_form(self, pages: Pages, review: str) -> None:
        with pages.reader("scrutineer") as reader:
            assert reader.get(path(review)).status_code == 403
            assert reader.get(path(review, "scrutiny_comment_made")).status_code == 200

    def test_and_cannot_send_one(self, pages: Pages, review: str) -> None:
        with pages.reader("scrutineer") as reader:
            word = reader.form(path(review, "scrutiny_comment_made"))
            assert reader.post(path(review), data={**word, **SENT, "action": "confirm"}).status_code == 403
        assert events(pages) == ["panel_notified"]

    def test_an_event_nobody_knows_is_not_here(self, pages: Pages, review: str) -> None:
        with pages.reader("coordinator") as reader:
            assert reader.get(path(review, "no_such_event")).status_code == 404


def test_a_sign_off_in_person_asks_again_who_they_are_and_one_for_somebody_else_does_not(
    pages: Pages, review: str
) -> None:
    where, said = path(review, "scrutiny_comment_made"), {"answer-signed_off": "yes", "whose": "scrutineer:"}
    with pages.reader("scrutineer", proved=False) as reader, pages.reader("coordinator", proved=False) as office:
        assert checks(reader, where, **said).headers["location"] == f"/prove-again?next={where}"
        assert re.search(r'value="yes" checked', reader.get(where).text)
        assert "Check before recording" in checks(office, where, **said).text


class TestSomebodyElseWasFirst:
    def test_the_second_is_shown_what_the_first_recorded_and_loses_nothing(self, pages: Pages, review: str) -> None:
        with pages.reader("coordinator") as first, pages.reader("business_manager") as second:
            mine = checks(first, path(review), **{"answer-message_sent": "receipt 4417"})
            theirs = checks(second, path(review, "chronology_merged"), **{"answer-note": "Merged at noon."})
            confirms(second, path(review, "chronology_merged"), theirs)
            refused = confirms(first, path(review), mine)
            again = confirms(first, path(review), refused, action="check")
            done = confirms(first, path(review), again)
        assert refused.status_code == 409
        assert "The agencies' chronologies were merged Note: Merged at noon." in words(refused.text)
        assert "recorded Monday 23 November 2026, 10:00am by Marguerite Oyelaran, entry 2" in words(refused.text)
        assert "receipt 4417" in refused.text
        assert done.status_code == 303
        assert events(pages) == ["panel_notified", "chronology_merged", EVENT]


def test_one_press_says_that_it_happened_today(windows: Windows, pages: Pages, review: str) -> None:
    page = windows.open(path(review), "coordinator")
    page.get_by_role("button", name="Today").click()
    assert [page.locator(f"#on-{part}").input_value() for part in ("day", "month", "year")] == ["23", "11", "2026"]
    assert faults(page) == []
