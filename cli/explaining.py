"""`swan explain`: why a date is that date, who was told of it and when, and what would settle it."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

import typer

from cli.cases import Reference
from cli.seeing import Seen, seen_from
from cli.session import AsJson, NotFound, desk
from cli.words import (
    Usage,
    a_word,
    day,
    did_you_mean,
    listed,
    moment,
    short_day,
    short_moment,
    show,
    show_json,
    show_table,
)
from models.columns import FOREVER
from workflows.engine import Authority, Weight
from workflows.engine.reading import deadlines
from workflows.engine.reading.deadlines import DeadlineRead
from workflows.engine.reading.explanation import Explanation, RungRead, Told, explain
from workflows.engine.roles import TITLES

Name = Annotated[str, typer.Argument(metavar="DEADLINE", help="Its name, such as send-rapid-review.")]
Item = Annotated[str, typer.Option("--item", metavar="KEY", help="Which one, where there are several: an agency.")]


def register(app: typer.Typer) -> None:
    """Adds this command."""
    app.command("explain", rich_help_panel="The dates")(explain_deadline)


def explain_deadline(reference: Reference, deadline: Name, item: Item = "", json: AsJson = False) -> None:
    """Why this date: what it counts from, each day skipped, whose word it is, and who was told."""
    with desk("explain", reference=reference) as at:
        case = at.case(reference)
        at.saw(case, "date-viewed")
        chosen = choose(deadlines.of_case(at.db, case.id), deadline, item, case.reference)
        seen = seen_from(at, [chosen])[0]
        why = explain(at.db, chosen.id)
    if json:
        show_json(_as_json(seen, why))
    else:
        _show(seen, why)


def choose(known: Sequence[DeadlineRead], said: str, item: str, reference: str) -> DeadlineRead:
    """The deadline of that name: the open one, else the last there was. Raises `NotFound`, or `Usage` for several."""
    named = [one for one in known if a_word(one.name) == a_word(said)]
    if not named:
        names = sorted({one.name for one in known})
        raise NotFound(f"{reference} has no deadline {said}.{did_you_mean(said, names) or f' It has {listed(names)}.'}")
    chosen = [one for one in named if not item or a_word(one.item or "") == a_word(item)]
    keys = sorted({one.item for one in named if one.item})
    if not chosen:
        raise NotFound(f"{said} of {reference} is not about {item}: there are {listed(keys)}.")
    still_open = [one for one in chosen if one.is_open]
    if len({one.item for one in still_open or chosen}) > 1:
        raise Usage(f"{said} is owed of several: add --item with {listed(keys, 'or')}.")
    return max(still_open or chosen, key=lambda one: one.id)


def _show(seen: Seen, why: Explanation) -> None:
    show(*_what(seen), "", "Why this date", *_indented(_why(why)), "")
    show("What settled it" if why.settled_by else "What would settle it", *_indented(_settled(why)), "")
    if why.ladder:
        columns = ("Day", "Rung", "Whom it names", "What became of it", "Who was told")
        show_table(columns, [_rung(one) for one in why.ladder], title="Who is told")
    show(*(f"Also told: {_told(one)} ({one.kind})." for one in why.told))
    for one in why.acknowledged:
        show(f"{one.person} has this, and looks again on {day(one.look_on)}.")


def _indented(lines: Iterator[str]) -> Iterator[str]:
    return (f"  {line}" for line in lines)


def _what(seen: Seen) -> Iterator[str]:
    one = seen.deadline
    about = f", {one.item}" if one.item else ""
    yield f"{one.title} ({one.name}{about}) · {one.reference}"
    verb = "Due" if one.is_open else "Was due"
    yield f"{verb} {day(one.due_on)}: {seen.far}." if one.due_on else f"No date: {one.undated_because}"


def _why(why: Explanation) -> Iterator[str]:
    counted = why.why
    start = why.started_by
    yield f"{counted['rule'].capitalize()} {_long(counted['from'])}: {why.anchor}."
    yield (
        f"Started by entry {start.seq} ({start.name}), happened {day(why.started_on)}, recorded "
        f"{moment(why.started_recorded_at)} by {why.started_recorded_by}."
    )
    if why.amended and why.amended_on:
        yield f"Entry {why.amended.seq} amended it: {day(why.amended_on)}."
    yield from (f"Not counted: {_long(one['date'])}, {one['why']}." for one in counted["skipped"])
    if counted["target"] and counted["target"] != counted["due"]:
        yield f"Aim for {_long(counted['target'])}, the working day before."
    yield f"The duty: {_whose(why.declared.duty)}."
    yield f"Its days: {_whose(why.declared.days)}."
    if why.explained_by and why.explained_until:
        until = f" until {day(why.explained_until)}" if why.explained_until != FOREVER else ""
        by = f"entry {why.explained_by.seq} ({why.explained_by.name})"
        yield f"The delay is explained{until} by {by}; the clock runs on."


def _long(iso: str) -> str:
    return day(date.fromisoformat(iso))


def _whose(part: Authority) -> str:
    if part.weight in (Weight.LOCAL, Weight.GIVEN):
        return f"{part.weight}, {part.source}"
    edition = "read against the 2026 edition" if part.read_against_2026 else "not yet read against the 2026 edition"
    return f"{part.weight}, {part.source} ({edition})"


def _settled(why: Explanation) -> Iterator[str]:
    if why.settled_by:
        yield f"Entry {why.settled_by.seq}: {why.settled_by.title} ({why.settled_by.name})."
    else:
        yield from (f"{sentence}." for sentence in why.settles)


def _rung(one: RungRead) -> tuple[str, ...]:
    kind = one.kind if not one.days else f"{one.days} {one.kind}" if one.kind != "every" else f"every {one.days}"
    roles = ", ".join(TITLES.get(role, role) for role in one.roles)
    return (
        short_day(one.due_on),
        kind,
        roles,
        _FATES.get(one.status, one.status),
        "\n".join(map(_told, one.told)) or "–",
    )


_FATES = {
    "armed": "to come",
    "off": "ladders are off",
    "past": "already past when entered",
    "climbed": "told",
    "superseded": "a higher rung told them",
    "settled": "settled before",
    "quiet": "the delay is explained",
    "unheld": "nobody holds the role",
}


def _told(one: Told) -> str:
    instead = f", as nobody is {TITLES.get(one.unheld, one.unheld)}" if one.unheld else ""
    sent = f"sent {short_moment(one.sent_at)}" if one.sent_at else f"raised {short_moment(one.raised_at)}, {one.status}"
    twice = ", perhaps twice" if one.perhaps_twice else ""
    return f"{one.person} ({TITLES.get(one.role, one.role)}{instead}): {sent}{twice}"


_PLAIN = ("anchor", "started_on", "started_recorded_at", "started_recorded_by", "amended_on", "settles")


def _as_json(seen: Seen, why: Explanation) -> dict[str, Any]:
    causes = {name: getattr(why, name) for name in ("started_by", "amended", "settled_by", "explained_by")}
    return {
        **seen.as_json(),
        "rule": why.why["rule"],
        "skipped": why.why["skipped"],
        **{name: getattr(why, name) for name in _PLAIN},
        **{name: asdict(cause) if cause else None for name, cause in causes.items()},
        "ladder": [asdict(rung) for rung in why.ladder],
        "told": [asdict(one) for one in why.told],
        "acknowledged": [asdict(one) for one in why.acknowledged],
    }
