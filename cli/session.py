"""What every command needs of the record: the database open, the partnership, the case and the person found."""

import getpass
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import psycopg
import typer
from sqlalchemy import bindparam, select
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlmodel import Session, col

from cli.stack.database import database_running
from cli.stack.parts import CannotStart
from cli.words import Usage, a_word, did_you_mean, listed
from config.settings import settings
from models import Case, Partnership, Person
from models.clock import swan_now
from models.database import enter, session
from models.sealing import CannotOpen
from workflows.engine.calendar import Calendar, london_date
from workflows.engine.casework import witnessing
from workflows.engine.casework.acting import Actor
from workflows.engine.casework.in_force import calendar_in_force
from workflows.engine.casework.witnessing import Who
from workflows.engine.reading.handed_over import called, gone
from workflows.engine.refusals import Code, Refused
from workflows.engine.roles import TITLES
from workflows.engine.verify import WrongDefinition

FINE, FAILED, USAGE, REFUSED, NOT_FOUND, CONFLICT = 0, 1, 2, 3, 4, 5
"""How a command ends: 1 where the installation is at fault, such as a database that does not answer."""

AsPerson = Annotated[
    str, typer.Option("--as", metavar="PERSON", envvar="SWAN_AS", help="Who you are: the short name of a person.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON, for programs.")]
InPartnership = Annotated[
    str, typer.Option("--partnership", metavar="NAME", help="Which partnership, where there are several.")
]
With = Annotated[
    list[str], typer.Option("--with", metavar="NAME=VALUE", help="An answer or evidence; may be said again and again.")
]

_PARTNERSHIPS = select(Partnership).order_by(col(Partnership.slug))
_REFERENCES = (
    select(col(Case.reference))
    .where(col(Case.partnership_id) == bindparam("partnership"))
    .order_by(col(Case.reference))
)
_PEOPLE = select(Person).where(col(Person.partnership_id) == bindparam("partnership")).order_by(col(Person.slug))
_TYPED = re.compile(r"(?:(?P<prefix>[A-Z]+)-)?(?P<year>\d{4})-(?P<number>\d+)")


class NotFound(Exception):
    """There is nothing of this name; says so in one sentence, with the nearest ones."""


@contextmanager
def plainly_refused() -> Iterator[None]:
    """Whatever is refused inside ends the command with one sentence on stderr and the exit code of its kind."""
    try:
        yield
    except Usage as wrong:
        _end(str(wrong), USAGE)
    except NotFound as missing:
        _end(str(missing), NOT_FOUND)
    except Refused as refused:
        _end(str(refused), {Code.UNKNOWN: NOT_FOUND, Code.CONFLICT: CONFLICT}.get(refused.code, REFUSED))
    except WrongDefinition as wrong:
        _end(f"The law cannot be right as it stands in workflows/: {wrong}", FAILED)
    except (CannotStart, PermissionError) as unable:
        _end(str(unable), FAILED)
    except OSError as unable:
        if unable.filename is None:
            raise  # whoever reads what is said has hung up
        _end(f"{unable.filename}: {unable.strerror}.", FAILED)
    except CannotOpen as sealed:
        _end(f"{sealed} Is SWAN_KEY_FILE the right one?", FAILED)
    except (OperationalError, ProgrammingError) as wrong:
        _end(_of_the_database(wrong), FAILED)


def _of_the_database(wrong: OperationalError | ProgrammingError) -> str:
    """What to tell of it. What is our own mistake is raised again: a sentence would hide it."""
    no_role_yet = isinstance(wrong, OperationalError) and '"swan_app" does not exist' in str(wrong.orig)
    if no_role_yet or isinstance(wrong.orig, psycopg.errors.UndefinedTable):
        return "There is no record in this database yet: 'swan up' or 'swan partnership load' makes it."
    if isinstance(wrong, ProgrammingError):
        raise wrong
    return "The database does not answer: is DATABASE_URL right, and does 'swan doctor' see it?"


def _end(sentence: str, code: int) -> None:
    typer.echo(sentence, err=True)
    raise typer.Exit(code)


