"""The law, readable, and an incident planned."""

import pytest

from tests.web.pages import Pages
from tests.web.pressing import words
from workflows.engine.language import AllItems
from workflows.engine.registry import workflows

EVERY = pytest.mark.parametrize("workflow", workflows().values(), ids=lambda workflow: workflow.name)


@EVERY
def test_a_process_has_every_state_every_event_and_every_date_of_the_law(pages: Pages, workflow) -> None:
    with pages.reader("communications") as reader:
        text = words(reader.get(f"/law/{workflow.name}").text)
    assert {means for means in workflow.states.values() if means not in text} == set()
    assert {event.title for event in workflow.events if event.title not in text} == set()
    assert {one.title for one in workflow.deadlines if one.title not in text} == set()
    assert {one.duty.source for one in workflow.deadlines if one.duty.source not in text} == set()


@EVERY
def test_its_drawing_names_every_way_from_state_to_state(pages: Pages, workflow) -> None:
    with pages.reader("communications") as reader:
        text = reader.get(f"/law/{workflow.name}").text
    drawing = words(text.partition('id="h-way"')[2].partition("</section>")[0])
    on = {t.on for t in workflow.transitions if not isinstance(t.on, AllItems)}
    assert {name for name in on if workflow.event(name).title not in drawing} == set()
    assert drawing.count("ends here") >= len(workflow.ends)


def test_only_statute_is_called_statute(pages: Pages) -> None:
    with pages.reader("communications") as reader:
        text = words(reader.get("/law").text)
    assert "Notify the National Panel" in text
    assert "Statute : Children Act 2004 s16C(1) The number of days is statutory guidance: WT 2023 para 330" in text
    assert "Statutory guidance : WT 2023 paras 343-344 The number of days is Panel guidance" in text


def test_a_process_there_is_none_of_is_not_here(pages: Pages) -> None:
    with pages.reader("coordinator") as reader:
        assert reader.get("/law/no-such-process").status_code == 404


def test_our_words_are_those_of_the_glossary(pages: Pages) -> None:
    with pages.reader("coordinator") as reader:
        text = reader.get("/words").text
    assert "<strong>Day zero</strong>: the day a count starts from" in text
    assert "<em>National Panel</em>" in text


def test_bank_holidays_to_come_are_listed(pages: Pages) -> None:
    with pages.reader("coordinator") as reader:
        text = words(reader.get("/law/counting").text)
    # On Mon 23 Nov 2026; Boxing Day 2026 is a Saturday.
    assert "Friday 25 December 2026 Christmas Day Monday 28 December 2026 Boxing Day" in text
    assert "31 August 2026" not in text


class TestPlan:
    def test_every_date_from_one_day(self, pages: Pages) -> None:
        with pages.reader("coordinator") as reader:
            text = words(reader.get("/plan?aware-day=18&aware-month=12&aware-year=2026").text)
        # Fri 18 Dec 2026: five working days over Christmas are Tue 29 Dec; fifteen more are Wed 20 Jan 2027.
        assert "Tue 29 Dec 2026 Notify the National Panel 5 working days after Fri 18 Dec 2026" in text
        assert "Not counting Christmas Day (Fri 25 Dec 2026) and Boxing Day (substitute day) (Mon 28 Dec 2026)" in text
        assert "Wed 20 Jan 2027 Send the Rapid Review to the National Panel" in text
        assert "Notify DfE and Ofsted" not in text

    def test_a_child_looked_after_adds_its_date(self, pages: Pages) -> None:
        path = "/plan?aware-day=18&aware-month=12&aware-year=2026&child_status=looked_after"
        with pages.reader("coordinator") as reader:
            assert "Notify DfE and Ofsted" in words(reader.get(path).text)

    def test_nothing_is_recorded(self, pages: Pages) -> None:
        with pages.reader("coordinator") as reader:
            reader.get("/plan?aware-day=18&aware-month=12&aware-year=2026")
        assert pages.rows('select id from "case"') == []

    @pytest.mark.parametrize(
        ("asked", "said"),
        [
            ("aware-day=32&aware-month=12&aware-year=2026", "must be a real date"),
            ("aware-day=18&aware-month=12", "must include a year"),
            (
                "decided-day=1&decided-month=3&decided-year=2027&publish-day=1&publish-month=2&publish-year=2027",
                "A review cannot be published on Monday 1 February 2027, before the review was decided",
            ),
        ],
    )
    def test_days_that_cannot_be_are_said(self, pages: Pages, asked: str, said: str) -> None:
        with pages.reader("coordinator") as reader:
            answer = reader.get(f"/plan?{asked}")
        assert answer.status_code == 422
        assert said in words(answer.text)
