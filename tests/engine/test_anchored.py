"""A day is closed once: what was read on it and where every chain ended can be held against it afterwards."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import create_engine, update

from models import Access, Anchor, RecordedEvent
from models.columns import new_id
from models.migrate import migrate
from tests.office import Office, an_office, moment
from tests.servers import PostgresServer
from tests.written_dates import on
from workflows.engine.anchor_lines import THE_DOOR, Line, Stood, read_from
from workflows.engine.anchored import against_kept, days_as_closed
from workflows.engine.audit import audit, verify
from workflows.engine.casework.acting import Actor
from workflows.engine.casework.anchoring import close, days_to_close
from workflows.engine.casework.chaining import linked
from workflows.engine.casework.noting import note

MON, TUE, WED = (on(day) for day in ("Mon 17 Mar 2025", "Tue 18 Mar 2025", "Wed 19 Mar 2025"))


@pytest.fixture(scope="module")
def anchored_url(postgres: PostgresServer, worker_id: str) -> str:
    url = postgres.create(f"anchored_{worker_id}")
    migrate(url)
    return url


@pytest.fixture
def office(anchored_url: str) -> Iterator[Office]:
    """An office whose Monday was closed: one case of three events, two looks at it, and one try at the door."""
    engine = create_engine(anchored_url)
    with engine.connect() as connection:
        for office in an_office(connection):
            office.opens_with("authority_became_aware", when="Mon 17 Mar 2025 09:00")
            office.records("panel_notified", on="Mon 17 Mar 2025 10:00")
            office.records("letters_sent", on="Mon 17 Mar 2025 11:00", agencies="hospital,police")
            note(office.db, office.partnership, "founded", {}, Actor("tests"), office.now)
            for clock in ("12:00", "23:59"):
                looks(office, f"Mon 17 Mar 2025 {clock}")
            tries_the_door(office, "Mon 17 Mar 2025 03:00")
            closes(office, MON)
            yield office
    engine.dispose()


def looks(office: Office, when: str | datetime, **more: Any) -> UUID:
    """Somebody looks at the case, at a real moment; the id of what is written down of it."""
    at = moment(when) if isinstance(when, str) else when
    seen = {"partnership_id": office.partnership.id, "case_id": office.a_case.id, "act": "case-viewed", "id": new_id()}
    row = {**seen, **more}
    office.db.add(Access(**row, at=at, address="10.0.0.1", said={}))
    office.db.flush()
    return row["id"]


def tries_the_door(office: Office, when: str) -> None:
    looks(office, when, partnership_id=None, case_id=None, act="sign-in-refused")


def closes(office: Office, day: date) -> Anchor:
    """The door first, as the clock does."""
    close(office.db, None, day, office.now)
    anchor = close(office.db, office.partnership.id, day, office.now)
    assert anchor is not None
    office.db.flush()
    return anchor


def anchors(office: Office) -> list[Any]:
    return office.rows("select * from anchor where partnership_id is not null order by seq")


def tamper(office: Office, statement: str, **values: Any) -> None:
    """As somebody who owns the database and goes past Swan."""
    office.rows(f"with tampered as ({statement} returning 1) select * from tampered", case=office.a_case.id, **values)


def made_anew(office: Office, anchor: Any, stood: Stood) -> None:
    """The record's own anchor says this instead, with its own hash."""
    tamper(
        office,
        "update anchor set text = :text, hash = :hash where id = :id",
        id=anchor.id,
        text=stood.text,
        hash=stood.hash,
    )


def wrong(office: Office) -> list[tuple[str, str]]:
    office.db.expire_all()
    return list(days_as_closed(office.db))


def the_wrong(office: Office) -> str:
    [(_, sentence)] = wrong(office)
    return sentence


