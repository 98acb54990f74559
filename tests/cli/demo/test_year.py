"""The year the demonstration plays: the register and the script fit together."""

from collections import Counter

import pytest

from cli.demo.year import Year, the_year
from tests.written_dates import on
from workflows.engine.calendar import london_date


@pytest.fixture(scope="module")
def year() -> Year:
    return the_year()


def test_it_goes_from_day_to_day(year: Year):
    days = [london_date(act.when) for act in year.acts]

    assert days == sorted(days)
    assert (year.begins, year.ends) == (on("Sat 1 Apr 2023"), on("Sun 31 Mar 2024"))
    assert year.begins < days[0] <= days[-1] <= year.ends


def test_nothing_is_told_before_it_happened(year: Year):
    told_first = [act for act in year.acts if act.what == "records" and act.happened > london_date(act.when)]

    assert told_first == []


def test_what_the_script_says_of_an_event_of_the_register_takes_its_place(year: Year):
    sent = [act for act in year.acts if (act.case, act.about) == ("WSCP-2023-003", "rapid_review_sent_to_panel")]

    assert [(act.happened, london_date(act.when)) for act in sent] == [(on("Fri 19 May 2023"), on("Wed 24 May 2023"))]
    assert dict(sent[0].said) == {
        "decision": "no_review", "message_sent": "from the register", "decision_with_reasons": "from the register",
    }  # fmt: skip


def test_every_case_of_the_year_is_opened_once(year: Year):
    opened = Counter(act.case for act in year.acts if act.incident is not None)

    assert opened == dict.fromkeys(
        ["WSCP-2023-003", "WSCP-2023-004", "WSCP-2023-005", "WSCP-2023-006", "WSCP-2024-001"], 1
    )


def test_it_happens_on_working_days(year: Year):
    assert {act.when.weekday() for act in year.acts} <= {0, 1, 2, 3, 4}
