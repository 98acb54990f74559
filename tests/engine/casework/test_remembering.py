"""A case's course remembered between two recordings: never anything else than what its events come to."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

import pytest
from sqlalchemy import Engine, event
from sqlmodel import Session

from config.partnerships import read, shipped
from models.database import session
from tests.office import moment
from tests.written_dates import on
from workflows.engine.casework import remembering
from workflows.engine.casework.acting import Actor
from workflows.engine.casework.correcting import Correction, correct_event
from workflows.engine.casework.founding import found
from workflows.engine.casework.opening import Incident, open_case
from workflows.engine.casework.recalling import course_of
from workflows.engine.casework.recording import Report, record_event
from workflows.engine.casework.remembering import NOTHING, Remembered, remember, remembered
from workflows.engine.refusals import Refused
from workflows.engine.replayed import differences

AT = moment("Mon 10 Mar 2025 10:00")
ACTOR = Actor("tests")


@dataclass
class Told:
    """A case, and what is recorded in it, each time in a transaction of its own."""

    url: str
    partnership: UUID
    case: UUID

    def records(self, name: str, day: str, **said: str) -> UUID:
        with session("swan_app", self.partnership, url=self.url) as db:
            return self.recorded(db, name, day, **said)

    def recorded(self, db: Session, name: str, day: str, **said: str) -> UUID:
        return record_event(db, self.case, Report(name, on(day), said=said), ACTOR, AT).event_id

    def asks(self, question: Callable[[Session], object]) -> object:
        with session("swan_app", self.partnership, url=self.url) as db:
            return question(db)


@pytest.fixture
def told(database: str) -> Iterator[Told]:
    """Opened on Monday 3 March 2025, when the Panel was notified; whatever is done to it, its rows are its replay."""
    remembering.forget()
    with session("swan_app", url=database) as db:
        partnership = found(db, read(shipped("westmarch")), ACTOR, AT)
        first = Report("panel_notified", on("Mon 3 Mar 2025"), said={"portal_reference": "SIN-1"})
        case, _ = open_case(db, partnership, Incident("serious harm"), first, ACTOR, AT)
    one = Told(database, partnership.id, case.id)
    yield one
    assert one.asks(lambda db: differences(db, one.case)) == []
    remembering.forget()


def stands(told: Told) -> object:
    """The course that is remembered is what the record comes to."""
    return told.asks(lambda db: remembered(told.case).course == course_of(db, told.case))


def test_what_was_recorded_is_remembered_and_its_events_are_not_read_again(told: Told) -> None:
    said: list[str] = []

    def hears(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        said.append(statement)

    event.listen(Engine, "before_cursor_execute", hears)
    try:
        told.records("letters_sent", "Tue 4 Mar 2025", agencies="police,icb")
        told.records("draft_circulated", "Wed 5 Mar 2025")
    finally:
        event.remove(Engine, "before_cursor_execute", hears)

    assert "INSERT INTO event" in "".join(said)
    assert "FROM event" not in "".join(said)
    assert remembered(told.case).seq == 3
    assert stands(told)


def test_what_another_process_recorded_meanwhile_is_read(told: Told) -> None:
    """Here a process that knows only of the beginning is played by its memory."""
    as_the_other_has_it = remembered(told.case)
    told.records("letters_sent", "Tue 4 Mar 2025", agencies="police,icb")
    remember(told.case, as_the_other_has_it)

    told.records("draft_circulated", "Wed 5 Mar 2025")
    assert [one.name for one in remembered(told.case).happenings] == [
        "panel_notified", "letters_sent", "draft_circulated"
    ]  # fmt: skip
    assert stands(told)


def test_a_chain_that_ends_otherwise_is_read_again_whole(told: Told) -> None:
    """As after a restored backup: as many events as were known, and not the same."""
    there = remembered(told.case)
    remember(told.case, Remembered(there.seq, "f" * 64, ()))

    told.records("letters_sent", "Tue 4 Mar 2025", agencies="police,icb")
    assert [one.name for one in remembered(told.case).happenings] == ["panel_notified", "letters_sent"]
    assert stands(told)


def test_what_was_only_tried_is_not_remembered(told: Told) -> None:
    with session("swan_app", told.partnership, url=told.url) as db:
        tried = db.begin_nested()
        told.recorded(db, "letters_sent", "Tue 4 Mar 2025", agencies="police")
        tried.rollback()
        told.recorded(db, "letters_sent", "Wed 5 Mar 2025", agencies="icb")

    assert [one.on for one in remembered(told.case).happenings] == [on("Mon 3 Mar 2025"), on("Wed 5 Mar 2025")]
    assert stands(told)


def test_what_was_undone_with_everything_else_is_not_remembered(told: Told) -> None:
    with suppress(LookupError), session("swan_app", told.partnership, url=told.url) as db:
        told.recorded(db, "letters_sent", "Tue 4 Mar 2025", agencies="police")
        raise LookupError

    assert remembered(told.case).seq == 1
    assert stands(told)


def test_what_was_refused_leaves_what_is_remembered_as_it_was(told: Told) -> None:
    """A course takes one event whole or not at all; and it is a copy that takes it."""
    before = remembered(told.case).course.copied()
    with pytest.raises(Refused):
        told.records("panel_notified", "Tue 4 Mar 2025", portal_reference="SIN-2")

    assert remembered(told.case).course == before


def test_a_correction_is_remembered_as_it_leaves_the_case(told: Told) -> None:
    letters = told.records("letters_sent", "Tue 4 Mar 2025", agencies="police")
    with session("swan_app", told.partnership, url=told.url) as db:
        correct_event(db, told.case, letters, Correction("typed wrongly", on=on("Wed 5 Mar 2025")), ACTOR, AT)

    assert stands(told)
    told.records("draft_circulated", "Thu 6 Mar 2025")
    assert stands(told)


def test_the_cases_recorded_in_last_are_remembered_and_no_more(told: Told) -> None:
    cases = [UUID(int=number) for number in range(remembering.MOST)]
    for case in cases:
        remember(case, Remembered(1))
    assert remembered(told.case) is NOTHING
    assert all(remembered(case).seq == 1 for case in cases)
