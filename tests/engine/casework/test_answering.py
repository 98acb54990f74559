"""What somebody says of an event is understood, put in the law's words, or refused in one sentence."""

import pytest

from workflows.engine import FACT, Event, a_date, choice, keys, partners, text
from workflows.engine.casework.answering import read
from workflows.engine.refusals import Code, Refused

ASKED = Event(
    "letter_came",
    "A letter came",
    FACT,
    by=("coordinator",),
    evidence=("letter",),
    asks=(
        choice("child_status", "none", "looked_after", "care_leaver", required=False),
        a_date("answer_by", required=False),
        keys("readers", required=False),
        partners(),
        text("why"),
    ),
)


@pytest.mark.parametrize("said", ["looked_after", "Looked After", "LOOKED-AFTER", " looked  after "])
def test_a_choice_is_kept_as_the_law_writes_it(said: str) -> None:
    assert read(ASKED, {"child_status": said}).details["child_status"] == "looked_after"


@pytest.mark.parametrize("said", ["2026-12-25", "25 Dec 2026", "25/12/2026", "Friday 25 December 2026"])
def test_a_date_is_kept_as_the_day_it_is(said: str) -> None:
    assert read(ASKED, {"answer_by": said}).details["answer_by"] == "2026-12-25"


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"child_status": "adopted"}, "child_status must be one of none, looked_after, care_leaver, not 'adopted'."),
        ({"answer_by": "tomorrow"}, "answer_by: 'tomorrow' is not a date: write it as 2026-12-25 or 25/12/2026."),
        ({"answer_by": "Thu 25 Dec 2026"}, "answer_by: 'Thu 25 Dec 2026' is not a date: 25 December 2026 is a Friday."),
        ({"readers": "Jane Smith"}, "readers must be short names such as police or icb, not 'Jane Smith'."),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_in_one_sentence(said: dict[str, str], sentence: str) -> None:
    with pytest.raises(Refused) as refused:
        read(ASKED, said)

    assert (refused.value.code, str(refused.value)) == (Code.BAD_ANSWER, sentence)


def test_an_answer_nobody_asks_for_is_refused_with_those_that_are() -> None:
    with pytest.raises(
        Refused, match="has no answer called hue; it knows child_status, answer_by, readers, partners, "
    ):
        read(ASKED, {"hue": "red"})


def test_text_is_sealed_and_what_is_plain_is_not() -> None:
    answers = read(ASKED, {"why": "she said so", "note": "by phone", "letter": "in the post", "readers": "icb, police"})

    assert answers.texts == {"letter": "in the post", "note": "by phone", "why": "she said so"}
    assert answers.details == {"readers": ["icb", "police"], "partners": []}
    assert answers.evidence == ("letter",)


def test_partners_left_out_are_the_partnerships_own() -> None:
    assert read(ASKED, {}, ("icb", "police")).details["partners"] == ["icb", "police"]
    assert read(ASKED, {"partners": "icb"}, ("icb", "police")).details["partners"] == ["icb"]


def test_evidence_that_is_empty_is_no_evidence() -> None:
    assert read(ASKED, {"letter": "  "}).evidence == ()
