"""What the online form for a serious child safeguarding incident asks, as far as is known, and what a case answers.

The form stands behind a sign-in and has not been read. What it asks is known from the start page of the notification
service, from GOV.UK, from *Working Together 2023* and from what the Department for Education publishes out of it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import time

from workflows.engine.casework.opening import NAMED_CHILDREN
from workflows.engine.reading.case import CaseRead
from workflows.engine.reading.speaking import clock_time, day, first_up, spoken
from workflows.engine.reading.told import Told, answer, last

SERVICE = "the start page of the notification service"
GOVUK = "GOV.UK: Report a serious child safeguarding incident"
FIGURES = "what the DfE publishes out of the forms"
STATUTE = "Children Act 2004 s16C(1)"
PARA_330, PARA_334 = "Working Together 2023 para 330", "Working Together 2023 para 334"
STATUS = "Working Together 2023 paras 331-332"
OFFICE = "kept by this office, and not known to be on the form"

NOTIFIER, WORKER, HEALTH, POLICE = (
    "the local authority’s notifier", "the child’s social worker", "the health partner", "the police partner",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    """One thing the form asks. `said` is empty where the case does not know it: then `ask` names who does."""

    what: str
    source: str
    ask: str
    said: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the form, and a sentence about it."""

    title: str
    answers: tuple[Answer, ...]
    lead: str = ""


OF_A_CHILD = (
    Answer("Age", SERVICE, WORKER),
    Answer("Health", SERVICE, HEALTH),
    Answer("Where the child lives", SERVICE, WORKER),
    Answer("Sex or gender", FIGURES, WORKER),
    Answer("Ethnicity", FIGURES, WORKER),
    Answer("Disability", FIGURES, WORKER),
    Answer("Looked after, and in which placement", FIGURES, WORKER),
    Answer("On a child in need plan", FIGURES, WORKER),
    Answer("On a child protection plan", FIGURES, WORKER),
    Answer("Known to any agency", FIGURES, WORKER),
)

_OTHERS = (
    f"The form takes up to {NAMED_CHILDREN} children; one notification for one incident. Others go into its words."
)


def form(
    case: CaseRead,
    found: Sequence[Told],
    children: Sequence[Mapping[str, str]],
    incident: Mapping[str, str],
    notifiers: Sequence[str],
) -> tuple[Part, ...]:
    """The form, filled from the case. `notifiers` hold the role today, each in words."""
    return (
        Part("Who notifies", tuple(_notifier(notifiers))),
        Part("The incident", tuple(_incident(case, found, incident))),
        Part("What kind of incident", tuple(_kind(case, found))),
        *_children(children),
        Part("Kept beside the form", tuple(_beside(found)), "When the five working days began, and who agreed."),
    )


def _notifier(notifiers: Sequence[str]) -> Iterator[Answer]:
    yield Answer("Name and e-mail", SERVICE, NOTIFIER, "; ".join(notifiers))
    yield Answer("Telephone, and role", SERVICE, NOTIFIER)
    yield Answer("Local authority", FIGURES, NOTIFIER)


def _incident(case: CaseRead, found: Sequence[Told], incident: Mapping[str, str]) -> Iterator[Answer]:
    reported = answer(found, "incident_reported", "what_was_reported")
    yield Answer("Date", SERVICE, POLICE, day(case.incident_on) if case.incident_on else "")
    yield Answer("Time, if it is known", SERVICE, POLICE)
    yield Answer("Place", SERVICE, POLICE, incident.get("place", ""))
    yield Answer("What happened", SERVICE, NOTIFIER, incident.get("circumstances", "") or reported)
    yield Answer("Documents to go with it", SERVICE, NOTIFIER)
    yield Answer("Other children, and anything further", GOVUK, WORKER)


def _kind(case: CaseRead, found: Sequence[Told]) -> Iterator[Answer]:
    harm = answer(found, "panel_notified", "category") or answer(found, "decided_to_notify", "harm") or case.harm
    place = answer(found, "decided_to_notify", "place")
    yield Answer("Death, serious harm or other", FIGURES, NOTIFIER, _said(harm))
    if harm == "other":
        why = answer(found, "panel_notified", "why_other") or answer(found, "decided_to_notify", "why_other")
        yield Answer("Why other, and neither death nor serious harm", PARA_334, NOTIFIER, why)
    yield Answer(
        "Abuse or neglect: known or suspected",
        STATUTE,
        NOTIFIER,
        _said(answer(found, "decided_to_notify", "abuse_or_neglect")),
    )
    yield Answer("In our area, or outside England and normally resident here", STATUTE, NOTIFIER, _said(place))
    yield Answer("Looked after, or a care leaver", STATUS, WORKER, _status(found))


def _status(found: Sequence[Told]) -> str:
    later = answer(found, "child_found_to_be_looked_after_or_care_leaver", "child_status")
    said = later or answer(found, "authority_became_aware", "child_status")
    return "Neither" if said == "none" else _said(said)


def _children(children: Sequence[Mapping[str, str]]) -> Iterator[Part]:
    for place, child in enumerate(children or [{}], start=1):
        first = _OTHERS if place == 1 else ""
        known = (replace(one, said=child.get(one.what.casefold(), "")) for one in OF_A_CHILD)
        yield Part(f"Child {place}", (Answer("Name", SERVICE, WORKER, child.get("name", "")), *known), first)


def _beside(found: Sequence[Told]) -> Iterator[Answer]:
    aware, sent = last(found, "authority_became_aware"), last(found, "panel_notified")
    yield Answer("The local authority first knew or suspected", PARA_330, NOTIFIER, _when(aware))
    yield Answer("Who knew", OFFICE, NOTIFIER, answer(found, "authority_became_aware", "who"))
    yield Answer("How", OFFICE, NOTIFIER, answer(found, "authority_became_aware", "how"))
    yield Answer("Decided to notify", OFFICE, NOTIFIER, _when(last(found, "decided_to_notify")))
    agreed = answer(found, "decided_to_notify", "partners_agreed")
    yield Answer("The partners agreed, or the authority decided", PARA_330, NOTIFIER, _said(agreed))
    if sent:
        yield Answer("Sent", OFFICE, NOTIFIER, _when(sent))
        reference = answer(found, "panel_notified", "portal_reference")
        yield Answer("Reference the service gave", OFFICE, NOTIFIER, reference)


def _when(one: Told | None) -> str:
    if one is None:
        return ""
    return f"{day(one.on)}{_at(one.time)}"


def _at(clock: time | None) -> str:
    return f", {clock_time(clock)}" if clock else ""


def _said(choice: str) -> str:
    return first_up(spoken(choice))
