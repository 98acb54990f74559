"""What is downloaded as a spreadsheet: what the filter shows, and nothing that is carried out."""

from datetime import date, datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.web.matrix import lines
from tests.web.pages import Pages
from web.sheets import XLSX, workbook
from workflows.engine.registry import workflows


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r"])
def test_what_begins_like_a_formula_is_text(begins: str) -> None:
    sheet = load_workbook(BytesIO(workbook("A", ("One",), [(f"{begins}1+1",)]))).active
    assert sheet["A2"].data_type == "s"
    assert sheet["A2"].value.startswith("'")


def test_the_download_holds_what_the_filter_shows(pages: Pages) -> None:
    late = pages.opens_case("authority_became_aware", when="Mon 9 Nov 2026 10:00")
    pages.opens_case("authority_became_aware", when="Thu 19 Nov 2026 10:00")
    pages.it_is("Mon 23 Nov 2026 10:00")
    with pages.reader("coordinator") as reader:
        answer = reader.get("/cases.xlsx?show=overdue")
    assert answer.headers["content-type"] == XLSX
    assert answer.headers["content-disposition"] == 'attachment; filename="cases-2026-11-23.xlsx"'
    header, *rows = load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True)
    said = dict(zip(header, rows[0], strict=True))
    assert len(rows) == 1
    assert said["Reference"] == late
    # Five working days after Mon 9 Nov 2026: Mon 16 Nov, five working days before Mon 23 Nov.
    assert said["Due"].date() == date(2026, 11, 16)
    assert said["That is"] == "overdue by 5 working days"


def test_it_is_written_down_and_not_for_an_agency(pages: Pages) -> None:
    with pages.reader("coordinator") as reader, pages.reader("agency_contact") as agency:
        assert reader.get("/cases.xlsx").status_code == 200
        assert agency.get("/cases.xlsx").status_code == 403
    (row,) = pages.rows("select said from access where act = 'board-downloaded'")
    assert row.said == {"cases": "0"}


def rows_of(content: bytes) -> list[tuple[object, ...]]:
    return list(load_workbook(BytesIO(content)).active.values)


@pytest.mark.parametrize("path", ["/needs-you.xlsx", "/calendar.xlsx"])
def test_a_list_of_dates_is_downloaded_as_it_is_shown(pages: Pages, path: str) -> None:
    reference = pages.opens_case("authority_became_aware", when="Mon 16 Nov 2026 10:00")
    pages.it_is("Wed 18 Nov 2026 10:00")
    with pages.reader("la_notifier") as reader:
        answer, shown = reader.get(path), reader.get(path.removesuffix(".xlsx")).text
    header, *rows = rows_of(answer.content)
    assert header == ("Case", "Due", "That is", "What", "About", "Whose word")
    # Five working days after Mon 16 Nov 2026: Mon 23 Nov, three working days after Wed 18 Nov.
    (panel,) = [row for row in rows if row[3] == "Notify the National Panel"]
    assert (panel[0], panel[1].date(), panel[2]) == (reference, date(2026, 11, 23), "3 working days left")
    assert f'href="{path}' in shown


def test_who_holds_which_role_is_downloaded_without_addresses(pages: Pages) -> None:
    with pages.reader("scrutineer") as reader:
        answer, shown = reader.get("/people.xlsx"), reader.get("/people").text
    header, *rows = rows_of(answer.content)
    assert header == ("Role", "For", "Who", "From", "To", "Deputy", "Away until")
    assert "Orla Fennimore" in {row[2] for row in rows if row[0] == "Coordinator"}
    assert "@" not in str(rows)
    assert 'href="/people.xlsx"' in shown


@pytest.mark.parametrize("path", ["/needs-you.xlsx", "/calendar.xlsx", "/people.xlsx"])
def test_every_download_is_written_down_and_none_is_for_an_agency(pages: Pages, path: str) -> None:
    with pages.reader("coordinator") as reader, pages.reader("agency_contact") as agency:
        assert (reader.get(path).status_code, agency.get(path).status_code) == (200, 403)
    act = f"{path[1:].removesuffix('.xlsx')}-downloaded"
    assert len(pages.rows("select id from access where act = :act", act=act)) == 1


def sheet(pages: Pages, path: str) -> list[dict[str, object]]:
    with pages.reader("coordinator") as reader:
        header, *rows = rows_of(reader.get(path).content)
    plain = ([cell.date() if isinstance(cell, datetime) else cell for cell in row] for row in rows)
    return [dict(zip(map(str, header), row, strict=True)) for row in plain]


def test_a_cases_dates_and_its_record_are_spreadsheets(pages: Pages) -> None:
    reference = pages.opens_case("panel_notified", when="Mon 9 Nov 2026 10:00", portal_reference="ZZ-CANARY")
    pages.records("letters_sent", on="Tue 10 Nov 2026", agencies="police")
    sent = next(
        row
        for row in sheet(pages, f"/cases/{reference}/dates.xlsx")
        if row["Date"] == "Send the letters to the agencies"
    )
    assert (sent["That is"], sent["Settled on"]) == ("met on its day", date(2026, 11, 10))
    record = sheet(pages, f"/cases/{reference}/record.xlsx")
    assert [(row["Entry"], row["What happened"]) for row in record] == [
        (1, "The notification was sent to the National Panel"),
        (2, "Letters, templates and the notice to secure records went to the agencies"),
    ]
    assert record[1]["Answers"] == "The agencies that were asked: Police"
    assert "CANARY" not in str(record)
    acts = [row.act for row in pages.rows("select act from access where case_id is not null order by at, id")]
    assert acts == ["dates-downloaded", "record-downloaded"]


def test_a_plan_and_the_law_are_spreadsheets(pages: Pages) -> None:
    # Fri 18 Dec 2026: five working days over Christmas are Tue 29 Dec.
    planned = sheet(pages, "/plan.xlsx?aware-day=18&aware-month=12&aware-year=2026")
    assert (planned[0]["Due"], planned[0]["What"]) == (date(2026, 12, 29), "Notify the National Panel")
    law = sheet(pages, "/law.xlsx")
    assert {str(row["Process"]) for row in law} == {workflow.title for workflow in workflows().values()}


def test_every_spreadsheet_has_one_row_of_headings_no_merged_cells_a_title_and_a_language(pages: Pages) -> None:
    reference = pages.opens_case("panel_notified", when="Mon 9 Nov 2026 10:00")
    pages.it_is("Mon 23 Nov 2026 10:00")
    paths = [line.path for line in lines() if line.path.endswith(".xlsx") and "requests" not in line.path]
    assert len(paths) > 10
    with pages.reader("coordinator") as reader:
        for path in paths:
            known = "?aware-day=18&aware-month=11&aware-year=2026" if path == "/plan.xlsx" else ""
            answer = reader.get(path.replace("{reference}", reference) + known)
            assert answer.status_code == 200, path
            book = load_workbook(BytesIO(answer.content))
            sheet = book.worksheets[0]
            assert all(isinstance(cell.value, str) and cell.font.bold for cell in sheet[1]), path
            assert (list(sheet.merged_cells.ranges), sheet.freeze_panes) == ([], "A2"), path
            assert (bool(book.properties.title), book.properties.language) == (True, "en-GB"), path
