"""A plan is the course of a case that has not happened: it agrees with the law, and with another way of counting."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from config.bank_holidays import ENGLAND_AND_WALES
from tests.written_dates import on
from workflows.engine import Deadline, working_days
from workflows.engine.calendar import Calendar
from workflows.engine.course import Law
from workflows.engine.planning import STAGES, Plan, Planned, plan
from workflows.engine.refusals import Code, Refused
from workflows.engine.registry import with_local_days, workflows

CALENDAR = Calendar.build(ENGLAND_AND_WALES)
DAY = timedelta(days=1)


def planned(**days: str) -> Plan:
    return plan(workflows(), CALENDAR, {name: on(written) for name, written in days.items()})


def the(name: str, of: Plan) -> Planned:
    return next(one for one in of.deadlines if one.declared.name == name)


def walked(day: date, n: int) -> date:
    """The n-th working day after (or, below nought, before) a day: one step at a time, unlike the calendar."""
    step, left = (DAY, n) if n > 0 else (-DAY, -n)
    while left:
        day += step
        left -= day.weekday() < 5 and day not in ENGLAND_AND_WALES
    return day


def declared() -> Iterator[Deadline]:
    for workflow in workflows().values():
        yield from workflow.deadlines


def test_it_agrees_with_walking_from_day_to_day_on_a_thousand_cases() -> None:
    chance = random.Random(2023)
    for _ in range(1000):
        aware = date(2018, 1, 1) + chance.randrange(3600) * DAY
        publish = aware + (300 + chance.randrange(50)) * DAY
        found = plan(workflows(), CALENDAR, {"aware": aware, "publish": publish})
        due = {one.declared.name: one.due for one in found.deadlines}
        notified = walked(aware, 5)

        assert (due["notify-panel"], due["tell-partners"]) == (notified, notified)
        assert due["letters-out"] == walked(notified, 1)
        assert due["panel-meeting"] == walked(notified, 12)
        assert due["send-rapid-review"] == walked(notified, 15)
        assert due["panel-reply"] == walked(walked(notified, 15), 10)
        assert due["send-advance-copies"] == walked(publish, -7)
        assert due["send-advance-copies-by-law"] == publish - 7 * DAY


def test_it_is_the_law_as_a_partnership_has_it() -> None:
    law: Law = {**workflows(), "rapid-review": with_local_days(workflows()["rapid-review"], {"panel-meeting": 9})}
    of_the_law = planned(notified="Mon 3 Mar 2025")
    own = plan(law, CALENDAR, {"notified": on("Mon 3 Mar 2025")})

    assert the("panel-meeting", of_the_law).due == on("Wed 19 Mar 2025")
    assert the("panel-meeting", own).due == on("Fri 14 Mar 2025")


def test_it_is_counted_on_the_calendar_it_is_given() -> None:
    struck = CALENDAR.with_holidays({on("Wed 5 Mar 2025"): "a day off"})

    assert plan(workflows(), struck, {"notified": on("Mon 3 Mar 2025")}).deadlines[0].due == on("Tue 4 Mar 2025")
    review = the("send-rapid-review", plan(workflows(), struck, {"notified": on("Mon 3 Mar 2025")}))
    assert review.due == on("Tue 25 Mar 2025")
    assert review.counted is not None
    assert [holiday.why for holiday in review.counted.skipped] == ["a day off"]


def test_a_law_in_force_from_a_day_is_planned_from_that_day() -> None:
    notification = workflows()["incident-notification"]
    old, *others = notification.deadlines
    until, since = on("Sun 31 Jan 2027"), on("Mon 1 Feb 2027")
    two = (replace(old, until=until), replace(old, within=working_days(3), since=since), *others)
    law = {**workflows(), notification.name: replace(notification, deadlines=two)}

    assert the("notify-panel", plan(law, CALENDAR, {"aware": on("Fri 29 Jan 2027")})).due == on("Fri 5 Feb 2027")
    assert the("notify-panel", plan(law, CALENDAR, {"aware": on("Mon 1 Feb 2027")})).due == on("Thu 4 Feb 2027")


def test_every_deadline_it_names_is_declared_and_none_chases_evidence() -> None:
    names = {one.declared.name for one in planned(aware="Mon 2 Nov 2026").deadlines}

    assert names <= {one.name for one in declared()}


def test_a_stage_that_is_late_moves_what_counts_from_it_and_says_so() -> None:
    found = planned(aware="Mon 2 Nov 2026", notified="Wed 18 Nov 2026")

    assert the("notify-panel", found).late_by == 7
    assert the("send-rapid-review", found).due == on("Wed 9 Dec 2026")
    assert found.notes[-1] == (
        "Late by 7 working days: Notify the National Panel, due Monday 9 November 2026, "
        "done Wednesday 18 November 2026."
    )


def test_what_is_only_assumed_is_not_called_done() -> None:
    found = planned(aware="Mon 2 Nov 2026")

    assert {(one.done, one.late_by) for one in found.deadlines} == {(None, None)}


@pytest.mark.parametrize("stage", [stage.said for stage in STAGES])
def test_it_may_begin_at_any_stage(stage: str) -> None:
    found = plan(workflows(), CALENDAR, {stage: on("Mon 2 Nov 2026")})

    assert found.steps[0].stage.said == stage
    assert all(one.due for one in found.deadlines)
    assert the("keep-published", found).due is not None


def test_days_that_cannot_be_true_are_refused() -> None:
    with pytest.raises(Refused) as before_it_was_known:
        planned(aware="Mon 2 Nov 2026", decided="Mon 5 Oct 2026", publish="Mon 12 Oct 2026")
    with pytest.raises(Refused) as of_nothing:
        plan(workflows(), CALENDAR, {})

    assert before_it_was_known.value.code is Code.TOO_EARLY
    assert of_nothing.value.code is Code.BAD_ANSWER


def test_a_day_assumed_gives_way_to_one_that_is_known() -> None:
    """The Rapid Review would be sent on Monday 23 November, after the review is out: odd, and still not impossible."""
    found = planned(notified="Mon 2 Nov 2026", decided="Tue 3 Nov 2026", publish="Mon 16 Nov 2026")

    assert the("send-advance-copies-by-law", found).due == on("Mon 9 Nov 2026")
    assert any(note.startswith("Out of order: the review was decided on") for note in found.notes)
