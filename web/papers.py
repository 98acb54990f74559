"""A paper to print or to take into a meeting: parts with facts, tables and points, as a page and as a .docx."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from re import compile as pattern

from docx import Document
from docx.document import Document as Docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table as DocxTable
from docx.table import _Row as DocxRow
from docx.text.paragraph import Paragraph

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
A4 = Cm(21), Cm(29.7)
MARGIN = 2
TEXT = 21 - 2 * MARGIN
"""Centimetres of a line."""
_UNPRINTABLE = pattern(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""What no XML may hold, whatever was typed."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and what is known of it. `gap`: nothing is, and `said` says whom to ask. `note` stands under it."""

    label: str
    said: str
    gap: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and rows; an empty cell is one to write in. The first column names its row.

    `widths` are parts of a hundred, in fives: the styles know those.
    """

    columns: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A part with its heading. `lines` are how many empty ones follow, to write on."""

    title: str
    lead: str = ""
    facts: tuple[Fact, ...] = ()
    table: Table | None = None
    points: tuple[str, ...] = ()
    lines: int = 0


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole paper. `lead` are the sentences under its title."""

    title: str
    lead: tuple[str, ...]
    parts: tuple[Part, ...]

    @property
    def gaps(self) -> int:
        return sum(fact.gap for part in self.parts for fact in part.facts)


ERASED = "What was written in this case was erased when its time to be kept was over; its days stay."


def printable(said: str) -> str:
    return _UNPRINTABLE.sub("", said)


def document(paper: Paper, foot: str, at: datetime) -> bytes:
    """The paper as a .docx of A4 pages; `foot` stands at the foot of each, and `at` is when it was made."""
    made = _blank(paper.title, foot, at)
    made.add_heading(printable(paper.title), 0)
    for sentence in paper.lead:
        made.add_paragraph(printable(sentence))
    for part in paper.parts:
        _part(made, part)
    kept = BytesIO()
    made.save(kept)
    return kept.getvalue()


def _blank(title: str, foot: str, at: datetime) -> Docx:
    made = Document()
    section = made.sections[0]
    section.page_width, section.page_height = A4
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(MARGIN)
    section.footer.paragraphs[0].text = printable(foot)
    made.styles["Normal"].font.size = Pt(11)
    said = made.core_properties
    said.title, said.author, said.comments, said.language = printable(title), "Swan", "", "en-GB"
    _in_english(made)
    said.created = said.modified = at
    return made


def _in_english(made: Docx) -> None:
    """What is written is British English: by that a screen reader chooses its voice, and Word its spelling."""
    for language in made.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")


def _part(made: Docx, part: Part) -> None:
    made.add_heading(printable(part.title), 1)
    if part.lead:
        made.add_paragraph(printable(part.lead))
    if part.facts:
        _facts(made, part.facts)
    if part.table:
        _table(made, part.table)
    for point in part.points:
        made.add_paragraph(printable(point), style="List Bullet")
    for _ in range(part.lines):
        made.add_paragraph("_" * 80)


def _facts(made: Docx, facts: Sequence[Fact]) -> None:
    table = made.add_table(rows=len(facts), cols=2, style="Table Grid")
    for row, fact in zip(table.rows, facts, strict=True):
        left, right = row.cells
        _written(left.paragraphs[0], fact.label, bold=True)
        _written(right.paragraphs[0], fact.said, italic=fact.gap)
        if fact.note:
            _written(right.add_paragraph(), fact.note, small=True)
    _widths(table, (Cm(TEXT * 0.35), Cm(TEXT * 0.65)))


def _table(made: Docx, given: Table) -> None:
    table = made.add_table(rows=len(given.rows) + 1, cols=len(given.columns), style="Table Grid")
    heading, *rows = table.rows
    _row(heading, given.columns, bold=True)
    _repeats(heading)
    for row, cells in zip(rows, given.rows, strict=True):
        _row(row, cells)
    _widths(table, [Cm(TEXT * part / 100) for part in given.widths])


def _row(row: DocxRow, cells: Iterable[str], *, bold: bool = False) -> None:
    for cell, said in zip(row.cells, cells, strict=True):
        _written(cell.paragraphs[0], said, bold=bold)


def _written(paragraph: Paragraph, said: str, *, bold: bool = False, italic: bool = False, small: bool = False) -> None:
    run = paragraph.add_run(printable(said))
    run.bold, run.italic = bold or None, italic or None
    run.font.size = Pt(9) if small else Pt(10)


def _repeats(row: DocxRow) -> None:
    """The headings stand again at the top of every page the table goes on to; screen readers take them as headings."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _widths(table: DocxTable, widths: Sequence[Cm]) -> None:
    table.autofit = False
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width
