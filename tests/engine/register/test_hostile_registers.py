"""A register with anything wrong is read, or refused in sentences that say where: nothing else ever comes of it."""

from pathlib import Path

import pytest
from hypothesis import strategies as st

from tests.engine.register.bad_files import BAD_TEXTS, SECRET, SHEET, STRINGS, bad_workbooks, changed, changed_workbook
from tests.hostile import some, tries
from tests.written_dates import on
from workflows.engine.casework.importing import Fault, NotImported
from workflows.engine.register.histories import Span, histories
from workflows.engine.register.table import read

SPAN = Span(on("Sat 1 Apr 2023"), on("Mon 23 Nov 2026"))
pytestmark = pytest.mark.filterwarnings(
    "ignore:Generating overly large repr", "ignore:Duplicate name", "ignore::UserWarning"
)


def faults_of(raw: bytes) -> tuple[Fault, ...]:
    """Everything that is said of this file; empty where it can be taken in, and then nothing of elsewhere is in it."""
    try:
        table = read(raw)
        assert SECRET not in str(table)
        return tuple(histories(table, "WSCP", "Westmarch Safeguarding Children Partnership", SPAN).faults)
    except NotImported as refused:
        return refused.faults or (Fault(0, "the file", "nothing was said"),)


def is_said_plainly(raw: bytes) -> None:
    for fault in faults_of(raw):
        said = str(fault)
        assert len(said) < 1000
        assert said.startswith(f"line {fault.line}, "), said
        assert fault.sentence.rstrip().endswith((".", "?")), said
        assert "Traceback" not in said, said
        assert "Error" not in said, said
        assert SECRET not in said


@pytest.fixture(scope="module")
def secret(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("secret") / "secret"
    place.write_text(SECRET)
    return place


@pytest.mark.parametrize("what", BAD_TEXTS)
def test_a_text_that_is_no_register_is_refused(what: str) -> None:
    is_said_plainly(BAD_TEXTS[what])


def test_a_workbook_that_attacks_reads_nothing_unpacks_nothing_and_is_told_so(secret: Path) -> None:
    books = bad_workbooks(secret)
    assert len(books) > 40
    for what, raw in books.items():
        is_said_plainly(raw)
        if "bomb" in what or what.endswith((SHEET, STRINGS)):
            assert faults_of(raw), what


@some
def test_a_register_with_cells_rows_and_bytes_altered_is_read_or_refused(much: int) -> None:
    tries(changed(), 60, is_said_plainly, much)


@some
def test_a_workbook_of_anything_is_read_or_refused(much: int) -> None:
    tries(changed_workbook(), 40, is_said_plainly, much)


@some
def test_any_bytes_are_refused(much: int) -> None:
    starts = st.sampled_from(
        [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\xef\xbb\xbf", b"Reference,Harm\n", b"\xff\xfe"]
    )
    tries(st.builds(bytes.__add__, starts, st.binary(max_size=300)), 150, is_said_plainly, much)
