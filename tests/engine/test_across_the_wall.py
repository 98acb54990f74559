"""Two partnerships in one installation: every read model, with one of the two walls taken away, shows nothing foreign.

The first wall is the query, which names its partnership; the second is row security, which needs no query to be right.
"""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import NoResultFound
from sqlmodel import Session

from config.bank_holidays import ENGLAND_AND_WALES
from models import Partnership, Person
from models.database import engine, session
from models.migrate import migrate
from tests.office import moment
from tests.servers import PostgresServer
from tests.two_areas import Area, sweeps
from tests.written_dates import on
from workflows.engine import reading, register
from workflows.engine.calendar import Calendar
from workflows.engine.casework.acting import Actor
from workflows.engine.casework.between_areas import offers, take_over
from workflows.engine.casework.erasing import kept
from workflows.engine.casework.holding import held_by as holdings_of
from workflows.engine.casework.recalling import lock
from workflows.engine.reading import (
    agenda,
    board,
    case,
    cases,
    closed_days,
    course_of_a_year,
    dateless,
    deadlines,
    explanation,
    figures,
    handed_over,
    heard,
    needs,
    people,
    reasons,
    reported,
    requests,
    sealed,
    what_changed,
    who_saw,
)  # fmt: skip
from workflows.engine.reading.board import Viewer, Wanted
from workflows.engine.reading.needs import Person as Asking
from workflows.engine.reading.whose import all_waiting_for
from workflows.engine.refusals import Refused
from workflows.engine.register import outgoing
from workflows.engine.roles import TITLES

TODAY, SOON = on("Tue 25 Mar 2025"), on("Tue 1 Apr 2025")
WAITING = Wanted(waiting=all_waiting_for(TITLES))
LONG_AGO = moment("Wed 1 Jan 2020")


@dataclass(frozen=True)
class Theirs:
    """A partnership and what there is to ask of it by its id."""

    area: Area
    partnership: UUID
    case: UUID
    reference: str
    deadline: UUID
    person: UUID
    holding: UUID

    @property
    def viewer(self) -> Viewer:
        return Viewer(self.partnership, True, ())

    @property
    def asking(self) -> Asking:
        return Asking(self.partnership, self.person, ["coordinator", "business_manager"], [], True, ())


@pytest.fixture(scope="module")
def both(postgres: PostgresServer, worker_id: str) -> Iterator[tuple[Theirs, Theirs]]:
    """Westmarch and Eastmarch, alike in everything, each with two cases; nobody has crossed the wall."""
    name = f"across_{worker_id}"
    url = postgres.create(name)
    migrate(url)
    areas = Area(url, "westmarch", "WSCP"), Area(url, "eastmarch", "ESCP")
    for area in areas:
        area.opens("panel_notified", when="Mon 3 Mar 2025 10:00", child=f"ZZ{area.slug}", note=f"ZZ{area.slug}")
        area.opens("authority_became_aware", when="Mon 3 Mar 2025 11:00")
    for area, prefix in zip(areas, ("WSCP", "ESCP"), strict=True):
        area.records(f"{prefix}-2025-001", "letters_sent", on="Tue 4 Mar 2025 10:00", agencies="acute-hospital,police")
    sweeps(url, moment("Tue 25 Mar 2025 09:00"))
    yield theirs(areas[0], "WSCP-2025-001"), theirs(areas[1], "ESCP-2025-001")
    for role in ("swan_owner", "swan_app", "swan_clock"):
        engine(role, url).dispose()
    postgres.drop(name)


def theirs(area: Area, reference: str) -> Theirs:
    (row,) = area.rows(
        """select "case".id as case, deadline.id as deadline, person.id as person, holding.id as holding
           from "case" join deadline on deadline.case_id = "case".id and deadline.name = 'send-rapid-review'
           join holding on role = 'coordinator' join person on person.id = holding.person_id
           where reference = :reference""",
        reference=reference,
    )
    return Theirs(area, area.id, row.case, reference, row.deadline, row.person, row.holding)


def went(db: Session, of: Theirs) -> course_of_a_year.Course:
    found = figures.figures(db, of.partnership, figures.year_of(TODAY), TODAY)
    return course_of_a_year.course(db, of.partnership, found, TODAY, Calendar.build(ENGLAND_AND_WALES))


Asks = Callable[[Session, Theirs], Any]

