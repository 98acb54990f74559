"""The board: two dates a case, in words; tiles, filters, search and pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from models.database import engine
from tests.web.pages import Pages
from tests.web.pressing import words


def rows(text: str) -> str:
    """What stands in the table, without what stands around it."""
    return text.partition("<tbody")[2].partition("</tbody>")[0]


@contextmanager
def counted(pages: Pages) -> Iterator[list[str]]:
    """Every statement the application sends to its database."""
    told: list[str] = []

    def tell(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        told.append(statement)

    made = engine("swan_app", pages.url)
    event.listen(made, "before_cursor_execute", tell)
    yield told
    event.remove(made, "before_cursor_execute", tell)


def test_the_date_by_law_and_the_internal_step_stand_apart(pages: Pages) -> None:
    reference = pages.opens_case("panel_notified", when="Mon 2 Nov 2026 10:00")
    pages.it_is("Mon 23 Nov 2026 10:00")
    with pages.reader("coordinator") as reader:
        text = rows(reader.get("/cases").text)

    assert reference in text
    # 15 working days after Mon 2 Nov is Mon 23 Nov; the letters were due on Tue 3 Nov, 14 working days ago.
    assert "Mon 23 Nov</time>" in text.split('data-th="Internal"')[0]
    assert "due today" in text.split('data-th="Internal"')[0]
    internal = text.split('data-th="Internal"')[1]
    assert "Tue 3 Nov</time>" in internal
    assert "overdue by 14 working days" in internal
    assert "Send the letters to the agencies" in internal


def test_a_tile_counts_and_shows_the_cases_it_counts(pages: Pages) -> None:
    today = pages.opens_case("authority_became_aware", when="Mon 16 Nov 2026 10:00")
    late = pages.opens_case("authority_became_aware", when="Mon 9 Nov 2026 10:00")
    soon = pages.opens_case("authority_became_aware", when="Thu 19 Nov 2026 10:00")
    pages.it_is("Mon 23 Nov 2026 10:00")
    with pages.reader("coordinator") as reader:
        every = reader.get("/cases").text
        shown = {name: rows(reader.get(f"/cases?show={name}").text) for name in ("overdue", "today", "soon")}

    assert {name: every.count(f'sw-tile--{name}"') for name in shown} == {"overdue": 1, "today": 1, "soon": 1}
    for name, reference in (("overdue", late), ("today", today), ("soon", soon)):
        assert {one for one in (late, today, soon) if one in shown[name]} == {reference}


def test_what_is_overdue_and_explained_is_not_counted_as_overdue(pages: Pages) -> None:
    reference = pages.opens_case("panel_notified", when="Mon 12 Oct 2026 10:00")
    pages.records("panel_told_of_delay", on="Mon 2 Nov 2026", look_again_on="2026-11-30")
    pages.it_is("Mon 23 Nov 2026 10:00")
    with pages.reader("coordinator") as reader:
        assert reference in rows(reader.get("/cases?show=explained").text)
        assert reference not in rows(reader.get("/cases?show=overdue").text)
        assert "explained" in rows(reader.get("/cases").text)


@pytest.mark.parametrize("typed", ["WSCP-2026-001", "wscp-2026-001", "WSCP 2026/1"])
def test_a_whole_reference_leads_to_the_case(pages: Pages, typed: str) -> None:
    reference = pages.opens_case("incident_reported", when="Mon 16 Nov 2026 10:00")
    assert reference == "WSCP-2026-001"
    with pages.reader("coordinator") as reader:
        answer = reader.get("/cases", params={"q": typed})
    assert (answer.status_code, answer.headers["location"]) == (303, "/cases/WSCP-2026-001")


@pytest.mark.parametrize("typed", ["2", "2026-2", "2026/002", "-002"])
def test_part_of_a_reference_finds_it(pages: Pages, typed: str) -> None:
    first = pages.opens_case("incident_reported", when="Mon 16 Nov 2026 10:00")
    second = pages.opens_case("incident_reported", when="Mon 16 Nov 2026 11:00")
    with pages.reader("coordinator") as reader:
        text = rows(reader.get("/cases", params={"q": typed}).text)
    assert second in text
    assert first not in text


def test_filters_that_mean_nothing_are_left_out(pages: Pages) -> None:
    reference = pages.opens_case("incident_reported", when="Mon 16 Nov 2026 10:00")
    with pages.reader("coordinator") as reader:
        answer = reader.get("/cases?show=x&stage=x&whose=x&tab=x&sort=x&page=x&down=")
    assert answer.status_code == 200
    assert reference in rows(answer.text)


def test_it_is_filtered_by_stage_and_by_whom_it_waits_for(pages: Pages) -> None:
    notification = pages.opens_case("authority_became_aware", when="Mon 16 Nov 2026 10:00")
    review = pages.opens_case("panel_notified", when="Tue 17 Nov 2026 10:00")
    pages.it_is("Mon 23 Nov 2026 10:00")
    with pages.reader("coordinator") as reader:
        of_stage = rows(reader.get("/cases?stage=rapid-review").text)
        of_notifier = rows(reader.get("/cases?whose=la_notifier").text)
    assert (review in of_stage, notification in of_stage) == (True, False)
    assert (review in of_notifier, notification in of_notifier) == (False, True)


def test_what_waits_for_oneself_is_a_tab(pages: Pages) -> None:
    notification = pages.opens_case("authority_became_aware", when="Mon 16 Nov 2026 10:00")
    review = pages.opens_case("panel_notified", when="Tue 17 Nov 2026 10:00")
    pages.it_is("Mon 23 Nov 2026 10:00")
    with pages.reader("la_notifier") as reader:
        text = rows(reader.get("/cases?tab=you").text)
    assert (notification in text, review in text) == (True, False)
    assert "<strong>You</strong>" in text


def test_a_case_that_is_over_is_among_the_closed(pages: Pages) -> None:
    reference = pages.opens_case("incident_reported", when="Mon 16 Nov 2026 10:00")
    pages.records("found_to_be_duplicate", on="Tue 17 Nov 2026")
    with pages.reader("coordinator") as reader:
        assert reference not in rows(reader.get("/cases").text)
        closed = words(rows(reader.get("/cases?tab=closed").text))
    assert f"{reference} Serious harm Incident notification Duplicate, Tue 17 Nov" in closed


def test_a_reference_that_is_not_among_the_open_is_looked_for_among_the_closed(pages: Pages) -> None:
    reference = pages.opens_case("incident_reported", when="Mon 16 Nov 2026 10:00")
    pages.records("found_to_be_duplicate", on="Tue 17 Nov 2026")
    with pages.reader("coordinator") as reader:
        text = reader.get("/cases", params={"q": reference}).text
        assert f'href="/cases?q={reference}&amp;tab=closed">Look for {reference} among the closed cases</a>' in text
        assert reader.get(f"/cases?q={reference}&tab=closed").headers["location"] == f"/cases/{reference}"


def test_it_sorts_by_its_headings_and_says_so(pages: Pages) -> None:
    first = pages.opens_case("authority_became_aware", when="Tue 17 Nov 2026 10:00")
    second = pages.opens_case("authority_became_aware", when="Mon 16 Nov 2026 10:00")
    with pages.reader("coordinator") as reader:
        by_law, by_case = reader.get("/cases").text, reader.get("/cases?sort=case").text
        turned = reader.get("/cases?sort=case&down=1").text
    assert rows(by_law).index(second) < rows(by_law).index(first)
    assert rows(by_case).index(first) < rows(by_case).index(second)
    assert rows(turned).index(second) < rows(turned).index(first)
    assert 'aria-sort="descending"' in turned
    assert "sorted by reference" in by_case


def test_a_case_with_no_date_waits_for_whoever_takes_the_next_step(pages: Pages) -> None:
    reported = pages.opens_case("incident_reported", when="Mon 16 Nov 2026 10:00")
    with pages.reader("coordinator") as reader:
        waits = words(rows(reader.get("/cases").text).partition('data-th="Waits for"')[2])
        assert "No date; next step: local authority's notifier" in waits
        pages.records("consultation_opened", on="Tue 17 Nov 2026")
        assert "Nobody" not in rows(reader.get("/cases").text)
    assert reported == "WSCP-2026-001"


def test_what_waits_for_somebody_is_found_though_no_date_is_running(pages: Pages) -> None:
    """An incident that was reported has no date until the authority is aware: the notifier decides what it is."""
    dateless = pages.opens_case("incident_reported", when="Mon 16 Nov 2026 10:00")
    pages.it_is("Mon 23 Nov 2026 10:00")
    assert dateless in found(pages, "/cases?whose=la_notifier")
    assert dateless not in found(pages, "/cases?whose=review_group_chair")
    assert "No date; next step: you" in found(pages, "/cases?tab=you", "la_notifier")
    assert dateless in found(pages, "/cases?tab=you", "la_notifier")


def test_a_chase_for_evidence_waits_for_whoever_keeps_the_record(pages: Pages) -> None:
    """Notified without the portal's reference: that is owed first, and it has a name that no law declares."""
    reference = pages.opens_case("panel_notified", when="Mon 9 Nov 2026 10:00", portal_reference="")
    pages.rows("update deadline set status = 'met' where kind = 'local' and name not like 'evidence%' returning id")
    pages.rows("""update "case" set next_local_on = (select min(due_on) from deadline
      where kind = 'local' and status = 'open' and case_id = "case".id) returning id""")
    (first,) = pages.rows(
        """select deadline.name from deadline join "case" on "case".id = case_id
        where due_on = least(next_law_on, next_local_on) and status = 'open'"""
    )
    assert first.name.startswith("evidence-for-")
    assert reference in found(pages, "/cases?whose=coordinator")
    assert reference not in found(pages, "/cases?whose=reviewer")


