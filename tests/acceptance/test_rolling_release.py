"""A release is rolled out while Swan runs: old and new code side by side on one record, losing and doubling nothing."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.acceptance.accounts import account_of
from tests.acceptance.live_office import LiveOffice, Told, told_by
from tests.acceptance.releases import NEW, OLD, Release, next_release, release_after_next
from tests.acceptance.stack import Process, Stack, wait_until
from tests.acceptance.stories import OPENED, Story
from tests.office import Office, moment

pytestmark = pytest.mark.acceptance

LAST = "Thu 27 Mar 2025 09:00"

COLUMNS = "select column_name from information_schema.columns where table_name = 'message' and column_name = any(%s)"


def nearly_four_weeks(office: Office) -> None:
    office.opens_case(standing_in="rapid-review", when=OPENED)
    office.passes_to(moment(LAST))


@pytest.fixture
def record(stack: Stack, office: LiveOffice) -> Iterator[LiveOffice]:
    """An office on a record whose tables the test may change."""
    yield office
    stack.begins_a_new_record()


def running(stack: Stack, release: Release, name: str) -> AbstractContextManager[list[Process]]:
    """This release's own worker, courier and timekeeper, beside whoever runs already."""
    return stack.others_beside([stack.worker, stack.courier, stack.timekeeper], name, **release.environment)


def each(do: Callable[[Process], None], processes: list[Process]) -> None:
    for process in processes:
        do(process)


def passes_to(office: LiveOffice, *days: str) -> None:
    """On each of these days somebody is told of something."""
    for day in days:
        before = len(office.stack.post.taken)
        office.passes_to(moment(f"{day} 09:00"))
        assert len(office.stack.post.taken) > before, f"nobody was told of anything on {day}"


def test_a_column_added_in_one_release_and_another_dropped_in_the_next(
    stack: Stack, record: LiveOffice, undisturbed: Callable[[Story], list[Told]], tmp_path: Path
) -> None:
    office, first = record, [stack.worker, stack.courier, stack.timekeeper]
    second, third = next_release(tmp_path / "second"), release_after_next(tmp_path / "third")
    office.opens_case(standing_in="rapid-review", when=OPENED)
    passes_to(office, "Tue 4 Mar 2025")
    second.migrates(stack)
    passes_to(office, "Wed 5 Mar 2025")
    with running(stack, second, "second") as newer:
        passes_to(office, "Thu 6 Mar 2025")
        each(Process.stops, first)
        passes_to(office, "Fri 7 Mar 2025")
        third.migrates(stack)
        passes_to(office, "Mon 17 Mar 2025")
        with running(stack, third, "third") as newest:
            passes_to(office, "Wed 19 Mar 2025")
            each(Process.stops, newer)
            passes_to(office, "Fri 21 Mar 2025", "Mon 24 Mar 2025")
            office.passes_to(moment(LAST))
        assert [worked(release) for release in (first, newer, newest)] == [True, True, True]
        assert [task for process in (*first, *newer, *newest) for task in process.failed()] == []

    account = account_of(office)
    assert (account.lost, account.doubled, account.perhaps_twice) == (0, 0, 0)
    assert told_by(office) == undisturbed(nearly_four_weeks)
    assert stack.rows(COLUMNS, [OLD, NEW]) == [(NEW,)]
    assert {reference for (reference,) in stack.rows(f"select {NEW} from message")} == {
        f"<{mail.id}@swan.invalid>" for mail in stack.post.taken
    }


def test_a_column_dropped_under_the_code_that_still_writes_it_is_noticed_and_loses_nothing(
    stack: Stack, record: LiveOffice, undisturbed: Callable[[Story], list[Told]], tmp_path: Path
) -> None:
    """The release between is left out. What the old courier had handed over it cannot write down: it may come twice."""
    office, third = record, release_after_next(tmp_path / "third")
    office.opens_case(standing_in="rapid-review", when=OPENED)
    passes_to(office, "Tue 4 Mar 2025")
    before = len(stack.post.taken)
    third.migrates(stack)
    office.stands("Wed 5 Mar 2025 08:00")
    wait_until(lambda: "notices.deliver" in stack.courier.failed(), stack.logs)
    each(Process.stops, [stack.worker, stack.courier, stack.timekeeper])
    with running(stack, third, "third"):
        office.comes_to_rest_in_a_minute()

    account = account_of(office)
    assert (account.lost, account.doubled) == (0, 0)
    assert account.perhaps_twice == account.taken_twice > 0
    assert stack.post.taken[before].id in {mail.id for mail in stack.post.taken[before + 1 :]}
    assert told_by(office) == [told for told in undisturbed(nearly_four_weeks) if told.raised_at <= office.now]


def worked(release: list[Process]) -> bool:
    """Whether it has both swept and delivered."""
    return {"deadlines.sweep", "notices.deliver"} <= {task for process in release for task in process.succeeded()}
