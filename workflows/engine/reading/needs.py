"""What waits for one person: their own dates and agreements; what lies on the office's desk, and whom it chases."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, BindParameter, String, TextClause, Uuid, bindparam, text
from sqlmodel import Session

from models.columns import UTCDateTime
from workflows.engine import registry
from workflows.engine.casework.founding import OF_AGENCIES
from workflows.engine.casework.holders import PARTNER_ROLES
from workflows.engine.course.deadlines import EVIDENCE
from workflows.engine.reading.deadlines import ORDER, ROWS, DeadlineRead, read
from workflows.engine.reading.whose import DESK, waiting_for

OF_ONE_AGENCY = frozenset({*PARTNER_ROLES, OF_AGENCIES})
"""Roles held for one partner or agency: what waits for another's is not theirs."""

MOST = 200
"""Dates that are listed; what is more is counted."""

MOST_OF_OTHERS = 20
"""Dates of others that are listed for the office; the board has them all."""

COUNTED = 100
"""Dates that are counted one by one."""

FORGOTTEN = timedelta(days=30)
"""A message that did not arrive longer ago than this is history."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks: their roles and agencies, and the cases they may see. `desk`: what nobody else does is theirs."""

    partnership_id: UUID
    person_id: UUID
    roles: Collection[str]
    agencies: Collection[str]
    every: bool
    known: Collection[UUID]

    @property
    def desk(self) -> bool:
        return bool({DESK, "business_manager"} & set(self.roles))


@dataclass(frozen=True, slots=True)
class Have:
    """Somebody has it, and looks again on this day."""

    person_id: UUID
    person: str
    look_on: date


@dataclass(frozen=True, slots=True)
class Undelivered:
    person_id: UUID
    person: str
    messages: int
    outcome: str | None
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Unheld:
    role: str
    agency: str | None


@dataclass(frozen=True, slots=True)
class Needs:
    """`dates` are those due by the day one looks ahead to, and those without a date; the longest overdue first.

    `of_others` are those by law or guidance that wait for somebody else by then: the office chases them.
    """

    dates: tuple[DeadlineRead, ...]
    of_others: tuple[DeadlineRead, ...]
    have: Mapping[UUID, tuple[Have, ...]]
    undelivered: tuple[Undelivered, ...]
    unheld: tuple[Unheld, ...]


_BY_LAW, _OWED = ("law",), ("law", "local")
_OPEN = "deadline.partnership_id = :partnership and deadline.status = 'open'"
_OF_THE_DESK = f"starts_with(deadline.name, '{EVIDENCE}') or deadline.due_on is null"
# For a role of one agency only where that agency's item is the one, or is still missing.
_OF_AN_AGENCY = """deadline.name = any(:agency_names) and (
  item.key = any(:agencies) or deadline.item_id is null and exists (
    select from item as missing where missing.run_id = deadline.run_id and missing.key = any(:agencies)
      and missing.kind = declared -> 'met_by' ->> 'kind' and not declared -> 'met_by' -> 'in_' ? missing.state))"""
_UNEXPLAINED = "coalesce(explained_until < :today, true)"
_HAS_IT = (
    "exists (select from acknowledgement where deadline_id = deadline.id and person_id = :person and look_on > :today)"
)


def _mine(whose: Person, asked: Mapping[str, Any]) -> str:
    """Which deadlines are theirs: asked only what can be true of them, so that an index of what is open answers it."""
    return f"{_OPEN} and ({_ways(whose, asked)}){_seen(whose)}"


def _of_others(whose: Person, asked: Mapping[str, Any]) -> str:
    return f"{_OPEN} and ({_ways(whose, asked)}) is not true{_seen(whose)}"


def _ways(whose: Person, asked: Mapping[str, Any]) -> str:
    """What makes a deadline theirs."""
    ways = ["deadline.name = any(:names)"]
    ways += [_OF_THE_DESK] if whose.desk else []
    ways += [_OF_AN_AGENCY] if asked["agency_names"] else []
    return " or ".join(ways)


def _seen(whose: Person) -> str:
    return "" if whose.every else " and deadline.case_id = any(:known)"


@cache
def _asked(statement: str) -> TextClause:
    """The statement with its lists and ids typed, as many of them as it names."""
    typed: list[BindParameter[Any]] = [
        *(bindparam(name, type_=ARRAY(String())) for name in ("names", "agency_names", "agencies")),
        *(bindparam(name, type_=Uuid()) for name in ("partnership", "person")),
        bindparam("known", type_=ARRAY(Uuid())),
    ]
    return text(statement).bindparams(*(one for one in typed if f":{one.key}" in statement))


