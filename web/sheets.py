"""Spreadsheets: a header, rows, real dates, and no cell that a spreadsheet would take for a formula."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO, StringIO

from fastapi.responses import Response
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
WIDEST = 60
"""Characters of a column: what is longer is wrapped by whoever reads it."""

Cell = str | float | date | None


def plain(value: Cell) -> Cell:
    """The value as a spreadsheet shows it and never carries out: what begins like a formula is text."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_DANGEROUS) else value


def workbook(title: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]], notes: Sequence[str] = ()) -> bytes:
    """One sheet with a header that stays in sight, and no merged cells; what is to be known of it on a second."""
    made = Workbook()
    made.properties.title, made.properties.language, made.properties.creator = title, "en-GB", "Swan"
    sheet = made.active
    assert sheet is not None
    sheet.title = title[:31]
    sheet.append(list(columns))
    for row in rows:
        sheet.append([plain(cell) for cell in row])
    for place, column in enumerate(sheet.columns, start=1):
        longest = max(len(str(cell.value)) if cell.value is not None else 0 for cell in column)
        sheet.column_dimensions[get_column_letter(place)].width = min(longest + 2, WIDEST)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    for note in notes:
        beside = made["Notes"] if "Notes" in made.sheetnames else made.create_sheet("Notes")
        beside.append([plain(note)])
        beside.column_dimensions["A"].width = 2 * WIDEST
    kept = BytesIO()
    made.save(kept)
    return kept.getvalue()


def separated(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """As CSV in UTF-8, with the mark by which a spreadsheet knows it; days as 2026-12-25."""
    kept = StringIO(newline="")
    written = csv.writer(kept)
    written.writerow(columns)
    for row in rows:
        written.writerow([plain(cell) if cell is not None else "" for cell in row])
    return kept.getvalue().encode("utf-8-sig")


def download(name: str, content: bytes, kind: str = XLSX) -> Response:
    """The file, to be kept and not shown."""
    return Response(content, media_type=kind, headers={"content-disposition": f'attachment; filename="{name}"'})
