"""Roles by date: given, ended, deputised; who is then told, and what the office's chain keeps of it."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlmodel import Session, col

from config.partnerships import read, shipped
from models import Holding, Message, Notice, OfficeEvent, Partnership, Person
from models.database import session
from tests.engine.casework.place import Place, eight, step
from tests.written_dates import on
from workflows.engine.calendar import at_eight
from workflows.engine.casework import holding
from workflows.engine.casework.acting import Actor
from workflows.engine.casework.founding import found
from workflows.engine.casework.holders import holders
from workflows.engine.casework.holding import Given
from workflows.engine.ladder import RungKind
from workflows.engine.refusals import Code, Refused

ACTOR = Actor(login="tests")
TODAY = "Wed 1 Mar 2023"
AT = eight(TODAY)


class Westmarch:
    """The invented partnership on 1 March 2023, in the application's own session."""

    def __init__(self, db: Session) -> None:
        self.db = db
        self.partnership: Partnership = found(db, read(shipped("westmarch")), ACTOR, AT)

    def person(self, slug: str) -> Person:
        return self.db.execute(select(Person).where(col(Person.slug) == slug)).scalar_one()

    def gives(self, role: str, slug: str, since: str, to: str | None = None, agency: str | None = None) -> Holding:
        given = Given(role, self.person(slug).id, on(since), on(to) if to else None, agency)
        with self.db.begin_nested():
            return holding.give(self.db, self.partnership, given, ACTOR, AT)

    def held(self, role: str, agency: str | None = None) -> Holding:
        asked = select(Holding).where(col(Holding.role) == role)
        return self.db.execute(asked.where(col(Holding.agency) == agency) if agency else asked).scalar_one()

    def told(self, role: str, when: str, agency: str | None = None) -> list[str]:
        found = holders(self.db, self.partnership.id, [role], on(when), agency=agency, partner=agency)
        names = dict(self.db.execute(select(col(Person.id), col(Person.slug))).all())
        return sorted(names[one.person_id] for one in found)

    def last_note(self) -> OfficeEvent:
        return self.db.execute(select(OfficeEvent).order_by(col(OfficeEvent.seq).desc()).limit(1)).scalar_one()


@pytest.fixture
def westmarch(database: str) -> Iterator[Westmarch]:
    with session("swan_app", url=database) as db:
        yield Westmarch(db)


def test_a_role_changes_hands_on_a_day(westmarch: Westmarch) -> None:
    held = westmarch.held("coordinator")
    holding.end(westmarch.db, westmarch.partnership, held, on("Fri 31 Mar 2023"), ACTOR, AT)
    westmarch.gives("coordinator", "tobias-achterberg", "Sat 1 Apr 2023")

    assert westmarch.told("coordinator", "Fri 31 Mar 2023") == ["orla-fennimore"]
    assert westmarch.told("coordinator", "Mon 3 Apr 2023") == ["tobias-achterberg"]


def test_a_new_holder_hears_once_what_they_now_hold(westmarch: Westmarch) -> None:
    given = westmarch.gives("reviewer", "idris-pellworthy", TODAY)

    [notice] = westmarch.db.execute(select(Notice)).scalars()
    message = westmarch.db.get_one(Message, notice.message_id)
    assert (notice.kind, notice.key) == ("handover", f"handover:{given.id}")
    assert notice.person_id == westmarch.person("idris-pellworthy").id
    assert (message.daily, message.due_at) == (False, AT)


def test_who_begins_later_hears_on_the_morning_of_the_first_day(westmarch: Westmarch) -> None:
    westmarch.gives("reviewer", "idris-pellworthy", "Mon 3 Apr 2023")

    [message] = westmarch.db.execute(select(Message)).scalars()
    assert message.due_at == at_eight(on("Mon 3 Apr 2023"))


def test_a_role_entered_after_it_ended_is_history_and_tells_nobody(westmarch: Westmarch) -> None:
    westmarch.gives("reviewer", "idris-pellworthy", "Tue 3 Jan 2023", to="Tue 31 Jan 2023")

    assert westmarch.db.execute(select(func.count()).select_from(Notice)).scalar_one() == 0


def test_what_waited_for_somebody_is_told_when_a_role_is_given(place: Place) -> None:
    place.owes("Mon 24 Mar 2025", step(RungKind.BEFORE, "Mon 17 Mar 2025", "coordinator"))
    assert place.hears("Mon 17 Mar 2025") == set()
    assert place.statuses() == ["unheld"]
    sam = place.person("sam")

    with session("swan_app", place.id, url=place.url) as db:
        given = Given("coordinator", sam, on("Tue 18 Mar 2025"))
        holding.give(db, db.get_one(Partnership, place.id), given, ACTOR, eight("Tue 18 Mar 2025"))

    assert place.statuses() == ["armed"]
    assert place.hears("Tue 18 Mar 2025") == {"sam"}


def test_a_deputy_is_told_while_the_holder_is_away_and_no_longer(westmarch: Westmarch) -> None:
    scrutineer, db = westmarch.held("scrutineer"), westmarch.db
    holding.deputise(db, westmarch.partnership, scrutineer, westmarch.person("hester-quillinan").id, ACTOR, AT)
    ambrose = westmarch.person("ambrose-tendulkar")
    holding.away(db, westmarch.partnership, ambrose, on("Mon 6 Mar 2023"), on("Fri 17 Mar 2023"), ACTOR, AT)
    db.flush()

    assert westmarch.told("scrutineer", "Fri 3 Mar 2023") == ["ambrose-tendulkar"]
    assert westmarch.told("scrutineer", "Mon 6 Mar 2023") == ["hester-quillinan"]
    holding.back(db, westmarch.partnership, ambrose, on("Mon 13 Mar 2023"), ACTOR, AT)
    db.flush()
    assert westmarch.told("scrutineer", "Fri 10 Mar 2023") == ["hester-quillinan"]
    assert westmarch.told("scrutineer", "Mon 13 Mar 2023") == ["ambrose-tendulkar"]


