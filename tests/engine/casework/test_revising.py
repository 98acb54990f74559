"""A partnership's file, changed: the differences are shown, applied as events, and what only the record has stays."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import Session, col

from config.partnerships import PartnershipPlan, read, shipped
from models import CalendarVersion, Holding, Notice, OfficeEvent, Partnership, Person
from models.database import session
from tests.engine.casework.place import eight
from workflows.engine.casework.acting import Actor
from workflows.engine.casework.founding import found
from workflows.engine.casework.revising import Difference, differences, revise
from workflows.engine.refusals import Refused

ACTOR, AT = Actor(login="tests"), eight("Wed 1 Mar 2023")
WESTMARCH = read(shipped("westmarch"))


class Revised:
    def __init__(self, db: Session) -> None:
        self.db = db
        self.partnership: Partnership = found(db, WESTMARCH, ACTOR, AT)

    def told(self, **changed: Any) -> list[Difference]:
        return differences(self.db, self.partnership, plan_with(**changed))

    def applies(self, **changed: Any) -> list[str]:
        """What was applied; afterwards the file and the record no longer differ."""
        applied = revise(self.db, self.partnership, plan_with(**changed), ACTOR, AT)
        assert [one for one in self.told(**changed) if not one.left] == []
        return [one.what for one in applied]

    def acts(self) -> list[str]:
        return list(self.db.execute(select(col(OfficeEvent.act)).order_by(col(OfficeEvent.seq))).scalars())


def plan_with(**changed: Any) -> PartnershipPlan:
    """Westmarch's file with these parts of it otherwise."""
    written = WESTMARCH.model_dump(by_alias=True)
    return PartnershipPlan.model_validate({**written, **changed})


@pytest.fixture
def westmarch(database: str) -> Iterator[Revised]:
    with session("swan_app", url=database) as db:
        yield Revised(db)


def test_the_file_that_founded_it_differs_in_nothing(westmarch: Revised) -> None:
    assert westmarch.told() == []


def test_nothing_is_applied_by_looking(westmarch: Revised) -> None:
    [difference] = westmarch.told(name="Westmarch and Eastmarch SCP")
    assert (difference.what, difference.before) == ("name", "Westmarch Safeguarding Children Partnership")
    assert westmarch.partnership.name == "Westmarch Safeguarding Children Partnership"
    assert westmarch.acts() == ["founded"]


def test_a_milestone_is_shown_line_by_line_and_changes_the_law_in_force(westmarch: Revised) -> None:
    before, milestones = westmarch.partnership.law, {**WESTMARCH.milestones, "panel-meeting": 11}
    [difference] = westmarch.told(milestones=milestones)
    assert (difference.before, difference.after) == ("panel-meeting: 12", "panel-meeting: 11")

    assert westmarch.applies(milestones=milestones) == ["milestones"]
    assert westmarch.partnership.law != before
    assert westmarch.acts() == ["founded", "changed"]


def test_a_closure_enters_the_calendar(westmarch: Revised) -> None:
    closed = {**WESTMARCH.closures, "2023-03-03": "the move to the new office"}
    [difference] = westmarch.told(closures=closed)
    assert (difference.before, difference.after) == ("–", "2023-03-03: the move to the new office")

    westmarch.applies(closures=closed)
    calendar = westmarch.db.get_one(CalendarVersion, westmarch.partnership.calendar)
    assert calendar.closures["2023-03-03"] == "the move to the new office"


def test_a_new_coordinator_is_added_given_the_role_and_told(westmarch: Revised) -> None:
    people = {**WESTMARCH.model_dump()["people"], "wilf-arkwright": {"name": "Wilf", "email": "wilf@westmarch.invalid"}}
    holdings = [
        {**one, "to": "2023-03-31"} if one["role"] == "coordinator" else one
        for one in WESTMARCH.model_dump(by_alias=True)["holdings"]
    ]
    holdings.append({"role": "coordinator", "person": "wilf-arkwright", "from": "2023-04-01"})

    assert westmarch.applies(people=people, holdings=holdings) == [
        "person wilf-arkwright", "coordinator (orla-fennimore): to", "coordinator",
    ]  # fmt: skip
    assert westmarch.acts() == ["founded", "person_added", "role_ended", "role_given"]
    [notice] = westmarch.db.execute(select(Notice)).scalars()
    assert westmarch.db.get_one(Person, notice.person_id).slug == "wilf-arkwright"


def test_what_only_the_record_has_is_shown_and_stays(westmarch: Revised) -> None:
    holdings = [one for one in WESTMARCH.model_dump(by_alias=True)["holdings"] if one["role"] != "scrutineer"]
    [difference] = westmarch.told(holdings=holdings)
    assert difference == Difference("scrutineer", "ambrose-tendulkar from 2020-04-01", "–", left=True)

    assert westmarch.applies(holdings=holdings) == []
    held = westmarch.db.execute(select(Holding).where(col(Holding.role) == "scrutineer")).scalar_one()
    assert held.to_on is None


def test_an_address_a_deputy_and_an_absence(westmarch: Revised) -> None:
    people = WESTMARCH.model_dump()["people"]
    people["kit-rosenqvist"]["email"] = "kit@westmarch.invalid"
    holdings = WESTMARCH.model_dump(by_alias=True)["holdings"]
    next(one for one in holdings if one["role"] == "operator")["deputy"] = "orla-fennimore"
    away = [*WESTMARCH.model_dump(by_alias=True)["away"],
            {"person": "kit-rosenqvist", "from": "2023-03-06", "to": "2023-03-10"}]  # fmt: skip

    assert westmarch.applies(people=people, holdings=holdings, away=away) == [
        "person kit-rosenqvist: email", "operator (kit-rosenqvist): deputy", "kit-rosenqvist away",
    ]  # fmt: skip


def test_the_prefix_of_its_references_cannot_be_changed(westmarch: Revised) -> None:
    with pytest.raises(Refused, match="The references of westmarch begin with WSCP: that cannot be changed"):
        westmarch.told(prefix="WM")


def test_a_file_the_law_does_not_allow_changes_nothing(westmarch: Revised) -> None:
    with pytest.raises(Refused, match=r"milestones\.publish-lcspr"):
        revise(westmarch.db, westmarch.partnership, plan_with(milestones={"publish-lcspr": 240}), ACTOR, AT)
    assert westmarch.acts() == ["founded"]
