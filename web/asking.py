"""What a form asks of an event: when, which item, whose act, and every answer and evidence its declaration names."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, String, Uuid, bindparam, text

from models import Case
from web.dates import a_role, named
from web.desk import Desk
from web.fields import Field, Kind, Option, Typed, Wrong, read
from workflows.engine.casework.acting import Actor
from workflows.engine.casework.answering import NOTE, OVERRIDE
from workflows.engine.casework.opening import HARMS
from workflows.engine.casework.recording import Report
from workflows.engine.course import Course, Law
from workflows.engine.language import Answer, Ask, Event, Item, Workflow
from workflows.engine.reading.labels import label as label_of
from workflows.engine.reading.speaking import day, first_down, first_up, spoken

_HARMS = {harm.replace(" ", "_") for harm in HARMS}
ON, AT, ITEM, WHOSE = "on", "at", "item", "whose"

_HOLDERS = text("""
select holding.role, holding.agency, person.id, person.name from holding join person on person.id = holding.person_id
where holding.partnership_id = :partnership and holding.role = any(:roles) and from_on <= :day
  and (to_on is null or to_on >= :day) and (holding.case_id is null or holding.case_id = :case)
order by array_position(:roles, holding.role), holding.agency nulls first, person.name
""").bindparams(
    bindparam("partnership", type_=Uuid()), bindparam("case", type_=Uuid()), bindparam("roles", type_=ARRAY(String()))
)


@dataclass(frozen=True, slots=True)
class About:
    """What a form needs to know of the case: where it stands, the law, and which items the event may be about."""

    desk: Desk
    case_id: UUID | None
    course: Course
    law: Law
    items: Sequence[str]

    def workflows(self) -> list[Workflow]:
        return [*(run.workflow for run in self.course.runs.values() if run.ended_on is None), *self.law.values()]

    def item(self, kind: str) -> Item | None:
        return next((one for workflow in self.workflows() for one in workflow.items if one.kind == kind), None)


def fields(event: Event, about: About) -> tuple[Field, ...]:
    """The form of an event, in the order in which one thinks of it."""
    today = f"Today is {day(about.desk.today)}. For example, 9 12 2026 or 9 Dec 2026."
    on = Field(ON, Kind.DATE, "The day it happened", today, missing="Enter the day it happened")
    which = [_item(event, about)] if event.item else []
    asked = [_asked(ask, event, about) for ask in event.asks]
    evidence = [_evidence(name, explained=name == event.evidence[0]) for name in event.evidence]
    note = Field(f"answer-{NOTE}", Kind.TEXT, "Note (optional)", "Encrypted with the case. Do not name a child here.")
    at = Field(AT, Kind.TIME, "The time it happened (optional)", "If it is known. For example, 9:30am or 14:30.")
    return (on, *which, *asked, *evidence, _whose(event, about), at, note)


def with_reason(declared: Sequence[Field]) -> tuple[Field, ...]:
    """The same form with room for why the law is to be set aside, where that was asked for."""
    name = f"answer-{OVERRIDE}"
    if any(field.id == name for field in declared):
        return tuple(declared)
    return (*declared, Field(name, Kind.TEXT, "Why it is to be so all the same", missing="Enter the reason"))


def _item(event: Event, about: About) -> Field:
    declared = about.item(event.item or "")
    known = list(about.items)
    if declared and declared.of_agencies:
        partnership = about.desk.partnership
        opens = any(opening.event == event.name for opening in declared.opened_by)
        known += [name for name in (*partnership.partners, *partnership.agencies) if opens and name not in known]
    options = tuple(Option(key, named(key)) for key in known)
    hint = "" if known else "A short name that says which, such as first-letter. Never a person's full name."
    title = declared.title if declared else spoken(event.item or "")
    return Field(ITEM, Kind.RADIOS, title, hint, missing="Select which one it is about", options=options, other=True)


def _asked(ask: Ask, event: Event, about: About) -> Field:
    label = label_of(event.name, ask.name)
    title = label if ask.required else f"{label} (optional)"
    missing = f"Enter {first_down(label)}" if ask.required else ""
    name = f"answer-{ask.name}"
    if ask.answer is Answer.DATE:
        return Field(name, Kind.DATE, title, "For example, 9 12 2026.", missing)
    if ask.answer is Answer.CHOICE:
        options = tuple(Option(value, first_up(spoken(value))) for value in ask.choices)
        return Field(name, Kind.RADIOS, title, missing=missing and f"Select {first_down(label)}", options=options)
    if ask.answer is Answer.TEXT:
        return Field(name, Kind.TEXT, title, missing=missing)
    return _names(ask, event, about, Field(name, Kind.NAMES, title, missing=missing))


def _names(ask: Ask, event: Event, about: About, plain: Field) -> Field:
    """A list of short names: to be ticked where the partnership knows them, else typed."""
    partnership = about.desk.partnership
    known = list(ask.choices or partnership.partners)
    if ask.answer is Answer.KEYS and not (ask.choices or ask.of_partners):
        items = [item for workflow in about.workflows() for item in workflow.items if item.of_agencies]
        lists = {opening.listed for item in items for opening in item.opened_by if opening.event == event.name}
        if ask.name not in lists or ask.name.startswith("their"):
            family = any(o.listed == ask.name for w in about.workflows() for item in w.items for o in item.opened_by)
            like = "mother, brother" if family else "police, icb"
            hint = f"Short names, separated by commas, such as {like}. Never a full name."
            return Field(plain.id, Kind.NAMES, plain.label, hint, plain.missing)
        known += list(partnership.agencies)
    options = tuple(Option(key, named(key)) for key in known)
    missing = plain.missing and plain.missing.replace("Enter", "Select", 1)
    hint = "All of them, if none is ticked." if ask.answer is Answer.PARTNERS else ""
    other = ask.answer is Answer.KEYS and not ask.of_partners
    return Field(plain.id, Kind.TICKS, plain.label, hint, missing, options, other)


def _evidence(name: str, *, explained: bool) -> Field:
    label = f"Evidence: {spoken(name)}"
    hint = "What shows it: a reference, an e-mail or a minute and its date. Leave it empty if it is to follow."
    return Field(f"answer-{name}", Kind.LINE, label, hint if explained else "")


def _whose(event: Event, about: About) -> Field:
    """Whose act it was. Whoever records is offered first where it may be their own."""
    desk = about.desk
    asked = {"partnership": desk.partnership.id, "case": about.case_id, "day": desk.today, "roles": list(event.by)}
    held = desk.db.execute(_HOLDERS, asked).all()
    own = [row for row in held if row.id == desk.person.id]
    people = [Option(f"{row.role}:{row.id}", _holder(row)) for row in [*own, *(row for row in held if row not in own)]]
    unnamed = [Option(f"{role}:", f"{a_role(role)}, not named") for role in event.by]
    hint = "You may record it for them: the evidence above shows it was their act." if event.evidence else ""
    return Field(WHOSE, Kind.SELECT, "Whose act was it?", hint, options=(*people, *unnamed))


def _holder(row: Any) -> str:
    return f"{row.name}, {a_role(row.role)}{f' – {named(row.agency)}' if row.agency else ''}"


def suggested(declared: Sequence[Field], about: About, item: str) -> dict[str, list[str]]:
    """What stands in a form before anything is typed: the item it was opened for, and whose act it most likely was."""
    found = {ITEM: [item]} if item in about.items else {}
    whose = next(field for field in declared if field.id == WHOSE)
    own = [option.value for option in whose.options if option.value.endswith(str(about.desk.person.id))]
    of_item = [option.value for option in whose.options if item and option.label.endswith(f" – {named(item)}")]
    unnamed = [option.value for option in whose.options if option.value.endswith(":")]
    first = unnamed[0] if unnamed else ""
    holders = [option.value for option in whose.options if option.value.startswith(first) and option.value != first]
    # Where one person alone holds the role it was most likely theirs; of several, nobody is guessed at.
    only = holders if len(holders) == 1 else []
    return {**found, **_harm(declared, about), WHOSE: [*own, *of_item, *only, *unnamed][:1]}


def _harm(declared: Sequence[Field], about: About) -> dict[str, list[str]]:
    """The harm the case was opened with, where a form asks for it once more."""
    asked = next((field for field in declared if {option.value for option in field.options} == _HARMS), None)
    if asked is None or about.case_id is None:
        return {}
    return {asked.id: [about.desk.db.get_one(Case, about.case_id).harm.replace(" ", "_")]}


@dataclass(frozen=True, slots=True)
class Told:
    """A form that was read: the report and whose act it was; or what is wrong with it, by field."""

    report: Report | None
    actor: Actor
    wrong: Mapping[str, str]


def told(event: Event, declared: Sequence[Field], typed: Typed, about: About) -> Told:
    """What the form says. A day in the future is told beside its field before anything else is asked."""
    found: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for field in declared:
        try:
            found[field.id] = read(field, typed, about.desk.today)
        except Wrong as mistake:
            wrong[field.id] = str(mistake)
    if ON in found and found[ON] > about.desk.today:
        wrong[ON] = "The day it happened must be today or in the past"
    if wrong:
        return Told(None, about.desk.actor(), wrong)
    role, _, person = found[WHOSE].partition(":")
    actor = about.desk.actor(role or None, UUID(person) if person else None)
    said = dict(_said(found))
    return Told(Report(event.name, found[ON], found.get(ITEM) or None, said, found[AT]), actor, {})


def _said(found: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in found.items():
        if name.startswith("answer-") and value:
            plain = (
                value.isoformat() if isinstance(value, date) else ",".join(value) if isinstance(value, list) else value
            )
            yield name.removeprefix("answer-"), plain
