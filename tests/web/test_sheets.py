"""What is downloaded as a spreadsheet: what the filter shows, and nothing that is carried out."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.web.pages import Pages
from web.sheets import XLSX, workbook


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
