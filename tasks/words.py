"""The words of a message: what, by when, what to do next, where, who else was told; for somebody tired to read.

Only references, steps, dates and roles appear in them. Swan knows what was recorded and no more: "no record that it was
sent", never that it was not; and "late" only once a later date has been recorded.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from tasks.channels import Outgoing
from tasks.news import headline, listed
from tasks.phrases import done, lower, named, page, spoken, titles, written
from workflows.engine.authority import Weight
from workflows.engine.casework.contents import Said, Step
from workflows.engine.casework.delivering import Claimed
from workflows.engine.casework.telling import NewsKind
from workflows.engine.ladder import RungKind
from workflows.engine.reading.speaking import short_day
from workflows.engine.roles import RECORD_FOR_ANYBODY, TITLES

INFORMED = frozenset({"scrutineer"})
"""They are told and have no line authority: nothing is asked of them."""

SENIOR = frozenset({"delegated_partner", "lead_partner", "la_director"})

OVERDUE, TODAY, AHEAD, OTHER = "overdue", "due today", "coming up", "to know"


def compose(message: Claimed, said: Sequence[Said], day: date, link: str) -> Outgoing:
    """The message as it is true on this London day. `link` is the address Swan is reached at."""
    owed = [one for one in said if one.untrue is None]
    return Outgoing(
        id=message.id,
        address=message.address,
        subject=one_line(subject(owed, day)),
        # A line of somebody's own might pass for one of ours: a link, or the name of another step.
        text="\n".join(" ".join(line.splitlines()) for line in paragraphs(message, said, day, link)),
        notices=len(said),
        perhaps_twice=message.perhaps_twice,
    )


def one_line(said: str) -> str:
    return " ".join(said.split())


def subject(owed: Sequence[Said], day: date) -> str:
    """Reference, step and date of one notice, counts of several."""
    if len(owed) > 1:
        return counts(owed, day)
    (only,) = owed
    if only.step is not None:
        right = only.kind == NewsKind.SET_RIGHT
        return f"Put right: {named(only.step)}" if right else f"{named(only.step)}{when_due(only.step, day)}"
    return headline(only)


def when_due(step: Step, day: date) -> str:
    if step.due_on is None:
        return ""
    shown = short_day(step.due_on).removesuffix(f" {day.year}")
    if step.expectation:
        return f", expected {shown}"
    near = {0: "today", 1: "tomorrow"}.get((step.due_on - day).days, shown)
    return f", was due {near}" if step.due_on < day else f", due {near}"


def counts(owed: Iterable[Said], day: date) -> str:
    states = [state(said, day) for said in owed]
    return ", ".join(f"{states.count(name)} {name}" for name in (OVERDUE, TODAY, AHEAD, OTHER) if name in states)


def state(said: Said, day: date) -> str:
    if said.step is None or said.step.due_on is None or said.kind == NewsKind.SET_RIGHT:
        return OTHER
    if said.step.due_on == day:
        return TODAY
    return OVERDUE if said.step.due_on < day else AHEAD


def paragraphs(message: Claimed, all_said: Sequence[Said], day: date, link: str) -> Iterator[str]:
    owed = [said for said in all_said if said.untrue is None]
    if message.perhaps_twice:
        yield from ("You may have had this already.", "")
    if len(owed) > 1:
        yield from (f"{counts(owed, day).capitalize()}.", "")
    # The soonest due come first, so the longest overdue do; what has no date of its own to keep comes last.
    for said in sorted(owed, key=lambda said: state(said, day) == OTHER):
        yield from block(said, day, link)
        yield ""
    settled = [named(said.step) for said in all_said if said.untrue == "settled" and said.step]
    if settled:
        yield from (f"Settled since: {'; '.join(settled)}.", "")
    yield f"Swan, for {message.partnership}"


def block(said: Said, day: date, link: str) -> Iterator[str]:
    """One notice: its name, its date, what to do next, where, and who else hears of it."""
    if said.step is None:
        yield from listed(said, day, link)
        return
    yield named(said.step)
    if said.kind == NewsKind.SET_RIGHT:
        yield f"Put right: what you were told of this before does not hold. {stands(said.step, day)}"
        yield next_step(said, said.step, day) if is_owed(said.step) else "Nothing more is to be done."
        yield page(link, said.step)
        yield from also_told(said)
        return
    yield by_when(said, said.step, day)
    yield next_step(said, said.step, day)
    yield page(link, said.step)
    yield from also_told(said)
    if said.unreached:
        yield f"Could not be reached: {titles(said.unreached)}."
    if said.unheld:
        yield f"You are told because nobody holds the role of {TITLES[said.unheld]}."


def also_told(said: Said) -> Iterator[str]:
    if said.told:
        yield f"Also told: {titles(said.told)}."


def by_when(said: Said, step: Step, day: date) -> str:
    if step.due_on is None:
        return undated(step)
    if state(said, day) == OVERDUE:
        return overdue(said, step, written(step.due_on))
    if step.expectation:
        return f"Expected by {written(step.due_on)}."
    due = spoken(step.due_on, day)
    if step.target_on is not None and step.target_on < step.due_on:
        due = f"{due}; aim for {written(step.target_on)}"
    return f"New: due {due}." if said.kind == RungKind.AT_START else f"Due {due}. This is a reminder."


def undated(step: Step) -> str:
    return f"No date can be given: {step.undated_because}"


def overdue(said: Said, step: Step, when: str) -> str:
    if step.expectation:
        return f"Expected by {when}; there is no record of it yet."
    if said.kind == RungKind.ENTERED_LATE:
        return f"Entered when its date had gone: there is no record that it was {done(step)} by {when}."
    still = "still " if said.kind == RungKind.EVERY else ""
    ahead = f" {cannot_stand(step, step.planned_on)}" if step.planned_on else ""
    return f"There is {still}no record that it was {done(step)} by {when}.{ahead}"


def cannot_stand(step: Step, planned: date) -> str:
    """What it means for the day it had to come before; only what is law forbids it."""
    if step.weight == Weight.STATUTE:
        return f"Publication on {written(planned)} cannot stand."
    return f"Publication on {written(planned)} would not keep to the guidance: set another day, or record why not."


def next_step(said: Said, step: Step, day: date) -> str:
    if said.role in INFORMED:
        return "For your information; nothing is asked of you."
    record = "Record it" if said.role in RECORD_FOR_ANYBODY else "Record it, or tell the coordinator"
    if step.expectation:
        return f"Come already? {record}."
    if state(said, day) == OVERDUE:
        return chased(said, step)
    already = said.kind == RungKind.ON_THE_DAY or state(said, day) == TODAY
    return f"{done(step).capitalize()} already? {record}." if already else f"When it is {done(step)}, {lower(record)}."


def chased(said: Said, step: Step) -> str:
    if said.role in SENIOR:
        please = f"please see that it is {done(step)}, or that the reason for the delay is recorded."
        return f"It comes to you because its date has passed: {please}"
    tell = "" if said.role in RECORD_FOR_ANYBODY else ", or tell the coordinator"
    return f"If it was {done(step)}, record it with its own date; if not, record why and until when{tell}."


def stands(step: Step, day: date) -> str:
    """How a step stands now, for those who were told otherwise."""
    if step.status == "met" and step.settled_on is not None:
        late = ", late" if step.result == "late" else ""
        return f"It was {done(step)} on {written(step.settled_on)}{late}."
    if step.status == "open":
        return f"It is due {spoken(step.due_on, day)}." if step.due_on else undated(step)
    return f"It is due {spoken(step.instead_on, day)} now." if step.instead_on else "It is no longer required."


def is_owed(step: Step) -> bool:
    """Itself, or the same under another date."""
    return step.status == "open" or (step.status != "met" and step.instead_on is not None)