class TestClosing:
    def test_an_anchor_says_where_every_chain_ended_and_what_was_read(self, office: Office) -> None:
        [anchor] = anchors(office)
        [stood] = read_from(anchor.text)
        assert (stood.seq, stood.place, stood.day) == (1, office.partnership.slug, MON)
        assert [(line.what, line.length) for line in stood.lines] == [
            ("door", 1), ("office", 1), ("reads", 2), (office.a_case.reference, 3),
        ]  # fmt: skip
        assert stood.lines[-1].hash == office.a_case.head
        assert len(anchor.reads) == 2
        assert wrong(office) == []

    def test_a_day_is_closed_once(self, office: Office) -> None:
        assert close(office.db, office.partnership.id, MON, office.now) is None

    def test_each_names_the_one_before_and_holds_what_was_read_since(self, office: Office) -> None:
        """Nothing was closed on Tuesday: Wednesday's anchor has the reads of both days."""
        looks(office, "Tue 18 Mar 2025 00:00")
        looks(office, "Wed 19 Mar 2025 23:59")
        looks(office, "Thu 20 Mar 2025 00:00")
        [stood] = read_from(closes(office, WED).text)
        [first, _] = anchors(office)
        assert stood.lines[0] == Line("anchor", 1, first.hash)
        assert stood.line("reads").length == 2  # type: ignore[union-attr]
        assert wrong(office) == []

    def test_a_london_day_ends_at_its_own_midnight(self, office: Office) -> None:
        """On Sun 30 Mar 2025 the clocks go forward: Monday begins at 23:00 UTC."""
        before, after = (f"2025-03-30T{clock}Z" for clock in ("22:59:59", "23:00:00"))
        seen, _ = (looks(office, datetime.fromisoformat(utc)) for utc in (before, after))
        assert set(closes(office, on("Sun 30 Mar 2025")).reads) == {str(seen)}

    def test_no_day_is_asked_for_before_the_partnership_was_there(self, office: Office) -> None:
        """Its id says since when, really: neither a demonstration's days nor a register's past are closed."""
        day, places = days_to_close(office.db)
        assert office.partnership.id not in places
        assert places == [None]
        close(office.db, None, day, office.now)
        older = an_id_of(moment("Mon 3 Mar 2025"))
        tamper(
            office,
            """insert into partnership (id, slug, name, prefix, partners, agencies, closures, milestones, seq, head)
               values (:older, 'older', 'Older', 'OLD', '[]', '{}', '{}', '{}', 0, '')""",
            older=older,
        )
        assert days_to_close(office.db) == (day, [older])
        close(office.db, older, day, office.now)
        assert days_to_close(office.db) == (day, [])


def an_id_of(when: datetime) -> UUID:
    """A uuid7 as one made at that moment."""
    return UUID(int=new_id().int & ((1 << 80) - 1) | int(when.timestamp() * 1000) << 80)


class TestTelling:
    def told(self, office: Office) -> list[Any]:
        return office.rows("select role, key, due_at, case_id from notice where kind = 'anchor' order by id")

    def test_the_business_manager_is_sent_it_at_eight(self, office: Office) -> None:
        [anchor] = anchors(office)
        [notice] = self.told(office)
        assert notice.role == "business_manager"
        assert notice.key.startswith(f"anchor:{anchor.id}:")
        assert notice.due_at == office.now

    def test_a_day_on_which_nothing_was_recorded_is_not_sent(self, office: Office) -> None:
        looks(office, "Tue 18 Mar 2025 10:00")
        closes(office, TUE)
        assert len(self.told(office)) == 1
        office.records("executive_told", on="Wed 19 Mar 2025 07:00")
        closes(office, WED)
        [_, second] = self.told(office)
        assert second.due_at == moment("Wed 19 Mar 2025 08:00")


