"""A case handed over: both must have agreed, its history goes with it whole, and the first keeps what is its own."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from models.database import session
from tests.office import moment
from tests.two_areas import Area, sweeps
from workflows.engine.audit import audit, verify
from workflows.engine.casework import erasing, witnessing
from workflows.engine.casework.acting import Actor
from workflows.engine.casework.anchoring import close
from workflows.engine.casework.between_areas import offers, take_over
from workflows.engine.casework.contents import Said, contents
from workflows.engine.casework.opening import Incident, open_case
from workflows.engine.casework.recording import Report, record_event
from workflows.engine.reading import sealed
from workflows.engine.reading.case import read_case
from workflows.engine.reading.who_saw import who_saw
from workflows.engine.refusals import Code, Refused

REF, NOW = "WSCP-2025-001", "ESCP-2025-001"
OFFERED, TAKEN = "Wed 5 Mar 2025 10:00", "Fri 7 Mar 2025 10:00"


@pytest.fixture
def west(database: str) -> Area:
    """Westmarch, with a case of three events and a child's name in it."""
    west = Area(database, "westmarch", "WSCP")
    west.opens("authority_became_aware", when="Mon 3 Mar 2025 09:00", child="Wren")
    west.records(REF, "panel_notified", on="Mon 3 Mar 2025 10:00")
    west.records(REF, "letters_sent", on="Tue 4 Mar 2025 10:00", agencies="acute-hospital,police", note="By courier.")
    return west


@pytest.fixture
def east(database: str, west: Area) -> Area:
    return Area(database, "eastmarch", "ESCP")


@pytest.fixture
def gone(west: Area, east: Area) -> None:
    """It was offered, and taken over two days later."""
    west.offers(REF, east, when=OFFERED)
    assert east.takes(REF, when=TAKEN) == NOW


def everything(place: Area, statement: str) -> Sequence[Any]:
    with session("swan_owner", url=place.url) as db:
        return db.execute(text(statement)).all()


def found(place: Area) -> list[tuple[str, str]]:
    with session("swan_clock", url=place.url) as db:
        return [(one.rule, one.sentence) for one in audit(db) if one.wrong and one.about != "the clock"]


def told(place: Area, kind: str) -> list[Said]:
    """What each of those who were told that news would read, on the day of the taking over."""
    rows = place.rows("select message_id from notice where kind = :kind order by role", kind=kind)
    with session("swan_clock", url=place.url) as db:
        said = contents(db, [row.message_id for row in rows], moment(TAKEN).date())
    return [one for row in rows for one in said[row.message_id]]


class TestAgreeing:
    def test_what_is_offered_stays_where_it_is_and_is_told_to_the_other(self, west: Area, east: Area) -> None:
        west.offers(REF, east, when=OFFERED)
        assert [row.reference for row in west.rows('select reference from "case"')] == [REF]
        assert east.rows('select reference from "case"') == []
        assert [(one.role, one.handed_over.giver) for one in told(east, "offered") if one.handed_over] == [
            ("business_manager", "Westmarch"), ("coordinator", "Westmarch"),
        ]  # fmt: skip

    def test_what_was_not_offered_cannot_be_taken(self, west: Area, east: Area) -> None:
        with pytest.raises(Refused, match="No case WSCP-2025-001 is offered to Eastmarch") as refused:
            east.takes(REF, when=TAKEN)
        assert refused.value.code is Code.UNKNOWN

    def test_what_was_withdrawn_cannot_be_taken_and_can_be_offered_again(self, west: Area, east: Area) -> None:
        west.offers(REF, east, when=OFFERED)
        west.withdraws(REF, when="Thu 6 Mar 2025 10:00")
        with pytest.raises(Refused):
            east.takes(REF, when=TAKEN)
        west.offers(REF, east, when="Thu 6 Mar 2025 11:00")
        assert east.takes(REF, when=TAKEN) == NOW

    def test_it_is_taken_once(self, west: Area, east: Area, gone: None) -> None:
        with pytest.raises(Refused):
            east.takes(REF, when="Mon 10 Mar 2025 10:00")
        assert [row.reference for row in everything(east, 'select reference from "case"')] == [NOW]

    def test_a_third_partnership_cannot_take_it(self, west: Area, east: Area) -> None:
        third = Area(west.url, "southmarch", "SSCP")
        west.offers(REF, east, when=OFFERED)
        with pytest.raises(Refused, match="is offered to Southmarch"):
            third.takes(REF, when=TAKEN)

    @pytest.mark.parametrize(
        ("to", "because", "by", "code"),
        [
            ("east", "", "coordinator", Code.NEEDS_REASON),
            ("west", "It was here.", "coordinator", Code.BAD_ANSWER),
            ("east", "It was there.", "scrutineer", Code.NO_RIGHT),
            ("east", "It was there.", "operator", Code.NO_RIGHT),
        ],
    )
    def test_an_offer_is_refused(self, west: Area, east: Area, to: str, because: str, by: str, code: Code) -> None:
        with pytest.raises(Refused) as refused:
            west.offers(REF, {"east": east, "west": west}[to], when=OFFERED, because=because, by=by)
        assert refused.value.code is code
        assert len(west.rows("select 1 from event")) == 3

    def test_it_is_offered_to_one_at_a_time(self, west: Area, east: Area) -> None:
        west.offers(REF, east, when=OFFERED)
        with pytest.raises(Refused, match="is offered to eastmarch already: withdraw that first") as refused:
            west.offers(REF, east, when=OFFERED)
        assert refused.value.code is Code.CONTRADICTION

    def test_who_takes_it_needs_the_right_to(self, west: Area, east: Area) -> None:
        west.offers(REF, east, when=OFFERED)
        with pytest.raises(Refused) as refused:
            east.takes(REF, when=TAKEN, by="scrutineer")
        assert refused.value.code is Code.NO_RIGHT

    def test_there_is_nothing_to_withdraw_where_nothing_is_offered(self, west: Area) -> None:
        with pytest.raises(Refused, match="is offered to nobody"):
            west.withdraws(REF, when=OFFERED)


