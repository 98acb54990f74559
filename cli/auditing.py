"""`swan audit` and `swan doctor`'s audit: what must always be true of the record, with a bar while it is looked at."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any
from uuid import UUID

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from cli.session import FAILED, AsJson, NotFound, awake, written_out
from cli.words import console, did_you_mean, show, show_json, show_table
from models import Case, Partnership
from models.database import session
from workflows.engine.audit import audit as audited
from workflows.engine.finding import Finding

Reference = Annotated[str, typer.Argument(metavar="[REF]", help="One case only, such as WSCP-2026-007.")]
PREFIXES = select(col(Partnership.prefix))
CASE = select(col(Case.id)).where(col(Case.reference) == bindparam("reference"))
REFERENCES = select(col(Case.reference)).order_by(col(Case.reference))


def audit(reference: Reference = "", json: AsJson = False) -> None:
    """Check what must always be true of the record. Ends with 1 where something is not.

    Every chain of events is made again and names the first row that was edited, removed, moved or put in; every case is
    replayed and its rows held against that; every rung, notice and message is looked at.
    """
    with awake("audit"), session("swan_clock") as db:
        case = _case(db, reference) if reference else None
        with bar(quiet=json) as told:
            found = audited(db, case, told)
    wrong = [one for one in found if one.wrong]
    if json:
        show_json({"wrong": [as_json(one) for one in wrong], "look": [as_json(one) for one in found if not one.wrong]})
    else:
        show_findings(found)
    if wrong:
        raise typer.Exit(FAILED)


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


def show_findings(found: list[Finding]) -> None:
    wrong, look = [one for one in found if one.wrong], [one for one in found if not one.wrong]
    if wrong:
        show_table(("wrong", "rule", "what was found"), [(one.about, one.rule, one.sentence) for one in wrong])
    else:
        show("The record is whole: nothing in it is not as it must be.")
    if look:
        show_table(("to be looked at", "", ""), [(one.about, one.rule, one.sentence) for one in look])


def as_json(one: Finding) -> dict[str, Any]:
    return {"rule": one.rule, "about": one.about, "sentence": one.sentence}