_HAVE = text("""
select deadline_id, person_id, person.name as person, look_on
from acknowledgement join person on person.id = acknowledgement.person_id
where deadline_id = any(:deadlines) and look_on > :today order by look_on, person.name
""").bindparams(bindparam("deadlines", type_=ARRAY(Uuid())))
_UNDELIVERED = (
    text("""
select person.id as person_id, person.name as person, count(*) as messages, max(outcome) as outcome,
  max(message.due_at) as last_at
from message join person on person.id = message.person_id
where message.partnership_id = :partnership and message.status = 'failed' and message.due_at > :since
group by person.id order by person.name
""")
    .bindparams(bindparam("partnership", type_=Uuid()), bindparam("since", type_=UTCDateTime()))
    .columns(last_at=UTCDateTime())
)
_UNHELD = text("""
with place as (select partners, agencies from partnership where id = :partnership), wanted as (
  select role, null as agency from unnest(:roles) as role where role <> all(:of_agency) and role <> 'reviewer'
  union all select role, agency from place, jsonb_array_elements_text(partners) as agency, unnest(:roles) as role
    where role = any(:of_agency)
  union all select :contact, agency from place, jsonb_object_keys(agencies) as agency)
select role, agency from wanted where not exists (
  select from holding where holding.partnership_id = :partnership and holding.role = wanted.role and case_id is null
    and (holding.agency is null or holding.agency = wanted.agency)
    and from_on <= :today and (to_on is null or to_on >= :today))
order by role, agency
""").bindparams(
    bindparam("partnership", type_=Uuid()),
    bindparam("roles", type_=ARRAY(String())),
    bindparam("of_agency", type_=ARRAY(String())),
)


def needs(db: Session, whose: Person, today: date, soon: date, at: datetime) -> Needs:
    """Everything that waits for this person: six queries, three where they have no office to mind."""
    asked = _values(whose, today, soon)
    mine, by_then = _mine(whose, asked), "deadline.due_on <= :soon"
    dates = (
        *_read(db, f"{mine} and {by_then}", _OWED, MOST, asked),
        *_read(db, f"{mine} and deadline.due_on is null", _OWED, MOST, asked),
    )
    theirs = f"{_of_others(whose, asked)} and {by_then}"
    of_others = _read(db, theirs, _BY_LAW, MOST_OF_OTHERS, asked) if whose.desk else ()
    have: dict[UUID, list[Have]] = {}
    for row in db.execute(_HAVE, {"deadlines": [one.id for one in (*dates, *of_others)], "today": today}):
        have.setdefault(row.deadline_id, []).append(Have(row.person_id, row.person, row.look_on))
    return Needs(
        dates,
        of_others,
        {name: tuple(people) for name, people in have.items()},
        undelivered(db, whose.partnership_id, at) if whose.desk else (),
        unheld(db, whose.partnership_id, today) if whose.desk else (),
    )


def _read(
    db: Session, which: str, kinds: Collection[str], most: int, asked: Mapping[str, Any]
) -> tuple[DeadlineRead, ...]:
    """The first `most` of these deadlines; where a day has more than there is room for, those of the older cases.

    Which they are is a walk down the index of what is open, kind by kind, that stops there; only they are read whole.
    """
    walks = (
        f"""(select deadline.id, deadline.due_on, deadline.case_id from deadline {_item(asked)}
        where {which} and deadline.kind = '{kind}' order by deadline.due_on, deadline.case_id limit {most})"""
        for kind in kinds
    )
    chosen = f"select id from ({' union all '.join(walks)}) as chosen order by due_on, case_id limit {most}"
    return tuple(read(db.execute(_asked(f"{ROWS} where deadline.id in ({chosen}) {ORDER}"), asked)))


def _item(asked: Mapping[str, Any]) -> str:
    """Whose deadline it is depends on its item only for a role of one agency."""
    return "left join item on item.id = deadline.item_id" if asked["agency_names"] else ""


def how_many(db: Session, whose: Person, today: date) -> int:
    """How many dates of this person are overdue or due today, unexplained and not acknowledged.

    One query, on every page of everybody: it stops at a hundred.
    """
    asked = _values(whose, today, today)
    n: int = db.execute(
        _asked(f"""select count(*) from (select from deadline {_item(asked)} where {_mine(whose, asked)}
          and deadline.kind in {_OWED} and deadline.due_on <= :today and {_UNEXPLAINED} and not {_HAS_IT}
          limit {COUNTED}) as theirs"""),
        asked,
    ).scalar_one()
    return n


def _values(whose: Person, today: date, soon: date) -> dict[str, Any]:
    roles = set(whose.roles)
    return {
        "partnership": whose.partnership_id, "person": whose.person_id, "today": today, "soon": soon,
        "every": whose.every, "known": list(whose.known), "desk": whose.desk, "agencies": list(whose.agencies),
        "names": waiting_for(roles - OF_ONE_AGENCY), "agency_names": waiting_for(roles & OF_ONE_AGENCY),
    }  # fmt: skip


def undelivered(db: Session, partnership_id: UUID, at: datetime) -> tuple[Undelivered, ...]:
    """Whose messages did not arrive in the last month."""
    asked = {"partnership": partnership_id, "since": at - FORGOTTEN}
    return tuple(Undelivered(**row) for row in db.execute(_UNDELIVERED, asked).mappings())


def unheld(db: Session, partnership_id: UUID, today: date) -> tuple[Unheld, ...]:
    """Every role that a ladder names and nobody holds on this London day, for each partner and each agency."""
    ladders = (one.ladder for law in registry.workflows().values() for one in law.deadlines)
    named = sorted({role for ladder in ladders for rung in ladder for role in rung.roles})
    asked = {
        "partnership": partnership_id, "roles": named, "of_agency": sorted(OF_ONE_AGENCY),
        "contact": OF_AGENCIES, "today": today,
    }  # fmt: skip
    return tuple(Unheld(**row) for row in db.execute(_UNHELD, asked).mappings())
