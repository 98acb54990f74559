"""Hands a case over to another area's partnership: one offers it, the other takes it, and its history goes with it.

The area of the incident leads (National Panel, FAQ), and the partners of two areas may act as one or for one another
(CA 2004 s 16J): where a case turns out to be the other's, its clocks run on and its dates stay what they are.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, bindparam, text
from sqlmodel import Session

from models import Case, Partnership
from models.columns import new_id
from models.database import enter as enter_partnership
from workflows.engine.calendar import london_date
from workflows.engine.casework import erasing, recalling
from workflows.engine.casework.acting import HELD, Actor
from workflows.engine.casework.climbing import rearm_unheld
from workflows.engine.casework.holders import DESK, holders
from workflows.engine.casework.in_force import calendar_in_force, law_in_force
from workflows.engine.casework.noting import note
from workflows.engine.casework.opening import HANDED_ON, next_number
from workflows.engine.casework.recording import Entry, enter
from workflows.engine.casework.telling import News, NewsKind, raise_notices
from workflows.engine.course import Happening
from workflows.engine.refusals import Code, Refused
from workflows.engine.roles import RECORD_FOR_ANYBODY, TITLES

MAY = RECORD_FOR_ANYBODY | {"delegated_partner", "lead_partner"}
"""Whose agreement it is, and who may record it for them."""

TOLD = ("coordinator", DESK)

OFFER, NO_OFFER, TAKEN = "case_offered", "case_offer_withdrawn", "case_taken_over"
"""What the chain of the partnership that is offered a case keeps of it, before it can see the case, and after."""

NAMES = {
    recalling.OFFERED: "case_offered_to_another_partnership",
    recalling.OFFER_WITHDRAWN: "offer_withdrawn",
    recalling.HANDED_OVER: "case_handed_over",
}

_LAST = text("""
select act, details ->> 'to' as "to" from event where case_id = :case and act = any(:acts) order by seq desc limit 1
""").bindparams(bindparam("case", type_=Uuid()), acts=list(recalling.OF_HANDING_OVER))
_OFFERS = text(f"""
select said || jsonb_build_object('since', (recorded_at at time zone 'Europe/London')::date) as said from (
  select distinct on (said ->> 'case') act, said, recorded_at from office_event
  where partnership_id = :partnership and act in ('{OFFER}', '{NO_OFFER}', '{TAKEN}') order by said ->> 'case', seq desc
) as latest where act = '{OFFER}' order by said ->> 'case'
""").bindparams(bindparam("partnership", type_=Uuid()))
_BY_SLUG = text("select id from partnership where slug = :slug").columns(id=Uuid())
_GATE = text("select hand_over(:case, :called, :number)").bindparams(bindparam("case", type_=Uuid()))


def offer(
    db: Session, partnership: Partnership, case: Case, to: Partnership, because: str, actor: Actor, at: datetime
) -> None:
    """Offers the case to another partnership, which hears of it; until it takes it nothing changes.

    Raises `Refused`: no right, no reason, to itself, offered already, or its texts were erased.
    """
    _may(db, partnership, actor, at)
    if to.id == partnership.id:
        raise Refused(Code.BAD_ANSWER, f"{case.reference} is {partnership.name}'s already.")
    if not because.strip():
        raise Refused(Code.NEEDS_REASON, "Say why the case is the other area's.")
    if (offered := offered_to(db, case.id)) is not None:
        raise Refused(Code.CONTRADICTION, f"{case.reference} is offered to {offered} already: withdraw that first.")
    details = {"from": partnership.slug, "to": to.slug, "reference": case.reference}
    event = _append(db, partnership, case, recalling.OFFERED, details, because, actor, at)
    with _across(db, to, partnership):
        note(
            db,
            to,
            OFFER,
            {"case": case.reference, "case_id": str(case.id), "from": partnership.slug},
            _other(actor),
            at,
        )
        _tell(db, to, NewsKind.OFFERED, event, case.id, at)


def withdraw(db: Session, partnership: Partnership, case: Case, actor: Actor, at: datetime) -> None:
    """Takes the offer back. Raises `Refused`: no right, or there is none."""
    _may(db, partnership, actor, at)
    to = _partnership(db, offered_to(db, case.id))
    if to is None:
        raise Refused(Code.NOT_POSSIBLE, f"{case.reference} is offered to nobody.")
    details = {"from": partnership.slug, "to": to.slug, "reference": case.reference}
    _append(db, partnership, case, recalling.OFFER_WITHDRAWN, details, "", actor, at)
    with _across(db, to, partnership):
        note(db, to, NO_OFFER, {"case": case.reference, "from": partnership.slug}, _other(actor), at)


def take_over(db: Session, partnership: Partnership, reference: str, actor: Actor, at: datetime) -> Case:
    """Makes a case that was offered to this partnership its own, with its whole history, under a reference of its own.

    Its open deadlines tell this partnership's people from here on; the other keeps that it was handed over, whom it had
    told, and who had looked. Raises `Refused`: no right, or no such offer.
    """
    _may(db, partnership, actor, at)
    offered = next((one for one in offers(db, partnership.id) if one["case"] == reference), None)
    if offered is None:
        raise Refused(Code.UNKNOWN, f"No case {reference} is offered to {partnership.name}.")
    giver, case_id = _partnership(db, offered["from"]), UUID(offered["case_id"])
    assert giver is not None, "a partnership is never removed"
    year, number = map(int, reference.split("-")[1:])
    held = _held_back(db, giver, partnership, case_id)
    case = _brought(db, partnership, case_id, year)
    details = {"from": giver.slug, "to": partnership.slug, "reference": reference, "now": case.reference}
    event = _append(db, partnership, case, recalling.HANDED_OVER, details, "", actor, at)
    note(db, partnership, TAKEN, {"case": reference, "from": giver.slug, "now": case.reference}, actor, at)
    if held is not None:
        note(db, partnership, erasing.HELD, {"case": case.reference, "reason": held}, actor, at)
    rearm_unheld(db, partnership.id, at)
    _tell(db, partnership, NewsKind.TAKEN_OVER, event, case.id, at)
    with _across(db, giver, partnership):
        said = {
            "case": reference, "case_id": str(case.id), "to": partnership.slug, "now": case.reference,
            "year": year, "number": number,
        }  # fmt: skip
        note(db, giver, HANDED_ON, said, _other(actor), at)
        _tell(db, giver, NewsKind.HANDED_OVER, event, case.id, at)
    return case


def offered_to(db: Session, case_id: UUID) -> str | None:
    """The partnership (its slug) the case is on offer to."""
    last = db.execute(_LAST, {"case": case_id}).one_or_none()
    return last.to if last is not None and last.act == recalling.OFFERED else None


def offers(db: Session, partnership_id: UUID) -> list[Mapping[str, str]]:
    """What is on offer to a partnership: the `case` (its reference there), its `case_id`, and whom it comes `from`.

    `since` is the London date of the offer, as 2026-12-25.
    """
    return list(db.execute(_OFFERS, {"partnership": partnership_id}).scalars())


def _may(db: Session, partnership: Partnership, actor: Actor, at: datetime) -> None:
    if actor.person is None:
        return
    asked = {"person": actor.person, "day": london_date(at), "case": None}
    if not MAY & set(db.execute(HELD, asked).scalars()):
        allowed = ", ".join(TITLES[role] for role in sorted(MAY))
        raise Refused(Code.NO_RIGHT, f"Whose case it is, is recorded in {partnership.name} by: {allowed}.")


def _append(
    db: Session, partnership: Partnership, case: Case, act: str, details: Mapping[str, Any], because: str,
    actor: Actor, at: datetime,
) -> UUID:  # fmt: skip
    """One more link in the case's chain; no date and no state changes by it."""
    hand = recalling.take_in_hand(db, case.id, actor.person, london_date(at))
    digest, law = law_in_force(db, partnership)
    happening = Happening(
        id=new_id(), name=NAMES[act], on=london_date(at), details=details, law=law,
        calendar=calendar_in_force(db, partnership), recorded_on=london_date(at),
    )  # fmt: skip
    columns = {
        "act": act, "law": digest, "happened_time": None, "done_by_role": "delegated_partner", "done_by": None,
        "recorded_by": actor.person, "login": actor.login,
        "sealed": json.dumps({"note": because}, ensure_ascii=False) if because else None,
    }  # fmt: skip
    enter(Entry(db, hand, happening, columns, at), hand.course, hand.happenings)
    return happening.id