def found(pages: Pages, path: str, role: str = "scrutineer") -> str:
    with pages.reader(role) as reader:
        return rows(reader.get(path).text)


def test_fifty_cases_are_a_page(pages: Pages) -> None:
    references = [pages.opens_case("incident_reported", when="Mon 16 Nov 2026 10:00") for _ in range(51)]
    with pages.reader("coordinator") as reader:
        first, second = reader.get("/cases?sort=case").text, reader.get("/cases?sort=case&page=2").text
        past_the_end = reader.get("/cases?sort=case&page=9").text
    assert (references[49] in rows(first), references[50] in rows(first)) == (True, False)
    assert (references[49] in rows(second), references[50] in rows(second)) == (False, True)
    assert "Showing <strong>51 to 51</strong> of 51 cases" in second
    assert references[0] in rows(past_the_end)


def test_the_number_of_queries_does_not_grow_with_the_cases(pages: Pages) -> None:
    with pages.reader("coordinator") as reader, counted(pages) as told:
        pages.opens_case("panel_notified", when="Mon 2 Nov 2026 10:00")
        pages.it_is("Mon 23 Nov 2026 10:00")
        reader.get("/cases")
        told.clear()
        reader.get("/cases")
        for_one = len(told)
        for _ in range(5):
            pages.opens_case("panel_notified", when="Mon 2 Nov 2026 10:00")
        told.clear()
        reader.get("/cases")
        for_six = len(told)
    assert for_one == for_six


def test_nothing_open_is_said(pages: Pages) -> None:
    with pages.reader("coordinator") as reader:
        assert "No case is open." in reader.get("/cases").text
        assert "No case matches these filters." in reader.get("/cases?q=ZZ").text
        assert "Nothing is overdue, explained by law or guidance." in words(reader.get("/cases?show=explained").text)


def test_another_partnerships_cases_are_not_on_it(pages: Pages) -> None:
    other = pages.opens_case("incident_reported", when="Mon 16 Nov 2026 10:00", partnership="eastmarch")
    with pages.reader("coordinator") as reader:
        assert other not in reader.get("/cases").text
        assert "No case matches these filters." in reader.get("/cases", params={"q": other}).text


def test_an_agency_contact_has_no_board(pages: Pages) -> None:
    with pages.reader("agency_contact") as reader:
        assert reader.get("/cases").status_code == 403


def test_a_search_is_written_into_the_access_record_without_what_was_typed(pages: Pages) -> None:
    with pages.reader("coordinator") as reader:
        reader.get("/cases?q=canary")
    (row,) = pages.rows("select said from access where act = 'searched'")
    assert row.said == {"found": "0"}
