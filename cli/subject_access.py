"""`swan subject-access`: everything that is kept of a person, in a file for whoever has to answer their request."""

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from cli.session import AsPerson, Desk, InPartnership, desk
from cli.words import Usage, counted, day, listed, show, spoken
from web.papers import Fact, Paper, Part, document
from workflows.engine.casework.noting import may_run_the_office, note
from workflows.engine.reading.mentions import Mention, Search, Subject

ACT = "subject_access"
LINKS = frozenset({"hash", "prev", "head", "law", "calendar", "definition"})
"""Columns that hold digests."""

Named = Annotated[
    list[str], typer.Option("--name", help="A name they go by, as it may stand in the record; may be said again.")
]
Of = Annotated[str, typer.Option("--person", metavar="PERSON", help="One of the partnership's own people.")]
Out = Annotated[
    Path,
    typer.Option("--out", metavar="FILE", help="Where it is written, for its owner only: a .docx to read, or JSON."),
]
Redacted = Annotated[bool, typer.Option("--redacted", help="Put another person in place of every name that is known.")]


def subject_access(
    out: Out,
    name: Named = [],  # noqa: B006 - Typer copies it
    person: Of = "",
    redacted: Redacted = False,
    partnership: InPartnership = "",
    as_person: AsPerson = "",
) -> None:
    """Write down every row that mentions a person, with what is sealed opened and other people's names marked.

    Of a child it is everything in the cases that name them. The names of other people are marked [[so]], or replaced
    with --redacted; whoever else a text speaks of is not known to Swan: somebody must read each text before it goes.
    That it was done, and which cases were opened for it, is written down; for whom is not.
    """
    if not name and not person:
        raise Usage("Say who: --name, as often as they have names, or --person.")
    with desk("subject-access", partnership=partnership) as at:
        actor = at.actor(as_person)
        may_run_the_office(at.db, at.partnership, actor, at.at)
        who = Subject(tuple(name), at.person(person) if person else None)
        found = list(Search(at.db, at.partnership.id, who, redacted=redacted).mentions())
        written(out, as_document(found, at) if out.suffix == ".docx" else as_objects(found))
        cases = opened(at, found)
        note(at.db, at.partnership, ACT, {"rows": len(found), "cases": cases}, actor, at.at)
    read = sum(bool(one.read) for one in found)
    show(
        f"{out}: {counted(len(found), 'row')}{f', in {listed(cases)}' if cases else ''}.",
        *(
            [f"Read {counted(read, 'text')} of it before it goes: others may be named in what Swan cannot know."]
            if read
            else []
        ),
    )


def opened(at: Desk, found: Iterable[Mention]) -> list[str]:
    """The cases in which a text was opened, each look written into the access record."""
    cases = sorted({one.case for one in found if one.case is not None and one.read})
    for reference in cases:
        at.saw(at.case(reference), "subject-access-given")
    return cases


def as_objects(found: Iterable[Mention]) -> bytes:
    """One object a row, with everything in it."""
    return json.dumps([asdict(one) for one in found], indent=2, ensure_ascii=False, default=str).encode() + b"\n"


def as_document(found: Sequence[Mention], at: Desk) -> bytes:
    """For whoever reads it before it goes: table by table, without the ids and the links of the chains."""
    parts = (
        Part(spoken(table).capitalize(), facts=tuple(facts(rows)))
        for table, rows in groupby(found, lambda one: one.table)
    )
    lead = (
        f"Kept by {at.partnership.name}, {day(at.today)}.",
        "Other people whose names are known are marked. Whoever else a text speaks of is not known to Swan: read each.",
    )
    return document(Paper("What is kept of a person", lead, tuple(parts)), at.partnership.name, at.at)


def facts(rows: Iterable[Mention]) -> Iterator[Fact]:
    for one in rows:
        for name, value in one.says.items():
            if value not in (None, "", [], {}) and not isinstance(value, UUID) and name not in LINKS:
                place = f"{one.case}: " if one.case else ""
                yield Fact(f"{place}{spoken(name)}", str(value), note="To be read." if name in one.read else "")


def written(out: Path, said: bytes) -> None:
    """For its owner only. Raises `Usage` where the file is there already."""
    try:
        descriptor = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Usage(f"{out} is there already.") from None
    except OSError as refusal:
        raise Usage(f"{out} cannot be written: {refusal.strerror}.") from refusal
    with os.fdopen(descriptor, "wb") as file:
        file.write(said)
