"""The notification preparation sheet: filled from the case, its gaps marked, and every look at it written down."""

from io import BytesIO

import httpx2
import pytest
from docx import Document
from sqlalchemy import text

from models.database import session
from tests.web.pages import Pages
from tests.web.pressing import confirms, words
from tests.web.windows import Windows, faults, overflow
from web.papers import DOCX

CHILD = "Zz Canary"


def opened(pages: Pages, event: str = "incident_reported", **more: str) -> str:
    """A case with a child's name, a place and what is known; its address."""
    with pages.reader("coordinator") as reader:
        path = f"/open/{event}"
        day = {"on-day": "16", "on-month": "11", "on-year": "2026", "whose": "coordinator:", "case-harm": "death"}
        typed = {"case-children": CHILD, "case-place": "Mill Lane", "case-circumstances": "Found in the morning."}
        answer: httpx2.Response = reader.sends(path, **day, **typed, **more, action="confirm")
    assert answer.status_code == 303, words(answer.text)
    return answer.headers["location"].partition("?")[0]


def told(pages: Pages) -> list[tuple[str, str | None]]:
    rows = pages.rows("select act, said ->> 'on' as place from access where case_id is not null order by at, id")
    return [(row.act, row.place) for row in rows]


def test_what_the_case_knows_is_filled_in_and_the_rest_says_whom_to_ask(pages: Pages) -> None:
    path = opened(pages)
    with pages.reader("coordinator") as reader:
        text = words(reader.get(f"{path}/notification-sheet").text)
    assert f"Name {CHILD}" in text
    assert "Place Mill Lane" in text
    assert "What happened Found in the morning." in text
    assert "Death, serious harm or other Death" in text
    assert "Ethnicity Not known yet: ask the child’s social worker." in text
    assert "Time, if it is known Not known yet: ask the police partner." in text


def test_it_says_by_when_and_what_was_decided(pages: Pages) -> None:
    reference = pages.opens_case("authority_became_aware", when="Mon 16 Nov 2026 10:00", child_status="looked_after")
    pages.records(
        "decided_to_notify", on="Tue 17 Nov 2026", abuse_or_neglect="suspected", harm="other",
        why_other="A perpetrator.", partners_agreed="all",
    )  # fmt: skip
    with pages.reader("la_notifier") as reader:
        text = words(reader.get(f"/cases/{reference}/notification-sheet").text)
    # Five working days after Mon 16 Nov 2026.
    assert "Notify the National Panel: Monday 23 November 2026, 4 working days left." in text
    assert "first knew or suspected Monday 16 November 2026" in text
    assert "Looked after, or a care leaver Looked after" in text
    assert "Abuse or neglect: known or suspected Suspected" in text
    assert "neither death nor serious harm A perpetrator." in text
    assert "Decided to notify Tuesday 17 November 2026" in text


def test_a_correction_counts_and_what_never_happened_does_not(pages: Pages) -> None:
    reference = pages.opens_case("incident_reported", when="Mon 16 Nov 2026 10:00")
    pages.records("authority_became_aware", on="Tue 17 Nov 2026", child_status="care_leaver")
    sheet = f"/cases/{reference}/notification-sheet"
    with pages.reader("coordinator") as reader:
        assert "or a care leaver Care leaver" in words(reader.get(sheet).text)
        struck = f"/cases/{reference}/entries/2/strike"
        confirms(reader, struck, reader.sends(struck, reason="Another case", action="check"))
        assert "or a care leaver Not known yet" in words(reader.get(sheet).text)


def test_the_word_document_says_the_same_and_its_name_says_nothing(pages: Pages) -> None:
    path = opened(pages)
    with pages.reader("coordinator") as reader:
        answer = reader.get(f"{path}/notification-sheet.docx")
    assert answer.headers["content-type"] == DOCX
    assert CHILD not in str(answer.headers)
    made = Document(BytesIO(answer.content))
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    assert cells[cells.index("Name") + 1] == CHILD
    assert any(cell.startswith("Not known yet: ask the police partner.") for cell in cells)
    assert CHILD not in made.core_properties.title


def test_every_look_is_written_down_as_showing_children_is(pages: Pages) -> None:
    path = opened(pages)
    with pages.reader("coordinator") as reader:
        reader.get(f"{path}/notification-sheet")
        reader.get(f"{path}/notification-sheet.docx")
    assert told(pages) == [
        ("children-shown", "notification-sheet"), ("children-shown", "notification-sheet.docx"),
    ]  # fmt: skip


@pytest.mark.parametrize("role", ["communications", "agency_contact", "lead_partner"])
def test_it_is_for_those_alone_who_may_see_children(pages: Pages, role: str) -> None:
    path = opened(pages)
    with pages.reader(role) as reader:
        answers = [reader.get(f"{path}/notification-sheet{end}") for end in ("", ".docx")]
        assert "notification-sheet" not in reader.get(path).text
    assert {answer.status_code for answer in answers} == {403}
    assert all(CHILD not in answer.text for answer in answers)


def test_another_partnerships_case_has_none(pages: Pages) -> None:
    other = pages.opens_case("incident_reported", when="Mon 16 Nov 2026 10:00", partnership="eastmarch")
    with pages.reader("coordinator") as reader:
        assert reader.get(f"/cases/{other}/notification-sheet").status_code == 404


@pytest.mark.parametrize("small", [True, False])
def test_it_can_be_read_at_any_width(pages: Pages, windows: Windows, small: bool) -> None:
    path = opened(pages)
    window = windows.open(f"{path}/notification-sheet", "coordinator", small=small)
    assert overflow(window) <= 0
    assert faults(window) == []


def test_of_a_case_that_was_erased_it_says_so(pages: Pages) -> None:
    path = opened(pages)
    with session("swan_owner", url=pages.url) as db:
        db.execute(text("delete from case_key"))
    with pages.reader("coordinator") as reader:
        answers = [reader.get(f"{path}/{paper}") for paper in ("notification-sheet", "review-pack")]
        assert reader.get("/register.csv").status_code == 200
    assert all("was erased when its time to be kept was over" in answer.text for answer in answers)
    assert all(CHILD not in answer.text for answer in answers)
