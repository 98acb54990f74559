"""The rows of a case stay what its events come to, through corrections on top of corrections."""

from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine

from models.migrate import migrate
from tests.office import Office, an_office
from tests.servers import PostgresServer
from tests.written_dates import on
from workflows.engine.replayed import differences


@pytest.fixture(scope="module")
def url(postgres: PostgresServer, worker_id: str) -> str:
    made = postgres.create(f"replayed_{worker_id}")
    migrate(made)
    return made


@pytest.fixture
def office(url: str) -> Iterator[Office]:
    engine = create_engine(url)
    with engine.connect() as connection:
        for office in an_office(connection):
            office.opens_case(standing_in="rapid-review", when="Mon 3 Mar 2025 10:00")
            office.records("letters_sent", on="Tue 4 Mar 2025", agencies="hospital,police")
            yield office
            assert differences(office.db, office.a_case.id) == []
    engine.dispose()


def test_what_was_met_is_owed_again_and_then_moves(office: Office) -> None:
    """Working day 1 of Mon 3 Mar is Tue 4 Mar; of Wed 5 Mar it is Thu 6 Mar."""
    office.strikes("letters_sent", told="Thu 6 Mar 2025")
    assert office.due("letters-out") == on("Tue 4 Mar 2025")
    office.corrects("panel_notified", to="Wed 5 Mar 2025", told="Fri 7 Mar 2025")

    letters = office.deadline("letters-out")
    assert (letters.status, letters.due_on) == ("open", on("Thu 6 Mar 2025"))


def test_what_was_met_moves_and_is_then_owed_again(office: Office) -> None:
    """Working day 1 of Fri 28 Feb is Mon 3 Mar: the letters went one day late, and then never went."""
    office.corrects("panel_notified", to="Fri 28 Feb 2025", told="Wed 5 Mar 2025")
    letters = office.deadline("letters-out")
    assert (letters.result, letters.corrected_result, letters.corrected_late_by) == ("on time", "late", 1)

    office.strikes("letters_sent", told="Thu 6 Mar 2025")
    assert office.due("letters-out") == on("Mon 3 Mar 2025")


def test_a_run_that_began_on_another_day(office: Office) -> None:
    office.corrects("panel_notified", to="Fri 28 Feb 2025", told="Wed 5 Mar 2025")
    office.records("review_meeting_held", on="Mon 10 Mar 2025")
    office.corrects("review_meeting_held", to="Tue 11 Mar 2025", told="Wed 12 Mar 2025")
    assert office.stands_at("rapid-review") == "drafting"


def test_a_case_whose_beginning_never_happened(office: Office) -> None:
    office.strikes("letters_sent", told="Thu 6 Mar 2025")
    office.strikes("panel_notified", told="Thu 6 Mar 2025")
    assert office.stands_at("rapid-review") == "struck"
    assert {one.status for one in office.deadlines("send-rapid-review")} == {"not required"}
