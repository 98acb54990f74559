"""Plays a year: from one due moment or act to the next, and everything due is told before the time goes on."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from rich.progress import Progress

from cli.demo.acts import Room, perform
from cli.demo.showing import Shown
from cli.demo.stage import next_due, stand_at
from cli.demo.year import Act, Year
from models import Partnership
from models.clock import swan_now
from models.database import session
from workflows.engine.calendar import at_eight, london_date
from workflows.engine.casework.acting import Actor
from workflows.engine.casework.arming import switch_on
from workflows.engine.casework.founding import found
from workflows.engine.casework.importing import History, Sum, import_register

ITSELF = Actor("demonstration")

Wait = Callable[[], None]
"""Returns when everything due has been told."""


def begin(year: Year, rows: Callable[[list[History]], Iterable[History]]) -> tuple[UUID, Sum]:
    """The first day: the partnership founded, its register imported, its ladders on. Nobody is told anything."""
    with session() as db:
        stand_at(db, at_eight(year.begins) + timedelta(hours=1))
    with session() as db:
        at = swan_now(db)
        partnership = found(db, year.plan, ITSELF, at)
        total = import_register(db, partnership, rows(year.before.histories), ITSELF, at)
        switch_on(db, partnership, ITSELF, at)
        return partnership.id, total


def play(year: Year, partnership: UUID, until: date, wait: Wait, shown: Shown, progress: Progress) -> None:
    """Every act and every due moment to the end of the London day `until`, in the order of time."""
    task = progress.add_task("", total=(until - year.begins).days)
    acts = [act for act in year.acts if london_date(act.when) <= until]
    while (at := _next(acts)) is not None and london_date(at) <= until:
        progress.update(task, completed=(london_date(at) - year.begins).days, description=f"{london_date(at):%d %b %Y}")
        with session() as db:
            stand_at(db, at)
        _told(at, wait, shown)
        while acts and acts[0].when == at:
            _do(partnership, acts.pop(0), shown)
            _told(at, wait, shown)
        shown.show(at)
    progress.update(task, completed=(until - year.begins).days, description=f"{until:%d %b %Y}")


def _next(acts: list[Act]) -> datetime | None:
    moments = [moment for moment in (next_due(), acts[0].when if acts else None) if moment is not None]
    return min(moments, default=None)


def _told(at: datetime, wait: Wait, shown: Shown) -> None:
    wait()
    shown.news(at)


def _do(partnership: UUID, act: Act, shown: Shown) -> None:
    with session("swan_app", partnership) as db:
        room = Room(db, db.get_one(Partnership, partnership), swan_now(db))
        line = perform(room, act)
    shown.act(act.case, line)
