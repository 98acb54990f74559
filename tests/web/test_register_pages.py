"""The register in and out: seen before it is kept, its faults named by cell, and the same dates after a round trip."""

import csv
from collections.abc import Sequence
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import httpx2
import pytest
from openpyxl import Workbook, load_workbook

from tests.web.pages import Pages, Reader
from tests.web.pressing import words
from tests.web.windows import Windows, faults, overflow
from web.sheets import XLSX

EXAMPLE = Path(__file__).parents[2] / "examples" / "a-year" / "register.csv"
TITLES = ("Reference", "Harm", "LA aware", "Notified to Panel", "Portal reference", "Notes")
CASE = ("WSCP-2022-001", "death", "22/08/2022", "26/08/2022", "WM-22-0187", "- told by the hospital")


def written(*rows: Sequence[str], titles: Sequence[str] = TITLES) -> bytes:
    kept = StringIO()
    csv.writer(kept).writerows([titles, *rows])
    return kept.getvalue().encode()


def book(*rows: Sequence[Any]) -> bytes:
    made, kept = Workbook(), BytesIO()
    for row in [TITLES, *rows]:
        made.active.append(list(row))
    made.save(kept)
    return kept.getvalue()


def sends(reader: Reader, raw: bytes) -> httpx2.Response:
    return reader.post("/register", data=reader.form("/register"), files={"file": ("register", raw)})


def takes(reader: Reader, raw: bytes) -> httpx2.Response:
    """The preview, and then its button."""
    seen = sends(reader, raw)
    assert seen.status_code == 200, words(seen.text)
    return reader.post("/register/take", data=hidden(seen))


def hidden(answer: httpx2.Response) -> dict[str, str]:
    form = answer.text.partition('action="/register/take">')[2].partition("</form>")[0]
    return {one.partition('"')[0]: one.partition('value="')[2].partition('"')[0] for one in form.split('name="')[1:]}


def dates(pages: Pages, prefix: str) -> list[tuple[Any, ...]]:
    """Every date of a partnership's cases, by the number of its case."""
    rows = pages.rows(
        """select substr(reference, 5) as number, deadline.name, item.key, due_on, deadline.status, result, late_by,
          explained_until from deadline join "case" on "case".id = deadline.case_id
          left join item on item.id = deadline.item_id where reference like :cases
          order by reference, deadline.name, item.key, nth, due_on""",
        cases=f"{prefix}-%",
    )
    return [tuple(row) for row in rows]


def counted(pages: Pages, table: str) -> int:
    return int(pages.rows(f'select count(*) as n from "{table}"')[0].n)


