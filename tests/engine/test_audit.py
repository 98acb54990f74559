"""The audit finds nothing in a record that was kept, and names the first row of one that was not."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, insert, select, update

from models import Demonstration, OfficeEvent, RecordedEvent
from models.columns import new_id
from models.migrate import migrate
from tests.office import Office, an_office
from tests.servers import PostgresServer
from workflows.engine.audit import audit, quick
from workflows.engine.casework.acting import Actor
from workflows.engine.casework.chaining import linked
from workflows.engine.casework.noting import note
from workflows.engine.finding import Finding

EVENT = RecordedEvent.__table__


@pytest.fixture(scope="module")
def audited_url(postgres: PostgresServer, worker_id: str) -> str:
    url = postgres.create(f"audited_{worker_id}")
    migrate(url)
    return url


@pytest.fixture
def connection(audited_url: str) -> Iterator[Connection]:
    engine = create_engine(audited_url)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@pytest.fixture
def office(connection: Connection) -> Iterator[Office]:
    """An office with a case of seven events: two of them correct one and strike another."""
    for office in an_office(connection):
        a_while(office)
        yield office


def a_while(office: Office) -> None:
    office.opens_with("authority_became_aware", when="Mon 3 Mar 2025 10:00")
    office.records("panel_notified", on="Tue 4 Mar 2025")
    office.records("letters_sent", on="Wed 5 Mar 2025", agencies="hospital,police")
    office.records("agency_return_received", on="Mon 10 Mar 2025", item="hospital")
    office.records("executive_told", on="Tue 11 Mar 2025")
    office.corrects("letters_sent", to="Tue 4 Mar 2025", told="Wed 12 Mar 2025")
    office.strikes("executive_told", told="Thu 13 Mar 2025")
    office.passes_to(office.now + timedelta(days=30))
    office.db.merge(Demonstration(stands_at=office.now))
    office.db.flush()
    tamper(office, "update message set status = 'sent'")


def tamper(office: Office, *statements: str) -> None:
    """As somebody who owns the database and goes past Swan."""
    for statement in statements:
        office.rows(f"with tampered as ({statement} returning 1) select * from tampered", case=office.a_case.id)


def found(office: Office) -> list[Finding]:
    office.db.flush()
    office.db.expire_all()
    return audit(office.db)


def the_finding(office: Office) -> tuple[str, str]:
    """The only thing found, in the case: which rule, and the sentence."""
    [finding] = found(office)
    assert (finding.about, finding.wrong) == (office.a_case.reference, True)
    return finding.rule, finding.sentence


def the_break(office: Office) -> str:
    rule, sentence = the_finding(office)
    assert rule == "chains are unbroken"
    return sentence


def test_a_record_that_was_kept_has_nothing_to_be_found(office: Office) -> None:
    assert found(office) == []
    assert audit(office.db, office.a_case.id) == []
    assert quick(office.db) == []


def test_one_case_is_audited_by_itself_and_others_are_counted(office: Office) -> None:
    office.opens_with("authority_became_aware", when="Mon 14 Apr 2025 10:00")
    told: list[tuple[int, int]] = []
    audit(office.db, told=lambda done, of: told.append((done, of)))
    audit(office.db, office.a_case.id, told=lambda done, of: told.append((done, of)))
    assert told == [(1, 2), (2, 2), (1, 1)]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("happened_on", "date '2025-03-03'"),
        ("details", """details || '{"agencies": ["school"]}'"""),
        ("login", "'somebody-else'"),
        ("recorded_at", "recorded_at + interval '1 microsecond'"),
        ("sealed", "'another text'"),
        ("done_by_role", "'operator'"),
        ("evidence", """'["never came"]'"""),
        ("item", "'school'"),
    ],
)
def test_an_edited_event_is_named(office: Office, column: str, value: str) -> None:
    tamper(office, f"update event set {column} = {value} where case_id = :case and seq = 3")
    assert the_break(office) == "event 3 (letters_sent) was edited after it was recorded."


def test_the_last_event_removed_is_named(office: Office) -> None:
    tamper(office, "delete from event where case_id = :case and seq = 7")
    assert the_break(office) == "Event 7 was removed: there were 7."


def test_an_event_removed_from_the_middle_is_named(office: Office) -> None:
    office.records("progress_checked", on="Tue 15 Apr 2025")
    office.records("progress_checked", on="Tue 15 Apr 2025")
    tamper(office, "delete from event where case_id = :case and seq = 8")
    assert the_break(office) == "Event 8 was removed: after it comes event 9 (progress_checked)."


def test_a_removed_event_whose_place_is_taken_is_named(office: Office) -> None:
    office.records("progress_checked", on="Tue 15 Apr 2025")
    office.records("progress_checked", on="Tue 15 Apr 2025")
    tamper(
        office,
        "delete from event where case_id = :case and seq = 8",
        "update event set seq = 8 where case_id = :case and seq = 9",
        'update "case" set seq = 8 where id = :case',
    )
    assert (
        the_break(office) == "Event 8 was removed, and event 8 (progress_checked), recorded as event 9, has its place."
    )


def test_reordered_events_are_named(office: Office) -> None:
    moves = ((2, 99), (3, 2), (99, 3))
    tamper(office, *(f"update event set seq = {to} where case_id = :case and seq = {of}" for of, to in moves))
    assert the_break(office) == "event 2 (letters_sent) was moved: it was recorded as event 3."


def an_event(office: Office, seq: int) -> dict[str, Any]:
    of = select(*EVENT.c).where(EVENT.c.case_id == office.a_case.id, EVENT.c.seq == seq)
    return dict(office.db.execute(of).mappings().one())


def test_an_event_put_in_with_a_right_hash_of_its_own_is_named(office: Office) -> None:
    """Whoever knows the algorithm can make a link that is right by itself; the chain still goes past it."""
    before = an_event(office, 3)
    for seq in range(7, 3, -1):
        tamper(office, f"update event set seq = {seq + 1} where case_id = :case and seq = {seq}")
    put_in = linked(before["hash"], {**before, "id": new_id(), "seq": 4, "name": "executive_told", "hash": ""})
    office.db.execute(insert(EVENT), put_in)
    tamper(office, 'update "case" set seq = 8 where id = :case')
    assert the_break(office) == "event 4 (executive_told) was put in: the chain goes past it."


def test_an_event_put_in_at_the_end_is_named(office: Office) -> None:
    last = an_event(office, 7)
    office.db.execute(insert(EVENT), linked(last["hash"], {**last, "id": new_id(), "seq": 8, "hash": ""}))
    assert the_break(office) == "event 8 (executive_told) was put in: the chain goes past it."


@pytest.mark.parametrize(
    ("seq", "sentence"),
    [
        (3, "Event 3 was replaced: event 4 (agency_return_received) was recorded after another."),
        (7, "event 7 (executive_told) was replaced: the chain ended with another."),
    ],
)
def test_an_event_edited_with_its_hash_is_named(office: Office, seq: int, sentence: str) -> None:
    changed = {**an_event(office, seq), "happened_on": date(2025, 3, 3)}
    again = linked(changed["prev"], changed)
    office.db.execute(update(EVENT).where(EVENT.c.id == changed["id"]).values(**again))
    assert the_break(office) == sentence


def test_an_office_s_chain_is_looked_at_too(office: Office) -> None:
    for day in ("2025-04-21", "2025-04-22"):
        note(office.db, office.partnership, "away", {"person": "coordinator", "to": day}, Actor("tests"), office.now)
    assert found(office) == []

    table = OfficeEvent.__table__
    office.db.execute(update(table).where(table.c.seq == 1).values(said={"person": "coordinator", "to": "2025-12-24"}))
    [finding] = found(office)
    assert finding.sentence == "event 1 (away) was edited after it was recorded."
    assert finding.about == office.partnership.slug


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        (
            "update run set state = 'drafting' where case_id = :case and workflow = 'rapid-review'",
            "rapid-review: state is not what its events come to (drafting in its row, gathering_facts by its events).",
        ),
        (
            "update item set state = 'received' where case_id = :case and key = 'police' and kind = 'agency-return'",
            "agency-return police: state is not what its events come to (received in its row, asked by its events).",
        ),
        (
            "update deadline set due_on = due_on + 1 where case_id = :case and name = 'send-rapid-review'",
            "send-rapid-review: due is not what its events come to (2025-03-26 in its row, 2025-03-25 by its events).",
        ),
        (
            "update deadline set corrected_late_by = 9 where case_id = :case and name = 'letters-out'",
            "letters-out: late_by is not what its events come to (9 in its row, 0 by its events).",
        ),
        (
            """update deadline set declared = declared || '{"title": "Another"}'
               where case_id = :case and name = 'panel-meeting'""",
            "panel-meeting: declared is not what its events come to.",
        ),
        (
            'update "case" set next_law_on = next_law_on + 1 where id = :case',
            "The case: next_law_on is not what its events come to (2025-03-11 in its row, 2025-03-10 by its events).",
        ),
    ],
)
def test_a_row_that_is_not_what_the_events_come_to_is_named(office: Office, statement: str, sentence: str) -> None:
    tamper(office, statement)
    assert the_finding(office) == ("rows are what the events come to", sentence)


OF = "deadline_id in (select id from deadline where case_id = :case and name = '{name}')"


@pytest.mark.parametrize(
    ("rule", "statement", "sentence"),
    [
        (
            "nothing settled is chased",
            f"""update rung set status = 'armed', settled_at = null, due_at = due_at + interval '9 years'
                where kind = 'after' and {OF.format(name="letters-out")}""",
            "letters-out is met, and 1 of its rungs still wait.",
        ),
        (
            "rungs are settled once",
            f"update rung set status = 'climbed' where kind = 'after' and {OF.format(name='letters-out')}",
            "letters-out: rung 10 is climbed, and what it told does not fit that.",
        ),
        (
            "rungs are settled once",
            f"update rung set settled_at = null where n = 0 and {OF.format(name='panel-meeting')}",
            "panel-meeting: rung 0 is climbed, and what it told does not fit that.",
        ),
        (
            "somebody could be told",
            f"""insert into rung select (jsonb_populate_record(rung, jsonb_build_object(
                  'id', uuidv7(), 'status', 'unheld', 'settled_at', now()))).* from rung
                where kind = 'every' and status = 'armed' and {OF.format(name="send-rapid-review")}""",
            "send-rapid-review: nobody could be told, up to the last role.",
        ),
    ],
)
def test_a_rung_that_is_not_as_it_must_be_is_named(office: Office, rule: str, statement: str, sentence: str) -> None:
    tamper(office, statement)
    assert the_finding(office) == (rule, sentence)


def test_a_deadline_ahead_with_nothing_armed_is_named(office: Office) -> None:
    office.opens_with("authority_became_aware", when="Mon 14 Apr 2025 10:00")
    tamper(office, f"update rung set status = 'past' where status = 'armed' and {OF.format(name='notify-panel')}")
    assert the_finding(office) == ("what lies ahead is armed", "notify-panel is owed, and no rung is armed.")


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        (
            """update notice set message_id = (select id from message where person_id <> notice.person_id limit 1)
               where id = (select min(id::text)::uuid from notice)""",
            "notices are in one message",
        ),
        ("update definition set body = body || ' '", "laws are as they were stored"),
        ("update law set definitions = definitions - 0", "laws are as they were stored"),
        ("update calendar_version set holidays = holidays - '2025-12-25'", "calendars are as they were stored"),
        ("update message set status = 'waiting'", "due messages go out"),
        ("update rung set due_at = due_at - interval '1 year' where status = 'armed'", "due rungs are climbed"),
        (
            "update deadline set due_on = null, undated_because = null where name = 'send-rapid-review'",
            "open deadlines have a date",
        ),
    ],
)  # fmt: skip
def test_what_else_is_not_as_it_must_be_is_found(office: Office, statement: str, rule: str) -> None:
    tamper(office, statement)
    assert rule in {finding.rule for finding in found(office)}


@pytest.mark.parametrize("table", ["event", "run", "item", "deadline", "rung", "notice", "case_key"])
def test_a_row_of_another_partnership_is_found(office: Office, table: str) -> None:
    tamper(
        office,
        """insert into partnership (id, slug, name, prefix, partners, agencies, closures, milestones, seq, head)
           values (uuidv7(), 'eastmarch', 'Eastmarch', 'EM', '[]', '{}', '{}', '{}', 0, '')""",
        f"""update {table} set partnership_id = (select id from partnership where slug = 'eastmarch')
            where case_id = :case""",
    )
    [finding] = [one for one in found(office) if one.rule == "everything is its partnership's"]
    assert finding.about == office.a_case.reference
    assert finding.sentence.endswith(f"of its rows in {table} are another partnership's.")


def test_a_case_whose_events_have_become_impossible_says_so(office: Office) -> None:
    """Its chain made again by somebody who knows how, so that only the replay can tell."""
    events = [an_event(office, seq) for seq in range(1, 8)]
    events[3]["name"] = "review_meeting_never_heard_of"
    prev = ""
    for event in events:
        again = linked(prev, event)
        office.db.execute(update(EVENT).where(EVENT.c.id == event["id"]).values(**again))
        prev = again["hash"]
    tamper(office, f"update \"case\" set head = '{prev}' where id = :case")
    rule, sentence = the_finding(office)
    assert rule == "rows are what the events come to"
    assert sentence.startswith("The case cannot be replayed: review_meeting_never_heard_of answers nothing")
