"""The desk of whoever is signed in: one transaction, one moment, their partnership and roles, and what they may see."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from sqlalchemy import bindparam, exists, func, or_, select, text
from sqlmodel import Session, col

from models import Case, Demonstration, Holding, Partnership, Person, WebSession
from models.clock import swan_now
from models.columns import UTCDateTime
from models.database import enter, session
from web import drafting, sessions
from web.drafting import Begun
from web.forms import Form, Typed, check_token
from web.knowing import CHILDREN, Known, known_by
from web.refusing import AskForAccess, NotAllowed, NotHere, NotSignedIn, ProveAgain, Turned
from web.rendering import Frame
from web.security import SAFE
from web.sessions import SIGNED_IN, Caller
from workflows.engine.calendar import Calendar, london_date
from workflows.engine.casework import witnessing
from workflows.engine.casework.acting import Actor
from workflows.engine.casework.in_force import calendar_in_force
from workflows.engine.casework.witnessing import Who
from workflows.engine.reading.handed_over import called, gone
from workflows.engine.roles import TITLES

_H = Holding
_HOLDINGS = select(_H).where(
    or_(col(_H.person_id) == bindparam("person"), col(_H.deputy_id) == bindparam("person")),
    col(_H.from_on) <= bindparam("day"),
    or_(col(_H.to_on).is_(None), col(_H.to_on) >= bindparam("day")),
)
_SEATED = (
    select(
        Partnership, Person, func.now(type_=UTCDateTime()).label("now"),
        exists().where(col(Demonstration.one)).label("shown"),
    )
    .join(Person, col(Person.partnership_id) == col(Partnership.id))
    .where(col(Partnership.id) == bindparam("partnership"), col(Person.id) == bindparam("person"))
)  # fmt: skip


@dataclass
class Desk:
    """Everything done at it is one transaction: kept when the page is made, undone if anything is raised."""

    db: Session
    session: WebSession
    partnership: Partnership
    person: Person
    holdings: Sequence[Holding]
    at: datetime
    who: Who
    now: datetime
    """The real moment, which a demonstration does not touch."""
    shown: bool
    """Whether this is a demonstration."""

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles held today, as holder or deputy."""
        return frozenset(one.role for one in self.holdings)

    @cached_property
    def today(self) -> date:
        """The London date."""
        return london_date(self.at)

    @cached_property
    def calendar(self) -> Calendar:
        return calendar_in_force(self.db, self.partnership)

    @cached_property
    def knows(self) -> Known:
        """Which cases may be seen whole."""
        return known_by(self.holdings)

    def actor(self, done_by_role: str | None = None, done_by: UUID | None = None) -> Actor:
        """Who records, and on whose behalf."""
        return Actor(f"account {self.session.account_id}", self.person.id, done_by_role, done_by)

    def must_be(self, *roles: str) -> None:
        """Raises `NotAllowed` for somebody who holds none of these roles."""
        if not self.roles & set(roles):
            raise NotAllowed(needs=" ".join(roles))

    def case(self, reference: str) -> Case:
        """A case this person may see whole. Raises `NotHere` for any other, whether it is there or not."""
        if not self.knows.any:
            raise NotAllowed(needs="a role that sees cases")
        found = called(self.db, self.partnership.id, reference)
        for one in gone(self.db, self.partnership.id, reference) if found is None and self.knows.every else ():
            raise NotHere(one.sentence)
        if found is None or not self.knows.sees(found.id):
            raise NotHere(case_id=found.id if found else None)
        return found

    def saw(self, case: Case, act: str = "case-viewed", **said: str) -> None:
        """Writes into the access record that this person saw this case, or what else they did with it."""
        witnessing.write(self.db, self.who, act, said, case_id=case.id)

    def did(self, act: str, **said: str) -> None:
        """Writes into the access record what was searched, downloaded or exported; references and counts only."""
        witnessing.write(self.db, self.who, act, said)

    def may_see_children(self, case: Case) -> bool:
        return known_by(self.holdings, CHILDREN).sees(case.id)

    def must_have_proved(self) -> None:
        """Before a sign-off or an export of everything: raises `ProveAgain` where the last proof is not fresh."""
        proved = self.session.proved_at
        if proved is None or self.now - proved > sessions.FRESH:
            raise ProveAgain

    def typed_before(self, path: str) -> dict[str, list[str]]:
        """What this person began to type into the form at `path`; empty where nothing."""
        found = self.begun(path)
        return dict(found.typed) if found else {}

    def begun(self, path: str) -> Begun | None:
        """The draft of the form at `path`, their own."""
        return drafting.begun_at(self.db, self.session, path)


