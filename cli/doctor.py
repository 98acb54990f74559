"""`swan doctor`: every check of the installation and its record, and for each what to do about it."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Annotated, Literal

import typer
from celery import Celery
from kombu.exceptions import OperationalError as BrokerAway
from rich.text import Text
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col

from cli.auditing import bar
from cli.session import FAILED, AsJson, awake
from cli.stack.parts import CannotStart
from cli.stack.postgres import OLDEST
from cli.words import console, moment, show, show_json
from config.settings import Settings, settings
from models import Demonstration, Heartbeat, Partnership
from models.database import session
from models.migrate import is_newest, server_version
from tasks.channels import NoSuchChannel, NotConfigured, channel
from tasks.safety import client_of, unsafe_broker
from workflows.engine.audit import audit, quick
from workflows.engine.finding import Finding

MIGRATED = "migrations"

State = Literal["ok", "look", "wrong"]
SILENT = timedelta(minutes=3)
"""A part that has said nothing for so long is not alive."""

ALWAYS_ALIVE = ("timekeeper", "worker", "watch")
"""The parts that say they are alive every minute, whether there is anything to do or not."""

CLOCK_OFF = 5.0
"""Seconds by which a machine's clock may differ from the database's before somebody should see to it."""

REMEDIES = {
    "due rungs are climbed": "Is the worker up? 'swan up' starts it; Flower shows it.",
    "due messages go out": "Does the mail server answer? It is tried again by itself.",
    "somebody could be told": "Give somebody the role: 'swan people hold PERSON ROLE'. It is told then.",
    "open deadlines have a date": "Record the date when it is known, or the bank holidays: 'swan holidays add'.",
    "roles are held": "'swan people hold PERSON ROLE'; until then the next role up is told.",
    "bank holidays reach far enough": "'swan holidays add' takes a new year's days, when GOV.UK has published them.",
    "ladders are on": "When the list of what is open is right: 'swan partnership ladders-on'.",
    "messages arrive": "Is the address right? 'swan people change PERSON --email'.",
}
RESTORE = "Touch nothing, keep a copy of the database, and compare it with a backup: somebody went past Swan."

Quick = Annotated[bool, typer.Option("--quick", help="Leave out the full audit of the record.")]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at; `do` is what to do about it, empty where there is nothing to do."""

    name: str
    state: State
    said: str
    do: str = ""


def doctor(quickly: Quick = False, json: AsJson = False) -> None:
    """Look at everything: servers, clock, workers, roles, dates, keys, record. Ends with 1 where something is wrong."""
    with ExitStack() as opened:
        checks = [*of_settings(settings()), *of_database(settings(), opened), *of_broker(settings())]
        if any(check.name == MIGRATED and check.state == "ok" for check in checks):
            checks += of_record(opened.enter_context(session("swan_clock")), quickly=quickly, quiet=json)
    if json:
        show_json({"checks": [asdict(check) for check in checks]})
    else:
        _show(checks)
    if any(check.state == "wrong" for check in checks):
        raise typer.Exit(FAILED)


def _show(checks: Iterable[Check]) -> None:
    marks = {"ok": ("ok   ", "green"), "look": ("look ", "yellow"), "wrong": ("WRONG", "bold red")}
    for check in checks:
        mark, style = marks[check.state]
        console().print(Text.assemble((mark, style), f"  {check.name}: {check.said}"))
        if check.do and check.state != "ok":
            show(f"       → {check.do}")


def of_settings(place: Settings) -> Iterator[Check]:
    if place.env == "local":
        yield Check("environment", "ok", "local: for trying, tests and the demonstration.")
    else:
        yield Check("environment", "ok", "production.")
    try:
        channel()
    except (NoSuchChannel, NotConfigured) as refusal:
        yield Check("channel", "wrong", str(refusal), "Set SWAN_CHANNEL and what it needs.")
    else:
        yield Check("channel", "ok", f"people are reached by {place.channel}.")
    yield of_key(place)


def of_key(place: Settings) -> Check:
    if not place.key_file.exists():
        made = (
            "With the first case one is made." if place.env == "local" else "Bring it back before anything is recorded."
        )
        return Check("key", "ok" if place.env == "local" else "wrong", f"there is no key file {place.key_file}.", made)
    mode = place.key_file.stat().st_mode & 0o777
    if mode & 0o077:
        return Check(
            "key", "wrong", f"{place.key_file} can be read by others ({mode:o}).", f"chmod 600 {place.key_file}"
        )
    return Check("key", "ok", f"{place.key_file} is only its owner's. Keep a copy apart from the database's.")


