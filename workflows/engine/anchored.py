"""Whether the record stands as its anchors say: the days as they were closed, and every chain where it ended then."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import ARRAY, Integer, String, bindparam, select, text
from sqlmodel import Session, col

from models import Anchor, Partnership
from workflows.engine.anchor_lines import BEFORE, DOOR, OFFICE, READS, THE_DOOR, NoAnchor, Stood, read_from
from workflows.engine.calendar import LONDON
from workflows.engine.casework.anchoring import read_until
from workflows.engine.casework.chaining import digest

Wrong = tuple[str, str]
"""What it is about (a reference, a slug), and what is wrong with it, in one sentence."""

# A case handed over to another partnership is found by the reference it had.
_CASES = text("""
select said.reference, said.length, "case".id is null as gone, event.hash is null as shorter
from unnest(:what, :length, :hash) as said (reference, length, hash)
left join "case" on "case".reference = said.reference or jsonb_exists("case".former, said.reference)
left join event on event.case_id = "case".id and event.seq = said.length
where event.hash is distinct from said.hash
order by said.reference
""").bindparams(
    bindparam("what", type_=ARRAY(String())),
    bindparam("length", type_=ARRAY(Integer())),
    bindparam("hash", type_=ARRAY(String())),
)
_OFFICE = text("""
select office_event.hash from office_event join partnership on partnership.id = office_event.partnership_id
where partnership.slug = :place and office_event.seq = :length
""")
_OF_SEQ = text("""
select anchor.* from anchor left join partnership on partnership.id = anchor.partnership_id
where coalesce(partnership.slug, :door) = :place and anchor.seq = :seq
""").bindparams(door=THE_DOOR)


def days_as_closed(db: Session) -> Iterator[Wrong]:
    """Every anchor held against the one before it, its day's reads against it, and every chain against the latest."""
    places = [(None, THE_DOOR), *db.execute(select(col(Partnership.id), col(Partnership.slug)).order_by("slug"))]
    for partnership_id, slug in places:
        asked = select(Anchor).where(col(Anchor.partnership_id) == partnership_id).order_by(col(Anchor.seq))
        anchors = db.execute(asked).scalars().all()
        yield from ((slug, wrong) for wrong in _chained(slug, anchors))
        yield from ((slug, wrong) for wrong in _read(db, partnership_id, anchors))
        if anchors and (stood := _stood(anchors[-1])) is not None:
            yield from against(db, stood)


def against_kept(db: Session, kept: Iterable[Stood]) -> Iterator[Wrong]:
    """What of today's record is not as anchors kept elsewhere say; these are believed."""
    for stood in kept:
        own = db.execute(_OF_SEQ, {"place": stood.place, "seq": stood.seq}).mappings().one_or_none()
        if own is None:
            yield stood.place, f"The {stood.name}, is not in the record any more."
        elif own["text"] != stood.text:
            yield stood.place, f"The {stood.name}, was rewritten in the record{_unlike(own['text'], stood)}."
        yield from against(db, stood)


def against(db: Session, stood: Stood) -> Iterator[Wrong]:
    """Each chain whose last link of that day is not in its place today."""
    cases = [line for line in stood.lines if line.is_of_a_case]
    for row in db.execute(_CASES, {name: [getattr(one, name) for one in cases] for name in ("what", "length", "hash")}):
        yield row.reference, f"{_how(row.length, gone=row.gone, shorter=row.shorter)} ({stood.name})."
    office = stood.line(OFFICE)
    if office is not None:
        found = db.execute(_OFFICE, {"place": stood.place, "length": office.length}).scalar_one_or_none()
        if found != office.hash:
            yield stood.place, f"{_how(office.length, gone=False, shorter=found is None)} ({stood.name})."
    door = stood.line(DOOR)
    if door is not None:
        own = db.execute(_OF_SEQ, {"place": THE_DOOR, "seq": door.length}).mappings().one_or_none()
        if own is None or own["hash"] != door.hash:
            yield THE_DOOR, f"Its anchor {door.length} was rewritten ({stood.name})."


def _how(length: int, *, gone: bool, shorter: bool) -> str:
    if gone:
        return f"It is gone, with the {length} events it had"
    if shorter:
        return f"It was cut short: event {length} is gone, which was its last"
    return f"It was rewritten: event {length} is not the one that was its last"


def _unlike(own: str, kept: Stood) -> str:
    """Whether the reads are what is unlike, for of them nothing else is kept outside."""
    try:
        (stood,) = read_from(own)
    except (NoAnchor, ValueError):
        return ""
    return ": what was read up to that day is not what was read" if stood.line(READS) != kept.line(READS) else ""


def _stood(anchor: Anchor) -> Stood | None:
    """What it says, if it says it in its own words."""
    try:
        (stood,) = read_from(anchor.text)
    except (NoAnchor, ValueError):
        return None
    return stood if (stood.text, stood.seq, stood.day) == (anchor.text, anchor.seq, anchor.day) else None


def _chained(slug: str, anchors: Sequence[Anchor]) -> Iterator[str]:
    """The first anchor that is not what it was, or does not follow on the one before it."""
    before: Anchor | None = None
    for place, anchor in enumerate(anchors, start=1):
        stood = _stood(anchor)
        link = stood.line(BEFORE) if stood else None
        if anchor.seq != place:
            wrong = f"Anchor {place} was removed: after it comes anchor {anchor.seq}."
        elif stood is None or stood.place != slug or sha256(anchor.text.encode()).hexdigest() != anchor.hash:
            wrong = f"Anchor {place} was edited after it was made."
        elif (link.length, link.hash) != (before.seq, before.hash) if link and before else link or before:
            wrong = f"Anchor {place - 1} was replaced: anchor {place} was made after another."
        else:
            before = anchor
            continue
        yield wrong
        return


def _read(db: Session, partnership_id: UUID | None, anchors: Sequence[Anchor]) -> Iterator[str]:
    """Each entry of the access record that is not as it was when its day was closed."""
    after = None
    for anchor in anchors:
        stood = _stood(anchor)
        reads = stood.line(READS) if stood else None
        if reads is not None and (len(anchor.reads), digest(anchor.reads)) != (reads.length, reads.hash):
            yield f"The list of what was read up to {anchor.day:%A %-d %B %Y} was edited (anchor {anchor.seq})."
        yield from _unlike_reads(anchor.reads, read_until(db, partnership_id, after, anchor.day))
        after = anchor.day


def _unlike_reads(closed: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    for id_ in sorted({*closed, *now}):
        if id_ not in now:
            yield f"An entry of the access record was removed: {id_}, made at {_made(id_)}."
        elif id_ not in closed:
            yield f"An entry of the access record was put in after its day was closed: {id_}."
        elif closed[id_] != now[id_]:
            yield f"An entry of the access record was edited: {id_}, made at {_made(id_)}."


def _made(id_: str) -> str:
    """The moment that is in a uuid7."""
    at = datetime.fromtimestamp((UUID(id_).int >> 80) / 1000, UTC)
    return f"{at.astimezone(LONDON):%H:%M on %A %-d %B %Y}"
