"""Drafts: what was typed and not recorded is kept for whoever typed it, and shown plainly where the case moved on."""

import re

import pytest

from models.sealing import unseal
from tests.web.pages import Pages, Reader
from tests.web.pressing import confirms, events, words
from tests.web.windows import Windows, faults, overflow
from workflows.engine.casework.recording import case_key

EVENT = "rapid_review_sent_to_panel"
TYPED = {"on-day": "20", "on-month": "nov", "on-year": "2026", "whose": "coordinator:", "answer-why": "All of it."}


@pytest.fixture
def review(pages: Pages) -> str:
    """A Rapid Review begun on Mon 9 Nov 2026; today is Mon 23 Nov."""
    reference = pages.opens_case("panel_notified", when="Mon 9 Nov 2026 10:00")
    pages.it_is("Mon 23 Nov 2026 10:00")
    return reference


def path(reference: str, event: str = EVENT) -> str:
    return f"/cases/{reference}/record/{event}"


def puts_by(reader: Reader, where: str, **typed: str) -> str:
    """Saves it to come back later; where that leads."""
    return str(reader.sends(where, **TYPED | typed, action="save").headers["location"])


def throws_away(reader: Reader, on: str) -> int:
    found = re.search(r'action="(/drafts/[^"]+)"', reader.get(on).text)
    assert found is not None
    return reader.sends(found[1], from_page=on).status_code


class TestPutBy:
    def test_it_is_found_on_its_case_and_on_needs_you_and_goes_on_where_it_stopped(
        self, pages: Pages, review: str
    ) -> None:
        with pages.reader("coordinator") as reader:
            assert puts_by(reader, path(review), **{"on-day": ""}) == f"/cases/{review}?kept=yes#begun"
            for where in (f"/cases/{review}", "/needs-you"):
                text = reader.get(where).text
                assert "You began, and did not record" in text
                assert f'href="{path(review)}"' in text
                assert "Kept Monday 23 November 2026, 10:00am" in words(text)
            again = reader.get(path(review)).text
        assert "You began this, and nothing is recorded yet." in again
        assert "All of it." in again
        assert re.search(r'id="on-month"[^>]*value="nov"', again)
        assert events(pages) == ["panel_notified"]

    def test_it_is_kept_when_it_is_checked_and_gone_when_it_is_recorded(self, pages: Pages, review: str) -> None:
        with pages.reader("coordinator") as reader:
            checked = reader.sends(path(review), **TYPED, action="check")
            assert len(pages.rows("select id from draft")) == 1
            confirms(reader, path(review), checked)
            assert "You began" not in reader.get(f"/cases/{review}").text
        assert pages.rows("select id from draft") == []
        assert events(pages) == ["panel_notified", EVENT]

    def test_what_does_not_fit_is_kept_too(self, pages: Pages, review: str) -> None:
        with pages.reader("coordinator") as reader:
            assert reader.sends(path(review), **TYPED | {"on-day": "31"}, action="check").status_code == 422
            assert "All of it." in reader.get(path(review)).text

    def test_pressed_twice_after_going_on_it_is_one_event(self, pages: Pages, review: str) -> None:
        with pages.reader("coordinator") as reader:
            checked = reader.sends(path(review), **TYPED, action="check")
            again = reader.sends(path(review), **TYPED, action="check")
            answers = [confirms(reader, path(review), each) for each in (checked, again)]
        assert [answer.headers["location"] for answer in answers] == [f"/cases/{review}?recorded=2"] * 2
        assert pages.rows("select id from draft") == []

    def test_one_about_each_item_and_one_that_changes_its_item_is_the_same(self, pages: Pages, review: str) -> None:
        where = path(review, "partner_agreed")
        said = {"on-day": "20", "on-month": "11", "on-year": "2026", "action": "save"}
        with pages.reader("coordinator") as reader:
            for item in ("police", "icb"):
                reader.post(where, data={**reader.form(f"{where}?item={item}", where), **said, "item": item})
            assert [row.path for row in pages.rows("select path from draft order by path")] == [
                f"{where}?item=icb",
                f"{where}?item=police",
            ]
            fields = reader.form(f"{where}?item=icb", where)
            reader.post(where, data={**fields, **said, "item": "education"})
        assert [row.path for row in pages.rows("select path from draft order by path")] == [
            f"{where}?item=education",
            f"{where}?item=police",
        ]

    def test_it_may_be_thrown_away(self, pages: Pages, review: str) -> None:
        with pages.reader("coordinator") as reader:
            puts_by(reader, path(review))
            assert throws_away(reader, f"/cases/{review}") == 303
            assert "All of it." not in reader.get(path(review)).text
        assert pages.rows("select id from draft") == []

    def test_a_correction_and_a_case_to_be_opened_are_kept_too(self, pages: Pages, review: str) -> None:
        entry, opening = f"/cases/{review}/entries/1/correct", "/open/authority_became_aware"
        with pages.reader("coordinator") as reader:
            reader.sends(entry, reason="The receipt says so", action="save")
            reader.sends(opening, **{"case-children": "Wren Ashby"}, action="save")
            text = words(reader.get("/needs-you").text)
            assert "A correction of entry 1" in text
            assert "Open a case: The local authority first knew or suspected abuse or neglect" in text
            assert "The receipt says so" in reader.get(entry).text
            assert "Wren Ashby" in reader.get(opening).text
            assert "You began, and did not record" in reader.get("/open").text