class TestIn:
    def test_nothing_is_kept_before_it_is_confirmed_and_then_once(self, pages: Pages) -> None:
        with pages.reader("coordinator") as reader:
            seen = sends(reader, written(CASE))
            text = words(seen.text)
            before = counted(pages, "case"), counted(pages, "event")
            first, second = (reader.post("/register/take", data=hidden(seen)) for _ in range(2))
        assert "1 case opened and 2 events recorded as history." in text
        # Fifteen working days after Fri 26 Aug 2022: 29 August and 19 September 2022 were bank holidays.
        assert "WSCP-2022-001 Tue 20 Sep 2022" in text
        assert before == (0, 0)
        assert (counted(pages, "case"), counted(pages, "event")) == (1, 2)
        assert first.headers["location"] == "/register/open?cases=1&events=2"
        assert second.headers["location"] == "/register/open?cases=0&events=0"

    def test_nobody_is_told_and_no_ladder_is_on(self, pages: Pages) -> None:
        with pages.reader("business_manager") as reader:
            assert takes(reader, written(CASE)).status_code == 303
        assert counted(pages, "notice") == counted(pages, "message") == 0
        assert {row.status for row in pages.rows("select status from rung")} <= {"off", "past", "settled"}
        assert not pages.rows('select id from "case" where ladders_on')

    def test_afterwards_one_list_says_what_is_open_and_overdue(self, pages: Pages) -> None:
        with pages.reader("coordinator") as reader:
            where = takes(reader, written(CASE)).headers["location"]
            text = words(reader.get(where).text)
            rows = list(load_workbook(BytesIO(reader.get("/register/open.xlsx").content)).active.values)
        assert "Taken in: 1 case opened and 2 events recorded as history." in text
        assert "Send the Rapid Review to the National Panel" in text
        assert rows[0] == ("Case", "Due", "That is", "What", "About", "Whose word")
        due = {row[3]: row[1].date() for row in rows[1:]}
        assert due["Send the Rapid Review to the National Panel"] == date(2022, 9, 20)

    def test_a_workbook_is_read_as_well(self, pages: Pages) -> None:
        row = ("WSCP-2022-001", "death", date(2022, 8, 22), date(2022, 8, 26), 417, None)
        with pages.reader("coordinator") as reader:
            assert takes(reader, book(row)).status_code == 303
        said = pages.rows("select happened_on from event order by seq")
        assert [row.happened_on for row in said] == [date(2022, 8, 22), date(2022, 8, 26)]

    def test_every_fault_is_named_by_line_and_column_and_nothing_is_kept(self, pages: Pages) -> None:
        wrong = (
            CASE,
            ("WSCP-2022-002", "death", "31/02/2022", "", "", ""),
            ("WSCP-2022-003", "grief", "01/03/2022", "", "", ""),
            # Told before anybody was aware: every cell can be read, and it cannot have been so.
            ("WSCP-2022-004", "death", "05/03/2022", "04/03/2022", "", "=1+1"),
        )
        with pages.reader("coordinator") as reader:
            answer = sends(reader, written(*wrong))
        text = words(answer.text)
        assert answer.status_code == 422
        assert "3 Column C (LA aware) '31/02/2022' is not a date: write it as 2026-12-25 or 25/12/2026." in text
        assert "4 Column B (Harm) 'grief' is none of death, serious harm or other." in text
        assert "5 Column F (Notes) '=1+1' looks like a formula: save the values only." in text
        assert counted(pages, "case") == 0

    @pytest.mark.parametrize(
        ("raw", "sentence"),
        [
            (b"", "It is empty."),
            (b"%PDF-1.7 ...", "It is no spreadsheet: save the register as .xlsx or as CSV UTF-8."),
            (b"PK\x03\x04 not a workbook", "It is not a workbook that can be read"),
            (b"\xd0\xcf\x11\xe0 old", "It is an Excel file of before 2007, or under a password"),
            ("Reference,Harm\nWSCP-2022-001,décès\n".encode("latin-1"), "It is not UTF-8 here: save it as"),
            (b"Reference,LA aware\n", "There is no column 'Harm'."),
            (b"Reference,Harm,Mood\n", "Swan knows no column 'Mood'."),
            (b"x" * 5_000_001, "It is larger than 5 MB."),
            (book(("WSCP-2022-001", "=1+1", "", "", "", "")), "2 Column B It holds a formula: save the values only."),
            (
                b"Reference,Harm\n" + b"".join(b"WSCP-2022-%03d,death\n" % n for n in range(1, 202)),
                "It has more than 200 cases: whoever runs Swan takes it in with 'swan import'.",
            ),
        ],
        ids=["empty", "pdf", "zip", "old", "latin", "column", "unknown", "large", "formula", "many"],
    )
    def test_a_file_that_is_no_register_gets_one_sentence(self, pages: Pages, raw: bytes, sentence: str) -> None:
        with pages.reader("coordinator") as reader:
            answer = sends(reader, raw)
        assert answer.status_code == 422
        assert sentence in words(answer.text)
        assert "1 thing is wrong in the file" in words(answer.text)

    def test_no_file_at_all_is_said(self, pages: Pages) -> None:
        with pages.reader("coordinator") as reader:
            answer = reader.post("/register", data=reader.form("/register"))
        assert answer.status_code == 422
        assert "Choose the register, as .xlsx or CSV." in words(answer.text)

    def test_what_no_page_of_ours_packed_is_refused(self, pages: Pages) -> None:
        with pages.reader("coordinator") as reader:
            answers = [
                reader.post("/register/take", data={**reader.form("/register"), "packed": word})
                for word in ("", "no base64!", "AAAA")
            ]
        assert {answer.status_code for answer in answers} == {422}
        assert counted(pages, "case") == 0

    def test_a_case_of_the_record_is_not_overwritten(self, pages: Pages) -> None:
        pages.opens_case("incident_reported", when="Mon 16 Nov 2026 10:00")
        row = ("WSCP-2026-001", "death", "16/11/2026", "", "", "")
        with pages.reader("coordinator") as reader:
            answer = sends(reader, written(row))
        assert "WSCP-2026-001 is in the record already, and not from a register." in words(answer.text)


