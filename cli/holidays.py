"""`swan holidays`: the bank holidays of England and Wales, and what moves when one is announced."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

import typer
from sqlmodel import Session

from cli.session import FAILED, AsJson, awake, login
from cli.words import Usage, a_day, day, short_day, show, show_json, show_table
from config.bank_holidays import ENGLAND_AND_WALES
from models import Partnership
from models.clock import swan_now
from models.database import session
from workflows.engine.attention import bank_holidays_reach_far_enough
from workflows.engine.calendar import london_date
from workflows.engine.casework.acting import Actor
from workflows.engine.casework.announcing import STANDING, Announcement, announce, previewed
from workflows.engine.casework.recounting import Moved
from workflows.engine.finding import Look

Year = Annotated[int, typer.Option("--year", metavar="YYYY", help="Of one year only.")]
Days = Annotated[list[str], typer.Argument(metavar="DATE NAME ...", help="Days and their names, in turn.")]
Gone = Annotated[list[str], typer.Option("--withdraw", metavar="DATE", help="A day that is no bank holiday after all.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask after the preview.")]
Found = list[tuple[Partnership, list[Moved]]]

holidays = typer.Typer(no_args_is_help=True, help="Bank holidays of England and Wales: the days no count takes in.")


@holidays.command("list")
def list_holidays(year: Year = 0, json: AsJson = False) -> None:
    """List the bank holidays this installation counts with."""
    with awake("holidays list"), session("swan_app") as db:
        listed = {one: name for one, name in standing(db).items() if year in (0, one.year)}
    if json:
        show_json({"holidays": [{"date": one, "name": name} for one, name in listed.items()]})
    else:
        show_table(("day", "bank holiday"), [(short_day(one), name) for one, name in listed.items()])


def standing(db: Session) -> dict[date, str]:
    """The list in the record; where nothing is there yet, the one that comes with Swan."""
    return {row.day: row.name for row in db.execute(STANDING).scalars()} or dict(ENGLAND_AND_WALES)


@holidays.command("add")
def add(days: Days = [], withdraw: Gone = [], yes: Yes = False, json: AsJson = False) -> None:  # noqa: B006 - Typer copies
    """Put days on the list, for every partnership here. Shows first which open deadlines move.

    What moves is moved with an event in its case; what is settled keeps its result. Days can be withdrawn too.
    """
    announcement = Announcement(_named(days), tuple(a_day(one) for one in withdraw))
    with awake("holidays add"):
        with session("swan_app") as db:
            would = previewed(db, announcement, swan_now(db))
            if not json:
                _show(announcement, would)
        if json and not yes:
            show_json(_as_json(announcement, would, done=False))
            return
        if not yes and not typer.confirm("Go ahead?"):
            show("Nothing was changed.")
            return
        with session("swan_app") as db:
            moved = announce(db, announcement, Actor(login()), swan_now(db))
    if json:
        show_json(_as_json(announcement, moved, done=True))
    else:
        show(f"Done. Deadlines moved, with an event in each case: {_count(moved)}.")


def _named(said: Sequence[str]) -> dict[date, str]:
    if len(said) % 2:
        raise Usage("After each date comes its name, such as 2027-05-07 'Bank holiday for the coronation'.")
    pairs = zip(said[::2], said[1::2], strict=True)
    named = {a_day(one): name.strip() for one, name in pairs}
    if not all(named.values()) or len(named) < len(said) // 2:
        raise Usage("Each day is said once, and has a name.")
    return named


def _show(announcement: Announcement, would: Found) -> None:
    rows = [
        (moved.reference, f"{one.title}{', ' + one.item if one.item else ''}", _said(one.before), _said(one.after))
        for _, cases in would
        for moved in cases
        for one in moved.changes
    ]
    for one, name in announcement.added.items():
        show(f"{day(one)} becomes {name}.")
    for one in announcement.withdrawn:
        show(f"{day(one)} is no bank holiday after all.")
    if rows:
        show_table(("case", "deadline", "before", "after"), rows)
    else:
        show("No open deadline moves.")


def _said(iso: str | None) -> str:
    return short_day(date.fromisoformat(iso)) if iso else "no date"


def _count(found: Found) -> int:
    return sum(len(moved.changes) for _, cases in found for moved in cases)


def _as_json(announcement: Announcement, found: Found, *, done: bool) -> dict[str, Any]:
    return {
        "done": done,
        "added": [{"date": one, "name": name} for one, name in announcement.added.items()],
        "withdrawn": list(announcement.withdrawn),
        "moves": [
            {"partnership": partnership.slug, "case": moved.reference, "deadline": one.name, "item": one.item,
             "before": one.before, "after": one.after}
            for partnership, cases in found for moved in cases for one in moved.changes
        ],
    }  # fmt: skip


@holidays.command("check")
def check(json: AsJson = False) -> None:
    """Hold the list against the one that comes with Swan, and say how far it reaches. Ends with 1 where it is short.

    Asks nobody outside: a newer Swan brings a newer list.
    """
    with awake("holidays check"), session("swan_clock") as db:
        listed, at = standing(db), swan_now(db)
        short = [f"{one.about}: {one.sentence}" for one in bank_holidays_reach_far_enough(Look(db, at))]
    last = date(max(listed).year, 12, 31)
    missing, own = _apart(ENGLAND_AND_WALES, listed), _apart(listed, ENGLAND_AND_WALES)
    if json:
        show_json({"known_until": last, "missing": missing, "own": own, "too_short": short})
    else:
        show(f"Today is {day(london_date(at))}; bank holidays are known until {day(last)}.", *short)
        show_table(("only in Swan's own list", ""), list(missing.items())) if missing else None
        show_table(("only in the record", ""), list(own.items())) if own else None
        show(*(["The record has every day that came with Swan."] if not missing else []))
    if missing or short:
        raise typer.Exit(FAILED)


def _apart(one: Any, other: Any) -> dict[str, str]:
    """The days, from the first year of the record on, that only the first list has."""
    return {day.isoformat(): name for day, name in one.items() if day not in other}
