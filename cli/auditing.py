"""`swan audit`: what must always be true of the record, whether anybody rewrote it, and who saw a case."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from sqlalchemy import bindparam, select
from sqlmodel import Session, col
from typer.core import TyperGroup

from cli.session import FAILED, AsJson, InPartnership, NotFound, awake, desk, written_out
from cli.words import Usage, a_day, console, did_you_mean, moment, show, show_json, show_table, spoken
from config.settings import settings
from models import Case, Partnership
from models.database import session
from web.altered import Altered, altered
from workflows.engine.anchor_lines import NoAnchor, Stood, read_from, words_of
from workflows.engine.audit import audit as audited
from workflows.engine.audit import verify as verified
from workflows.engine.finding import Finding
from workflows.engine.reading.what_changed import what_changed
from workflows.engine.reading.who_saw import Saw
from workflows.engine.reading.who_saw import who_saw as seen_by

Reference = Annotated[str, typer.Argument(metavar="[REF]", help="One case only, such as WSCP-2026-007.")]
Anchors = Annotated[
    Path | None,
    typer.Option(
        "--anchors", metavar="FILE", exists=True, help="Anchors kept elsewhere: a message of them, saved; or a folder."
    ),
]
Between = Annotated[
    tuple[str, str] | None, typer.Option("--between", metavar="A B", help="From one day to another, both included.")
]
Most = Annotated[int, typer.Option("--most", metavar="N", min=1, max=100_000, help="So many of them, the latest.")]
PREFIXES = select(col(Partnership.prefix))
CASE = select(col(Case.id)).where(col(Case.reference) == bindparam("reference"))
REFERENCES = select(col(Case.reference)).order_by(col(Case.reference))


class OrACase(TyperGroup):
    """What is no command of its own is the reference of a case to be checked: `swan audit WSCP-2026-007`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        known = args and args[0] in {*self.commands, "--help"}
        return super().parse_args(ctx, args if known else ["check", *args])


audit = typer.Typer(cls=OrACase, help="Check the record: what must be true of it, who changed it, who saw it.")


@audit.command()
def check(reference: Reference = "", json: AsJson = False) -> None:
    """Check what must always be true of the record. Ends with 1 where something is not.

    Every chain of events is made again and names the first row that was edited, removed, moved or put in; every case is
    replayed and its rows held against that; every rung, notice and message is looked at.
    """
    with awake("audit"), session("swan_clock") as db:
        case = _case(db, reference) if reference else None
        with bar(quiet=json) as told:
            found = audited(db, case, told)
    _say(found, "The record is whole: nothing in it is not as it must be.", json=json)


@audit.command()
def verify(anchors: Anchors = None, json: AsJson = False) -> None:
    """Say whether what was written down once was changed since, and which row. Ends with 1 where something was.

    Every chain is made again, of cases and of offices; every closed day's reads are held against its anchor, and the
    record against the latest anchors: those it holds itself, and those in the data folder or in --anchors FILE.
    """
    kept = kept_in(anchors) if anchors else kept_here()
    with awake("audit verify"), session("swan_clock") as db, bar(quiet=json) as told:
        found = verified(db, kept, told)
    against = f"{len(kept)} kept anchors" if len(kept) != 1 else "one kept anchor"
    _say(found, f"Nothing was rewritten, as far as the record and {against} can tell.", json=json)


@audit.command()
def who_saw(reference: Reference, between: Between = None, json: AsJson = False) -> None:
    """Who looked at a case, or was refused, and what was downloaded that may have held it."""
    since, until = [a_day(day) for day in between] if between else [None, None]
    with desk("audit who-saw", reference=reference) as at:
        found = seen_by(at.db, at.partnership.id, at.case_id_ever(reference), since, until)
    if json:
        show_json({"saw": [{**asdict(one), "who": one.who} for one in found]})
    elif not found:
        show("Nobody looked at it, and nothing was downloaded that may have held it.")
    else:
        show_table(("When", "Who", "What", "From"), [_look(one) for one in found])


def _look(one: Saw) -> tuple[str, ...]:
    what = f"{spoken(one.act)} (it may have been in it)" if one.in_a_list else spoken(one.act)
    return moment(one.at), one.who, what, one.address


@audit.command()
def changes(partnership: InPartnership = "", between: Between = None, most: Most = 100, json: AsJson = False) -> None:
    """What was changed in the cases and in the office, newest first: by whom, what stood before and stands now."""
    since, until = [a_day(day) for day in between] if between else [None, None]
    with desk("audit changes", partnership=partnership) as at:
        every, entries = what_changed(at.db, at.partnership.id, since, until, most=most)
        at.saw(None, "changes-viewed")
    found = [altered(one, sees_cases=True) for one in entries]
    if json:
        show_json({"entries": every, "changes": [asdict(one) for one in found]})
        return
    show_table(("When", "Who", "What", "Case", "What changed"), [_altered(one) for one in found])
    if every > len(found):
        show(f"These are the last {len(found)} of {every}: --most says how many, --between of which days.")


def _altered(one: Altered) -> tuple[str, ...]:
    who = ", ".join(filter(None, (one.who, one.of_whom)))
    return moment(one.at), who, one.what, one.reference or "", "; ".join(one.lines)


def kept_here() -> list[Stood]:
    """Every anchor in the data folder; none where it has no folder of them."""
    return kept_in(settings().anchors) if settings().anchors.is_dir() else []


def kept_in(place: Path) -> list[Stood]:
    """Every anchor in a file, or in the files of a folder. Raises `Usage` where one holds none."""
    found: list[Stood] = []
    for file in sorted(place.iterdir()) if place.is_dir() else [place]:
        try:
            found += read_from(words_of(file.read_bytes()))
        except (NoAnchor, UnicodeDecodeError) as wrong:
            raise Usage(f"{file.name} cannot be read as anchors: {wrong}") from wrong
    return found


def _say(found: Sequence[Finding], well: str, *, json: bool) -> None:
    wrong, look = [one for one in found if one.wrong], [one for one in found if not one.wrong]
    if json:
        show_json({"wrong": [as_json(one) for one in wrong], "look": [as_json(one) for one in look]})
    else:
        show_table(("wrong", "rule", "what was found"), _rows(wrong)) if wrong else show(well)
        if look:
            show_table(("to be looked at", "", ""), _rows(look))
    if wrong:
        raise typer.Exit(FAILED)


def _rows(found: Sequence[Finding]) -> list[tuple[str, ...]]:
    return [(one.about, one.rule, one.sentence) for one in found]


def _case(db: Session, said: str) -> UUID:
    prefixes = db.execute(PREFIXES).scalars().all()
    reference = written_out(said, prefixes[0] if len(prefixes) == 1 else "")
    case: UUID | None = db.execute(CASE, {"reference": reference}).scalar_one_or_none()
    if case is None:
        raise NotFound(
            f"There is no case {reference}.{did_you_mean(reference, db.execute(REFERENCES).scalars().all())}"
        )
    return case


@contextmanager
def bar(*, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """A progress bar over cases, on a terminal; elsewhere it says nothing."""
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    shown = Progress(*columns, console=console(), transient=True, disable=quiet or not console().is_terminal)
    with shown:
        task = shown.add_task("Cases", total=None)
        yield lambda done, of: shown.update(task, completed=done, total=of)


def as_json(one: Finding) -> dict[str, Any]:
    return {"rule": one.rule, "about": one.about, "sentence": one.sentence}