class TestOut:
    def test_out_and_into_an_empty_partnership_gives_the_same_dates(self, pages: Pages) -> None:
        with pages.reader("coordinator") as reader:
            assert takes(reader, EXAMPLE.read_bytes()).status_code == 303
            out = {end: reader.get(f"/register.{end}").content for end in ("csv", "xlsx")}
        before = dates(pages, "WSCP")
        with pages.reader("coordinator", partnership="eastmarch") as reader:
            assert takes(reader, moved(out["csv"])).status_code == 303
            again = reader.get("/register.csv").content
            nothing_new = takes_nothing(reader, moved_book(out["xlsx"]))
        assert len(before) > 100
        assert dates(pages, "ESCP") == before
        assert again == moved(out["csv"])
        assert nothing_new

    def test_words_that_begin_like_a_formula_come_out_as_text_and_in_as_they_were(self, pages: Pages) -> None:
        with pages.reader("coordinator") as reader:
            takes(reader, written(CASE))
            sheet = load_workbook(BytesIO(reader.get("/register.xlsx").content)).active
            text = reader.get("/register.csv").content
            said = dict(zip(next(sheet.values), list(sheet.values)[1], strict=True))
            assert takes_nothing(reader, text)
        assert said["Notes"] == "'- told by the hospital"
        assert said["LA aware"].date() == date(2022, 8, 22)
        assert said["Portal reference"] == "WM-22-0187"

    def test_a_case_the_columns_hold_no_day_of_is_left_out(self, pages: Pages) -> None:
        pages.opens_case("incident_reported", when="Mon 16 Nov 2026 10:00")
        with pages.reader("coordinator") as reader:
            sheet = load_workbook(BytesIO(reader.get("/register.xlsx").content)).active
        assert len(list(sheet.values)) == 1

    def test_whoever_takes_it_says_again_who_they_are_and_it_is_written_down(self, pages: Pages) -> None:
        with pages.reader("coordinator", proved=False) as reader:
            assert reader.get("/register.xlsx").headers["location"] == "/prove-again?next=/register.xlsx"
        with pages.reader("coordinator") as reader:
            assert reader.get("/register.xlsx").headers["content-type"] == XLSX
        (row,) = pages.rows("select said from access where act = 'register-downloaded'")
        assert row.said == {"cases": "0"}


@pytest.mark.parametrize("role", ["la_notifier", "scrutineer", "delegated_partner", "agency_contact", "communications"])
def test_it_is_for_the_office_alone(pages: Pages, role: str) -> None:
    with pages.reader(role) as reader:
        asked = [reader.get(f"/register{end}") for end in ("", ".xlsx", ".csv", "/open", "/open.xlsx")]
        sent = reader.post("/register", data=reader.form("/my-sessions"), files={"file": ("r.csv", written(CASE))})
    assert {answer.status_code for answer in [*asked, sent]} == {403}
    assert counted(pages, "case") == 0


@pytest.mark.parametrize("small", [True, False])
def test_the_whole_way_in_can_be_walked_at_any_width(
    windows: Windows, pages: Pages, small: bool, tmp_path: Path
) -> None:
    (tmp_path / "wrong.csv").write_bytes(written(("WSCP-2022-001", "grief", "31/02/2022", "", "", "")))
    (tmp_path / "right.csv").write_bytes(written(CASE))
    window = windows.open("/register", "coordinator", small=small)
    assert (overflow(window), faults(window)) == (0, [])
    for name in ("wrong.csv", "right.csv"):
        window.set_input_files("#file", tmp_path / name)
        with window.expect_navigation():
            window.get_by_role("button", name="Look at it first").click()
        assert (overflow(window), faults(window)) == (0, [])
    with window.expect_navigation():
        window.get_by_role("button", name="Take it in").click()
    assert window.url.endswith("/register/open?cases=1&events=2")
    assert (overflow(window), faults(window)) == (0, [])


def moved(raw: bytes) -> bytes:
    """The same register under the prefix of another partnership."""
    return raw.replace(b"WSCP-", b"ESCP-")


def moved_book(raw: bytes) -> bytes:
    sheet, kept = load_workbook(BytesIO(raw)), BytesIO()
    for row in sheet.active.iter_rows(min_row=2):
        row[0].value = row[0].value.replace("WSCP-", "ESCP-")
    sheet.save(kept)
    return kept.getvalue()


def takes_nothing(reader: Reader, raw: bytes) -> bool:
    return "everything in this register was taken in before" in words(sends(reader, raw).text)
