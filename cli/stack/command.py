"""`swan up`: the whole stack on this machine until Ctrl-C."""

import os
import time
from collections.abc import Sequence

import typer
from rich.console import Console

from cli.stack.folders import InUse
from cli.stack.parts import CannotStart, Part
from cli.stack.voices import Stopped
from cli.stack.whole import stack
from config.settings import Settings, settings
from models.database import hang_up, session
from web import accounts, demonstrating
from workflows.engine.registry import workflows

REFUSED = 1


def up() -> None:
    """Start Swan here: servers, worker, timekeeper, pages and Flower. Ctrl-C stops it; what is recorded stays."""
    workflows()
    keep_up(settings(), Console())


def keep_up(place: Settings, console: Console, parts: Sequence[Part] | None = None) -> None:
    """Keep the stack, or these parts of it, up until told to stop."""
    begun = time.monotonic()
    try:
        with stack(place, console, parts, forks=True) as running:
            first = "" if parts else first_link(place)
            console.print(account(place, time.monotonic() - begun, first), highlight=False, soft_wrap=True)
            running.watch()
    except (InUse, CannotStart, PermissionError) as refusal:
        Console(stderr=True).print(str(refusal), style="red", highlight=False, soft_wrap=True)
        raise typer.Exit(REFUSED) from refusal
    except Stopped as told:
        console.print(f"Swan has stopped ({told}). What was recorded is in {place.data}.", highlight=False)


def first_link(place: Settings) -> str:
    """A one-time link that makes the first account; empty where there is one, or where desks are offered to anybody."""
    try:
        with session("swan_app", url=place.database_url) as db:
            if accounts.there_are_any(db) or demonstrating.stands(db, place):
                return ""
            return f"{place.link.rstrip('/')}/join/{accounts.invite(db)}"
    finally:
        hang_up()  # who looks after the parts asks nothing more


def account(place: Settings, seconds: float, first: str = "") -> str:
    """What is there now and how to reach it, for the person who started it."""
    trial = "embedded, for trying things out: real cases need a server of their own in"
    database = f"{trial} DATABASE_URL" if place.embedded_database else "as DATABASE_URL says"
    broker = f"{trial} REDIS_URL" if place.embedded_broker else "as REDIS_URL says"
    root = os.geteuid() == 0
    flower = f"http://{place.flower_address}:{place.flower_port} (user {place.flower_user}, password in"
    return "\n".join(
        (
            "",
            f"Swan is up after {seconds:.1f} s.",
            f"  pages       {place.link}",
            *((f"  to begin    {first} (makes the first account, once)",) if first else ()),
            f"  database    {database}",
            f"  broker      {broker}",
            f"  Flower      {flower} {place.flower_password_file})",
            f"  monitoring  http://{place.metrics_address}:{place.metrics_port}/metrics and /health/scheduler",
            f"  data        {place.data}",
            f"  log         {place.data / 'swan.log'}",
            *(("  account     root: for more than trying things out, run Swan as a user of its own",) if root else ()),
            "Ctrl-C stops it. What is recorded stays.",
            "",
        )
    )
