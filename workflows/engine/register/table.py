"""From the bytes of a file, CSV or Excel, to rows of cells: what a spreadsheet did to it is said, not guessed at."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import StringIO
from string import ascii_uppercase

from workflows.engine.casework.importing import Fault, NotImported
from workflows.engine.reading.typed import did_you_mean, quoted
from workflows.engine.register import excel
from workflows.engine.register.columns import BY_TITLE

LARGEST = 5_000_000
"""Bytes: a register of ten thousand cases is smaller."""

LONGEST = 32_767
"""Characters of a cell: no spreadsheet holds more."""

HEADER = 1
NEEDED = ("Reference", "Harm")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_KNOWN_OTHERS = (b"%PDF", b"{\\rtf", b"\x89PNG", b"\xff\xd8", b"GIF8", b"<")
"""How a PDF, a letter, a picture or a page of the web begins."""


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one line that are not empty, by the titles of their columns."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a register, how many empty lines lay between them, and how its columns are called in messages."""

    rows: tuple[Row, ...]
    empty: int
    places: dict[str, str]

    def place(self, title: str) -> str:
        """column F (Notified to Panel)."""
        return self.places.get(title, title)


def read(raw: bytes) -> Table:
    """The rows of the file. Raises `NotImported` with every fault of its form."""
    if len(raw) > LARGEST:
        raise NotImported([Fault(HEADER, "the file", f"it is larger than {LARGEST // 1_000_000} MB.")])
    lines = list(_lines_of(raw))
    filled = [(line, cells) for line, cells in lines if any(cell.strip() for cell in cells)]
    if not filled:
        raise NotImported([Fault(HEADER, "the file", "it is empty.")])
    _refuse([excel.too_many(line) for line, cells in filled if excel.is_too_many(line, len(cells))][:1])
    _refuse(fault for line, cells in filled for fault in _too_long(line, cells))
    first = filled[0][1]
    titles = [" ".join(cell.split()) for cell in first]
    known = {title.casefold(): title for title in BY_TITLE}
    _refuse(_separated_otherwise(first[0]))
    _refuse(_faults_of_header(titles, known))
    columns = [known.get(title.casefold(), "") for title in titles]
    _refuse(fault for line, cells in filled[1:] for fault in _nameless(line, cells, columns))
    places = {title: f"column {letters(place)} ({title})" for place, title in enumerate(columns) if title}
    rows = tuple(Row(line, dict(_cells(columns, cells))) for line, cells in filled[1:])
    return Table(rows, len(lines) - len(filled), places)


def _refuse(found: Iterable[Fault]) -> None:
    faults = list(found)
    if faults:
        raise NotImported(faults)


def _lines_of(raw: bytes) -> Iterator[tuple[int, list[str]]]:
    """By what the file is, whatever it is called."""
    if raw.startswith((excel.ZIPPED, excel.OLD)):
        return excel.lines(raw)
    if raw.startswith(_KNOWN_OTHERS) or (b"\0" in raw and not raw.startswith(_UTF_16)):
        raise NotImported(
            [Fault(HEADER, "the file", "it is no spreadsheet: save the register as .xlsx or as CSV UTF-8.")]
        )
    return _lines(_decoded(raw))


def _decoded(raw: bytes) -> str:
    """The text, without the mark some spreadsheets begin it with."""
    if raw.startswith(_UTF_16):
        raise NotImported([Fault(HEADER, "the file", 'it is "Unicode text": save it as "CSV UTF-8".')])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = raw.count(b"\n", 0, wrong.start) + 1
        raise NotImported([Fault(line, "the file", 'it is not UTF-8 here: save it as "CSV UTF-8".')]) from wrong


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each line's number where it begins (a cell may hold line breaks), and its cells."""
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    begins = HEADER
    try:
        for cells in reader:
            yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as wrong:
        raise NotImported([Fault(begins, "the line", f"it is not CSV: {wrong}.")]) from wrong


def _too_long(line: int, cells: list[str]) -> Iterator[Fault]:
    for place, cell in enumerate(cells):
        if len(cell) > LONGEST:
            yield Fault(line, f"column {letters(place)}", f"it holds more than {LONGEST:,} characters.")


def _separated_otherwise(cell: str) -> Iterator[Fault]:
    mark = "semicolons" if ";" in cell else "tabs" if "\t" in cell.strip() else None
    if mark:
        yield Fault(HEADER, "the file", f"its columns are separated by {mark}: save it with commas between them.")


def _faults_of_header(titles: list[str], known: dict[str, str]) -> Iterator[Fault]:
    for place, title in enumerate(titles):
        if title and title.casefold() not in known:
            near = did_you_mean(title, known.values()) or " The README beside the example names every column."
            yield Fault(HEADER, f"column {letters(place)}", f"Swan knows no column {quoted(title)}.{near}")
        elif title and title.casefold() in {earlier.casefold() for earlier in titles[:place]}:
            yield Fault(HEADER, f"column {letters(place)}", f"there are two columns {quoted(title)}.")
    missing = [title for title in NEEDED if title.casefold() not in {title.casefold() for title in titles}]
    for title in missing:
        yield Fault(HEADER, "the columns", f"there is no column {title!r}.")


def _nameless(line: int, cells: list[str], columns: list[str]) -> Iterator[Fault]:
    """A cell no column stands over: most often a comma that should have been between quotation marks."""
    for place, cell in enumerate(cells):
        if cell.strip() and (place >= len(columns) or not columns[place]):
            yield Fault(line, f"column {letters(place)}", f"{quoted(cell.strip())} stands under no column's name.")
            return


def _cells(columns: Iterable[str], cells: Iterable[str]) -> Iterator[tuple[str, str]]:
    for title, cell in zip(columns, cells, strict=False):
        if cell.strip():
            yield title, cell.strip()


def letters(place: int) -> str:
    """A, B … Z, AA, AB …: as the spreadsheet calls the column at this place, counted from 0."""
    before, last = divmod(place, len(ascii_uppercase))
    return (letters(before - 1) if before else "") + ascii_uppercase[last]