class TestTheGate:
    """The wall has one gate, and it looks itself whether both have agreed: no code of ours is believed."""

    def through(self, place: Area, case: str) -> str:
        with pytest.raises(ProgrammingError) as refused:
            place.rows(f"select hand_over('{case}', 'ESCP-2025-001', 1)")
        return str(refused.value.orig)

    def the_case(self, west: Area) -> str:
        (row,) = west.rows('select id from "case"')
        return str(row.id)

    def test_without_an_offer_it_stays_shut(self, west: Area, east: Area) -> None:
        assert "only where both partnerships have agreed" in self.through(east, self.the_case(west))

    def test_whoever_offered_it_cannot_push_it_through(self, west: Area, east: Area) -> None:
        west.offers(REF, east, when=OFFERED)
        assert "only where both partnerships have agreed" in self.through(west, self.the_case(west))

    def test_who_has_entered_no_partnership_cannot(self, west: Area, east: Area) -> None:
        west.offers(REF, east, when=OFFERED)
        case = self.the_case(west)
        with session("swan_app", url=west.url) as db, pytest.raises(ProgrammingError, match="have agreed"):
            db.execute(text(f"select hand_over('{case}', 'ESCP-2025-001', 1)"))

    def test_the_clock_cannot(self, west: Area, east: Area) -> None:
        west.offers(REF, east, when=OFFERED)
        case = self.the_case(west)
        with session("swan_clock", url=west.url) as db, pytest.raises(ProgrammingError, match="permission denied"):
            db.execute(text(f"select hand_over('{case}', 'ESCP-2025-001', 1)"))

    def test_after_it_was_taken_it_is_shut_again(self, west: Area, east: Area) -> None:
        west.offers(REF, east, when=OFFERED)
        case = self.the_case(west)
        east.takes(REF, when=TAKEN)
        assert "have agreed" in self.through(west, case)
        assert "have agreed" in self.through(east, case)


