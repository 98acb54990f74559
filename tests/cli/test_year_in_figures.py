"""`swan figures`: the numbers of a year at a terminal, those of the page."""

import pytest

from tests.cli.terminal import Terminal

TITLE = "Notify the National Panel"


@pytest.fixture
def late(swan: Terminal) -> Terminal:
    """Known on Monday 2 November 2026, due Monday 9, notified on Wednesday 18: seven working days late."""
    swan.it_is("Mon 2 Nov 2026 10:00")
    swan.does("open", "--aware", "2026-11-02", "--harm", "death", "--as", "orla-fennimore")
    swan.it_is("Wed 18 Nov 2026 10:00")
    swan.does(
        "record", "WSCP-2026-001", "panel_notified", "--on", "2026-11-18", "--with", "portal_reference=ABC-1", "--as",
        "orla-fennimore",
    )  # fmt: skip
    return swan


def test_how_the_dates_of_the_year_were_kept(late: Terminal) -> None:
    numbers = late.reads("figures")["numbers"]

    [late_ones] = [n for title, n in numbers.items() if title.startswith(TITLE) and title.endswith(": late")]
    assert late_ones == 1
    said = late.does("figures").words
    assert "Figures, 1 April 2026 to 31 March 2027." in said
    assert "do not publish it without thought" in said


def test_what_may_be_published_tells_no_small_number(late: Terminal) -> None:
    told = late.reads("figures", "2026", "--publish")
    assert 1 not in told["numbers"].values()


def test_they_are_kept_as_reported_once(late: Terminal) -> None:
    assert "Kept as reported today." in late.does("figures", "--keep", "--as", "orla-fennimore").words
    assert late.rows("select said ->> 'year' from office_event where act = 'figures_reported'") == [("2026",)]

    again = late("figures", "--keep", "--as", "orla-fennimore")
    assert (again.code, again.err.strip()) == (3, "These figures are kept already: nothing has changed since.")


def test_a_year_of_which_nothing_is_known(late: Terminal) -> None:
    said = late("figures", "1999")
    assert said.code == 4
    assert said.err.startswith("There are no figures of 1999: there are those of ")
