"""The agreements the law asks of every partner: the dates they answer, and the words in which partners answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from workflows.engine.language import STEP, AllItems, Event, Item, Workflow
from workflows.engine.reading.possible import Possible
from workflows.engine.registry import workflows

AGREED, DISSENTING, SIGNED_OFF = "agreed", "dissenting", "signed_off"


@dataclass(frozen=True, slots=True)
class Asked:
    """One agreement that the law asks of every partner, and the words in which they answer."""

    workflow: Workflow
    item: Item
    agrees: Event
    dissents: Event

    @property
    def title(self) -> str:
        """What is agreed: the title of the first date it answers, or of its kind."""
        names = self.deadlines
        return self.workflow.deadline(names[0]).title if names else self.item.title

    @property
    def deadlines(self) -> list[str]:
        """The names of the dates that it answers."""
        mine = (one for one in self.workflow.deadlines if isinstance(one.met_by, AllItems))
        return [one.name for one in mine if isinstance(one.met_by, AllItems) and one.met_by.kind == self.item.kind]

    @property
    def steps(self) -> set[str]:
        """The steps of its process that come before it: the meeting at which it was made."""
        return {one.name for one in self.workflow.events if one.kind is STEP}

    @property
    def then(self) -> str:
        """What is so when every partner has answered."""
        moves = (one for one in self.workflow.transitions if isinstance(one.on, AllItems))
        to = (one.to for one in moves if isinstance(one.on, AllItems) and one.on.kind == self.item.kind)
        return self.workflow.states[next(to)]


@cache
def asked_by_law() -> Mapping[str, Asked]:
    """Every agreement of today's law, by the kind of its items."""
    found = {
        item.kind: Asked(law, item, _moving(law, item, AGREED), _moving(law, item, DISSENTING))
        for law in workflows().values()
        for item in law.items
        if item.of_agencies and {AGREED, DISSENTING} <= item.ends
    }
    return MappingProxyType(found)


def agreement_by(event: str) -> Asked | None:
    """The agreement that this event answers, for or against."""
    return next((one for one in asked_by_law().values() if event in (one.agrees.name, one.dissents.name)), None)


def _moving(law: Workflow, item: Item, to: str) -> Event:
    return law.event(next(move.event for move in item.moves if move.to == to))


@cache
def kind_answering(deadline: str) -> str | None:
    """The kind of agreement that answers a date of this name, if one does."""
    return next((kind for kind, asked in asked_by_law().items() if deadline in asked.deadlines), None)


def form_of(one: Possible, reference: str) -> str:
    """The address of the form by which it is recorded; an agreement has a page of its own."""
    for kind, asked in asked_by_law().items():
        if one.event.name == asked.agrees.name:
            return f"/cases/{reference}/agree/{kind}"
    about = f"?item={one.items[0]}" if len(one.items) == 1 else ""
    return f"/cases/{reference}/record/{one.event.name}{about}"