@pytest.mark.usefixtures("gone")
class TestWhatGoes:
    def test_the_history_goes_with_it_and_opens(self, west: Area, east: Area) -> None:
        with east.desk() as (db, _):
            case = east.case(db, NOW)
            read = read_case(db, case.id)
            assert [event.name for event in read.events] == [
                "authority_became_aware", "panel_notified", "letters_sent", "case_offered_to_another_partnership",
                "case_handed_over",
            ]  # fmt: skip
            assert sealed.children(db, case.id) == [{"name": "Wren"}]
            assert sealed.texts(db, case.id)[3] == {"note": "By courier."}
            assert sealed.texts(db, case.id)[4] == {"note": "It was there."}
            assert case.former == {REF: "westmarch"}

    def test_every_row_of_it_is_the_other_s_and_none_is_left(self, west: Area, east: Area) -> None:
        for table in ("case_key", "child", "event", "run", "item", "deadline", "rung"):
            assert west.rows(f"select 1 from {table}") == []
            assert east.rows(f"select 1 from {table}") != []

    def test_its_chain_is_unbroken_and_its_rows_are_what_its_events_come_to(self, west: Area, east: Area) -> None:
        assert found(east) == []
        east.records(NOW, "review_meeting_held", on="Mon 10 Mar 2025 10:00")
        assert found(east) == []

    def test_people_of_the_first_partnership_stay_unnamed(self, west: Area, east: Area) -> None:
        """Whose act it was is known by role; their names are their partnership's."""
        with east.desk() as (db, _):
            read = read_case(db, east.case(db, NOW).id)
        assert {event.recorded_by for event in read.events[:-1]} == {None}
        assert read.events[-1].recorded_by == "Orla Fennimore of eastmarch"

    def test_the_new_one_s_people_read_what_is_open(self, west: Area, east: Area) -> None:
        said = told(east, "taken over")
        assert {one.role for one in said} == {"coordinator", "business_manager"}
        assert {step.reference for one in said for step in one.steps} == {NOW}
        (row,) = east.rows("select count(*) as n from deadline where status = 'open'")
        assert len(said[0].steps) == row.n

    def test_a_case_is_numbered_anew_and_its_old_number_is_never_given_again(self, west: Area, east: Area) -> None:
        assert west.opens("authority_became_aware", when="Mon 10 Mar 2025 10:00") == "WSCP-2025-002"
        assert east.opens("authority_became_aware", when="Mon 10 Mar 2025 10:00") == "ESCP-2025-002"

    def test_a_register_does_not_open_it_a_second_time(self, west: Area, east: Area) -> None:
        report = Report("authority_became_aware", moment(OFFERED).date())
        with west.desk() as (db, here), pytest.raises(Refused, match="was handed over to another partnership"):
            open_case(db, here, Incident("death"), report, Actor("tests"), moment(TAKEN), reference=REF)

    def test_it_can_go_back_and_keeps_every_name_it_had(self, west: Area, east: Area) -> None:
        east.offers(NOW, west, when="Mon 10 Mar 2025 10:00")
        assert west.takes(NOW, when="Tue 11 Mar 2025 10:00") == "WSCP-2025-002"
        with west.desk() as (db, _):
            assert west.case(db, "WSCP-2025-002").former == {REF: "westmarch", NOW: "eastmarch"}
        assert found(west) == []