class TestReads:
    """Whoever owns the database changes what was read, and the day it was closed on says so."""

    @pytest.mark.parametrize(
        "change",
        [
            "act = 'case-printed'",
            "address = '10.0.0.2'",
            "person_id = (select id from person limit 1)",
            "case_id = null",
            "at = at + interval '1 second'",
            """said = '{"on": "paper"}'""",
        ],
    )
    def test_an_edited_entry_is_named(self, office: Office, change: str) -> None:
        seen = looks(office, "Tue 18 Mar 2025 10:00")
        closes(office, TUE)
        tamper(office, f"update access set {change} where id = :id", id=seen)
        assert the_wrong(office).startswith(f"An entry of the access record was edited: {seen}, made at ")

    def test_a_removed_entry_is_named(self, office: Office) -> None:
        seen = looks(office, "Tue 18 Mar 2025 10:00", id=an_id_of(moment("Tue 18 Mar 2025 10:00")))
        closes(office, TUE)
        tamper(office, "delete from access where id = :id", id=seen)
        assert the_wrong(office) == (
            f"An entry of the access record was removed: {seen}, made at 10:00 on Tuesday 18 March 2025."
        )

    def test_an_entry_put_in_afterwards_is_named(self, office: Office) -> None:
        seen = looks(office, "Mon 17 Mar 2025 10:00")
        assert the_wrong(office) == f"An entry of the access record was put in after its day was closed: {seen}."

    def test_an_entry_moved_to_another_day_is_named(self, office: Office) -> None:
        seen = looks(office, "Tue 18 Mar 2025 10:00")
        closes(office, TUE)
        tamper(office, "update access set at = at + interval '1 day' where id = :id", id=seen)
        closes(office, WED)
        assert {sentence.split(":")[0] for _, sentence in wrong(office)} == {
            "An entry of the access record was removed"
        }

    def test_the_door_has_a_chain_of_its_own(self, office: Office) -> None:
        tamper(office, "delete from access where partnership_id is null")
        [(about, sentence)] = wrong(office)
        assert about == THE_DOOR
        assert sentence.startswith("An entry of the access record was removed")

    def test_what_was_read_today_is_not_closed_yet(self, office: Office) -> None:
        seen = looks(office, "Tue 18 Mar 2025 10:00")
        tamper(office, "delete from access where id = :id", id=seen)
        assert wrong(office) == []


class TestAnchorsOfTheRecord:
    @pytest.fixture(autouse=True)
    def three_days(self, office: Office) -> None:
        looks(office, "Tue 18 Mar 2025 10:00")
        closes(office, TUE)
        closes(office, WED)

    def test_they_hold(self, office: Office) -> None:
        assert wrong(office) == []

    @pytest.mark.parametrize(
        ("statement", "sentence"),
        [
            ("delete from anchor where seq = 2", "Anchor 2 was removed: after it comes anchor 3."),
            ("update anchor set text = replace(text, 'reads 1', 'reads 0') where seq = 2", "Anchor 2 was edited"),
            ("update anchor set day = day + 7 where seq = 3", "Anchor 3 was edited"),
            ("update anchor set hash = 'another' where seq = 2", "Anchor 2 was edited"),
            ("update anchor set text = 'nothing' where seq = 2", "Anchor 2 was edited"),
        ],
    )
    def test_one_that_was_changed_is_named(self, office: Office, statement: str, sentence: str) -> None:
        tamper(office, f"{statement} and partnership_id is not null")
        assert [said for _, said in wrong(office) if said.startswith(sentence)]

    def test_one_made_anew_with_its_own_hash_is_named(self, office: Office) -> None:
        [_, second, _] = anchors(office)
        [stood] = read_from(second.text)
        made = Stood(2, stood.place, TUE, tuple(line for line in stood.lines if line.what != "office"))
        made_anew(office, second, made)
        assert the_wrong(office) == "Anchor 2 was replaced: anchor 3 was made after another."

    def test_a_list_of_reads_that_was_changed_with_its_entry_is_named(self, office: Office) -> None:
        tamper(office, "update anchor set reads = '{}' where seq = 2 and partnership_id is not null")
        tamper(office, "delete from access where at = :at", at=moment("Tue 18 Mar 2025 10:00"))
        assert the_wrong(office) == "The list of what was read up to Tuesday 18 March 2025 was edited (anchor 2)."