class TestWhose:
    def test_it_is_nobody_elses_to_see_or_to_throw_away(self, pages: Pages, review: str) -> None:
        with pages.reader("coordinator") as mine, pages.reader("business_manager") as theirs:
            puts_by(mine, path(review))
            (row,) = pages.rows("select id from draft")
            assert "You began" not in theirs.get(f"/cases/{review}").text
            assert "All of it." not in theirs.get(path(review)).text
            word = theirs.form("/my-sessions", "/sign-out")
            assert theirs.post(f"/drafts/{row.id}/throw-away", data=word).status_code == 404
            puts_by(theirs, path(review), **{"answer-why": "Theirs."})
            assert "All of it." in mine.get(path(review)).text
        assert len(pages.rows("select id from draft")) == 2

    def test_it_lies_sealed_under_the_key_of_its_case(self, pages: Pages, review: str) -> None:
        with pages.reader("coordinator") as reader:
            puts_by(reader, path(review), **{"answer-note": "Wren Ashby rang"})
        (row,) = pages.rows("select draft::text as whole, id, case_id, form from draft")
        assert "Ashby" not in row.whole
        with pages.record() as db:
            assert "Wren Ashby rang" in unseal(case_key(db, row.case_id), row.form, row.id)

    def test_one_of_a_case_one_may_not_see_any_more_is_not_named(self, pages: Pages, review: str) -> None:
        only = """update holding set case_id = (select id from "case" where reference = :case)
          where person_id = :person returning id"""
        with pages.reader("delegated_partner") as reader:
            told = {**reader.form(path(review, "partner_agreed")), "on-day": "20", "action": "save"}
            reader.post(path(review, "partner_agreed"), data=told)
            assert review in reader.get("/needs-you").text
            person = pages.rows("select person_id from draft")[0].person_id
            other = pages.opens_case("panel_notified", when="Mon 23 Nov 2026 10:00")
            pages.rows(only, case=other, person=person)
            assert review not in reader.get("/needs-you").text


class TestTheCaseMovedOn:
    def test_what_was_recorded_since_is_said_before_anything_else(self, pages: Pages, review: str) -> None:
        with pages.reader("coordinator") as reader:
            puts_by(reader, path(review))
            pages.records(EVENT, on="Tue 24 Nov 2026")
            assert "The case has moved on since then" in words(reader.get("/needs-you").text)
            text = words(reader.get(path(review)).text)
            assert "The case has moved on since then. This was recorded in it:" in text
            assert "The Rapid Review was sent to the Panel" in text
            assert "recorded Tuesday 24 November 2026, 9:00am by login tests, entry 2" in text
            assert "All of it." in text
            refused = reader.sends(path(review), **TYPED, action="check")
        assert refused.status_code == 422
        assert "is already recorded, on Tuesday 24 November 2026" in words(refused.text)


