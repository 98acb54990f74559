"""The audit on a page: the days as they were closed, whether the record stands as written, and who looked at a case."""

from io import BytesIO

from openpyxl import load_workbook

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
