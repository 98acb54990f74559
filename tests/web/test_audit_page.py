"""The audit on a page: the days as they were closed, whether the record stands as written, and who looked at a case."""

import re
from io import BytesIO

import pytest
from openpyxl import load_workbook

from models import Person
from models.clock import swan_now
from tests.office import moment
from tests.web.pages import Pages
from tests.web.pressing import words
from tests.written_dates import on
from workflows.engine.casework.acting import Actor
from workflows.engine.casework.anchoring import close
from workflows.engine.casework.between_areas import offer, take_over

SUNDAY, MONDAY = on("Sun 22 Nov 2026"), on("Mon 23 Nov 2026")


def closes(pages: Pages, *days: object, partnership: str = "westmarch") -> None:
    with pages.record("swan_clock", partnership) as db:
        for day in days:
            close(db, pages.partnership(db, partnership).id, day, swan_now(db))  # type: ignore[arg-type]


def says(pages: Pages, path: str = "/audit", role: str = "business_manager", **sent: str) -> str:
    with pages.reader(role) as reader:
        answer = reader.sends(path, **sent) if sent else reader.get(path)
    return words(answer.text)


def verified(pages: Pages) -> str:
    with pages.reader("business_manager") as reader:
        return words(reader.sends("/audit").text)


def test_each_closed_day_says_how_many_cases_it_names_and_how_often_one_was_looked_at(pages: Pages) -> None:
    pages.opens_case("panel_notified", when="Mon 9 Nov 2026 10:00")
    closes(pages, SUNDAY, MONDAY)
    text = says(pages)
    assert "Days that were closed 2" in text
    assert "Mon 23 Nov 2026 2" in text
    assert text.index("Mon 23 Nov 2026 2") < text.index("Sun 22 Nov 2026 1"), "newest first"


def test_it_says_when_it_was_last_verified_and_by_whom(pages: Pages) -> None:
    assert "It has not been verified from these pages yet." in says(pages)
    pages.opens_case("panel_notified", when="Mon 9 Nov 2026 10:00")
    closes(pages, SUNDAY)
    assert "Nothing was rewritten , as far as this record and its own anchors can tell." in verified(pages)
    assert "nothing had been rewritten." in says(pages)
    assert "Last verified from these pages" in says(pages)


def test_an_event_that_was_edited_past_swan_is_named(pages: Pages) -> None:
    reference = pages.opens_case("panel_notified", when="Mon 9 Nov 2026 10:00")
    pages.rows("update event set happened_on = '2026-11-08' where name = 'panel_notified' returning id")
    text = verified(pages)
    assert "1 thing is not as it was written." in text
    assert reference in text.partition("What was found")[2].partition("Verify the record")[0]


def test_what_is_anothers_is_not_missed_here(pages: Pages) -> None:
    """Another partnership's chains, and a case that was handed over after an anchor had named it."""
    pages.opens_case("panel_notified", when="Mon 9 Nov 2026 10:00", partnership="eastmarch")
    reference = pages.opens_case("panel_notified", when="Mon 9 Nov 2026 10:00")
    closes(pages, SUNDAY)
    closes(pages, SUNDAY, partnership="eastmarch")
    handed_over(pages, reference)
    assert "Nothing was rewritten" in verified(pages)


def handed_over(pages: Pages, reference: str) -> None:
    at = moment("Mon 23 Nov 2026 10:00")
    with pages.record() as db:
        here, there = pages.partnership(db), pages.partnership(db, "eastmarch")
        assert pages.case is not None
        offer(db, here, pages.case, there, "the incident was there", Actor("tests"), at)
    with pages.record(partnership="eastmarch") as db:
        take_over(db, pages.partnership(db, "eastmarch"), reference, Actor("tests"), at)


