"""Correcting and striking an entry: what would change is seen first, and the record of what was said stays."""

import re

import pytest

from tests.web.pages import Pages
from tests.web.pressing import confirms, events, words


@pytest.fixture
def review(pages: Pages) -> str:
    """Aware on Wed 4 Nov 2026, notified on Mon 9 Nov; today is Mon 23 Nov."""
    reference = pages.opens_case("authority_became_aware", when="Wed 4 Nov 2026 10:00")
    pages.records("panel_notified", on="Mon 9 Nov 2026", portal_reference="WM-26-0417")
    pages.it_is("Mon 23 Nov 2026 10:00")
    return reference


def correct(reference: str, seq: int = 2) -> str:
    return f"/cases/{reference}/entries/{seq}/correct"


def strike(reference: str, seq: int = 2) -> str:
    return f"/cases/{reference}/entries/{seq}/strike"


def day(day: int) -> dict[str, str]:
    return {"on-day": str(day), "on-month": "11", "on-year": "2026"}


def test_the_form_says_what_the_entry_says_now(pages: Pages, review: str) -> None:
    with pages.reader("coordinator") as reader:
        text = reader.get(correct(review)).text
    assert re.search(r'id="on-day"[^>]*value="9"', text)
    assert 'value="WM-26-0417"' in text


def test_another_day_moves_every_date_that_counts_from_it(pages: Pages, review: str) -> None:
    with pages.reader("coordinator") as reader:
        checked = reader.sends(correct(review), **day(5), reason="The receipt says so", action="check")
        text = words(checked.text)
    # From Mon 9 Nov to Mon 30 Nov; from Thu 5 Nov 15 working days lead to Thu 26 Nov.
    assert "Send the Rapid Review to the National Panel Mon 30 Nov 2026 – 5 working days left Moves" in text
    assert "Due Thu 26 Nov 2026, in 3 working days (2 working days earlier)" in text
    assert events(pages) == ["authority_became_aware", "panel_notified"]


def test_a_date_met_in_time_that_would_be_late_changes_and_does_not_stay(pages: Pages, review: str) -> None:
    with pages.reader("coordinator") as reader:
        late = words(reader.sends(correct(review), **day(13), reason="The receipt says so", action="check").text)
    assert "Notify the National Panel Met, 2 working days early Changes Met late, by 2 working days" in late


def test_it_is_corrected_once_however_often_it_is_pressed(pages: Pages, review: str) -> None:
    with pages.reader("coordinator") as reader:
        checked = reader.sends(correct(review), **day(5), reason="The receipt says so", action="check")
        answers = [confirms(reader, correct(review), checked) for _ in range(2)]
        text = words(reader.get(f"/cases/{review}").text)
    assert [answer.headers["location"] for answer in answers] == [f"/cases/{review}?recorded=3"] * 2
    assert [row.act for row in pages.rows("select act from event order by seq")] == [
        "recorded",
        "recorded",
        "corrected",
    ]
    assert "Corrected by entry 3" in text
    assert "Reason: The receipt says so" in text


def test_striking_takes_away_what_it_started(pages: Pages, review: str) -> None:
    with pages.reader("coordinator") as reader:
        checked = reader.sends(strike(review), reason="Another child's notification", action="check")
        confirms(reader, strike(review), checked)
        after = words(reader.get(f"/cases/{review}").text)
    assert "Notify the National Panel Met, 2 working days early Starts again" in words(checked.text)
    assert "Struck by entry 3" in after
    # Aware on Wed 4 Nov: due Wed 11 Nov, and never notified.
    assert "Notify the National Panel Statute" in after
    assert "Due Wed 11 Nov Overdue by 8 working days" in after


def test_a_reason_is_needed(pages: Pages, review: str) -> None:
    with pages.reader("coordinator") as reader:
        answer = reader.sends(strike(review), action="check")
    assert answer.status_code == 422
    assert answer.text.count("Enter the reason") == 2


def test_what_would_make_a_later_event_impossible_names_it(pages: Pages, review: str) -> None:
    pages.records("letters_sent", on="Tue 10 Nov 2026", agencies="police")
    pages.it_is("Mon 23 Nov 2026 10:00")
    with pages.reader("coordinator") as reader:
        answer = reader.sends(strike(review), reason="an error", action="check")
    assert answer.status_code == 422
    assert "This would make “Letters, templates and the notice to secure records went to the agencies”" in words(
        answer.text
    )


def test_somebody_else_was_first(pages: Pages, review: str) -> None:
    with pages.reader("coordinator") as reader:
        checked = reader.sends(correct(review), **day(5), reason="The receipt says so", action="check")
        pages.records("letters_sent", on="Mon 23 Nov 2026", agencies="police")
        refused = confirms(reader, correct(review), checked)
    assert refused.status_code == 409
    assert "The receipt says so" in refused.text
    assert events(pages) == ["authority_became_aware", "panel_notified", "letters_sent"]


@pytest.mark.parametrize("seq", [3, 99])
def test_there_is_no_form_for_an_entry_that_is_none(pages: Pages, review: str, seq: int) -> None:
    with pages.reader("coordinator") as reader:
        assert reader.get(correct(review, seq)).status_code == 404
        assert reader.get(strike(review, seq)).status_code == 404


def test_a_struck_entry_is_not_struck_again(pages: Pages, review: str) -> None:
    with pages.reader("coordinator") as reader:
        confirms(reader, strike(review), reader.sends(strike(review), reason="an error", action="check"))
        assert reader.get(strike(review)).status_code == 404


def test_somebody_elses_entry_is_not_ones_own_to_correct(pages: Pages, review: str) -> None:
    with pages.reader("scrutineer") as reader:
        assert reader.get(correct(review)).status_code == 403
        assert "/entries/" not in reader.get(f"/cases/{review}").text
