"""One case on paper: where it stands, what is owed, its items, and its record in the order it was made."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from cli.seeing import Seen, what, whose
from cli.words import day, moment, short_day, short_moment, show, show_table, spoken
from workflows.engine.reading import titles
from workflows.engine.reading.case import CaseRead, EventRead, RunRead

Texts = Mapping[int, Mapping[str, str]]
_ACTS = {"corrected": "corrects", "struck": "strikes out"}
_PAST = {"corrected": "corrected", "struck": "struck out"}
_PLAIN = ("reference", "partnership", "harm", "incident_on", "opened_at", "ladders_on", "seq")


def show_case(found: CaseRead, seen: Sequence[Seen], children: Sequence[Mapping[str, str]], texts: Texts) -> None:
    show(*_head(found), *_children(found, children), "")
    for run in found.runs:
        show(*_stands(run))
    _show_deadlines(seen)
    _show_items(found)
    amended = {number: f"{_PAST[event.act]} in {event.seq}" for number, event in found.amended().items()}
    columns = ("No.", "Happened", "What", "Whose act", "Recorded")
    rows = [_entry(event, amended.get(event.seq), texts.get(event.seq, {})) for event in found.events]
    show_table(columns, rows, title="The record")


def _head(found: CaseRead) -> Iterator[str]:
    incident = f", incident on {day(found.incident_on)}" if found.incident_on else ""
    yield f"{found.reference} · {found.harm}{incident} · {found.partnership}"
    yield f"Opened {moment(found.opened_at)}."
    yield from (f"Handed over by {slug}, where it was {former}." for former, slug in found.former.items())
    if found.offered_to is not None:
        yield f"Offered to {found.offered_to}, which has not taken it over yet."
    if not found.ladders_on:
        yield "Nobody is reminded: its ladders are off."


def _children(found: CaseRead, children: Sequence[Mapping[str, str]]) -> Iterator[str]:
    if found.children and not children:
        yield f"Children named: {found.children} (--show-children prints them)."
    for number, child in enumerate(children, start=1):
        yield f"Child {number}: {', '.join(str(value) for value in child.values() if value)}"


def _stands(run: RunRead) -> Iterator[str]:
    since = f"ended {short_day(run.ended_on)}" if run.ended_on else f"since {short_day(run.since)}"
    yield f"{run.title}: {spoken(run.state)}, {since}. {run.means}"
    for name in run.passed:
        yield f"    not recorded: {titles.of_event(name)} ({name})"


def _show_deadlines(seen: Sequence[Seen]) -> None:
    owed, over = ([one for one in seen if one.deadline.is_open is still] for still in (True, False))
    if owed:
        show_table(("Due", "That is", "What", "Whose word"), [_row(one) for one in owed], title="Owed")
    if over:
        show_table(("Was due", "How it ended", "What", "Whose word"), [_row(one) for one in over], title="Settled")


def _row(one: Seen) -> tuple[str, ...]:
    return short_day(one.deadline.due_on), one.far, what(one.deadline), whose(one.deadline)


def _show_items(found: CaseRead) -> None:
    if found.items:
        rows = [(item.title, item.key, spoken(item.state), short_day(item.since)) for item in found.items]
        show_table(("Item", "Which", "Stands at", "Since"), rows, title="Items")


def _entry(event: EventRead, amended: str | None, texts: Mapping[str, str]) -> tuple[str, ...]:
    at = f", {event.happened_time:%H:%M}" if event.happened_time else ""
    recorded = f"{short_moment(event.recorded_at)}\nby {event.recorder}"
    return (
        str(event.seq),
        short_day(event.happened_on) + at,
        "\n".join(_said(event, amended, texts)),
        event.doer,
        recorded,
    )


def _said(event: EventRead, amended: str | None, texts: Mapping[str, str]) -> Iterator[str]:
    about = f", {event.item}" if event.item else ""
    acts = f"{_ACTS[event.act]} {event.about}: " if event.act in _ACTS else ""
    yield f"{acts}{event.title}{about} ({event.name})" + (f" – {amended}" if amended else "")
    details = [f"{spoken(name)}: {_plain(value)}" for name, value in event.details.items() if value not in (None, [])]
    if details:
        yield "; ".join(details)
    if event.evidence:
        yield f"evidence: {', '.join(map(spoken, event.evidence))}"
    for name, text in texts.items():
        yield f"{spoken(name)}: {text}"


def _plain(value: Any) -> str:
    return (
        ", ".join(map(str, value))
        if isinstance(value, list)
        else spoken(str(value))
        if "_" in str(value)
        else str(value)
    )


def as_json(
    found: CaseRead, seen: Sequence[Seen], children: Sequence[Mapping[str, str]], texts: Texts
) -> dict[str, Any]:
    """The case for programs: `seq` is the last entry, `children` and `texts` are there only on request."""
    whole = {name: getattr(found, name) for name in (*_PLAIN, "former", "offered_to")}
    return {
        **whole,
        "children": list(children) or found.children,
        "runs": [{**asdict(run), "title": run.title, "means": run.means} for run in found.runs],
        "items": [asdict(item) for item in found.items],
        "deadlines": [one.as_json() for one in seen],
        "events": [
            {**asdict(event), "title": event.title, "texts": texts.get(event.seq, {})} for event in found.events
        ],
    }
