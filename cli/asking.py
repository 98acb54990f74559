"""What an event asks for, and what was typed held against it: a slip of the pen is told with the nearest names."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import time
from typing import Annotated

import typer

from cli.session import NotFound
from cli.words import Usage, a_word, did_you_mean, listed
from models import Partnership
from workflows.engine import Ask, Event, Item, Workflow
from workflows.engine.casework.answering import NOTE, OVERRIDE
from workflows.engine.course import Course, Law
from workflows.engine.language import Answer

On = Annotated[str, typer.Option("--on", metavar="DAY", help="The day it happened.", show_default="today")]
AtTime = Annotated[str, typer.Option("--time", metavar="HH:MM", help="The time it happened, if it is known.")]
About = Annotated[str, typer.Option("--item", metavar="KEY", help="Which one it is about, such as an agency.")]
Note = Annotated[str, typer.Option(help="Free text; it is kept under the case's key.")]
ByRole = Annotated[str, typer.Option("--by", metavar="ROLE", help="Whose act it was.")]
ByPerson = Annotated[str, typer.Option("--by-person", metavar="PERSON", help="Who of them did it.")]
NewItem = Annotated[bool, typer.Option("--new-item", help="It is about one that is not there yet.")]


@dataclass(frozen=True)
class Typed:
    """What somebody typed of an event, before it is held against the law."""

    event: str
    item: str
    said: Mapping[str, str]
    is_new: bool = False


def checked(course: Course, law: Law, partnership: Partnership, typed: Typed) -> tuple[Event, Typed]:
    """The event that was meant, and what was said of it in the names that are known here.

    Raises `NotFound` or `Usage`, in one sentence with the nearest names, for a slip of the pen.
    """
    event = an_event(events_known(course, law), typed.event)
    check_answers(event, typed.said)
    there = [name for _, kind, name in course.items if kind == event.item]
    meant = _meant(event, typed, [*there, *partnership.partners, *partnership.agencies])
    if not meant.is_new:
        check_item(course, law, partnership, event, meant.item)
        check_listed(course, law, partnership, event, meant.said)
    return event, meant


def _meant(event: Event, typed: Typed, known: Sequence[str]) -> Typed:
    """With every agency, partner or item that is known here called as it is called here: "Local Authority"."""
    keys = {a_word(name): name for name in known}
    lists = {ask.name for ask in event.asks if ask.answer in (Answer.KEYS, Answer.PARTNERS)}
    said = {name: _each(value, keys) if name in lists else value for name, value in typed.said.items()}
    return replace(typed, item=keys.get(a_word(typed.item), typed.item), said=said)


def _each(listed: str, keys: Mapping[str, str]) -> str:
    return ",".join(keys.get(a_word(name), name) for name in listed.split(","))


def events_known(course: Course, law: Law) -> dict[str, Event]:
    """Every event this case or today's law knows, as its open runs declare it."""
    return {event.name: event for workflow in reversed(_workflows(course, law)) for event in workflow.events}


def _workflows(course: Course, law: Law) -> list[Workflow]:
    return [*(run.workflow for run in course.runs.values() if run.ended_on is None), *law.values()]


def an_event(known: Mapping[str, Event], said: str) -> Event:
    """The event of that name. Raises `NotFound` with the nearest names."""
    name = a_word(said)
    if name not in known:
        near = did_you_mean(name, known)
        raise NotFound(f"There is no event {said}.{near or ' swan record REF lists what may be recorded.'}")
    return known[name]


def check_answers(event: Event, said: Mapping[str, str]) -> None:
    """Raises `Usage` with the nearest names for an answer the event does not ask for."""
    known = [*(ask.name for ask in event.asks), *event.evidence, NOTE, OVERRIDE]
    for name in said:
        if name not in known:
            others = did_you_mean(name, known) or f" It asks for {listed(known[:-1])}."
            raise Usage(f"{event.name} does not ask for {name}.{others}")


def check_item(course: Course, law: Law, partnership: Partnership, event: Event, item: str) -> None:
    """Raises `Usage` where the event needs an item, has none, or names one that nobody has heard of."""
    if not event.item:
        if item:
            raise Usage(f"{event.name} is about the whole case: leave --item out.")
        return
    declared = next((one for w in _workflows(course, law) for one in w.items if one.kind == event.item), None)
    there = list(dict.fromkeys(name for _, kind, name in course.items if kind == event.item))
    if not item:
        which = f" with {listed(there, 'or')}" if there else ""
        raise Usage(f"{event.name} is about one {event.item}: add --item{which}.")
    if declared is None or item in there:
        return
    known = [*there, *partnership.partners, *partnership.agencies] if declared.of_agencies else there
    opens = any(opening.event == event.name for opening in declared.opened_by)
    if item not in known if declared.of_agencies else there and not opens:
        raise Usage(f"{_nobody_knows(event.item, item, known)} Add --new-item if it is another one.")


def check_listed(course: Course, law: Law, partnership: Partnership, event: Event, said: Mapping[str, str]) -> None:
    """Raises `Usage` for an agency, in a list of them, that the partnership does not know: nobody could be told."""
    known = [*partnership.partners, *partnership.agencies]
    for item in (one for workflow in _workflows(course, law) for one in workflow.items if one.of_agencies):
        for name in _listed_by(item, event, said):
            if name not in known:
                raise Usage(f"{_nobody_knows(item.kind, name, known)} Add --new-item if it is another one.")


def _listed_by(item: Item, event: Event, said: Mapping[str, str]) -> Iterator[str]:
    for opening in item.opened_by:
        if opening.event == event.name and opening.listed:
            yield from filter(None, (name.strip() for name in said.get(opening.listed, "").split(",")))


def _nobody_knows(kind: str, said: str, known: Sequence[str]) -> str:
    near = did_you_mean(said, known)
    return f"There is no {kind} {said}.{near or f' There are {listed(list(known))}.'}"


def a_time(said: str) -> time | None:
    """A time such as 09:32 or 9.32. Raises `Usage` where it is none."""
    if not said:
        return None
    typed = re.fullmatch(r"(\d{1,2})[:.](\d{2})", said.strip())
    if typed is None or int(typed[1]) > 23 or int(typed[2]) > 59:
        raise Usage(f"{said!r} is not a time: write it as 09:32.")
    return time(int(typed[1]), int(typed[2]))


def described(event: Event) -> str:
    """What it asks for, as one would type it, one a line; what may be left out stands in brackets."""
    asked = [f"[{_asked(ask)}]" if not ask.required else _asked(ask) for ask in event.asks]
    return "\n".join([*asked, *(f"{name} (evidence)" for name in event.evidence)]) or "–"


def _asked(ask: Ask) -> str:
    if ask.answer is Answer.CHOICE:
        return f"{ask.name}={' | '.join(ask.choices)}"
    forms = {Answer.DATE: "DAY", Answer.KEYS: "a,b", Answer.PARTNERS: "a,b", Answer.TEXT: "…"}
    return f"{ask.name}={forms[ask.answer]}"
