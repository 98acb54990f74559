"""What a message would say now: what has become of its notices, who else hears, and what a notice is about."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from models import Holding
from models.database import session
from tests.engine.casework.place import Place, eight, step
from tests.written_dates import on
from workflows.engine.casework.contents import Said, contents
from workflows.engine.casework.delivering import Fate, Result, claim, settle
from workflows.engine.casework.telling import News, NewsKind, raise_notices
from workflows.engine.ladder import RungKind

AT = eight("Tue 25 Mar 2025")
LATE = step(RungKind.AFTER, "Tue 25 Mar 2025", "coordinator", "scrutineer", days=1, urgent=True)
TITLE = "Send the Rapid Review to the National Panel"


@pytest.fixture
def office(place: Place) -> Place:
    place.holds("carol", "coordinator")
    place.holds("bill", "business_manager")
    place.holds("sue", "scrutineer")
    return place


def owed(place: Place) -> UUID:
    deadline = place.owes("Mon 24 Mar 2025", LATE)
    place.changes(deadline, declared={"title": TITLE})
    place.hears(AT)
    return deadline


def said_to(place: Place, slug: str, day: str = "Tue 25 Mar 2025") -> tuple[Said, ...]:
    """Everything this person has been told, as it stands on that day, message by message."""
    messages = [notice.message_id for notice in place.notices() if notice.person_id == place.people[slug]]
    with session("swan_clock", url=place.url) as db:
        found = contents(db, messages, on(day))
    return tuple(said for message in messages for said in found[message])


def news(place: Place, slug: str, role: str, kind: NewsKind, key: str) -> None:
    with session("swan_clock", url=place.url) as db:
        raise_notices(db, [News(place.id, place.people[slug], role, kind, key)], AT)


def test_a_notice_names_its_step_and_who_else_hears_of_it(office: Place) -> None:
    owed(office)

    [said] = said_to(office, "carol")

    assert said.step is not None
    assert (said.step.reference, said.step.title, said.step.due_on) == ("testshire-1", TITLE, on("Mon 24 Mar 2025"))
    assert (said.kind, said.role, said.told, said.unreached) == ("after", "coordinator", ("scrutineer",), ())
    assert said.untrue is None


def test_what_must_come_before_a_day_names_that_day_and_whose_word_it_is(office: Place) -> None:
    deadline = office.owes("Mon 24 Mar 2025", LATE)
    declared = {"title": "Send copies", "ahead_of": {"unit": "days", "n": 7}, "duty": {"weight": "statute"}}
    office.changes(deadline, declared=declared, counted={"from": "2025-03-31"})
    office.hears(AT)

    [said] = said_to(office, "carol")

    assert said.step is not None
    assert (said.step.planned_on, said.step.weight) == (on("Mon 31 Mar 2025"), "statute")


def test_who_could_not_be_reached_is_not_among_those_told(office: Place) -> None:
    owed(office)
    with session("swan_clock", url=office.url) as db:
        message = next(one for one in claim(db, AT) if one.person_id == office.people["sue"])
        settle(db, [(message, Result(Fate.REFUSED_FOR_GOOD, "email", "smtp-550"))], AT)

    [said] = said_to(office, "carol")

    assert (said.told, said.unreached) == ((), ("scrutineer",))


def test_what_was_settled_since_need_not_be_told(office: Place) -> None:
    office.changes(owed(office), status="met", settled_on=on("Mon 24 Mar 2025"), result="on time")

    [said] = said_to(office, "carol")

    assert said.untrue == "settled"


@pytest.mark.parametrize(("until", "untrue"), [("Tue 25 Mar 2025", "explained"), ("Mon 24 Mar 2025", None)])
def test_a_delay_explained_since_is_quiet_to_its_day(office: Place, until: str, untrue: str | None) -> None:
    office.changes(owed(office), explained_until=on(until))

    [said] = said_to(office, "carol")

    assert said.untrue == untrue


def test_an_older_notice_gives_way_to_a_newer_one_of_the_same_deadline(office: Place) -> None:
    deadline = owed(office)
    office.keep(office.rung(deadline, step(RungKind.AFTER, "Wed 26 Mar 2025", "coordinator", days=2, urgent=True), 10))
    office.hears("Wed 26 Mar 2025")

    older, newer = said_to(office, "carol", day="Wed 26 Mar 2025")

    assert (older.untrue, newer.untrue) == ("told again", None)


def test_an_older_notice_stays_where_the_newer_one_failed(office: Place) -> None:
    deadline = owed(office)
    office.keep(office.rung(deadline, step(RungKind.AFTER, "Wed 26 Mar 2025", "coordinator", days=2, urgent=True), 10))
    office.hears("Wed 26 Mar 2025")
    newest = max(office.notices(), key=lambda notice: notice.raised_at)
    office.edit(
        lambda db: db.execute(text("update message set status = 'failed' where id = :id"), {"id": newest.message_id})
    )

    older, _ = said_to(office, "carol", day="Wed 26 Mar 2025")

    assert older.untrue is None


def test_a_bounce_says_what_did_not_arrive_until_it_has(office: Place) -> None:
    owed(office)
    lost = next(notice.message_id for notice in office.notices() if notice.person_id == office.people["carol"])
    news(office, "bill", "business_manager", NewsKind.BOUNCE, f"bounce:{lost}:{office.people['bill']}")

    [before] = said_to(office, "bill")
    office.edit(lambda db: db.execute(text("update message set status = 'sent' where id = :id"), {"id": lost}))
    [after] = said_to(office, "bill")

    assert [step.title for step in before.steps] == [TITLE]
    assert (before.unreached, before.untrue, after.untrue) == (("coordinator",), None, "arrived")


def test_a_handover_says_what_the_new_holder_now_holds(office: Place) -> None:
    deadline = owed(office)
    office.owes("Mon 31 Mar 2025", step(RungKind.ON_THE_DAY, "Mon 31 Mar 2025", "business_manager"))
    office.changes(office.owes("Tue 1 Apr 2025", LATE), status="met")
    office.holds("new", "coordinator", since="Tue 25 Mar 2025")
    holding = next(row.id for row in office.all(Holding) if row.person_id == office.people["new"])
    news(office, "new", "coordinator", NewsKind.HANDOVER, f"handover:{holding}")

    [said] = said_to(office, "new")

    assert [step.title for step in said.steps] == [TITLE], f"{deadline} and nothing of others, nothing settled"
    assert said.untrue is None


def test_a_partner_is_handed_over_only_what_is_theirs(office: Place) -> None:
    ladder = step(RungKind.AFTER, "Wed 26 Mar 2025", "delegated_partner", days=2)
    office.changes(office.owes("Mon 24 Mar 2025", ladder, whose="police"), declared={"title": "theirs"})
    office.changes(office.owes("Mon 24 Mar 2025", ladder, whose="icb"), declared={"title": "another's"})
    office.changes(office.owes("Mon 24 Mar 2025", ladder), declared={"title": "everybody's"})
    office.holds("pat", "delegated_partner", agency="police")
    holding = next(row.id for row in office.all(Holding) if row.person_id == office.people["pat"])
    news(office, "pat", "delegated_partner", NewsKind.HANDOVER, f"handover:{holding}")

    [said] = said_to(office, "pat")

    assert {step.title for step in said.steps} == {"theirs", "everybody's"}


def test_the_list_after_an_import_is_everything_open(office: Place) -> None:
    owed(office)
    office.owes("Mon 31 Mar 2025")
    office.changes(office.owes("Tue 1 Apr 2025"), status="not required")
    news(office, "bill", "business_manager", NewsKind.LIST, f"list:{office.id}")

    [said] = said_to(office, "bill")

    assert [step.due_on for step in said.steps] == [on("Mon 24 Mar 2025"), on("Mon 31 Mar 2025")]


def test_the_soonest_due_comes_first(office: Place) -> None:
    for due in ("Fri 28 Mar 2025", "Wed 26 Mar 2025", "Thu 27 Mar 2025"):
        office.owes(due, step(RungKind.BEFORE, "Tue 25 Mar 2025", "coordinator", days=1))
    office.hears(AT + timedelta(minutes=1))
    message = office.notices()[0].message_id

    with session("swan_clock", url=office.url) as db:
        said = contents(db, [message], on("Tue 25 Mar 2025"))[message]

    assert [one.step.due_on for one in said if one.step] == [
        on("Wed 26 Mar 2025"), on("Thu 27 Mar 2025"), on("Fri 28 Mar 2025"),
    ]  # fmt: skip