def test_everybody_who_looked_at_a_case_stands_there_newest_first_and_so_does_this_look(pages: Pages) -> None:
    reference = pages.opens_case("panel_notified", when="Mon 9 Nov 2026 10:00")
    pages.it_is("Mon 23 Nov 2026 10:00")
    with pages.reader("scrutineer") as scrutineer, pages.reader("agency_contact") as agency:
        scrutineer.get(f"/cases/{reference}")
        agency.get(f"/cases/{reference}")
    text = says(pages, f"/cases/{reference}/who-saw")
    assert "Case viewed" in text
    assert "Access list viewed" in text
    assert text.index("Access list viewed") < text.index("Case viewed"), "newest first"


def test_only_the_days_that_were_asked_for(pages: Pages) -> None:
    reference = pages.opens_case("panel_notified", when="Mon 9 Nov 2026 10:00")
    says(pages, f"/cases/{reference}")
    text = says(pages, f"/cases/{reference}/who-saw?to-day=1&to-month=1&to-year=2020")
    assert "Nobody looked at it in these days" in text
    assert "From must be a real date" in says(
        pages, f"/cases/{reference}/who-saw?from-day=31&from-month=2&from-year=2026"
    )


def test_the_reads_of_a_case_come_as_a_spreadsheet(pages: Pages) -> None:
    reference = pages.opens_case("panel_notified", when="Mon 9 Nov 2026 10:00")
    with pages.reader("coordinator") as reader:
        reader.get(f"/cases/{reference}")
        sheet = load_workbook(BytesIO(reader.get(f"/cases/{reference}/who-saw.xlsx").content)).active
    assert sheet is not None
    rows = list(sheet.values)
    assert rows[0][:5] == ("Day", "At, London", "The same in UTC", "Who", "What")
    assert all(str(row[2]).endswith("+00:00") for row in rows[1:])
    assert [row[4] for row in rows[1:]] == ["Case viewed", "Access list viewed"]


def test_the_reads_of_a_case_that_was_handed_over_are_still_here(pages: Pages) -> None:
    reference = pages.opens_case("panel_notified", when="Mon 9 Nov 2026 10:00")
    pages.it_is("Mon 23 Nov 2026 10:00")
    says(pages, f"/cases/{reference}", "scrutineer")
    handed_over(pages, reference)
    assert "Case viewed" in says(pages, f"/cases/{reference}/who-saw")


def test_what_was_read_and_done_stands_newest_first_with_who_their_role_and_which_case(pages: Pages) -> None:
    reference = pages.opens_case("panel_notified", when="Mon 9 Nov 2026 10:00")
    says(pages, f"/cases/{reference}", "scrutineer")
    says(pages, "/cases?q=2026", "coordinator")
    text = says(pages, "/audit/record")
    assert f"Case viewed {reference}" in text
    assert text.index("Searched None") < text.index(f"Case viewed {reference}"), "newest first"
    with pages.record() as db:
        name = db.get_one(Person, pages.holder(db, "scrutineer")).name
    assert f"UTC {name} Review group's chair and Independent scrutineer Case viewed {reference}" in text


def test_a_look_at_the_record_is_its_newest_line(pages: Pages) -> None:
    says(pages)
    text = says(pages, "/audit/record")
    assert "Audit viewed" in text
    assert text.index("Access record viewed") < text.index("Audit viewed"), "newest first"


def test_only_the_days_and_the_person_asked_for(pages: Pages) -> None:
    reference = pages.opens_case("panel_notified", when="Mon 9 Nov 2026 10:00")
    says(pages, f"/cases/{reference}", "scrutineer")
    # Wed 1 and Thu 2 Jan 2020: nobody had come yet.
    past = "from-day=1&from-month=1&from-year=2020&to-day=2&to-month=1&to-year=2020"
    assert "Nothing was read or done in these days" in says(pages, f"/audit/record?{past}")
    with pages.record() as db:
        theirs, other = pages.holder(db, "scrutineer"), pages.holder(db, "coordinator")
    assert f"Case viewed {reference}" in says(pages, f"/audit/record?person={theirs}")
    assert f"Case viewed {reference}" not in says(pages, f"/audit/record?person={other}")
    assert "Who must be one of those listed" in says(pages, "/audit/record?person=somebody")


