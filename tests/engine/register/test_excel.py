"""A register as an Excel workbook: days as days, one sheet, and nothing that would have to be worked out."""

from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from workflows.engine.casework.importing import NotImported
from workflows.engine.register.table import Table, read

HEAD = ("Reference", "Harm", "LA aware", "Portal reference")


def saved(book: Workbook) -> bytes:
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def book(*rows: Sequence[Any]) -> Workbook:
    made = Workbook()
    for row in (HEAD, *rows):
        made.active.append(list(row))
    return made


def cells(table: Table) -> list[tuple[int, dict[str, str]]]:
    return [(row.line, row.cells) for row in table.rows]


def fault_of(raw: bytes) -> str:
    with pytest.raises(NotImported) as refused:
        read(raw)
    return str(refused.value)


def test_days_numbers_and_words_are_read_as_somebody_would_type_them() -> None:
    found = read(saved(book(("WSCP-2022-001", " death ", datetime(2022, 4, 25), 417.0))))  # noqa: DTZ001 - as Excel has it
    said = {"Reference": "WSCP-2022-001", "Harm": "death", "LA aware": "2022-04-25", "Portal reference": "417"}
    assert cells(found) == [(2, said)]


def test_empty_lines_keep_the_numbers_of_the_others_and_a_formatted_rest_is_nothing() -> None:
    made = book(("WSCP-2022-001", "death"), (), ("WSCP-2022-002", "death"))
    made.active.cell(row=900_000, column=3).number_format = "0.00"
    found = read(saved(made))
    assert [line for line, _ in cells(found)] == [2, 4]
    assert found.empty == 1


def test_the_sheet_called_register_is_read_wherever_it_stands() -> None:
    made = Workbook()
    made.active.append(["Something", "else"])
    sheet = made.create_sheet("Register")
    sheet.append(["Reference", "Harm"])
    sheet.append(["WSCP-2022-001", "death"])
    assert cells(read(saved(made))) == [(2, {"Reference": "WSCP-2022-001", "Harm": "death"})]


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("=TODAY()", "line 2, column C: it holds a formula: save the values only."),
        ("#REF!", "line 2, column C: it holds an error, #REF!."),
    ],
)
def test_what_is_no_value_is_named_by_its_cell(cell: str, sentence: str) -> None:
    assert fault_of(saved(book(("WSCP-2022-001", "death", cell)))) == sentence


def test_a_day_with_a_time_is_no_day() -> None:
    found = read(saved(book(("WSCP-2022-001", "death", datetime(2022, 4, 25, 9, 30)))))  # noqa: DTZ001 - as Excel has it
    assert found.rows[0].cells["LA aware"] == "2022-04-25 09:30:00"


def test_a_workbook_that_is_not_whole_is_said_to_be_none() -> None:
    whole = saved(book(("WSCP-2022-001", "death", date(2022, 4, 25))))
    for part in (whole[:400], whole[: len(whole) // 2], whole[:-30], b"PK\x03\x04"):
        assert fault_of(part).startswith("line 1, the file: it is not a workbook that can be read")


def test_a_small_file_that_unpacks_to_far_too_much_is_not_unpacked() -> None:
    kept = BytesIO()
    with ZipFile(kept, "w", ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b" " * 60_000_001)
    assert len(kept.getvalue()) < 100_000
    assert fault_of(kept.getvalue()) == "line 1, the file: it unpacks to far more than a register holds."


def test_more_lines_than_a_register_has_are_a_fault() -> None:
    made = book(("WSCP-2022-001", "death"))
    made.active.cell(row=20_001, column=1).value = "WSCP-2022-002"
    assert fault_of(saved(made)) == "line 20001, the line: a register has at most 20000 lines and 200 columns."
