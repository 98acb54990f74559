"""`swan hand-over`: one partnership offers a case, the other takes it over, and both see what became of it."""

import pytest

from models.database import session
from tests.cli.terminal import Terminal
from tests.office import moment
from tests.two_areas import plan_of
from workflows.engine.casework.acting import Actor
from workflows.engine.casework.founding import found

REF, NOW = "WSCP-2026-001", "ESCP-2026-001"
OFFER = ("hand-over", "offer", REF, "--to", "eastmarch", "--because", "It happened there.")
ACCEPT = ("hand-over", "accept", REF, "--partnership", "eastmarch")


@pytest.fixture
def swan(swan: Terminal) -> Terminal:
    """Two partnerships, and a case of the first."""
    with session("swan_app", url=swan.url) as db:
        found(db, plan_of("eastmarch", "ESCP"), Actor("tests"), moment("Wed 1 Apr 2020 09:00"))
    swan.does("open", "--partnership", "westmarch", "--aware", "2026-11-20", "--harm", "serious harm")
    return swan


def test_it_goes_from_one_to_the_other(swan: Terminal) -> None:
    said = swan.does(*OFFER, "--as", "orla-fennimore").words
    assert said == f"{REF} is offered to Eastmarch. It is yours until they take it over."
    assert "Offered to eastmarch, which has not taken it over yet." in swan.does("case", REF).out
    assert swan.reads("hand-over", "list")["offered_to_us"] == [
        {"reference": REF, "to": "eastmarch", "from": "westmarch"}
    ]

    said = swan.does(*ACCEPT, "--as", "orla-fennimore").words
    assert said == f"{REF} is Eastmarch's now: {NOW}. Its open dates are told to your people from here on."
    head = swan.does("case", NOW).out
    assert "· Eastmarch" in head
    assert f"Handed over by westmarch, where it was {REF}." in head
    assert "Case offered to another partnership" in head
    assert swan.reads("case", NOW)["former"] == {REF: "westmarch"}
    assert [one["reference"] for one in swan.reads("cases")["cases"]] == [NOW]


def test_whoever_asks_for_it_where_it_was_is_told_where_it_went(swan: Terminal) -> None:
    swan.does("case", REF)
    swan.does(*OFFER)
    swan.does(*ACCEPT)
    gone = swan("case", REF)
    assert gone.code == 4
    assert gone.err == f"{REF} was handed over to Eastmarch on Monday 23 November 2026: {NOW}.\n"
    assert [one["act"] for one in swan.reads("audit", "who-saw", REF)["saw"]] == ["case-viewed"]
    assert swan.reads("audit", "who-saw", NOW)["saw"] == []
    (over,) = swan.reads("hand-over", "list")["handed_over"]
    assert (over["reference"], over["now"], over["partnership"]) == (REF, NOW, "Eastmarch")
    assert "The record is whole" in swan.does("audit").words
    assert swan.reads("audit", "verify")["wrong"] == []


def test_an_offer_is_taken_back(swan: Terminal) -> None:
    swan.does(*OFFER)
    assert "is offered to nobody any more" in swan.does("hand-over", "withdraw", REF).words
    refused = swan(*ACCEPT)
    assert refused.code == 4
    assert refused.err == f"No case {REF} is offered to Eastmarch.\n"
    assert swan.does("hand-over", "list").words == "No case is between two partnerships."


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        ((*OFFER[:4], "southmarch", *OFFER[5:]), 4, "There is no partnership southmarch. Did you mean"),
        ((*OFFER, "--as", "ambrose-tendulkar"), 3, "Whose case it is, is recorded in"),
        ((*OFFER[:2], "WSCP-2026-002", *OFFER[3:]), 4, "has no case WSCP-2026-002"),
        (("hand-over", "accept", REF), 2, "There are several partnerships"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(
    swan: Terminal, arguments: tuple[str, ...], code: int, sentence: str
) -> None:
    refused = swan(*arguments)
    assert (refused.code, refused.out) == (code, "")
    assert sentence in refused.err