class TestWhatStays:
    def test_what_waits_to_be_sent_of_it_is_sent_to_nobody_of_the_first(self, west: Area, east: Area) -> None:
        west.offers(REF, east, when=OFFERED)
        sweeps(west.url, moment("Fri 7 Mar 2025 08:00"))
        east.takes(REF, when=TAKEN)
        waiting = west.rows("select distinct message_id as id from notice where deadline_id is not null")
        with session("swan_clock", url=west.url) as db:
            said = contents(db, [row.id for row in waiting], moment(TAKEN).date())
        assert {one.untrue for each in said.values() for one in each} == {"handed over"}

    def test_who_was_told_and_who_looked_stays_with_the_first(self, west: Area, east: Area) -> None:
        sweeps(west.url, moment("Tue 4 Mar 2025 10:00"))
        before = {row.id for row in west.rows("select id from notice")}
        with west.desk() as (db, here):
            case = west.case(db, REF)
            witnessing.write(db, witnessing.Who("10.0.0.1", here.id), "case-viewed", {}, case_id=case.id)
        west.offers(REF, east, when=OFFERED)
        east.takes(REF, when=TAKEN)
        assert before <= {row.id for row in west.rows("select id from notice")}
        assert east.rows("select 1 from access") == []
        with west.desk() as (db, here):
            assert [one.act for one in who_saw(db, here.id, case.id)] == ["case-viewed"]
        assert found(west) == []

    @pytest.mark.usefixtures("gone")
    def test_the_fact_is_in_the_first_one_s_own_chain(self, west: Area, east: Area) -> None:
        (row,) = west.rows("select said from office_event where act = 'case_handed_over'")
        assert {name: row.said[name] for name in ("case", "now", "to")} == {"case": REF, "now": NOW, "to": "eastmarch"}
        assert [one.handed_over.now for one in told(west, "handed over") if one.handed_over] == [NOW, NOW]
        with session("swan_clock", url=west.url) as db:
            assert verify(db) == []

    def test_what_was_anchored_before_holds_after(self, west: Area, east: Area) -> None:
        with session("swan_clock", url=west.url) as db:
            close(db, west.id, moment(OFFERED).date(), moment(OFFERED))
        west.offers(REF, east, when=OFFERED)
        east.takes(REF, when=TAKEN)
        with session("swan_clock", url=west.url) as db:
            assert verify(db) == []
            db.execute(text("set local role swan_owner"))
            db.execute(text("update event set login = 'another', hash = repeat('0', 64) where seq = 3"))
            db.execute(text("set local role swan_clock"))
            assert REF in {one.about for one in verify(db)}

    def test_a_legal_hold_goes_with_it(self, west: Area, east: Area) -> None:
        with west.desk() as (db, here):
            erasing.hold(db, here, west.case(db, REF), "inquiry", Actor("tests"), moment(OFFERED))
        west.offers(REF, east, when=OFFERED)
        east.takes(REF, when=TAKEN)
        with east.desk() as (db, here):
            assert [(one.reference, one.held) for one in erasing.kept(db, here)] == [(NOW, "inquiry")]

    def test_a_role_held_for_this_case_ends_and_what_was_begun_is_thrown_away(self, west: Area, east: Area) -> None:
        with west.desk() as (db, here):
            (person,) = db.execute(text("select id from person where slug = 'elspeth-marchbanks'")).scalars()
            values = {"here": here.id, "person": person, "case": west.case(db, REF).id}
            db.execute(
                text("""insert into holding (id, partnership_id, role, case_id, person_id, from_on)
                        values (uuidv7(), :here, 'reviewer', :case, :person, '2025-03-03')"""),
                values,
            )
            db.execute(
                text("""insert into draft (id, partnership_id, person_id, case_id, path, form, saved_at)
                        values (uuidv7(), :here, :person, :case, '/', 'sealed', now())"""),
                values,
            )
        west.offers(REF, east, when=OFFERED)
        east.takes(REF, when=TAKEN)
        assert everything(west, "select 1 from draft") == []
        (row,) = west.rows("select to_on from holding where case_id is not null")
        assert row.to_on is not None

    def test_the_other_s_open_offers_are_seen_by_nobody_else(self, west: Area, east: Area) -> None:
        west.offers(REF, east, when=OFFERED)
        with east.desk() as (db, here):
            assert [one["case"] for one in offers(db, here.id)] == [REF]
        with west.desk() as (db, here):
            assert offers(db, here.id) == []
            assert offers(db, east.id) == []


def test_who_records_while_it_is_taken_over_is_refused_and_changes_nothing(west: Area, east: Area) -> None:
    """Westmarch's recording waits for the case, and finds it gone: whichever comes first, nothing is half theirs."""
    west.offers(REF, east, when=OFFERED)
    with west.desk() as (db, _):
        case = west.case(db, REF).id
    report = Report("executive_told", moment(TAKEN).date())

    def records() -> None:
        with west.desk() as (db, _):
            record_event(db, case, report, Actor("tests"), moment(TAKEN))

    with ThreadPoolExecutor() as threads:
        with east.desk() as (db, here):
            take_over(db, here, REF, Actor("tests"), moment(TAKEN))
            waiting = threads.submit(records)
        with pytest.raises(Refused, match="There is no such case here any more"):
            waiting.result()
    assert [row.name for row in east.rows("select name from event order by seq")][-1] == "case_handed_over"


class TestTampering:
    @pytest.mark.parametrize(
        "statement",
        [
            """update "case" set former = null""",
            """update "case" set former = '{"WSCP-2025-001": "southmarch"}'""",
            """update "case" set reference = 'WSCP-2025-007'""",
        ],
    )
    @pytest.mark.usefixtures("gone")
    def test_a_case_that_is_not_where_its_events_say_is_named(self, west: Area, east: Area, statement: str) -> None:
        everything(west, f"with tampered as ({statement} returning 1) select * from tampered")
        assert "cases are where their events say" in {rule for rule, _ in found(east)}

    def test_a_case_moved_with_every_row_of_it_and_no_event_is_named(self, west: Area, east: Area) -> None:
        with session("swan_owner", url=west.url) as db:
            for table in ("case", "case_key", "child", "event", "run", "item", "deadline", "rung"):
                db.execute(text(f'update "{table}" set partnership_id = :east'), {"east": east.id})
        assert (
            "cases are where their events say",
            "It is with eastmarch, and no event says that it went there.",
        ) in found(east)
