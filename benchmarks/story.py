"""What happens in every case that is measured: a Rapid Review from the day the authority knew to the Panel's letter."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from config.partnerships import read, shipped
from models import Case, Partnership, Person
from models.clock import swan_now
from models.database import session
from workflows.engine.calendar import london_date
from workflows.engine.casework.acting import Actor
from workflows.engine.casework.founding import found
from workflows.engine.casework.opening import Incident, open_case
from workflows.engine.casework.recording import Report, record_event

WESTMARCH = "westmarch"
COORDINATOR = "orla-fennimore"


class Act(NamedTuple):
    """One event of the story, with what is said of it."""

    event: str
    said: Mapping[str, str] = {}
    item: str | None = None


def _of_each(event: str, items: Sequence[str], **said: str) -> list[Act]:
    return [Act(event, said, item) for item in items]


_ASKED = ("police", "icb", "schools")
_PARTNERS = ("local-authority", "icb", "police", "education")

STORY = (
    Act("authority_became_aware"),
    Act("decided_to_notify", {"reasons": "minute 1"}),
    Act("panel_notified", {"portal_reference": "SIN-1"}),
    Act("partners_told", {"message_sent": "message 1"}),
    Act("letters_sent", {"agencies": ",".join(_ASKED)}),
    *_of_each("agency_acknowledged", _ASKED),
    *_of_each("agency_return_received", _ASKED, **{"return": "in the file"}),
    Act("review_meeting_held", {"minute": "minute 2", "the_five_aims": "done", "regulation_11_test": "done"}),
    Act("draft_circulated"),
    *_of_each("partner_agreed", _PARTNERS, message_or_minute="message 2"),
    Act("rapid_review_sent_to_panel", {"message_sent": "message 3", "decision_with_reasons": "minute 3"}),
    Act("panel_agreed", {"panel_letter": "letter 1"}),
)
"""In the order in which it is recorded, all on one day: so that no rung has passed before it is written."""

_AGAIN = ("progress_checked", "chronology_merged", "immediate_action_needed", "immediate_action_taken")


def long_story(events: int) -> list[Act]:
    """The story with so much happening in its middle that it has this many events."""
    middle = [Act(_AGAIN[n % len(_AGAIN)]) for n in range(events - len(STORY))]
    return [*STORY[:11], *middle, *STORY[11:]]


class Office(NamedTuple):
    """A partnership in a database, and who records there."""

    url: str
    partnership: UUID
    actor: Actor


def founded(url: str) -> Office:
    """Westmarch as it is shipped, in this migrated database."""
    with session("swan_app", url=url) as db:
        partnership = found(db, read(shipped(WESTMARCH)), Actor("benchmark"), swan_now(db))
    return office(url, partnership.id)


def office(url: str, partnership: UUID) -> Office:
    with session("swan_app", partnership, url=url) as db:
        coordinator = db.execute(select(Person).where(col(Person.slug) == COORDINATOR)).scalar_one()
        return Office(url, partnership, Actor("benchmark", coordinator.id))


def happens(place: Office, case: UUID | None, act: Act, days_ago: int = 0) -> UUID:
    """The act recorded in a transaction of its own, as the pages record it; the first opens the case. Gives its id."""
    with session("swan_app", place.partnership, url=place.url) as db:
        at = swan_now(db)
        return _recorded(db, place, case, Report(act.event, days_before(at, days_ago), act.item, act.said), at)


def days_before(at: datetime, days: int) -> date:
    return london_date(at) - timedelta(days=days)


def _recorded(db: Session, place: Office, case: UUID | None, report: Report, at: datetime) -> UUID:
    if case is not None:
        record_event(db, case, report, place.actor, at)
        return case
    opened: Case
    opened, _ = open_case(
        db, db.get_one(Partnership, place.partnership), Incident("serious harm"), report, place.actor, at
    )
    return opened.id
