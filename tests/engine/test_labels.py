"""The words in which a form asks: each belongs to an answer of the law."""

from workflows.engine.reading.labels import ANYWHERE, OF_EVENT, label
from workflows.engine.reading.titles import events


def test_every_label_is_of_an_answer_that_the_law_asks_for() -> None:
    asked = {name: {ask.name for ask in event.asks} for name, event in events().items()}
    labelled = {(event, answer) for event, answers in OF_EVENT.items() for answer in answers}
    assert {(event, answer) for event, answer in labelled if answer not in asked.get(event, ())} == set()
    assert set(ANYWHERE) <= {answer for answers in asked.values() for answer in answers}


def test_what_has_no_label_is_asked_by_its_name() -> None:
    assert label("panel_notified", "portal_reference") == "Portal reference"
    assert label("rapid_review_sent_to_panel", "why") == "Why they decided so"