def test_what_is_more_than_a_page_goes_on_on_the_next(pages: Pages) -> None:
    pages.opens_case("panel_notified", when="Mon 9 Nov 2026 10:00")
    pages.rows(
        """insert into access (id, partnership_id, at, act, address, said)
        select uuidv7(), partnership.id, timestamptz '2025-06-02 10:00+00' + n * interval '1 s', 'searched', '', '{}'
        from partnership, generate_series(1, 101) as n where slug = 'westmarch' returning id"""
    )
    days = "from-day=2&from-month=6&from-year=2025&to-day=2&to-month=6&to-year=2025"
    first, second = says(pages, f"/audit/record?{days}"), says(pages, f"/audit/record?{days}&page=2")
    assert "101 lines, newest first; page 1 of 2" in re.sub(r" (?=[,;])", "", first)
    assert (first.count("Searched"), second.count("Searched")) == (100, 1)
    # 10:00:01 UTC in summer is 11:00 in London.
    assert "11:00am 10:00:01 UTC" in second
    assert "page 2 of 2" in says(pages, f"/audit/record?{days}&page=99"), "behind the last is the last"


def test_the_record_comes_as_a_spreadsheet_in_london_time_and_in_utc(pages: Pages) -> None:
    reference = pages.opens_case("panel_notified", when="Mon 9 Nov 2026 10:00")
    says(pages, f"/cases/{reference}", "scrutineer")
    with pages.reader("operator") as reader:
        sheet = load_workbook(BytesIO(reader.get("/audit/record.xlsx").content)).active
    assert sheet is not None
    rows = list(sheet.values)
    assert rows[0] == ("Day", "At, London", "The same in UTC", "Who", "Role", "What", "Which case", "From where")
    assert ("Case viewed", reference, "127.0.0.1") in [row[5:] for row in rows[1:]]
    assert all(str(row[2]).endswith("+00:00") for row in rows[1:])


def test_a_reference_leads_to_who_looked_at_that_case(pages: Pages) -> None:
    reference = pages.opens_case("panel_notified", when="Mon 9 Nov 2026 10:00")
    with pages.reader("coordinator") as reader:
        for typed in (reference, reference.lower(), "2026/1"):
            answer = reader.get("/audit/who-saw", params={"reference": typed})
            assert answer.headers["location"] == f"/cases/{reference}/who-saw"
        assert reader.get("/audit/who-saw").headers["location"] == "/audit"


def test_who_holds_the_office_for_one_case_alone_is_not_shown_what_was_done_with_the_others(pages: Pages) -> None:
    reference = pages.opens_case("panel_notified", when="Mon 9 Nov 2026 10:00")
    pages.rows(
        """update holding set case_id = "case".id from "case" where reference = :reference
        and role in ('coordinator', 'business_manager', 'operator')
        and holding.partnership_id = "case".partnership_id returning holding.id""",
        reference=reference,
    )
    with pages.reader("coordinator") as reader:
        assert reader.get("/audit/record").status_code == 403
        assert reader.get("/audit/record.xlsx").status_code == 403


@pytest.mark.parametrize("path", ["/audit/record", "/cases/{reference}/who-saw"])
def test_the_first_and_the_last_day_that_can_be_typed_leave_nothing_out(pages: Pages, path: str) -> None:
    reference = pages.opens_case("panel_notified", when="Mon 9 Nov 2026 10:00")
    says(pages, f"/cases/{reference}")
    days = "from-day=1&from-month=1&from-year=0001&to-day=31&to-month=12&to-year=9999"
    assert "Case viewed" in says(pages, f"{path.format(reference=reference)}?{days}")
