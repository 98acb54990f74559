"""From rows to what happened: each day is an event of the law, and each cell that cannot stand is named."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from tests.written_dates import on
from workflows.engine.casework.importing import History
from workflows.engine.register.columns import COLUMNS
from workflows.engine.register.histories import Register, Span, histories
from workflows.engine.register.table import read

EXAMPLE = Path(__file__).parents[3] / "examples" / "a-year"
BASE = {"Reference": "WSCP-2022-001", "Harm": "death", "LA aware": "25/04/2022"}
REVIEW = {**BASE, "Review decided": "2022-06-09"}


def taken(*rows: dict[str, str], until: str = "Sat 1 Apr 2023", today: str = "Mon 23 Nov 2026") -> Register:
    """These rows as a register, read until one day on another."""
    titles = list(dict.fromkeys(title for row in rows for title in row))
    lines = [titles, *([row.get(title, "") for title in titles] for row in rows)]
    raw = "\n".join(",".join(f'"{cell}"' for cell in line) for line in lines)
    return histories(read(raw.encode()), "WSCP", "Westmarch", Span(on(until), on(today)))


def told(history: History) -> list[tuple[str, date]]:
    return [(entry.report.name, entry.report.on) for entry in history.entries]


def faults(*rows: dict[str, str], **span: str) -> list[str]:
    return [str(fault) for fault in taken(*rows, **span).faults]


def test_days_are_events_in_their_order_with_what_the_row_says_of_them():
    [history] = taken(
        {
            **BASE, "Child status": "Looked After", "Partners told": "2022-04-28", "Notified to Panel": "2022-04-28",
            "Portal reference": "WM-22-0187", "Notes": "Told by the hospital",
        }
    ).histories  # fmt: skip

    assert told(history) == [
        ("authority_became_aware", on("Mon 25 Apr 2022")),
        ("panel_notified", on("Thu 28 Apr 2022")),
        ("partners_told", on("Thu 28 Apr 2022")),
    ]
    assert [dict(entry.report.said) for entry in history.entries] == [
        {"child_status": "looked_after"},
        {"portal_reference": "WM-22-0187"},
        {"message_sent": "from the register"},
    ]
    assert history.incident.circumstances == "Told by the hospital"


def test_evidence_that_the_register_does_not_hold_is_taken_as_given():
    [history] = taken({**BASE, "Notified to Panel": "2022-04-28"}).histories

    assert history.entries[-1].report.said == {"portal_reference": "from the register"}


def test_copies_are_one_event_for_each_who_is_sent_one():
    row = {
        **BASE,
        "Review decided": "2022-06-09",
        "Publication date set": "2022-11-01",
        "Planned publication": "2022-12-01",
    }
    [history] = taken({**row, "Copies sent": "2022-11-21"}).histories

    sent = [entry.report.item for entry in history.entries if entry.report.name == "advance_copy_sent"]
    assert sent == ["panel", "secretary-of-state", "ofsted"]
    assert history.entries[2].report.said == {"publish_on": "2022-12-01", "override_reason": "from the register"}


@pytest.mark.parametrize(
    ("cells", "route"),
    [
        ({}, "partners_own_decision"),
        ({"Rapid Review sent": "2022-05-20"}, "rapid_review"),
        ({"Rapid Review sent": "2022-05-20", "Panel letter": "2022-06-01", "Panel says": "agrees"}, "rapid_review"),
        ({"Rapid Review sent": "2022-05-20", "Panel letter": "2022-06-01", "Panel says": "disagrees"}, "panel_letter"),
        ({"Rapid Review sent": "2022-05-20", "Panel letter": "2022-06-30", "Panel says": "disagrees"}, "rapid_review"),
    ],
)
def test_where_a_review_came_from(cells: dict[str, str], route: str):
    [history] = taken({**BASE, **cells, "Review decided": "2022-06-09"}).histories

    [decided] = [entry.report for entry in history.entries if entry.report.name == "review_initiated"]
    assert decided.said["route"] == route


def test_a_legacy_review_is_of_its_own_kind():
    row = {"Reference": "WSCP-2017-001", "Harm": "death", "Type": "Legacy SCR", "Review decided": "2017-11-08"}
    [history] = taken(row).histories

    assert history.entries[0].report.said["kind"] == "legacy_scr"


@pytest.mark.parametrize(
    ("areas", "event", "which"),
    [
        ({"Other area": "Eastmarch"}, "other_area_joined", "Eastmarch"),
        ({"Lead area": "Westmarch", "Other area": "Eastmarch"}, "other_area_joined", "Eastmarch"),
        ({"Lead area": "Eastmarch", "Other area": "Eastmarch"}, "incident_found_in_another_area", "Eastmarch"),
    ],
)
def test_who_leads_where_there_are_two_areas(areas: dict[str, str], event: str, which: str):
    [history] = taken({**BASE, **areas, "Lead agreed": "2022-05-03"}).histories

    assert told(history)[-1] == (event, on("Tue 3 May 2022"))
    assert history.entries[-1].report.said["which_area"] == which


def test_proceedings_are_known_to_the_case_from_the_day_of_the_review():
    row = {**BASE, "Review decided": "2022-06-09", "Proceedings": "criminal", "Proceedings began": "2022-05-09"}
    [history] = taken(row).histories

    assert told(history)[1:] == [
        ("review_initiated", on("Thu 9 Jun 2022")),
        ("proceedings_began", on("Mon 9 May 2022")),
    ]
    assert taken(row, until="Wed 1 Jun 2022").left_out[-1] == (
        "WSCP-2022-001", "Proceedings began", on("Thu 9 Jun 2022"),
    )  # fmt: skip


def test_days_in_one_cell_are_so_many_events_and_what_is_later_is_left_out():
    register = taken({**BASE, "Review decided": "2022-06-09", "Progress checked": "13/07/2022; 2023-04-12;08/03/2023"})

    assert told(register.histories[0])[2:] == [
        ("progress_noted", on("Wed 13 Jul 2022")),
        ("progress_noted", on("Wed 8 Mar 2023")),
    ]
    assert register.left_out == [("WSCP-2022-001", "Progress checked", on("Wed 12 Apr 2023"))]


def test_a_case_of_which_everything_came_later_is_left_out_without_a_fault():
    register = taken(BASE, until="Sun 24 Apr 2022")

    assert (register.histories, register.faults) == ([], [])


@pytest.mark.parametrize(
    ("title", "cell", "sentence"),
    [
        ("LA aware", "31/02/2022", "'31/02/2022' is not a date: write it as 2026-12-25 or 25/12/2026."),
        ("LA aware", "04/18/2022", "'04/18/2022' is not a date: write it as 2026-12-25 or 25/12/2026."),
        ("LA aware", "18/04/22", "'18/04/22' is not a date: write it as 2026-12-25 or 25/12/2026."),
        ("LA aware", "44676", "44676 is how a spreadsheet counts days: format the column as dates."),
        ("LA aware", "18/04/0022", "18/04/0022 is not a likely day."),
        ("LA aware", "=TODAY()", "'=TODAY()' looks like a formula: save the values only."),
        ("Notes", "@SUM(A1)", "'@SUM(A1)' looks like a formula: save the values only."),
        ("Notes", "-1+1", "'-1+1' looks like a formula: save the values only."),
        ("LA aware", "24/11/2026", "Tuesday 24 November 2026 is still ahead, and only what happened is recorded."),
        ("Harm", "deaths", "'deaths' is none of death, serious harm or other. Did you mean death?"),
        ("Reference", "BSCP-2022-1", "'BSCP-2022-1' is no reference of this partnership: they read WSCP-2023-001."),
        ("Reference", "", "it is empty."),
        ("Portal reference", "X1", "it says something, and Notified to Panel is empty."),
        ("Progress checked", " ; ", "';' holds no day."),
    ],
)
def test_what_cannot_stand_in_a_cell(title: str, cell: str, sentence: str):
    [named] = faults({**REVIEW, title: cell})

    assert named.endswith(f" ({title}): {sentence}")
    assert named.startswith("line 2, column ")


def test_a_case_in_which_nothing_happened():
    assert faults({**BASE, "LA aware": "", "Incident": "2022-04-23"}) == [
        "line 2, column A (Reference): nothing has happened in this case: it has no day from which anything begins."
    ]


def test_a_note_that_begins_with_a_dash_is_a_note():
    assert faults({**BASE, "Notes": "- rang the hospital"}) == []


def test_everything_wrong_is_named_at_once_row_by_row():
    named = faults({**BASE, "Harm": "?"}, {**BASE, "Reference": "WSCP-2022-002", "LA aware": "?"}, BASE)

    assert [one.partition(":")[0] for one in named] == [
        "line 2, column B (Harm)",
        "line 3, column C (LA aware)",
        "line 4, column A (Reference)",
    ]
    assert named[-1] == "line 4, column A (Reference): WSCP-2022-001 stands in line 2 already."


def test_a_register_says_what_has_happened_by_today_and_plans_may_lie_ahead():
    row = {
        **BASE,
        "Review decided": "2022-06-09",
        "Publication date set": "2022-11-01",
        "Planned publication": "2022-12-25",
    }

    assert faults(row, until="Tue 1 Nov 2022", today="Tue 1 Nov 2022") == []


class TestTheExample:
    @pytest.mark.parametrize(("until", "cases"), [("Sat 1 Apr 2023", 14), ("Sun 31 Mar 2024", 19)])
    def test_it_is_whole(self, until: str, cases: int):
        table = read((EXAMPLE / "register.csv").read_bytes())
        register = histories(table, "WSCP", "Westmarch", Span(on(until), on("Sun 31 Mar 2024")))

        assert (len(register.histories), register.faults) == (cases, [])

    def test_what_it_stands_for_is_written_beside_it(self):
        written = (EXAMPLE / "README.md").read_text(encoding="utf-8").splitlines()

        assert list(rows_of(written)) == [[one.title, str(one), one.means, ", ".join(one.needs)] for one in COLUMNS]

    def test_nobody_is_described_beyond_the_kind_of_harm(self):
        rows = read((EXAMPLE / "register.csv").read_bytes()).rows

        assert {row.cells["Harm"] for row in rows} == {"death", "serious harm"}
        assert {row.cells["Notes"] for row in rows if "Notes" in row.cells} == {
            "Serious case review begun under the earlier law",
            "The partners decided again and kept to no review",
        }


def rows_of(written: Iterable[str]) -> Iterable[list[str]]:
    """The rows of the table of columns."""
    lines = iter(written)
    for line in lines:
        if line.startswith("| column |"):
            next(lines)
            break
    for line in lines:
        if not line.startswith("|"):
            return
        yield [cell.strip() for cell in line.strip("|").split("|")]
