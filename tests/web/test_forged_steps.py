"""A step that the law does not allow now is refused, whatever form is sent; and what is refused changes nothing."""

import pytest

from tests.web.pages import Pages, filled
from tests.web.pressing import events as recorded
from tests.written_dates import on
from workflows.engine.casework.in_force import calendar_in_force, law_in_force
from workflows.engine.casework.recalling import course_of
from workflows.engine.language import STEP
from workflows.engine.reading import titles
from workflows.engine.reading.possible import possible

STEPS = sorted(name for name, event in titles.events().items() if event.kind is STEP)
ON = {"on-day": "23", "on-month": "11", "on-year": "2026"}


def may_be_recorded(pages: Pages) -> set[str]:
    """The events that may be recorded of the case now, by anybody."""
    assert pages.case is not None
    with pages.record() as db:
        law = law_in_force(db, pages.partnership(db))[1]
        calendar = calendar_in_force(db, pages.partnership(db))
        return {one.event.name for one in possible(course_of(db, pages.case.id), law, calendar, on("Mon 23 Nov 2026"))}


@pytest.mark.parametrize("came", [(), ("rapid_review_sent_to_panel",)], ids=["under review", "with the Panel"])
def test_no_step_is_taken_out_of_its_order_by_a_forged_form(pages: Pages, came: tuple[str, ...]) -> None:
    reference = pages.opens_case("panel_notified", when="Mon 9 Nov 2026 10:00")
    for name in came:
        pages.records(name, on="Fri 20 Nov 2026")
    pages.it_is("Mon 23 Nov 2026 10:00")
    forged = [name for name in STEPS if name not in may_be_recorded(pages)]
    before = recorded(pages)
    with pages.reader("coordinator") as reader:
        csrf = reader.form("/my-sessions")["csrf"]
        answers = {}
        for name in forged:
            typed = {f"answer-{ask}": value for ask, value in filled(name, {}).items()}
            where = f"/cases/{reference}/record/{name}"
            sent = {"csrf": csrf, "action": "confirm", "seen": str(len(before)), "key": "", **ON, **typed}
            answers[name] = reader.post(where, data=sent).status_code
    assert len(forged) > 5
    assert {name: status for name, status in answers.items() if status not in (403, 404, 409, 422)} == {}
    assert recorded(pages) == before
