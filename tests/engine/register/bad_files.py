"""Registers with everything wrong that a file can have: as text in the wrong clothes, and as workbooks that attack."""

import csv
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from hypothesis import strategies as st
from openpyxl import Workbook
from xlsxwriter import Workbook as Written

from tests.hostile import WORDS, words
from workflows.engine.register.columns import BY_TITLE

EXAMPLE = Path(__file__).parents[3] / "examples" / "a-year" / "register.csv"
RAW = EXAMPLE.read_bytes()
ROWS = list(csv.reader(StringIO(RAW.decode("utf-8"))))
DAY = ROWS[0].index("LA aware") + 1
SECRET = "zzsecret of this machine"
"""What stands in the file that an entity would read."""

SHEET, STRINGS, BOOK, STYLES = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml"
SAVED_AT = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
ENTITY = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file://{place}">]>'
LAUGHS = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "{}">{}]>'.format(
    "ha" * 50, "".join(f'<!ENTITY {b} "{f"&{a};" * 20}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
)


def written(rows: list[list[str]]) -> bytes:
    kept = StringIO()
    csv.writer(kept).writerows(rows)
    return kept.getvalue().encode("utf-8", "surrogatepass")


def saved(change: Callable[[Workbook], object] = lambda made: None) -> bytes:
    """The example as a workbook, with this changed in it."""
    made, kept = Workbook(), BytesIO()
    made.active.title = "Register"
    for row in ROWS[:6]:
        made.active.append(row)
    change(made)
    made.save(kept)
    return kept.getvalue()


def as_excel_writes() -> bytes:
    """The example with its strings in a part of their own."""
    kept = BytesIO()
    with Written(kept, {"in_memory": True}) as made:
        sheet = made.add_worksheet("Register")
        for line, row in enumerate(ROWS[:6]):
            sheet.write_row(line, 0, row)
    return kept.getvalue()


def repacked(name: str, change: Callable[[bytes], bytes], *also: tuple[str, bytes]) -> bytes:
    """That workbook with one of its parts changed, and parts put in besides."""
    kept = BytesIO()
    with ZipFile(BytesIO(as_excel_writes())) as before, ZipFile(kept, "w", ZIP_DEFLATED) as after:
        parts = {one: before.read(one) for one in before.namelist()}
        for one, raw in parts.items():
            after.writestr(one, change(raw) if one == name else raw)
        for one, raw in also:
            after.writestr(one, raw)
    assert also or change(parts[name]) != parts[name], name
    return kept.getvalue()


def with_prologue(name: str, prologue: str, put: str = "") -> bytes:
    """Another beginning of an XML part, and its first text replaced by an entity."""
    return repacked(
        name, lambda raw: prologue.encode() + raw.partition(b"?>")[2].replace(b"Reference", put.encode(), 1)
    )


def bad_workbooks(secret: Path) -> dict[str, bytes]:
    """Each with its name; `secret` is a file that nobody who sends a register may read."""
    return {**attacks(secret), **oddities()}


def attacks(secret: Path) -> dict[str, bytes]:
    """Made by somebody who means harm."""
    entity = ENTITY.format(place=secret)
    parts = {
        f"an entity of a file in {name}": with_prologue(name, entity, "&e;") for name in (SHEET, STRINGS, BOOK, STYLES)
    }
    laughs = {f"a billion laughs in {name}": with_prologue(name, LAUGHS, "&i;") for name in (SHEET, STRINGS, BOOK)}
    return {
        **parts, **laughs,
        "a bomb": repacked("", lambda raw: raw, ("xl/media/a.bin", b"\0" * 80_000_000)),
        "many small bombs": repacked("", lambda raw: raw, *((f"xl/{n}.bin", b"\0" * 900_000) for n in range(80))),
        "a bomb of one cell": repacked(STRINGS, lambda raw: raw.replace(b"Reference", b"A" * 30_000_000, 1)),
        "macros": repacked("", lambda raw: raw, ("xl/vbaProject.bin", b"Attribute VB_Name")),
        "ways out of the folder": repacked("", lambda raw: raw, ("../../../etc/cron.d/x", b"x"), ("/etc/passwd", b"x")),
        "a part twice": repacked("", lambda raw: raw, ("xl/media/a", b"x"), ("xl/media/A", b"y")),
    }  # fmt: skip