@dataclass(frozen=True)
class Desk:
    """A partnership's record in one transaction, at one business moment."""

    db: Session
    partnership: Partnership
    at: datetime

    @property
    def today(self) -> date:
        """The London date."""
        return london_date(self.at)

    @property
    def calendar(self) -> Calendar:
        return calendar_in_force(self.db, self.partnership)

    def case(self, reference: str) -> Case:
        """Under this reference or a former one. Raises `NotFound`: where it was handed over to, or the nearest ones."""
        wanted = written_out(reference, self.partnership.prefix)
        case = called(self.db, self.partnership.id, wanted)
        if case is None:
            for one in gone(self.db, self.partnership.id, wanted):
                raise NotFound(one.sentence)
            known = self.db.execute(_REFERENCES, {"partnership": self.partnership.id}).scalars().all()
            raise NotFound(f"{self.partnership.name} has no case {wanted}.{did_you_mean(wanted, known)}")
        return case

    def case_id_ever(self, reference: str) -> UUID:
        """The case, even where it is another partnership's by now: what was done with it here stays here."""
        for one in gone(self.db, self.partnership.id, written_out(reference, self.partnership.prefix)):
            return one.case_id
        return self.case(reference).id

    def another(self, said: str) -> Partnership:
        """Another partnership of this installation, or this one, by name. Raises `NotFound` with the nearest."""
        return which(self.db.execute(_PARTNERSHIPS).scalars().all(), said)

    def person(self, said: str) -> Person:
        """By their short name, their whole name or their address. Raises `NotFound` with the nearest short names.

        Raises `Usage` for the name of a role, which is what stands in a person's place when the two were turned round.
        """
        people: Sequence[Person] = self.db.execute(_PEOPLE, {"partnership": self.partnership.id}).scalars().all()
        wanted = said.strip().casefold()
        for person in people:
            if wanted in (person.slug.casefold(), person.name.casefold(), person.email.casefold()):
                return person
        if a_word(said) in TITLES:
            raise Usage(f"{said} is a role and no person: say the person first, then the role.")
        near = did_you_mean(said, [person.slug for person in people])
        raise NotFound(f"{self.partnership.name} knows nobody called {said}.{near}")

    def saw(self, case: Case | None, act: str = "case-viewed") -> None:
        """Writes into the access record that this case, or what `act` says, was looked at here: at a terminal the
        system's user is known."""
        who = Who("terminal", self.partnership.id)
        witnessing.write(self.db, who, act, {"login": login()}, case_id=case.id if case else None)

    def actor(self, as_person: str, by_role: str = "", by_person: str = "") -> Actor:
        """Who records, and on whose behalf; nobody named is the installation itself."""
        recorder = self.person(as_person).id if as_person else None
        doer: UUID | None = self.person(by_person).id if by_person else None
        return Actor(login(), recorder, a_role(by_role) if by_role else None, doer)


@contextmanager
def awake(who: str) -> Iterator[None]:
    """The database answers while this lasts, started for it where it does not run. `who` is the command."""
    with database_running(settings(), f"swan {who}"):
        yield


@contextmanager
def desk(who: str, *, partnership: str = "", reference: str = "") -> Iterator[Desk]:
    """The desk of the partnership that is named, or whose prefix the reference has, or that is the only one.

    Everything done at it is one transaction: kept at the end, undone if anything is raised. `who` is the command, for
    whoever finds the data folder in use.
    """
    with awake(who), session("swan_app") as db:
        found = which(db.execute(_PARTNERSHIPS).scalars().all(), partnership, reference)
        enter(db, found.id)
        yield Desk(db, found, swan_now(db))


@contextmanager
def desks(who: str, *, partnership: str = "") -> Iterator[Iterator[Desk]]:
    """One desk after another: of the partnership that is named, or of every one there is."""
    with awake(who), session("swan_app") as db:
        everybody = db.execute(_PARTNERSHIPS).scalars().all()
        chosen = [which(everybody, partnership)] if partnership or not everybody else everybody
        yield (_entered(db, one) for one in chosen)


def _entered(db: Session, partnership: Partnership) -> Desk:
    enter(db, partnership.id)
    return Desk(db, partnership, swan_now(db))


def which(known: Sequence[Partnership], said: str, reference: str = "") -> Partnership:
    """Raises `NotFound` where there is no such partnership, `Usage` where there are several and none is named."""
    if not known:
        raise NotFound("There is no partnership here yet: 'swan partnership load FILE' founds one.")
    if said:
        for one in known:
            if said.strip().casefold() in (one.slug.casefold(), one.name.casefold(), one.prefix.casefold()):
                return one
        raise NotFound(f"There is no partnership {said}.{did_you_mean(said, [one.slug for one in known])}")
    prefix = reference.strip().upper().split("-")[0]
    of_reference = [one for one in known if one.prefix == prefix]
    if of_reference or len(known) == 1:
        return [*of_reference, *known][0]
    names = listed([f"{one.slug} ({one.prefix})" for one in known], "or")
    if prefix.isalpha():
        raise NotFound(f"No partnership here has references that begin with {prefix}: there are {names}.")
    raise Usage(f"There are several partnerships: add --partnership with {names}.")


def written_out(reference: str, prefix: str) -> str:
    """The reference as it is kept: wscp-2026-7 and 2026-7 are WSCP-2026-007."""
    plain = reference.strip().upper()
    typed = _TYPED.fullmatch(plain)
    return f"{typed['prefix'] or prefix}-{typed['year']}-{int(typed['number']):03d}" if typed else plain


def login() -> str:
    """The system's user, kept beside the person who records."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"


def a_role(said: str) -> str:
    """The role's name in the record. Raises `Usage` with the nearest ones."""
    if a_word(said) not in TITLES:
        raise Usage(f"There is no role {said}.{did_you_mean(said, TITLES) or f' There are {listed(list(TITLES))}.'}")
    return a_word(said)


def answers(said: Sequence[str], note: str = "") -> Mapping[str, str]:
    """What stands after --with, by name. Raises `Usage` where something has no name or is said twice."""
    found: dict[str, str] = {"note": note} if note else {}
    for one in said:
        name, equals, value = one.partition("=")
        name = a_word(name)
        if not equals or not name:
            raise Usage("After --with comes NAME=VALUE, such as --with portal_reference=ABC-123.")
        if name in found:
            raise Usage(f"{name} is said twice.")
        found[name] = value.strip()
    return found
