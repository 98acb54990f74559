"""The office on the web for the tests: served on the loopback, with a time the test sets and people who sign in."""

import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, LiteralString
from uuid import UUID

import httpx2
import psycopg
import uvicorn
from fastapi import FastAPI
from sqlalchemy import select, text
from sqlmodel import Session, col

from config.partnerships import read, shipped
from config.settings import Settings
from models import Account, Case, Demonstration, Holding, Membership, Partnership, Person, WebSession
from models.account import LOCAL
from models.clock import real_now
from models.columns import new_id
from models.database import Role, enter, session
from models.migrate import migrate
from tests.office import declared_event, moment
from web import sessions
from web.__main__ import SERVED
from web.app import Application, create_app
from web.sessions import SIGNED_IN, Caller
from workflows.engine.calendar import london_date
from workflows.engine.casework.acting import Actor
from workflows.engine.casework.founding import found
from workflows.engine.casework.opening import Incident, open_case
from workflows.engine.casework.recording import Recorded, Report, record_event

ROLES: tuple[Role, ...] = ("swan_owner", "swan_app", "swan_clock")

ONE_EACH = httpx2.Limits(max_keepalive_connections=0)
"""A connection a request: the server hangs up on an idle one after a while, just as somebody slow writes into it."""

FOUNDED = "Wed 1 Apr 2020 09:00"

KEEP = """
create schema kept;
do $$
declare place text; filled boolean;
begin
  for place in select tablename from pg_tables where schemaname = 'public' and tablename <> 'alembic_version' loop
    execute format('select exists (select from public.%1$I)', place) into filled;
    if filled then
      execute format('create table kept.%1$I as table public.%1$I', place);
    end if;
  end loop;
end $$
"""
PUT_BACK = """
do $$
declare place text;
begin
  set local lock_timeout = '10s';
  set local session_replication_role = replica;
  for place in select tablename from pg_tables where schemaname = 'public' and tablename <> 'alembic_version' loop
    execute format('delete from public.%1$I', place);
  end loop;
  for place in select tablename from pg_tables where schemaname = 'kept' loop
    execute format('insert into public.%1$I select * from kept.%1$I', place);
  end loop;
end $$
"""


def founded(url: str) -> None:
    """Westmarch, and a second partnership with the same people's names, in a migrated database: kept to be put back."""
    migrate(url)
    westmarch = read(shipped("westmarch"))
    other = {"slug": "eastmarch", "name": "Eastmarch Safeguarding Children Partnership", "prefix": "ESCP"}
    for plan in (westmarch, westmarch.model_copy(update=other)):
        with session("swan_app", url=url) as db:
            found(db, plan, Actor("tests"), moment(FOUNDED))
    done(url, KEEP)


def done(url: str, statement: LiteralString) -> None:
    with psycopg.connect(url.replace("+psycopg", "", 1)) as connection:
        connection.execute(statement)


class Reader(httpx2.Client):
    """A browser without eyes: keeps its cookie, follows where it is sent, and fills in a form's hidden fields."""

    def form(self, page: str, action: str = "") -> dict[str, str]:
        """The hidden fields of a page's form that is sent to `action`, or of its first form."""
        forms = re.findall(r"<form[^>]*method=\"post\".*?</form>", self.get(page).text, re.DOTALL)
        meant = [form for form in forms if f'action="{action}"' in form] or forms
        return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', meant[0]))

    def sends(self, path: str, *, from_page: str = "", **typed: Any) -> httpx2.Response:
        """Fills in the form of a page (`from_page`, else the one it is sent to) and sends it."""
        return self.post(path, data={**self.form(from_page or path, path), **typed})