def test_who_is_not_away_cannot_come_back(westmarch: Westmarch) -> None:
    with pytest.raises(Refused, match="hester-quillinan is not away on Wednesday 1 March 2023"):
        holding.back(
            westmarch.db, westmarch.partnership, westmarch.person("hester-quillinan"), on(TODAY), ACTOR, AT
        )  # fmt: skip


def test_somebody_is_added_and_another_address_is_used_without_being_kept_in_the_chain(westmarch: Westmarch) -> None:
    reached = {"name": "Wilf Arkwright", "email": "wilf@westmarch.invalid"}
    wilf = holding.add_person(westmarch.db, westmarch.partnership, "wilf-arkwright", reached, ACTOR, AT)
    assert westmarch.last_note().said == {"person": "wilf-arkwright"}

    holding.change_person(westmarch.db, westmarch.partnership, wilf, {"email": "wa@westmarch.invalid"}, ACTOR, AT)
    assert westmarch.person("wilf-arkwright").email == "wa@westmarch.invalid"
    assert westmarch.last_note().said == {"person": "wilf-arkwright", "changed": ["email"]}


def test_each_act_is_linked_to_the_one_before(westmarch: Westmarch) -> None:
    westmarch.gives("reviewer", "idris-pellworthy", TODAY)
    westmarch.gives("agency_contact", "idris-pellworthy", TODAY, agency="housing")

    founded, first, second = westmarch.db.execute(select(OfficeEvent).order_by(col(OfficeEvent.seq))).scalars()
    assert (first.prev, second.prev) == (founded.hash, first.hash)
    assert second.said == {
        "role": "agency_contact", "agency": "housing", "person": "idris-pellworthy", "from": "2023-03-01",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("role", "agency", "since", "to", "why"),
    [
        ("wizard", None, TODAY, None, "There is no role wizard"),
        ("lead_partner", None, TODAY, None, "A lead safeguarding partner is one partner's"),
        ("lead_partner", "housing", TODAY, None, "A lead safeguarding partner is one partner's"),
        ("agency_contact", "bakery", TODAY, None, "There is no partner or agency called bakery"),
        ("reviewer", None, TODAY, "Tue 28 Feb 2023", "Tuesday 28 February 2023 is before Wednesday 1 March 2023"),
        ("coordinator", None, TODAY, None, "They hold it from Wednesday 1 April 2020 already"),
    ],
)
def test_what_cannot_be_given(
    westmarch: Westmarch, role: str, agency: str | None, since: str, to: str | None, why: str
) -> None:
    with pytest.raises(Refused, match=why):
        westmarch.gives(role, "orla-fennimore", since, to, agency)
    assert westmarch.last_note().act == "founded"


def test_a_role_cannot_end_before_it_began_nor_twice_on_one_day(westmarch: Westmarch) -> None:
    held, db = westmarch.held("reviewer"), westmarch.db
    with pytest.raises(Refused, match="It began on Wednesday 1 April 2020"):
        holding.end(db, westmarch.partnership, held, date(2020, 3, 31), ACTOR, AT)
    holding.end(db, westmarch.partnership, held, on("Fri 31 Mar 2023"), ACTOR, AT)
    with pytest.raises(Refused, match="It ends on Friday 31 March 2023 already"):
        holding.end(db, westmarch.partnership, held, on("Fri 31 Mar 2023"), ACTOR, AT)


def test_a_role_may_go_on_after_all_until_it_is_over(westmarch: Westmarch) -> None:
    held, db = westmarch.held("reviewer"), westmarch.db
    holding.end(db, westmarch.partnership, held, on("Fri 31 Mar 2023"), ACTOR, AT)
    holding.end(db, westmarch.partnership, held, None, ACTOR, AT)
    assert (held.to_on, westmarch.last_note().act) == (None, "role_goes_on")

    holding.end(db, westmarch.partnership, held, on("Tue 28 Feb 2023"), ACTOR, AT)
    with pytest.raises(Refused, match="It is over: give the role anew"):
        holding.end(db, westmarch.partnership, held, None, ACTOR, AT)


def test_only_who_runs_the_office_may_change_it(westmarch: Westmarch) -> None:
    gethin, db = westmarch.person("gethin-osterholm"), westmarch.db
    given = Given("reviewer", gethin.id, on(TODAY))
    with pytest.raises(Refused, match="are changed by: business manager, coordinator, operator") as refused:
        holding.give(db, westmarch.partnership, given, Actor("gethin", gethin.id), AT)
    assert refused.value.code is Code.NO_RIGHT

    kit = westmarch.person("kit-rosenqvist")
    holding.give(db, westmarch.partnership, given, Actor("kit", kit.id), AT)
    assert westmarch.last_note().recorded_by == kit.id


@pytest.mark.parametrize("wrong", ["nobody", "two words@westmarch.invalid", "a@b"])
def test_a_mail_address_is_checked(westmarch: Westmarch, wrong: str) -> None:
    with pytest.raises(Refused, match="is not a mail address"):
        holding.change_person(
            westmarch.db, westmarch.partnership, westmarch.person("kit-rosenqvist"), {"email": wrong}, ACTOR, AT
        )  # fmt: skip
