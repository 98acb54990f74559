"""What somebody should look at: named, and never taken for something broken."""

from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, text

from models import Demonstration
from models.migrate import migrate
from tests.office import Office, an_office, moment
from tests.servers import PostgresServer
from workflows.engine.audit import audit, quick
from workflows.engine.finding import AT_EVERY_LOOK, Look


@pytest.fixture(scope="module")
def url(postgres: PostgresServer, worker_id: str) -> str:
    made = postgres.create(f"attention_{worker_id}")
    migrate(made)
    return made


@pytest.fixture
def office(url: str) -> Iterator[Office]:
    """An office on Wednesday 5 March 2025, two days after it opened a case; its messages have gone."""
    engine = create_engine(url)
    with engine.connect() as connection:
        for office in an_office(connection):
            office.opens_case(standing_in="rapid-review", when="Mon 3 Mar 2025 10:00")
            it_is(office, "Wed 5 Mar 2025 10:00")
            yield office
    engine.dispose()


def it_is(office: Office, when: str) -> None:
    office.passes_to(moment(when))
    office.db.merge(Demonstration(stands_at=moment(when)))
    office.db.flush()
    office.db.execute(text("update message set status = 'sent' where status = 'waiting'"))


def tamper(office: Office, *statements: str) -> None:
    for statement in statements:
        assert office.db.execute(text(statement)).rowcount


def looked_at(office: Office) -> list[str]:
    """The sentences of what should be looked at; there is nothing else."""
    office.db.expire_all()
    found = audit(office.db)
    assert not [finding for finding in found if finding.wrong]
    return [finding.sentence for finding in found]


def test_an_office_in_order_has_nothing_to_look_at(office: Office) -> None:
    assert looked_at(office) == []


def test_a_role_that_nobody_holds_today_is_to_be_looked_at(office: Office) -> None:
    tamper(
        office,
        "update holding set to_on = '2025-03-04' where role = 'scrutineer'",
        "update holding set to_on = '2025-03-04' where role = 'lead_partner' and agency = 'icb'",
        "update holding set from_on = '2025-12-01' where role = 'agency_contact' and agency = 'school'",
    )
    assert [(finding.sentence, finding.wrong) for finding in quick(office.db)] == [
        ("Nobody is agency contact for school today.", False),
        ("Nobody is lead safeguarding partner for icb today.", False),
        ("Nobody is independent scrutineer today.", False),
    ]


def test_a_deadline_undated_for_a_reason_is_to_be_looked_at(office: Office) -> None:
    tamper(
        office,
        "update deadline set due_on = null, undated_because = 'No date was given.' where name = 'send-rapid-review'",
    )
    [finding] = quick(office.db)
    assert (finding.sentence, finding.wrong) == ("send-rapid-review has no date: No date was given.", False)


def test_bank_holidays_that_end_soon_after_an_open_deadline(office: Office) -> None:
    """Known until 31 December 2028: a deadline of 1 November is 60 days from it, one of 2 November nearer."""
    moved = "update deadline set due_on = '{day}' where name = 'send-rapid-review'"
    tamper(office, moved.format(day="2028-11-01"))
    assert quick(office.db) == []
    tamper(office, moved.format(day="2028-11-02"))
    assert [finding.sentence for finding in quick(office.db)] == [
        "Bank holidays are known until 31 December 2028, and dates reach to 2 November 2028."
    ]


def test_a_settled_deadline_does_not_reach_anywhere(office: Office) -> None:
    tamper(office, "update deadline set due_on = '2028-12-01', status = 'met' where name = 'send-rapid-review'")
    assert quick(office.db) == []


def test_cases_with_their_ladders_off(office: Office) -> None:
    tamper(office, 'update "case" set ladders_on = false')
    assert looked_at(office) == ["Ladders are off (1): nobody is told of the dates of these cases."]


def test_messages_that_did_not_arrive_are_named_for_a_month(office: Office) -> None:
    tamper(
        office,
        """update message set status = 'failed', outcome = 'refused' where person_id = (
           select person_id from holding where role = 'coordinator')""",
    )
    assert looked_at(office) == ["To coordinator did not arrive: 1 (refused)."]
    tamper(office, "update message set due_at = '2025-02-01 08:00+00'")
    assert looked_at(office) == []


def test_every_quick_rule_reads_an_index_of_what_is_open(office: Office) -> None:
    """However long the past is: with the tables' sequences switched off the planner finds a way for each."""
    seen: list[str] = []

    class Explained(Look):
        def rows(self, statement: str, **more: object) -> object:
            plan = Look.rows(self, f"explain {statement}", **more).scalars().all()
            seen.append("\n".join(plan))
            return Look.rows(self, statement, **more)

    office.db.execute(text("set local enable_seqscan = off"))
    for rule in AT_EVERY_LOOK:
        list(rule(Explained(office.db, moment("Wed 5 Mar 2025 10:00"))))
    big = ("Seq Scan on rung", "Seq Scan on message", "Seq Scan on deadline", "Seq Scan on notice", "Seq Scan on event")
    assert seen
    assert [plan for plan in seen if any(scan in plan for scan in big)] == []