class Pages:
    """The application on its own port, on a database of its own."""

    def __init__(self, url: str, place: Settings, port: int) -> None:
        self.url, self.place = url, place
        self.link = f"http://127.0.0.1:{port}"
        self.case: Case | None = None

    @contextmanager
    def record(self, role: Role = "swan_app", partnership: str = "westmarch") -> Iterator[Session]:
        """One transaction in the record of a partnership."""
        with session(role, url=self.url) as db:
            enter(db, self.partnership(db, partnership).id)
            yield db

    def partnership(self, db: Session, slug: str = "westmarch") -> Partnership:
        return db.execute(select(Partnership).where(col(Partnership.slug) == slug)).scalar_one()

    def rows(self, statement: str, **values: Any) -> list[Any]:
        with session("swan_owner", url=self.url) as db:
            return list(db.execute(text(statement), values))

    def it_is(self, written: str) -> None:
        """The business moment, London: "Mon 3 Mar 2025 10:00"."""
        with session("swan_owner", url=self.url) as db:
            db.merge(Demonstration(stands_at=moment(written)))

    def holder(self, db: Session, role: str) -> UUID:
        """The first person who holds this role alone, if there is one, else anybody who holds it."""
        held = db.execute(select(Holding).where(col(Holding.role) == role).order_by(col(Holding.id))).scalars()
        return held.first().person_id  # type: ignore[union-attr]

    def person(self, db: Session, slug: str) -> Person:
        return db.execute(select(Person).where(col(Person.slug) == slug)).scalar_one()

    def signs_in(
        self, role: str = "coordinator", *, person: str = "", partnership: str = "westmarch", proved: bool = True
    ) -> str:
        """A session of whoever holds this role, as signing in leaves it: the word its cookie carries."""
        with self.record(partnership=partnership) as db:
            person_id = self.person(db, person).id if person else self.holder(db, role)
            account = Account(issuer=LOCAL, subject=str(new_id()), made_at=real_now(db))
            db.add(account)
            db.flush()
            home = self.partnership(db, partnership).id
            db.add(Membership(account_id=account.id, partnership_id=home, person_id=person_id))
            token, _ = sessions.begin(
                db, Caller("127.0.0.1", "the tests"), stage=SIGNED_IN, account_id=account.id, partnership_id=home,
                person_id=person_id, proved_at=real_now(db) if proved else None,
            )  # fmt: skip
        return token

    def reader(self, role: str = "", **more: Any) -> Reader:
        """A browser without eyes: signed in where a role is named, else a stranger's. Close it, or use it `with`."""
        cookies = {"swan": self.signs_in(role, **more)} if role else {}
        return Reader(base_url=self.link, cookies=cookies, timeout=30, trust_env=False, limits=ONE_EACH)

    def session_of(self, token: str) -> WebSession:
        with session("swan_app", url=self.url) as db:
            found = sessions.find_even_over(db, token)
            assert found is not None
            return found

    def opens_case(self, event: str, *, when: str, partnership: str = "westmarch", **said: str) -> str:
        """Opens a case with this event, at a moment that then stands; its reference."""
        self.it_is(when)
        report = Report(event, london_date(moment(when)), said=filled(event, said))
        with self.record(partnership=partnership) as db:
            home = self.partnership(db, partnership)
            self.case, _ = open_case(db, home, Incident("serious harm"), report, Actor("tests"), moment(when))
            return self.case.reference

    def records(self, event: str, *, on: str, item: str | None = None, **said: str) -> Recorded:
        """Records an event of the case that was opened last, at 09:00 of the day it happened, which then stands."""
        assert self.case is not None, "open a case first"
        self.it_is(on)
        report = Report(event, london_date(moment(on)), item, filled(event, said))
        with self.record() as db:
            return record_event(db, self.case.id, report, Actor("tests"), moment(on))


def filled(event: str, said: dict[str, str]) -> dict[str, str]:
    """What was said, and for the rest the evidence and the required answers a diligent office would give."""
    declared = declared_event(event)
    answers = {name: f"{name} of the tests" for name in declared.evidence}
    answers |= {
        ask.name: ask.choices[0] if ask.choices else "said in the tests" for ask in declared.asks if ask.required
    }
    return {name: value for name, value in {**answers, **said}.items() if value}


@contextmanager
def served(
    url: str, place: Settings, *, link: str = "", also: Callable[[Application], None] = lambda made: None
) -> Iterator[Pages]:
    """The application on a free port of the loopback while this lasts; people reach it there, or at `link`.

    `also` adds to it what only a test needs.
    """
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        here = place.model_copy(update={"given_link": link or f"http://127.0.0.1:{port}"})
        made = create_app(here, url)
        also(made)
        with answering(made, listening):
            yield Pages(url, here, port)


@contextmanager
def answering(app: FastAPI, listening: socket.socket) -> Iterator[None]:
    """The application answers there, served as we serve it, while this lasts."""
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", **SERVED))
    running = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    running.start()
    try:
        yield
    finally:
        server.should_exit = True
        running.join()