def of_database(place: Settings, opened: ExitStack) -> Iterator[Check]:
    """Ends where the record cannot be read: then it says nothing of migrations, or that they are not run."""
    try:
        opened.enter_context(awake("doctor"))
        newest, version = is_newest(), server_version()
    except (OperationalError, CannotStart) as failure:
        why = str(failure).splitlines()[0]
        yield Check("database", "wrong", f"does not answer: {why}", "Is DATABASE_URL right, and the server up?")
        return
    old = version // 10000 < OLDEST
    said = f"PostgreSQL {version // 10000}.{version % 10000} answers."
    yield Check("database", "wrong" if old else "ok", said, f"Swan needs PostgreSQL {OLDEST} or later." if old else "")
    if place.embedded_database:
        said = f"embedded, in {place.data}: for trying, tests and the demonstration only."
        yield Check("server", "look", said, "For real cases: DATABASE_URL, with backups, and SWAN_ENV=production.")
    if newest:
        yield Check(MIGRATED, "ok", "the database has the newest form.")
    else:
        yield Check(MIGRATED, "wrong", "not every migration has been run.", "'swan up' runs them before it starts.")


def of_broker(place: Settings) -> Iterator[Check]:
    hint = "'swan up' starts it." if place.embedded_broker else "Is REDIS_URL right, and the server up?"
    try:
        with Celery(broker=place.redis_url, set_as_current=False) as asker, asker.connection_for_write() as connection:
            connection.ensure_connection(max_retries=1, interval_start=0, timeout=3)
            unsafe = list(unsafe_broker(client_of(connection)))
    except (BrokerAway, OSError, SystemExit):
        yield Check("broker", "wrong", "does not answer; nothing is lost, and nobody is told meanwhile.", hint)
        return
    for one in unsafe:
        yield Check("broker", "wrong", one, "Change the broker's settings, then start again.")
    if not unsafe:
        yield Check("broker", "ok", "answers, forgets nothing, and is Swan's alone.")


def of_record(db: Session, *, quickly: bool, quiet: bool) -> Iterator[Check]:
    yield from of_clock(db)
    yield from of_heartbeats(db)
    if not db.execute(select(Partnership)).first():
        yield Check("partnership", "look", "there is none yet.", "'swan partnership load FILE' founds one.")
        return
    if quickly:
        found = quick(db)
    else:
        with bar(quiet=quiet) as told:
            found = audit(db, None, told)
    yield from map(of_finding, found)
    if not any(one.wrong for one in found):
        said = "nothing is late; chains and rows were not looked at." if quickly else "every rule holds, in every case."
        yield Check("audit", "ok", said)


def of_finding(one: Finding) -> Check:
    return Check(
        one.rule, "wrong" if one.wrong else "look", f"{one.about}: {one.sentence}", REMEDIES.get(one.rule, RESTORE)
    )


def of_clock(db: Session) -> Iterator[Check]:
    stands: datetime | None = db.execute(select(col(Demonstration.stands_at))).scalar_one_or_none()
    if stands is not None:
        yield Check(
            "clock", "look", f"a demonstration: it stands at {moment(stands)}.", "Real cases need another database."
        )
    else:
        yield Check("clock", "ok", "the database's own, in real time.")


def of_heartbeats(db: Session) -> Iterator[Check]:
    """Who is alive: the timekeeper by its own word, the worker by the watch it keeps."""
    now: datetime = db.execute(select(func.clock_timestamp())).scalar_one()
    beats = {one.part: one for one in db.execute(select(Heartbeat)).scalars()}
    for part in ALWAYS_ALIVE:
        beat = beats.get(part)
        if beat is None:
            yield Check(part, "wrong", "has never been alive here.", "'swan up' starts it.")
            continue
        silent, offset = now - beat.beaten_at, beat.said.get("clock_offset")
        if silent > SILENT:
            minutes = int(silent.total_seconds() // 60)
            yield Check(
                part, "wrong", f"was last alive {minutes} minutes ago.", "'swan up' starts it; its log says why."
            )
        elif offset is not None and abs(offset) > CLOCK_OFF:
            said = f"its machine's clock is {offset:+.1f} s off the database's; no date or reminder depends on it."
            yield Check(part, "look", said, "Let the machine keep network time.")
        else:
            clock = f", its clock {offset:+.1f} s off the database's" if offset is not None else ""
            yield Check(part, "ok", f"alive {silent.total_seconds():.0f} s ago{clock}.")