BY_PARTNERSHIP: dict[str, Asks] = {
    "agenda.between": lambda db, of: agenda.between(db, of.viewer, on("Wed 1 Jan 2025"), on("Wed 31 Dec 2025")),
    "agenda.overdue": lambda db, of: agenda.overdue(db, of.viewer, TODAY),
    "agenda.told_of": lambda db, of: agenda.told_of(db, of.partnership, of.person, TODAY, LONG_AGO),
    "board.board": lambda db, of: board.board(db, of.viewer, Wanted(), TODAY, SOON).lines,
    "board.board, searched": lambda db, of: board.board(db, of.viewer, Wanted(said="SCP-2025"), TODAY, SOON).lines,
    "board.board, waiting": lambda db, of: board.board(db, of.viewer, WAITING, TODAY, SOON).lines,
    "board.board, closed": lambda db, of: board.board(db, of.viewer, Wanted(closed=True), TODAY, SOON).lines,
    "cases.cases": lambda db, of: cases.cases(db, of.partnership, TODAY),
    "closed_days.closed_days": lambda db, of: closed_days.closed_days(db, of.partnership, 9)[1],
    "closed_days.last_verified": lambda db, of: closed_days.last_verified(db, of.partnership),
    "course_of_a_year.course": lambda db, of: went(db, of).took,
    "dateless.dateless": lambda db, of: dateless.dateless(db, of.partnership),
    "deadlines.due_between": lambda db, of: deadlines.due_between(db, of.partnership, LONG_AGO.date(), SOON),
    "deadlines.owed": lambda db, of: deadlines.owed(db, of.partnership),
    "figures.figures": lambda db, of: figures.figures(db, of.partnership, figures.year_of(TODAY), TODAY).kept,
    "figures.years, before the present": lambda db, of: figures.years(db, of.partnership, on("Wed 1 Apr 2026"))[1:],
    "handed_over.called": lambda db, of: handed_over.called(db, of.partnership, of.reference),
    "handed_over.gone": lambda db, of: handed_over.gone(db, of.partnership),
    "handed_over.offered": lambda db, of: handed_over.offered(db, of.partnership),
    "needs.needs": lambda db, of: needs.needs(db, of.asking, TODAY, SOON, moment("Tue 25 Mar 2025 09:00")),
    "needs.how_many": lambda db, of: needs.how_many(db, of.asking, TODAY),
    "needs.undelivered": lambda db, of: needs.undelivered(db, of.partnership, moment("Tue 25 Mar 2025 09:00")),
    "needs.unheld": lambda db, of: needs.unheld(db, of.partnership, TODAY),
    "people.away_from": lambda db, of: people.away_from(db, of.partnership, LONG_AGO.date()),
    "people.held_by": lambda db, of: people.held_by(db, of.partnership, of.person, TODAY),
    "people.held_from": lambda db, of: people.held_from(db, of.partnership, TODAY),
    "people.held_on": lambda db, of: people.held_on(db, of.partnership, TODAY),
    "people.one_held": lambda db, of: people.one_held(db, of.partnership, of.holding, TODAY),
    "outgoing.all_cases": lambda db, of: outgoing.all_cases(db, of.partnership),
    "outgoing.outgoing": lambda db, of: outgoing.outgoing(db, outgoing.all_cases(db, of.partnership)),
    "reported.reported": lambda db, of: reported.reported(db, of.partnership, figures.year_of(TODAY)),
    "requests.requests": lambda db, of: requests.requests(db, of.partnership, ["police"], TODAY),
    "what_changed.what_changed": lambda db, of: what_changed.what_changed(db, of.partnership, None, None, most=99)[1],
    "who_saw.who_did": lambda db, of: who_saw.who_did(db, of.partnership, None, None, most=9)[1],
    "who_saw.who_saw": lambda db, of: who_saw.who_saw(db, of.partnership, of.case),
    "between_areas.offers": lambda db, of: offers(db, of.partnership),
    "erasing.kept": lambda db, of: kept(db, db.get_one(Partnership, of.partnership)),
    "holding.held_by": lambda db, of: holdings_of(db, db.get_one(Partnership, of.partnership)),
}
"""What is asked of a partnership."""

BY_ID: dict[str, Asks] = {
    "agenda.one": lambda db, of: agenda.one(db, of.case, of.deadline),
    "case.events_of": lambda db, of: case.events_of(db, [of.case]),
    "case.read_case": lambda db, of: case.read_case(db, of.case),
    "deadlines.one": lambda db, of: deadlines.one(db, of.deadline),
    "deadlines.of_case": lambda db, of: deadlines.of_case(db, of.case),
    "deadlines.owed_of": lambda db, of: deadlines.owed_of(db, [of.case]),
    "explanation.explain": lambda db, of: explanation.explain(db, of.deadline),
    "heard.heard": lambda db, of: heard.heard(db, of.case),
    "reasons.reason": lambda db, of: reasons.reason(db, of.deadline),
    "reasons.reasons": lambda db, of: reasons.reasons(db, of.case),
    "sealed.children": lambda db, of: sealed.children(db, of.case),
    "sealed.texts": lambda db, of: sealed.texts(db, of.case),
    "recalling.lock": lambda db, of: lock(db, of.case),
    "person": lambda db, of: db.get(Person, of.person),
}
"""What is asked of a case, a deadline or a person by its id: found before, behind the first wall."""

OF_NO_PARTNERSHIP = {
    "standing": "of the installation: it names no case and no person",
    "gauges": "counts of the installation, for swan_clock alone",
    "is_erased": "whether there is a key: of another's case there is none to be seen",
    "incident": "opens what its caller holds already",
    "take_in": "writes, and through the casework alone",
}


