"""A row that goes out says what its case's record says, as far as a column holds it, and could come in again."""

from datetime import UTC, date, datetime
from typing import Any

from models.columns import new_id
from tests.written_dates import on
from workflows.engine.casework.opening import Incident
from workflows.engine.reading.case import EventRead
from workflows.engine.reading.told import Told
from workflows.engine.register.outgoing import Cells, row_of

AWARE = ("authority_became_aware", "Mon 25 Apr 2022")


def told(seq: int, name: str, day: str, item: str | None = None, **said: Any) -> Told:
    event = EventRead(
        id=new_id(), seq=seq, act="recorded", name=name, about=None, item=item, happened_on=on(day), happened_time=None,
        recorded_at=datetime(2026, 11, 23, tzinfo=UTC), done_by_role="coordinator", done_by=None, recorded_by=None,
        login="tests", details=said, evidence=(), has_text=False,
    )  # fmt: skip
    return Told(event, on(day), None, said)


def row(*found: tuple[Any, ...], **more: Any) -> Cells | None:
    events = [told(seq, *one[:3], **(one[3] if len(one) > 3 else {})) for seq, one in enumerate(found, start=1)]
    return row_of("WSCP-2022-001", Incident("death", **more), events)


def test_days_stand_under_their_columns_and_answers_beside_them() -> None:
    found = row(
        (*AWARE, None, {"child_status": "looked_after"}),
        ("panel_notified", "Thu 28 Apr 2022", None, {"portal_reference": "WM-22-0187"}),
        on=date(2022, 4, 24), circumstances="Told by the hospital",
    )  # fmt: skip
    assert found == {
        "Reference": "WSCP-2022-001", "Harm": "death", "Incident": date(2022, 4, 24), "LA aware": date(2022, 4, 25),
        "Child status": "looked after", "Notified to Panel": date(2022, 4, 28), "Portal reference": "WM-22-0187",
        "Notes": "Told by the hospital",
    }  # fmt: skip


def test_what_stands_for_evidence_that_a_register_did_not_hold_is_left_empty() -> None:
    found = row(("panel_notified", "Thu 28 Apr 2022", None, {"portal_reference": "from the register"}))
    assert found is not None
    assert "Portal reference" not in found


def test_a_case_of_which_no_column_holds_a_day_has_no_row() -> None:
    assert row(("incident_reported", "Mon 25 Apr 2022")) is None


def test_copies_were_sent_when_the_last_of_the_three_was_and_not_before() -> None:
    planned = ("publication_planned", "Tue 1 Nov 2022", None, {"publish_on": "2022-11-30"})
    decided = ("review_initiated", "Thu 9 Jun 2022", None, {"kind": "legacy_scr"})
    copies = [("advance_copy_sent", "Mon 14 Nov 2022", "panel"), ("advance_copy_sent", "Tue 15 Nov 2022", "ofsted")]
    last = ("advance_copy_sent", "Wed 16 Nov 2022", "secretary-of-state")

    two, three = row(decided, planned, *copies), row(decided, planned, *copies, last)

    assert two is not None
    assert three is not None
    assert "Copies sent" not in two
    assert three["Copies sent"] == date(2022, 11, 16)
    assert (three["Planned publication"], three["Type"]) == (date(2022, 11, 30), "legacy SCR")


def test_of_several_letters_the_latest_stands_and_only_an_answer_to_it() -> None:
    first = ("panel_asked_for_information", "Mon 2 May 2022", "letter")
    answered = ("partners_answered_panel", "Fri 6 May 2022", "letter")
    second = ("panel_disagreed", "Mon 9 May 2022", "letter-2")

    one, both = row(first, answered), row(first, answered, second)

    assert one is not None
    assert both is not None
    assert (one["Panel says"], one["Panel answered"]) == ("asks for information", date(2022, 5, 6))
    assert (both["Panel says"], both["Panel letter"]) == ("disagrees", date(2022, 5, 9))
    assert "Panel answered" not in both


def test_a_cell_that_needs_another_which_is_empty_is_left_out() -> None:
    found = row(AWARE, ("panel_told_of_review", "Mon 2 May 2022"))
    assert found is not None
    assert "Review told" not in found


def test_every_day_of_progress_is_in_one_cell() -> None:
    noted = (("progress_noted", "Wed 13 Jul 2022"), ("progress_noted", "Wed 10 Aug 2022"))
    found = row(("review_initiated", "Thu 9 Jun 2022"), *noted)
    assert found is not None
    assert found["Progress checked"] == "2022-07-13; 2022-08-10"
