"""Opening a case: with the first thing that is known of it."""

import re

import pytest

from tests.web.pages import Pages
from tests.web.pressing import confirms, words

PATH = "/open/authority_became_aware"
TYPED = {"on-day": "20", "on-month": "11", "on-year": "26", "case-harm": "death", "whose": "la_notifier:"}


def test_every_date_is_seen_before_the_case_is_there(pages: Pages) -> None:
    with pages.reader("coordinator") as reader:
        text = words(reader.sends(PATH, **TYPED, action="check").text)
    # 5 working days after Fri 20 Nov 2026.
    assert "Notify the National Panel Not started Starts Due Fri 27 Nov 2026, in 4 working days" in text
    assert "Told at once: local authority's notifier and coordinator" in text
    assert pages.rows('select id from "case"') == []


def test_what_is_known_first_says_which_clock_it_starts(pages: Pages) -> None:
    with pages.reader("coordinator") as reader:
        text = words(reader.get("/open").text)
    assert "The incident was first known of" in text.partition("It starts none by law or guidance yet")[2]
    assert (
        "The notification was sent to the National Panel "
        "Starts: Send the Rapid Review to the National Panel, 15 working days"
    ) in text


def test_what_starts_most_of_the_first_process_is_offered_first(pages: Pages) -> None:
    with pages.reader("coordinator") as reader:
        offered = re.findall(r'href="/open/([a-z_]+)"', reader.get("/open").text)
    assert offered[0] == "authority_became_aware"


def more(html: str) -> tuple[str, str, str]:
    """What is asked of everybody, whether the rest is open, and the rest."""
    first, _, rest = html.partition('<details class="govuk-details"')
    is_open, _, inside = rest.partition(">")
    return first.partition("<form")[2], is_open.strip(), inside.partition("</details>")[0]


def test_what_need_not_be_known_waits_behind_more_and_is_sent_with_the_rest(pages: Pages) -> None:
    with pages.reader("coordinator") as reader:
        first, is_open, rest = more(reader.get(PATH).text)
        asked = [set(re.findall(r'name="([^"]+)"', part)) for part in (first, rest)]
        confirms(reader, PATH, reader.sends(PATH, **TYPED, **{"case-place": "Mill Lane"}, action="check"))
        kept = reader.sends("/cases/WSCP-2026-001/children", from_page="/cases/WSCP-2026-001").text
    assert is_open == ""
    assert asked[0] - {"csrf", "key", "action"} == {"on-day", "on-month", "on-year", "case-harm", "whose"}
    assert {"case-place", "case-children", "at", "answer-note"} <= asked[1]
    assert "Mill Lane" in kept


def test_what_was_typed_there_stands_open_after_a_refusal(pages: Pages) -> None:
    with pages.reader("coordinator") as reader:
        refused = reader.sends(PATH, **{**TYPED, "on-day": "", "case-place": "Mill Lane"}, action="check")
        wrong_there = reader.sends(PATH, **{**TYPED, "at": "noonish"}, action="check")
        nothing_there = reader.sends(PATH, **{**TYPED, "on-day": "", "case-place": ""}, action="check")
    assert (refused.status_code, wrong_there.status_code, nothing_there.status_code) == (422, 422, 422)
    assert more(refused.text)[1] == "open"
    assert 'value="Mill Lane"' in more(refused.text)[2]
    assert more(wrong_there.text)[1] == "open"
    assert more(nothing_there.text)[1] == ""


def test_pressed_twice_it_is_one_case(pages: Pages) -> None:
    with pages.reader("coordinator") as reader:
        checked = reader.sends(PATH, **TYPED, action="check")
        answers = [confirms(reader, PATH, checked) for _ in range(2)]
    assert [answer.headers["location"] for answer in answers] == ["/cases/WSCP-2026-001?recorded=1"] * 2
    assert len(pages.rows('select id from "case"')) == 1


def test_more_than_four_names_are_refused_beside_the_field(pages: Pages) -> None:
    with pages.reader("coordinator") as reader:
        answer = reader.sends(PATH, **TYPED, **{"case-children": "a\nb\nc\nd\ne"}, action="check")
    assert answer.status_code == 422
    assert answer.text.count("At most 4 children are named in one case") == 2


def test_the_notifier_may_open_what_is_their_own_act_and_nothing_else(pages: Pages) -> None:
    with pages.reader("la_notifier") as reader:
        offered = reader.get("/open").text
        assert "/open/authority_became_aware" in offered
        assert "/open/review_initiated" not in offered
        assert reader.get("/open/review_initiated").status_code == 403


@pytest.mark.parametrize("page", ["/needs-you", "/cases"])
@pytest.mark.parametrize(("role", "may"), [("coordinator", True), ("la_notifier", True), ("scrutineer", False)])
def test_who_may_open_a_case_finds_it_where_the_day_begins(pages: Pages, page: str, role: str, may: bool) -> None:
    with pages.reader(role) as reader:
        assert ('href="/open"' in reader.get(page).text) is may
        assert (reader.get("/open").status_code == 200) is may


def test_a_role_that_may_open_none_is_told_so(pages: Pages) -> None:
    with pages.reader("communications") as reader:
        assert reader.get("/open").status_code == 403