def asked(db: Session, asks: Asks, of: Theirs) -> Any:
    """What is answered, or nothing where it is said that there is no such thing."""
    try:
        return asks(db, of)
    except (NoResultFound, Refused):
        return None


def is_empty(answer: Any) -> bool:
    """That nobody holds a role is what somebody sees who sees no holding: it says nothing of anybody."""
    if isinstance(answer, needs.Needs):
        return not (answer.dates or answer.have or answer.undelivered)
    return not answer or (isinstance(answer, tuple) and isinstance(answer[0], needs.Unheld))


@pytest.mark.parametrize("name", [*BY_PARTNERSHIP, *BY_ID])
def test_there_is_something_to_be_seen_from_within(both: tuple[Theirs, Theirs], name: str) -> None:
    """Or the tests below would prove nothing. What stays empty in so short a story is named here."""
    east = both[1]
    with session("swan_app", east.partnership, url=east.area.url) as db:
        answer = asked(db, {**BY_PARTNERSHIP, **BY_ID}[name], east)
        empty = {
            "board.board, closed", "closed_days.closed_days", "closed_days.last_verified", "course_of_a_year.course",
            "dateless.dateless", "handed_over.gone", "handed_over.offered", "who_saw.who_did", "who_saw.who_saw",
            "between_areas.offers", "needs.undelivered", "needs.unheld", "reported.reported",
        }  # fmt: skip
        assert is_empty(answer) is (name in empty), name


@pytest.mark.parametrize("name", [*BY_PARTNERSHIP, *BY_ID])
def test_the_second_wall_alone_shows_nothing_of_another(both: tuple[Theirs, Theirs], name: str) -> None:
    """Whoever has entered Westmarch asks for Eastmarch's, as a query would that forgot or mistook its partnership."""
    west, east = both
    with session("swan_app", west.partnership, url=west.area.url) as db:
        assert is_empty(asked(db, {**BY_PARTNERSHIP, **BY_ID}[name], east))


@pytest.mark.parametrize("name", [*BY_PARTNERSHIP, *BY_ID])
def test_who_has_entered_no_partnership_sees_nothing(both: tuple[Theirs, Theirs], name: str) -> None:
    east = both[1]
    with session("swan_app", url=east.area.url) as db:
        assert is_empty(asked(db, {**BY_PARTNERSHIP, **BY_ID}[name], east))


def foreign(answer: Any) -> list[str]:
    """What of an answer is Eastmarch's: references, names and notes all say so."""
    said = repr(answer)
    return [mark for mark in ("ESCP-", "of eastmarch", "ZZeastmarch", "@eastmarch") if mark in said]


@pytest.mark.parametrize("name", BY_PARTNERSHIP)
def test_the_first_wall_alone_shows_nothing_of_another(both: tuple[Theirs, Theirs], name: str) -> None:
    """Asked as the clock, which sees every partnership: the query itself keeps to its own."""
    west = both[0]
    with session("swan_clock", url=west.area.url) as db:
        answer = BY_PARTNERSHIP[name](db, west)
        assert foreign(answer) == []
        assert not isinstance(answer, int) or answer == BY_PARTNERSHIP[name](db, both[1])


def test_every_read_model_is_tried() -> None:
    """A new one comes with its line here."""
    there = set()
    for package in (reading, register):
        for one in iter_modules(package.__path__):
            module = import_module(f"{package.__name__}.{one.name}")
            for name, function in inspect.getmembers(module, inspect.isfunction):
                own = function.__module__ == module.__name__ and not name.startswith("_")
                if own and "db" in inspect.signature(function).parameters:
                    there.add(f"{one.name}.{name}")
    tried = {name.split(",")[0] for name in (*BY_PARTNERSHIP, *BY_ID)}
    untried = {name for name in there - tried if not set(name.split(".")) & OF_NO_PARTNERSHIP.keys()}
    assert untried == set()


@pytest.mark.parametrize("table", ["event", "deadline", "rung", "child", "case_key", "notice", "person", "holding"])
def test_nothing_of_another_is_changed_by_a_query_that_forgot_its_partnership(
    both: tuple[Theirs, Theirs], table: str
) -> None:
    west, east = both
    count = f"select count(*) as n from {table}"
    (before,) = east.area.rows(count)
    with session("swan_app", west.partnership, url=west.area.url) as db:
        found = db.execute(text(f"select distinct partnership_id from {table}")).scalars().all()
    assert found == [west.partnership]
    assert east.area.rows(count) == [before]


def test_a_case_of_another_is_not_taken_by_its_id(both: tuple[Theirs, Theirs]) -> None:
    west, east = both
    with session("swan_app", west.partnership, url=west.area.url) as db, pytest.raises(Refused):
        take_over(db, db.get_one(Partnership, west.partnership), east.reference, Actor("tests"), LONG_AGO)