class TestCases:
    """A case rewritten with every hash of its own made anew: only what was written elsewhere can tell."""

    def rewritten(self, office: Office, seq: int, **change: Any) -> None:
        """Event `seq` says something else, and every link from there to the head is made again."""
        table = RecordedEvent.__table__
        events = office.rows("select * from event where case_id = :case order by seq", case=office.a_case.id)
        prev = events[seq - 2].hash if seq > 1 else ""
        for event in events[seq - 1 :]:
            made = linked(prev, {**event._asdict(), **(change if event.seq == seq else {})})
            office.db.execute(update(table).where(table.c.id == event.id).values(**made))
            prev = made["hash"]
        tamper(office, 'update "case" set head = :head where id = :case', head=prev)

    def test_the_chain_alone_cannot_tell(self, office: Office) -> None:
        tamper(office, "delete from anchor")
        self.rewritten(office, 3, login="somebody-else")
        office.db.expire_all()
        assert verify(office.db) == []

    @pytest.mark.parametrize("seq", [1, 2, 3])
    def test_the_record_s_own_anchors_name_the_case(self, office: Office, seq: int) -> None:
        self.rewritten(office, seq, login="somebody-else")
        [(about, sentence)] = wrong(office)
        assert about == office.a_case.reference
        assert sentence == (
            "It was rewritten: event 3 is not the one that was its last "
            f"(anchor 1 of {office.partnership.slug}, Monday 17 March 2025)."
        )

    def test_a_case_that_goes_on_is_as_it_was(self, office: Office) -> None:
        office.records("executive_told", on="Tue 18 Mar 2025")
        assert wrong(office) == []

    def test_a_case_cut_short_is_named(self, office: Office) -> None:
        office.records("executive_told", on="Tue 18 Mar 2025")
        closes(office, TUE)
        tamper(office, "delete from event where case_id = :case and seq = 4")
        tamper(
            office,
            """update "case" set seq = 3, head = (select hash from event where case_id = :case and seq = 3)
               where id = :case""",
        )
        [(about, sentence)] = wrong(office)
        assert about == office.a_case.reference
        assert sentence.startswith("It was cut short: event 4 is gone, which was its last (anchor 2 of ")

    def test_everything_changed_at_once_is_told_by_a_kept_anchor_alone(self, office: Office) -> None:
        """Case, head and the record's own anchor: whoever writes everything here cannot write what lies elsewhere."""
        [anchor] = anchors(office)
        kept = read_from(anchor.text)
        self.rewritten(office, 3, login="somebody-else")
        head = office.rows('select head from "case" where id = :case', case=office.a_case.id)[0].head
        lines = (*kept[0].lines[:-1], Line(office.a_case.reference, 3, head))
        made = Stood(1, kept[0].place, MON, lines)
        made_anew(office, anchor, made)
        office.db.expire_all()
        assert verify(office.db) == []

        found = {one.about: one.sentence for one in verify(office.db, kept)}
        assert found[office.a_case.reference].startswith("It was rewritten: event 3 is not the one")
        assert found[office.partnership.slug] == (
            f"The anchor 1 of {office.partnership.slug}, Monday 17 March 2025, was rewritten in the record."
        )

    def test_an_office_whose_roles_were_rewritten_is_named(self, office: Office) -> None:
        [row] = office.rows("select * from office_event")
        made = linked("", {**row._asdict(), "login": "somebody-else"})
        tamper(office, "update office_event set login = :login, hash = :hash", login=made["login"], hash=made["hash"])
        tamper(office, "update partnership set head = :head where seq = 1", head=made["hash"])
        [(about, sentence)] = wrong(office)
        assert about == office.partnership.slug
        assert sentence.startswith("It was rewritten: event 1 is not the one that was its last")

    def test_a_case_that_is_gone_is_named(self, office: Office) -> None:
        [anchor] = anchors(office)
        kept = read_from(anchor.text.replace(office.a_case.reference, "TA-2025-099"))
        found = dict(against_kept(office.db, kept))
        assert found["TA-2025-099"].startswith("It is gone, with the 3 events it had")

    def test_reads_rewritten_with_the_anchor_are_told_by_a_kept_one(self, office: Office) -> None:
        [anchor] = anchors(office)
        kept = read_from(anchor.text)
        tamper(office, "delete from anchor where partnership_id is not null")
        tamper(office, "delete from access where partnership_id is not null")
        closes(office, MON)
        office.db.expire_all()
        assert list(days_as_closed(office.db)) == []
        [(_, sentence)] = against_kept(office.db, kept)
        assert sentence.endswith("was rewritten in the record: what was read up to that day is not what was read.")

    def test_an_anchor_that_is_not_there_any_more_is_named(self, office: Office) -> None:
        [anchor] = anchors(office)
        kept = read_from(anchor.text)
        tamper(office, "delete from anchor where partnership_id is not null")
        [(about, sentence)] = against_kept(office.db, kept)
        assert (about, sentence) == (
            office.partnership.slug,
            f"The anchor 1 of {office.partnership.slug}, Monday 17 March 2025, is not in the record any more.",
        )

    def test_the_audit_holds_the_days_against_the_record_too(self, office: Office) -> None:
        self.rewritten(office, 3, login="somebody-else")
        office.db.expire_all()
        assert "days stand as they were closed" in {one.rule for one in audit(office.db)}
