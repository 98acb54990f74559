"""Whether a chain of events stands as it was written, and if not, the first row that says so."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, Uuid, bindparam, select
from sqlmodel import Session, col

from models import Case, OfficeEvent, Partnership, RecordedEvent
from workflows.engine.casework.chaining import FIRST, digest

Link = Mapping[str, Any]

_EVENT, _OFFICE = RecordedEvent.__table__.c, OfficeEvent.__table__.c  # type: ignore[attr-defined]
# One statement for the chain and for what its case says of it: an event recorded in between would look put in.
CHAIN = (
    select(*_EVENT, col(Case.seq).label("length"), col(Case.head), col(Case.reference))
    .join_from(Case, RecordedEvent, col(RecordedEvent.case_id) == col(Case.id), isouter=True)
    .where(col(Case.id) == bindparam("case", type_=Uuid()))
    .order_by(_EVENT.seq)
)
OFFICE_CHAIN = (
    select(*_OFFICE, col(Partnership.seq).label("length"), col(Partnership.head), col(Partnership.slug))
    .join_from(Partnership, OfficeEvent, isouter=True)
    .order_by(col(Partnership.slug), _OFFICE.seq)
)


def chain_of(db: Session, case_id: UUID) -> tuple[str, str | None]:
    """The case's reference, and what is wrong with its chain, if anything."""
    rows = db.execute(CHAIN, {"case": case_id}).mappings().all()
    if not rows:
        raise LookupError(f"There is no case {case_id}.")
    return rows[0]["reference"], _of_rows(rows, _EVENT.keys())


def office_chains(db: Session) -> Iterator[tuple[str, str]]:
    """Each partnership whose own chain is broken, and how."""
    by_slug: dict[str, list[RowMapping]] = {}
    for row in db.execute(OFFICE_CHAIN).mappings():
        by_slug.setdefault(row["slug"], []).append(row)
    for slug, rows in by_slug.items():
        broken = _of_rows(rows, _OFFICE.keys())
        if broken is not None:
            yield slug, broken


def _of_rows(rows: Sequence[RowMapping], columns: Sequence[str]) -> str | None:
    links = [{name: row[name] for name in columns} for row in rows if row["seq"] is not None]
    return first_wrong(links, rows[0]["length"], rows[0]["head"])


def first_wrong(links: Sequence[Link], length: int, head: str) -> str | None:
    """The first event, in order of `seq`, that was edited, removed, moved or put in, in one sentence; None: unbroken.

    `links` are whole rows, `length` and `head` what their owner says of the chain. The hashes are made again from the
    rows; those that can be reached back from the head are the chain's own.
    """
    own, first = _reached_back(links, head)
    whole = first == FIRST
    prev = FIRST
    for place, link in enumerate(links, start=1):
        wrong = _wrong(place, link, links) or _misplaced(place, link, prev)
        if wrong is None and whole and link["hash"] not in own:
            wrong = f"{_named(link)} was put in: the chain goes past it."
        if wrong is not None:
            return wrong
        prev = link["hash"]
    return _at_the_end(links, length, head or FIRST, prev)


def _reached_back(links: Sequence[Link], head: str) -> tuple[set[str], str]:
    """Every hash on the way back from the head, and what the last of them goes back to: the beginning, or a gap."""
    by_hash = {link["hash"]: link for link in links}
    reached: set[str] = set()
    while head in by_hash and head not in reached:
        reached.add(head)
        head = by_hash[head]["prev"]
    return reached, head


def _wrong(place: int, link: Link, links: Sequence[Link]) -> str | None:
    """What is wrong with the row itself: its hash is not of what it says."""
    if link["hash"] == digest(link):
        return None
    first = next((n for n in range(1, len(links) + 2) if digest({**link, "seq": n}) == link["hash"]), None)
    if first is None:
        return f"{_named(link)} was edited after it was recorded."
    if first == place + 1 and link["prev"] not in {one["hash"] for one in links} | {FIRST}:
        return f"Event {place} was removed, and {_named(link)}, recorded as event {first}, has its place."
    return f"{_named(link)} was moved: it was recorded as event {first}."


def _misplaced(place: int, link: Link, prev: str) -> str | None:
    """What is wrong between this row and the one before it."""
    if link["seq"] != place:
        return f"Event {place} was removed: after it comes {_named(link)}."
    if link["prev"] != prev:
        return f"Event {place - 1} was replaced: {_named(link)} was recorded after another."
    return None


def _at_the_end(links: Sequence[Link], length: int, head: str, last: str) -> str | None:
    if len(links) < length:
        return f"Event {len(links) + 1} was removed: there were {length}."
    if len(links) > length:
        return f"{_named(links[length])} was put in: there were {length}."
    return None if last == head else f"{_named(links[-1])} was replaced: the chain ended with another."


def _named(link: Link) -> str:
    """No more than its number and what it is called: nothing of what it says."""
    return f"event {link['seq']} ({link.get('name') or link['act']})"