def oddities() -> dict[str, bytes]:
    """Made by a spreadsheet, or by an accident."""
    days = {
        "serials": 44676,
        "instant": datetime(2022, 4, 25, 13, 5),  # noqa: DTZ001 - as Excel has it
        "span": timedelta(days=3),
        "far": date(9999, 12, 31),
    }
    cells = {f"{kind} for a day": saved(lambda made, day=day: _put(made, DAY, day)) for kind, day in days.items()}
    return {
        **cells,
        "merged cells": saved(lambda made: made.active.merge_cells("A1:C3")),
        "formulas": saved(lambda made: _put(made, 2, "=HYPERLINK(\"http://x.invalid\",\"death\")")),
        "an array formula": saved(lambda made: _put(made, 2, "={1,2}")),
        "a link": saved(lambda made: setattr(made.active["A2"], "hyperlink", "http://x.invalid")),
        "a hidden sheet": saved(lambda made: setattr(made.active, "sheet_state", "veryHidden") or made.create_sheet()),
        "an empty sheet first": saved(lambda made: made.create_sheet("Empty", 0)),
        "nothing": saved(lambda made: made.active.delete_rows(1, 9)),
        "two hundred thousand lines": saved(lambda made: _put(made, 1, "x", line=200_000)),
        "sixteen thousand columns": saved(lambda made: _put(made, 16_000, "x")),
        "a cell of its own making": repacked(SHEET, lambda raw: raw.replace(b'r="A2"', b'r="ZZZZZZ99999999"', 1)),
        "a cell of no place": repacked(SHEET, lambda raw: raw.replace(b'r="A2"', b'r=""', 1)),
        "a style that is not there": repacked(SHEET, lambda raw: raw.replace(b'r="A2"', b'r="A2" s="4000"', 1)),
        "a string that is not there": repacked(SHEET, lambda raw: raw.replace(b"<v>0</v>", b"<v>99999</v>", 1)),
        "a number that is none": repacked(SHEET, lambda raw: raw.replace(b't="s"', b't="n"')),
        "a true that is none": repacked(SHEET, lambda raw: raw.replace(b't="s"', b't="b"')),
        "a day that is none": repacked(SHEET, lambda raw: raw.replace(b't="s"', b't="d"')),
        "a kind nobody knows": repacked(SHEET, lambda raw: raw.replace(b't="s"', b't="zz"')),
        "no sheet": repacked(BOOK, lambda raw: raw.replace(b"<sheets>", b"<none>").replace(b"</sheets>", b"</none>")),
        "no XML": repacked(SHEET, lambda raw: b"\xff\xfe not XML"),
        "XML without an end": repacked(SHEET, lambda raw: raw[: len(raw) // 2]),
        "an old workbook": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        "the head of a workbook": saved()[:200],
        "a workbook without its end": saved()[:-30],
        "an empty archive": b"PK\x05\x06" + b"\0" * 18,
        "something before it": b"MZ" + saved(),
    }  # fmt: skip


def _put(made: Workbook, column: int, value: object, line: int = 2) -> None:
    made.active.cell(row=line, column=column, value=value)


BAD_TEXTS: dict[str, bytes] = {
    "nothing": b"",
    "spaces": b" \r\n \n",
    "one line break": b"\n",
    "only its head": written(ROWS[:1]),
    "UTF-16": RAW.decode().encode("utf-16"),
    "UTF-16 without its mark": RAW.decode().encode("utf-16-le"),
    "UTF-32": RAW.decode().encode("utf-32"),
    "of an old Windows": "Reference,Harm\nWSCP-2022-001,dé–".encode("cp1252"),
    "UTF-7": "Reference,Harm\n+AGQ-".encode("utf-7"),
    "two marks": b"\xef\xbb\xbf\xef\xbb\xbf" + RAW,
    "half a letter": RAW + b"\xc3",
    "NUL": RAW.replace(b"death", b"de\0ath", 1),
    "half a pair": b"Reference,Harm\n\xed\xa0\x80,x",
    "a quotation mark left open": b'Reference,Harm\n"WSCP-2022-001,death\n',
    "marks in marks": b'Reference,Harm\n"a"b"c,d\n',
    "only marks": b'"' * 999,
    "old line breaks": RAW.replace(b"\r\n", b"\n").replace(b"\n", b"\r"),
    "semicolons": RAW.replace(b",", b";"),
    "tabs": RAW.replace(b",", b"\t"),
    "bars": RAW.replace(b",", b"|"),
    "a cell of a megabyte": b"Reference,Harm,Notes\nWSCP-2022-001,death," + b"x" * 1_000_000,
    "fifty thousand columns": b"," * 50_000,
    "a hundred thousand lines": b"Reference,Harm\n" + b"a,b\n" * 100_000,
    "too large": b"x" * 5_000_001,
    "a page": b"<html><script>alert(1)</script>",
    "a picture": b"\x89PNG\r\n",
    "PDF": b"%PDF-1.7",
    "a letter": b"{\\rtf1",
    "its head twice": RAW.splitlines(True)[0] * 2 + RAW,
    "columns twice": b"Reference,Harm,Harm\na,b,c",
    "columns without a name": b"Reference,Harm,,\nWSCP-2022-001,death,x,y",
    "columns of others": b"Reference,Harm,Child\na,b,c",
}


@st.composite
def changed(draw: st.DrawFn) -> bytes:
    """The example with a few of its cells changed, its rows mixed, doubled or cut, or single bytes of it altered."""
    rows = [list(row) for row in ROWS]
    for _ in range(draw(st.integers(1, 6))):
        row = draw(st.sampled_from(rows[1:]))
        row[draw(st.integers(0, len(row) - 1))] = draw(words)
    how = draw(st.sampled_from(["cells", "twice", "cut", "titles", "bytes"]))
    if how == "twice":
        rows += draw(st.lists(st.sampled_from(rows), max_size=3))
    if how == "titles":
        rows[0] = draw(st.permutations(rows[0]))
    if how == "cut":
        rows = [row[: draw(st.integers(0, len(row)))] for row in rows]
    raw = written(rows)
    return altered(draw, raw) if how == "bytes" else raw


def altered(draw: st.DrawFn, raw: bytes) -> bytes:
    """With up to twenty bytes of it altered."""
    places = draw(st.lists(st.tuples(st.integers(0, max(len(raw) - 1, 0)), st.integers(0, 255)), max_size=20))
    made = bytearray(raw)
    for place, byte in places:
        made[place : place + 1] = bytes([byte])
    return bytes(made)


@st.composite
def changed_workbook(draw: st.DrawFn) -> bytes:
    """A workbook of cells that were never meant, or with bytes of it altered."""
    made, kept = Workbook(), BytesIO()
    titles = draw(st.permutations(sorted(BY_TITLE)))[: draw(st.integers(1, 12))]
    made.active.append(["Reference", "Harm", *(title for title in titles if title not in ("Reference", "Harm"))])
    cell = st.sampled_from([word for word in WORDS if word.isprintable()]) | st.integers() | st.floats() | st.booleans()
    cell |= st.none() | st.datetimes() | st.dates() | st.times() | st.timedeltas(timedelta(0), timedelta(days=9))
    for row in draw(st.lists(st.lists(cell, max_size=12), max_size=4)):
        try:
            made.active.append(row)
        except ValueError:
            continue  # what the library itself does not write
    made.save(kept)
    raw = whenever_written(kept.getvalue())
    return altered(draw, raw) if draw(st.booleans()) else raw


def whenever_written(raw: bytes) -> bytes:
    """The same workbook without the moment at which it was saved: drawn again, it must have the same bytes."""
    kept = BytesIO()
    with ZipFile(BytesIO(raw)) as before, ZipFile(kept, "w") as after:
        for name in before.namelist():
            part = before.read(name)
            part = SAVED_AT.sub(b"2026-11-23T10:00:00Z", part) if name == "docProps/core.xml" else part
            after.writestr(ZipInfo(name), part, ZIP_DEFLATED)
    return kept.getvalue()