def caller_of(request: Request) -> Caller:
    return Caller(request.client.host if request.client else "", request.headers.get("user-agent", ""))


AT_ONCE = 3
"""Pages that are made at the same time: more would only wait for one another, each with a connection of its own. Who
comes meanwhile waits in turn, holding nothing, and for nobody whose form is still on its way."""


PATIENCE = text("set local lock_timeout = '5s'")
"""How long a page waits for whoever writes in the same place: an event takes milliseconds, a whole register longer."""


def transaction(request: Request, form: Typed) -> Iterator[Session]:
    """One transaction for the request: committed before its answer leaves, undone if anything is raised.

    It does not wait long for others who write in the same place: everybody else would wait with it (`Occupied`).
    """
    with session("swan_app", url=request.app.state.database) as db:
        db.execute(PATIENCE)
        yield db


InTransaction = Annotated[Session, Depends(transaction, scope="function", max_concurrency=AT_ONCE)]


def visit(request: Request, db: InTransaction, form: Typed) -> WebSession | None:
    """The live session of this request, its form checked; none where nobody is known."""
    token = request.cookies.get(request.app.state.cookie, "")
    found = sessions.use(db, token) if token else None
    if found is not None:
        if request.method not in SAFE:
            check_token(form, found.csrf)
        request.state.csrf = found.csrf
    return found


Visit = Annotated[WebSession | None, Depends(visit)]


def guest(request: Request, db: InTransaction, found: Visit) -> WebSession:
    """The session of this request, begun for a guest where there is none: the sign-in's forms need one."""
    if found is None:
        if request.method not in SAFE:
            raise NotSignedIn("The page was open for too long. Please begin again.")
        request.state.cookie, found = sessions.begin(db, caller_of(request))
        request.state.csrf = found.csrf
    return found


Guest = Annotated[WebSession, Depends(guest)]


def desk(request: Request, db: InTransaction, form: Typed) -> Desk:
    """In one go from the cookie to the desk: each dependency of its own would be one more turn between two threads."""
    return _sitting(request, db, visit(request, db, form))


def _sitting(request: Request, db: Session, found: WebSession | None) -> Desk:
    """Raises `NotSignedIn` where nobody is, and `AskForAccess` for somebody without a role today."""
    if found is None or found.stage != SIGNED_IN:
        raise NotSignedIn
    who = who_of(request, found)
    request.state.who = who
    if found.partnership_id is None or found.person_id is None:
        raise AskForAccess
    enter(db, found.partnership_id)
    made = seated(db, found, who)
    request.state.frame = frame_of(made)
    if not made.holdings:
        raise AskForAccess
    if request.method not in SAFE:
        drafting.let_go(request, db, found, request.state.typed.texts())
    request.state.desk = made
    return made


def seated(db: Session, found: WebSession, who: Who) -> Desk:
    asked = {"partnership": found.partnership_id, "person": found.person_id}
    seat, at = db.execute(_SEATED, asked).one(), swan_now(db)
    held = db.execute(_HOLDINGS, {"person": seat.Person.id, "day": london_date(at)}).scalars().all()
    return Desk(db, found, seat.Partnership, seat.Person, held, at, who, seat.now, seat.shown)


def who_of(request: Request, found: WebSession | None) -> Who:
    nobody = Who(caller_of(request).address)
    if found is None:
        return nobody
    return replace(
        nobody, partnership_id=found.partnership_id, account_id=found.account_id, person_id=found.person_id,
        session_id=found.id,
    )  # fmt: skip


def frame_of(made: Desk) -> Frame:
    ordered = tuple(role for role in TITLES if role in made.roles)
    left = sessions.ends_at(made.session) - made.now
    lasts = (int(sessions.IDLE.total_seconds()), int(left.total_seconds()))
    return Frame(made.partnership.name, made.person.name, ordered, made.today, made.shown, lasts)


AtDesk = Annotated[Desk, Depends(desk)]


def passer_by(request: Request, db: InTransaction, found: Visit) -> Desk | None:
    """The desk, where whoever asks sits at one: for the pages that strangers may read too."""
    try:
        return _sitting(request, db, found)
    except Turned:
        return None


PassingBy = Annotated[Desk | None, Depends(passer_by)]
__all__ = ["AtDesk", "Desk", "Form", "Guest", "InTransaction", "PassingBy", "Typed", "Visit"]
