"""Who has agreed what: the agreements the law asks of partners, as they stand in one case and by whose word."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from models import Case
from web.assent import AGREED, DISSENTING, SIGNED_OFF, Asked, asked_by_law
from web.casefile import may_record
from web.dates import Dated, dated_all, named
from web.desk import Desk
from web.refusing import NotHere
from workflows.engine.casework.acting import kept_apart
from workflows.engine.casework.holders import PARTNER_ROLES
from workflows.engine.casework.recalling import RECORDED, STRUCK
from workflows.engine.language import Event
from workflows.engine.reading import sealed
from workflows.engine.reading.case import CaseRead, EventRead, ItemRead, read_case
from workflows.engine.reading.people import Held, held_on
from workflows.engine.reading.possible import Possible
from workflows.engine.reading.speaking import spoken


@dataclass(frozen=True, slots=True)
class Answer:
    """One partner's, as it stands: the entry that says so, what shows it, and whether a newer draft went out since."""

    item: ItemRead
    entry: EventRead | None
    shown_by: str
    of_earlier_draft: bool
    can: tuple[Possible, ...]

    @property
    def name(self) -> str:
        return named(self.item.key)

    @property
    def stands(self) -> str:
        return spoken(self.item.state)

    @property
    def is_awaited(self) -> bool:
        return self.item.state not in (AGREED, DISSENTING)

    @property
    def may_be_given(self) -> bool:
        """Awaited, or given to an earlier draft."""
        return self.is_awaited or self.of_earlier_draft


@dataclass(frozen=True, slots=True)
class Agreement:
    """One agreement in one case. `authors` may not give it; `holders` are who answers for each partner today."""

    case: Case
    read: CaseRead
    asked: Asked
    draft: EventRead | None
    rests_on: Sequence[EventRead]
    scrutiny: Sequence[EventRead]
    answers: Sequence[Answer]
    dates: Sequence[Dated]
    authors: frozenset[UUID]
    holders: Mapping[str, Sequence[Held]]

    @property
    def path(self) -> str:
        return f"/cases/{self.case.reference}/agree/{self.asked.item.kind}"

    @property
    def title(self) -> str:
        return self.asked.title

    @property
    def awaited(self) -> list[Answer]:
        return [one for one in self.answers if one.is_awaited]

    @property
    def scrutinises(self) -> Event | None:
        """The event by which somebody signs off without deciding."""
        return next((one for one in self.asked.workflow.events if SIGNED_OFF in {ask.name for ask in one.asks}), None)

    def doer(self, partner: str) -> Held | None:
        """Who most likely agreed for this partner: whoever holds the role and wrote no draft."""
        return next((one for one in self.holders.get(partner, ()) if one.person_id not in self.authors), None)


def agreement(desk: Desk, case: Case, kind: str) -> Agreement:
    """Raises `NotHere` where nobody was asked for such an agreement in this case."""
    asked, read = asked_by_law().get(kind), read_case(desk.db, case.id)
    items = [item for item in read.items if item.kind == kind]
    if asked is None or not items:
        raise NotHere(case_id=case.id)
    standing = list(_standing(read))
    drafts = [entry for entry in standing if entry.name in asked.agrees.apart_from]
    draft = drafts[-1] if drafts else None
    names = {*asked.deadlines, *(one.name for one in asked.workflow.deadlines if not one.is_local)}
    dates = [one for one in read.deadlines if one.is_open and one.workflow == asked.workflow.name and one.name in names]
    return Agreement(
        case=case,
        read=read,
        asked=asked,
        draft=draft,
        rests_on=[one for one in standing if one.name in asked.steps],
        scrutiny=[one for one in standing if SIGNED_OFF in one.details],
        answers=list(_answers(desk, case, asked, items, standing, draft)),
        dates=dated_all(dates, desk.today, desk.calendar),
        authors=frozenset(kept_apart(desk.db, asked.agrees, case.id)),
        holders=_holders(desk, [item.key for item in items]),
    )


def _standing(read: CaseRead) -> Iterator[EventRead]:
    """The entries nobody has struck."""
    struck = {number for number, by in read.amended().items() if by.act == STRUCK}
    return (event for event in read.events if event.act == RECORDED and event.seq not in struck)


def _answers(
    desk: Desk, case: Case, asked: Asked, items: Sequence[ItemRead], standing: Sequence[EventRead],
    draft: EventRead | None,
) -> Iterator[Answer]:  # fmt: skip
    moves = {move.event for move in asked.item.moves}
    texts, can = sealed.texts(desk.db, case.id), may_record(desk, case)
    for item in items:
        said = [entry for entry in standing if entry.item == item.key and entry.name in moves]
        entry = said[-1] if said else None
        others = (one for one in can if one.event.item == item.kind and item.key in one.items)
        yield Answer(
            item,
            entry,
            "; ".join(texts.get(entry.seq, {}).values()) if entry else "",
            bool(entry and draft and item.state == AGREED and entry.seq < draft.seq),
            tuple(one for one in others if one.event.name != asked.agrees.name),
        )


def _holders(desk: Desk, partners: Sequence[str]) -> Mapping[str, Sequence[Held]]:
    """Who answers for each partner today, whoever was delegated first."""
    held = [one for one in held_on(desk.db, desk.partnership.id, desk.today) if one.role in PARTNER_ROLES]
    return {partner: [one for one in held if one.agency == partner] for partner in partners}
