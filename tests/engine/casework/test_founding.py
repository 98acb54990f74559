"""A partnership is founded from its file, once, and nobody is told anything."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlmodel import Session, col

from config.partnerships import HoldingPlan, PartnershipPlan, PersonPlan, read, shipped
from models import Absence, CalendarVersion, Holding, Message, OfficeEvent, Partnership, Person
from models.database import session
from tests.engine.casework.place import eight
from workflows.engine.casework.acting import Actor
from workflows.engine.casework.founding import found
from workflows.engine.casework.holders import holders
from workflows.engine.refusals import Code, Refused
from workflows.engine.roles import TITLES

AT = eight("Wed 1 Mar 2023")
ACTOR = Actor(login="tests")
WESTMARCH = read(shipped("westmarch"))


@pytest.fixture
def db(database: str) -> Iterator[Session]:
    """The application's own session: row security shows it what it has entered."""
    with session("swan_app", url=database) as db:
        yield db


def one_partner(**more: object) -> PartnershipPlan:
    return PartnershipPlan.model_validate(
        {
            "slug": "eastmarch",
            "name": "Eastmarch",
            "prefix": "EM",
            "partners": ["police"],
            "people": {"ada-lune": PersonPlan(name="Ada Lune", email="ada@eastmarch.invalid")},
            **more,
        }
    )


def test_westmarch_is_founded_as_its_file_has_it(db: Session) -> None:
    westmarch = found(db, WESTMARCH, ACTOR, AT)

    people = db.execute(select(func.count()).select_from(Person)).scalar_one()
    held = db.execute(select(func.count()).select_from(Holding)).scalar_one()
    away = db.execute(select(func.count()).select_from(Absence)).scalar_one()
    assert (people, held, away) == (24, 31, 2)
    assert westmarch.partners == ["local-authority", "icb", "police", "education"]
    assert westmarch.milestones["panel-meeting"] == 12
    assert westmarch.milestones["review-day"] == 15


def test_somebody_holds_every_role_for_every_partner_and_agency(db: Session) -> None:
    westmarch = found(db, WESTMARCH, ACTOR, AT)

    for role in TITLES:
        wanted = {"delegated_partner": westmarch.partners, "lead_partner": westmarch.partners}
        wanted["agency_contact"] = [*westmarch.partners, *westmarch.agencies]
        for agency in wanted.get(role, [None]):
            told = holders(db, westmarch.id, [role], date(2023, 3, 1), agency=agency, partner=agency)
            assert [holder.unheld for holder in told] == [None], (role, agency)


def test_its_closures_are_in_its_calendar_and_its_law_is_in_force(db: Session) -> None:
    westmarch = found(db, WESTMARCH, ACTOR, AT)

    calendar = db.get_one(CalendarVersion, westmarch.calendar)
    assert calendar.closures["2023-12-28"] == "closed between Christmas and New Year"
    assert calendar.holidays["2023-05-08"].startswith("Bank holiday for the coronation")
    assert westmarch.law is not None


def test_founding_is_an_event_and_tells_nobody(db: Session) -> None:
    westmarch = found(db, WESTMARCH, ACTOR, AT)

    [event] = db.execute(select(OfficeEvent)).scalars()
    assert (event.seq, event.act, event.login) == (1, "founded", "tests")
    assert event.said == {"slug": "westmarch", "prefix": "WSCP", "partners": 4, "people": 24, "holdings": 31}
    assert (westmarch.seq, westmarch.head) == (1, event.hash)
    assert db.execute(select(func.count()).select_from(Message)).scalar_one() == 0


def test_a_partnership_is_founded_once(db: Session) -> None:
    found(db, WESTMARCH, ACTOR, AT)

    with pytest.raises(Refused, match=r"westmarch \(WSCP\) is in the record already") as refused:
        found(db, WESTMARCH, ACTOR, AT)
    assert refused.value.code is Code.CONTRADICTION


def test_a_prefix_is_one_partnership_s_own(db: Session) -> None:
    found(db, WESTMARCH, ACTOR, AT)

    with pytest.raises(Refused, match="in the record already"):
        found(db, one_partner(prefix="WSCP"), ACTOR, AT)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"milestones": {"send-rapid-review": 20}}, "send-rapid-review is .*, which a partnership may not change"),
        ({"milestones": {"tea-break": 2}}, "milestones.tea-break: no workflow has a deadline of that name"),
        ({"milestones": {"sign-off": 2}}, "milestones.sign-off: .*sign-off"),
        ({"holdings": [("wizard", None)]}, "there is no role wizard; there are la_notifier, "),
        ({"holdings": [("lead_partner", None)]}, "a lead safeguarding partner is one partner's: say which of police"),
        ({"holdings": [("agency_contact", None)]}, "an agency contact is one agency's"),
        ({"holdings": [("coordinator", "police")]}, "a coordinator is nobody's in particular: leave police out"),
    ],
)
def test_what_the_law_and_the_roles_do_not_allow_founds_nothing(db: Session, wrong: dict, why: str) -> None:
    if "holdings" in wrong:
        wrong["holdings"] = [
            HoldingPlan(role=role, person="ada-lune", agency=agency, since=date(2023, 1, 1))
            for role, agency in wrong["holdings"]
        ]
    with pytest.raises(Refused, match=why) as refused:
        found(db, one_partner(**wrong), ACTOR, AT)
    assert refused.value.code is Code.BAD_ANSWER
    assert not db.execute(select(Partnership).where(col(Partnership.slug) == "eastmarch")).all()
