"""Giving an agreement: in person, or for those who gave it by e-mail or in a meeting; one entry for each partner."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from web.agreements import Agreement, Answer
from web.assent import AGREED, DISSENTING
from web.dates import named
from web.desk import Desk
from web.fields import Field, Kind, Option
from web.filling import filled
from workflows.engine.casework.acting import Actor
from workflows.engine.casework.answering import NOTE
from workflows.engine.casework.holders import PARTNER_ROLES
from workflows.engine.casework.once import refuse_unseen
from workflows.engine.casework.recording import Recorded, Report, record_event
from workflows.engine.language import Event

WHO, ON, SHOWN = "who", "on", "shown"
FOR, ANSWER, WHY = "for", "answer", "why"
MYSELF = "/myself"
IN_PERSON = "In person, in Swan"


@dataclass(frozen=True, slots=True)
class Giving:
    """A form of the page: its questions, and whether whoever is signed in answers for themself."""

    agreement: Agreement
    fields: tuple[Field, ...]
    partners: tuple[str, ...]
    myself: bool

    @property
    def path(self) -> str:
        return self.agreement.path + (MYSELF if self.myself else "")

    @property
    def who(self) -> str:
        """The question that says for which partners."""
        return self.fields[0].id

    @property
    def inputs(self) -> list[str]:
        return [name for field in self.fields for name in field.inputs]


@dataclass(frozen=True, slots=True)
class Given:
    """What the form says: one report for each partner and whose act it was; or what is wrong with it, by field."""

    acts: Sequence[tuple[Report, Actor]]
    wrong: Mapping[str, str]


def for_others(found: Agreement, *, sent: bool = False) -> Giving:
    """For partners who gave it elsewhere: who, on which day, and what shows it.

    A form that was `sent` is read whoever has answered since: who was first, and what was pressed twice, is seen later.
    """
    able = [
        one
        for one in found.answers
        if (sent or one.may_be_given) and (found.doer(one.item.key) or not found.holders.get(one.item.key))
    ]
    options = tuple(Option(one.item.key, _with_holder(found, one)) for one in able)
    asked = (
        Field(WHO, Kind.TICKS, "Who agreed?", missing="Select who agreed", options=options),
        Field(ON, Kind.DATE, "The day they agreed", "Of the e-mail or the meeting.", "Enter the day they agreed"),
        Field(
            SHOWN, Kind.LINE, "The e-mail or the minute",
            "What shows it, and its date: one minute does for everybody in it. Leave it empty if it is to follow.",
        ),
    )  # fmt: skip
    return Giving(found, asked, tuple(one.item.key for one in able), myself=False)


def _with_holder(found: Agreement, one: Answer) -> str:
    holder = found.doer(one.item.key)
    return f"{one.name} – {holder.name}" if holder else one.name


def for_myself(desk: Desk, found: Agreement, *, sent: bool = False) -> Giving:
    """For whoever answers for a partner that is awaited, and wrote no draft of it; `sent` as above."""
    mine = [] if desk.person.id in found.authors else mine_in(desk, found, sent=sent)
    asked = (
        Field(
            FOR, Kind.TICKS, "You answer for", missing="Select for whom you answer",
            options=tuple(Option(one.item.key, one.name) for one in mine),
        ),
        Field(
            ANSWER, Kind.RADIOS, "Your answer", missing="Select whether you agree",
            options=(Option(AGREED, "I agree"), Option(DISSENTING, "I do not agree, for the reasons below")),
        ),
        Field(WHY, Kind.TEXT, "Your reasons, or a comment (optional)", "Encrypted with the case."),
    )  # fmt: skip
    return Giving(found, asked, tuple(one.item.key for one in mine), myself=True)


def mine_in(desk: Desk, found: Agreement, *, sent: bool = False) -> list[Answer]:
    """The answers, awaited ones unless `sent`, of the partners for whom this person answers, as holder or deputy."""
    agencies = {one.agency for one in desk.holdings if one.role in PARTNER_ROLES}
    return [one for one in found.answers if one.item.key in agencies and (sent or one.may_be_given)]


def suggested(giving: Giving) -> dict[str, list[str]]:
    """What stands in the form before anything is typed: oneself; the day of another's e-mail is nobody's to guess."""
    return {FOR: list(giving.partners)} if giving.myself else {}


def read(desk: Desk, giving: Giving, typed: Mapping[str, Any]) -> Given:
    found, wrong = filled(giving.fields, typed, desk.today)
    if found.get(ON) and found[ON] > desk.today:
        wrong[ON] = "The day they agreed must be today or in the past"
    if found.get(ANSWER) == DISSENTING and not found.get(WHY):
        wrong[WHY] = "Enter your reasons: they go with the report"
    return Given((), wrong) if wrong else Given(list(_acts(desk, giving, found)), {})


def _acts(desk: Desk, giving: Giving, found: Mapping[str, Any]) -> Iterator[tuple[Report, Actor]]:
    asked = giving.agreement.asked
    event = asked.dissents if found.get(ANSWER) == DISSENTING else asked.agrees
    shown = IN_PERSON if giving.myself else found.get(SHOWN)
    for partner in found[giving.who]:
        report = Report(event.name, found.get(ON) or desk.today, partner, _said(event, shown, found.get(WHY)))
        yield report, _actor(desk, giving, partner)


def _said(event: Event, shown: str | None, why: str | None) -> dict[str, str]:
    """What shows it stands as its evidence, where the law asks for any; else in the note, as a comment does."""
    asks = {ask.name for ask in event.asks}
    evidence = dict.fromkeys(event.evidence, shown or "")
    told = [] if event.evidence else [shown]
    note = "\n".join(filter(None, [*told, None if WHY in asks else why]))
    return {name: said for name, said in {**evidence, NOTE: note, WHY: why if WHY in asks else ""}.items() if said}


def _actor(desk: Desk, giving: Giving, partner: str) -> Actor:
    if giving.myself:
        role = next(one.role for one in desk.holdings if one.agency == partner and one.role in PARTNER_ROLES)
        return desk.actor(role, desk.person.id)
    holder = giving.agreement.doer(partner)
    return desk.actor(holder.role, holder.person_id) if holder else desk.actor(PARTNER_ROLES[0])


def give(desk: Desk, giving: Giving, given: Given, seen: int | None = None) -> Recorded:
    """Records each of them in this transaction, and says what all came to. Raises `Refused`, and then records none."""
    case = giving.agreement.case.id
    if seen is not None:
        refuse_unseen(desk.db, case, seen)
    done = [record_event(desk.db, case, report, actor, desk.at) for report, actor in given.acts]
    changes = tuple(change for one in done for change in one.changes)
    warnings = tuple(dict.fromkeys(warning for one in done for warning in one.warnings))
    return Recorded(done[-1].event_id, done[-1].seq, changes, warnings)


def who_gives(giving: Giving, given: Given) -> str:
    """The partners it is recorded for, as one says them."""
    return ", ".join(named(report.item or "") for report, _ in given.acts)
