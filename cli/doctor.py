"""`swan doctor`: every check of the installation and its record, and for each what to do about it."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import asdict
from typing import Annotated

import typer
from kombu.exceptions import OperationalError as BrokerAway
from rich.text import Text
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from cli.auditing import bar
from cli.session import FAILED, AsJson, awake
from cli.stack.parts import CannotStart
from cli.words import console, show, show_json
from config.settings import Settings, settings
from models import Partnership
from models.database import session
from models.migrate import is_newest, server_version
from tasks.asking import asker
from tasks.channels import NoSuchChannel, NotConfigured, channel
from tasks.safety import client_of, unsafe_broker
from workflows.engine.audit import audit, quick
from workflows.engine.reading.standing import (
    Check,
    of_backups,
    of_clock,
    of_environment,
    of_finding,
    of_heartbeats,
    of_holidays,
    of_network,
    of_server,
)

MIGRATED = "migrations"

Quick = Annotated[bool, typer.Option("--quick", help="Leave out the full audit of the record.")]


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
    yield of_environment(place)
    yield from of_network(place)
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
    yield from of_server(place, version)
    if newest:
        yield Check(MIGRATED, "ok", "the database has the newest form.")
    else:
        yield Check(MIGRATED, "wrong", "not every migration has been run.", "'swan up' runs them before it starts.")


def of_broker(place: Settings) -> Iterator[Check]:
    hint = "'swan up' starts it." if place.embedded_broker else "Is REDIS_URL right, and the server up?"
    try:
        with asker(place) as app, app.connection_for_write() as connection:
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
    yield of_clock(db)
    yield from of_heartbeats(db)
    yield from of_holidays(db)
    yield of_backups(db)
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