def _brought(db: Session, partnership: Partnership, case_id: UUID, year: int) -> Case:
    """The case through the gate, under the next reference of its year."""
    number = next_number(db, partnership, year)
    called = f"{partnership.prefix}-{year}-{number:03d}"
    db.execute(_GATE, {"case": case_id, "called": called, "number": number})
    db.expire_all()
    return db.get_one(Case, recalling.lock(db, case_id).id)


@contextmanager
def _across(db: Session, there: Partnership, here: Partnership) -> Iterator[None]:
    """In the other partnership for as long as this lasts."""
    db.flush()
    enter_partnership(db, there.id)
    yield
    db.flush()
    enter_partnership(db, here.id)


def _partnership(db: Session, slug: str | None) -> Partnership | None:
    found = db.execute(_BY_SLUG, {"slug": slug}).scalar_one_or_none()
    return db.get_one(Partnership, found) if found is not None else None


def _other(actor: Actor) -> Actor:
    """As the other partnership's chain keeps them: it knows no person of ours."""
    return replace(actor, person=None)


def _held_back(db: Session, giver: Partnership, here: Partnership, case_id: UUID) -> str | None:
    """Why nothing of the case may be erased, if it may not: that goes with it."""
    with _across(db, giver, here):
        (kept,) = erasing.kept(db, giver, case_id)
    return kept.held


def _tell(db: Session, partnership: Partnership, kind: NewsKind, event: UUID, case_id: UUID, at: datetime) -> None:
    told: Iterable[Any] = holders(db, partnership.id, TOLD, london_date(at))
    news = [
        News(
            partnership.id, one.person_id, one.role, kind, f"{kind}:{event}:{one.person_id}", case_id, unheld=one.unheld
        )
        for one in told
    ]
    raise_notices(db, news, at)
