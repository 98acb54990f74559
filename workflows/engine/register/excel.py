"""From an Excel workbook to lines of cells as text; what is no value, or too much to be a register, is a fault."""

import struct
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from workflows.engine.casework.importing import Fault, NotImported

ZIPPED, OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
"""How a workbook begins, and how one of before 2007 or one under a password does."""

LARGEST_UNPACKED = 60_000_000
"""Bytes of everything in the file: a small file that unpacks to more is no register."""

MOST_LINES, MOST_COLUMNS = 20_000, 200
SHEET = "register"
_NO_WORKBOOK = "it is not a workbook that can be read: save it as .xlsx, or as CSV UTF-8."
_BROKEN = (
    BadZipFile,
    InvalidFileException,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    NotImplementedError,
    zlib.error,
    struct.error,
    SyntaxError,
    EOFError,
    OSError,
    IndexError,
)
"""What the reader of workbooks raises over a file that is none, or not whole."""


def lines(raw: bytes) -> Iterator[tuple[int, list[str]]]:
    """Each line's number and its cells, of the sheet called Register or else of the first.

    Raises `NotImported` for what cannot be read, naming the cells that hold a formula or an error.
    """
    if raw.startswith(OLD):
        sentence = "it is an Excel file of before 2007, or under a password: save it as .xlsx without one."
        raise NotImported([Fault(1, "the file", sentence)])
    found = list(_read(raw))
    faults = [fault for line, cells in found for fault in _faults(line, cells)]
    if faults:
        raise NotImported(faults)
    for line, cells in found:
        yield line, [_text(cell.value) for cell in cells]


def _read(raw: bytes) -> Iterator[tuple[int, list[Any]]]:
    try:
        with ZipFile(BytesIO(raw)) as packed:
            unpacked = sum(one.file_size for one in packed.infolist())
        if unpacked > LARGEST_UNPACKED:
            raise NotImported([Fault(1, "the file", "it unpacks to far more than a register holds.")])
        yield from _filled(load_workbook(BytesIO(raw), read_only=True, keep_links=False))
    except NotImported:
        raise
    except _BROKEN as wrong:
        raise NotImported([Fault(1, "the file", _NO_WORKBOOK)]) from wrong


def _filled(book: Any) -> Iterator[tuple[int, list[Any]]]:
    """The lines up to the last that holds anything; a sheet may be formatted a million lines further down."""
    sheets = {sheet.title.casefold(): sheet for sheet in reversed(book.worksheets)}
    sheet = sheets.get(SHEET, book.worksheets[0])
    sheet.reset_dimensions()
    empty = list[tuple[int, list[Any]]]()
    for line, cells in enumerate(sheet.iter_rows(), start=1):
        kept = list(cells)
        while kept and kept[-1].value in (None, ""):
            kept.pop()
        if kept and is_too_many(line, len(kept)):
            raise NotImported([too_many(line)])
        if line <= MOST_LINES:
            empty.append((line, kept))
        if kept:
            yield from empty
            empty = []


def is_too_many(line: int, columns: int) -> bool:
    return line > MOST_LINES or columns > MOST_COLUMNS


def too_many(line: int) -> Fault:
    return Fault(line, "the line", f"a register has at most {MOST_LINES} lines and {MOST_COLUMNS} columns.")


def _faults(line: int, cells: list[Any]) -> Iterator[Fault]:
    for place, cell in enumerate(cells, start=1):
        if getattr(cell, "data_type", "") == "f":
            yield Fault(line, f"column {get_column_letter(place)}", "it holds a formula: save the values only.")
        elif getattr(cell, "data_type", "") == "e":
            yield Fault(line, f"column {get_column_letter(place)}", f"it holds an error, {cell.value}.")


def _text(value: Any) -> str:
    """As somebody would have typed it: a day as 2026-12-25."""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)
