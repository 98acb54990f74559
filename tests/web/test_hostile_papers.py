"""What somebody typed stands in documents and spreadsheets as it was typed: nothing in it is run or filled in."""

from io import BytesIO

import pytest
from docx import Document
from openpyxl import load_workbook

from tests.web.pages import Pages

TYPED = [
    "{{ ''.__class__ }}",
    "{% for a in b %}",
    "${7*7}",
    "{0.__class__}",
    "<w:t>x</w:t>",
    "&e;",
    "{MERGEFIELD x}",
    "=1+1",
]


@pytest.mark.parametrize("typed", TYPED)
def test_it_is_words_and_nothing_else(pages: Pages, typed: str) -> None:
    reference = pages.opens_case("panel_notified", when="Mon 9 Nov 2026 10:00")
    pages.records("immediate_action_needed", on="Thu 19 Nov 2026", what=typed, who="Midwives")
    pages.it_is("Mon 23 Nov 2026 10:00")
    with pages.reader("coordinator") as reader:
        pack = Document(BytesIO(reader.get(f"/cases/{reference}/review-pack.docx").content))
        kept = load_workbook(BytesIO(reader.get(f"/cases/{reference}/record.xlsx").content))
    cells = [cell.text for table in pack.tables for row in table.rows for cell in row.cells]
    assert any(typed in said for said in (*cells, *(one.text for one in pack.paragraphs)))
    assert not any(cell.data_type == "f" for row in kept.active.iter_rows() for cell in row)