def test_what_was_typed_when_the_session_ran_out_is_a_draft_of_whoever_typed_it(pages: Pages, review: str) -> None:
    where = path(review, "partner_agreed")
    with pages.reader("coordinator") as reader:
        word = reader.form(where)
        pages.rows("update web_session set seen_at = now() - interval '31 minutes' returning id")
        late = reader.post(where, data={**word, **TYPED, "item": "police", "action": "confirm"})
        assert late.headers["location"] == f"/sign-in?next={where}%3Fitem%3Dpolice"
        assert "What you typed is kept" in reader.get(late.headers["location"]).text
    with pages.reader("business_manager") as theirs:
        assert "You began" not in theirs.get("/needs-you").text
    with pages.reader("coordinator") as again:
        assert re.search(r'id="on-month"[^>]*value="nov"', again.get(f"{where}?item=police").text)
    assert events(pages) == ["panel_notified"]


class TestWhileItIsTyped:
    def test_each_field_that_is_left_is_kept_and_there_again_after_the_window_was_closed(
        self, windows: Windows, pages: Pages, review: str
    ) -> None:
        page = windows.open(path(review), "coordinator")
        page.locator("#answer-why").fill("All of it.")
        with page.expect_response(lambda answer: answer.request.method == "POST") as kept:
            page.locator("#answer-why").blur()
        assert kept.value.status == 204
        page.close()
        again = windows.open(path(review), "coordinator")
        assert again.locator("#answer-why").input_value() == "All of it."
        assert events(pages) == ["panel_notified"]
        assert windows.said == []

    def test_where_the_session_is_over_the_way_back_leads_over_the_sign_in(
        self, windows: Windows, pages: Pages, review: str
    ) -> None:
        page = windows.open(path(review), "coordinator")
        pages.rows("update web_session set seen_at = now() - interval '31 minutes' returning id")
        page.locator("#answer-why").fill("All of it.")
        page.locator("#answer-why").blur()
        page.get_by_text("What you typed is kept").wait_for()
        again = windows.open(path(review), "coordinator")
        assert again.locator("#answer-why").input_value() == "All of it."

    def test_with_the_keyboard_and_without_javascript_it_is_put_by_and_thrown_away(
        self, windows: Windows, pages: Pages, review: str
    ) -> None:
        page = windows.open(path(review), "coordinator", script=False)
        page.locator("#answer-why").fill("All of it.")
        page.get_by_role("button", name="Save and come back later").press("Enter")
        page.get_by_role("link", name="Go on").press("Enter")
        page.get_by_text("You began this, and nothing is recorded yet.").wait_for()
        assert page.locator("#answer-why").input_value() == "All of it."
        page.get_by_role("button", name="Throw it away").press("Enter")
        page.get_by_role("heading", name=review).wait_for()
        assert pages.rows("select id from draft") == []


@pytest.mark.parametrize("small", [True, False], ids=["320px", "1280px"])
def test_everybody_can_read_and_use_the_pages_of_a_draft(
    windows: Windows, pages: Pages, review: str, small: bool
) -> None:
    page = windows.open(path(review), "coordinator", small=small)
    page.locator("#answer-why").fill("All of it.")
    page.get_by_role("button", name="Save and come back later").click()
    pages.records("review_meeting_held", on="Tue 24 Nov 2026")
    for where in (f"/cases/{review}", "/needs-you", path(review), f"/cases/{review}/agree/partner-agreement"):
        page.goto(where)
        assert faults(page) == []
        assert overflow(page) <= 0
