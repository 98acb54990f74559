"""The form of a register: what spreadsheets do to a file is said in one sentence, with its place."""

import pytest

from workflows.engine.casework.importing import NotImported
from workflows.engine.register.table import letters, read

HEAD = "Reference,Harm,LA aware\n"


def faults_of(raw: bytes | str) -> list[str]:
    with pytest.raises(NotImported) as refused:
        read(raw.encode() if isinstance(raw, str) else raw)
    return [str(fault) for fault in refused.value.faults]


def test_cells_by_the_names_of_their_columns_whatever_their_order_and_case():
    table = read(b"harm, reference ,LA  aware\ndeath,WSCP-2023-001, 18/04/2023 \n")

    assert [row.cells for row in table.rows] == [
        {"Harm": "death", "Reference": "WSCP-2023-001", "LA aware": "18/04/2023"}
    ]
    assert table.place("LA aware") == "column C (LA aware)"


def test_the_mark_a_spreadsheet_begins_with_is_no_part_of_the_first_name():
    assert read(b"\xef\xbb\xbf" + HEAD.encode()).place("Reference") == "column A (Reference)"


def test_empty_lines_are_passed_over_and_counted_and_lines_keep_their_numbers():
    raw = HEAD + '\nWSCP-2023-001,death,"18/04/2023\n"\n,,\n\nWSCP-2023-002,death,\n'
    table = read(raw.encode())

    assert [(row.line, row.cells["Reference"]) for row in table.rows] == [(3, "WSCP-2023-001"), (7, "WSCP-2023-002")]
    assert table.empty == 3


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ("", "line 1, the file: it is empty."),
        ("\n,,\n", "line 1, the file: it is empty."),
        (
            "Reference;Harm;LA aware\nWSCP-2023-001;death;\n",
            "line 1, the file: its columns are separated by semicolons: save it with commas between them.",
        ),
        (
            "Reference\tHarm\nWSCP-2023-001\tdeath\n",
            "line 1, the file: its columns are separated by tabs: save it with commas between them.",
        ),
        (HEAD.encode("utf-16"), 'line 1, the file: it is "Unicode text": save it as "CSV UTF-8".'),
        (
            HEAD.encode() + b"WSCP-2023-001,death,\n\xe9,,\n",
            'line 3, the file: it is not UTF-8 here: save it as "CSV UTF-8".',
        ),
        (HEAD + 'WSCP-2023-001,"death,\n', "line 2, the line: it is not CSV: unexpected end of data."),
        (
            "Reference,Harm,Portal refrence\n",
            "line 1, column C: Swan knows no column 'Portal refrence'. Did you mean Portal reference or Reference?",
        ),
        ("Reference,Harm,harm\n", "line 1, column C: there are two columns 'harm'."),
        ("Reference,LA aware\n", "line 1, the columns: there is no column 'Harm'."),
        (
            HEAD + "WSCP-2023-001,death,18/04/2023,Bristol\n",
            "line 2, column D: 'Bristol' stands under no column's name.",
        ),
    ],
)
def test_what_cannot_be_read(raw: bytes | str, sentence: str):
    assert faults_of(raw) == [sentence]


def test_a_file_too_large_to_be_a_register_is_not_read():
    assert faults_of(b"x" * 5_000_001) == ["line 1, the file: it is larger than 5 MB."]


def test_columns_are_called_as_a_spreadsheet_calls_them():
    assert [letters(place) for place in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]
