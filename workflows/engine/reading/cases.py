"""The cases of a partnership, one line each: where they stand and what comes next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, bindparam, text
from sqlmodel import Session

from models.columns import UTCDateTime

_NEXT = """
  select jsonb_build_object('name', name, 'title', declared->>'title', 'due_on', due_on) from deadline
  where deadline.case_id = case_.id and status = 'open' and due_on is not null and not (declared->>'hold')::boolean
    and not (declared->>'expectation')::boolean and (declared->'duty'->>'weight' = 'local') = {local}
  order by due_on, name limit 1"""

_CASES = (
    text(f"""
select case_.id, case_.reference, case_.harm, case_.incident_on, case_.opened_at, case_.ladders_on,
  coalesce((select jsonb_agg(jsonb_build_object('workflow', workflow, 'state', state, 'since', since) order by run.id)
    from run where run.case_id = case_.id and ended_on is null), '[]') as runs,
  ({_NEXT.format(local="false")}) as next_by_law, ({_NEXT.format(local="true")}) as next_local,
  (select count(*) from deadline where deadline.case_id = case_.id and status = 'open' and due_on < :today
    and not (declared->>'hold')::boolean and not (declared->>'expectation')::boolean) as overdue,
  (select max(recorded_at) from event where event.case_id = case_.id) as last_recorded_at
from "case" as case_
where case_.partnership_id = :partnership
order by case_.year, case_.number
""")
    .bindparams(bindparam("partnership", type_=Uuid()))
    .columns(opened_at=UTCDateTime(), last_recorded_at=UTCDateTime())
)


@dataclass(frozen=True, slots=True)
class Next:
    name: str
    title: str
    due_on: date


@dataclass(frozen=True, slots=True)
class CaseLine:
    """`runs` are the open ones; `next_by_law` counts law and guidance. Overdue may be either, expectations never."""

    id: UUID
    reference: str
    harm: str
    incident_on: date | None
    opened_at: datetime
    ladders_on: bool
    runs: tuple[Mapping[str, str], ...]
    next_by_law: Next | None
    next_local: Next | None
    overdue: int
    last_recorded_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether any process is going on, or anything is still owed."""
        return bool(self.runs or self.next_by_law or self.next_local)


def cases(db: Session, partnership_id: UUID, today: date) -> list[CaseLine]:
    """Every case of the partnership in the order of their references. One query."""
    rows = db.execute(_CASES, {"partnership": partnership_id, "today": today}).mappings()
    return [_line(dict(row)) for row in rows]


def _line(row: dict[str, Any]) -> CaseLine:
    coming = {name: _next(row[name]) for name in ("next_by_law", "next_local")}
    return CaseLine(**{**row, **coming, "runs": tuple(row["runs"])})


def _next(said: Mapping[str, str] | None) -> Next | None:
    return Next(said["name"], said["title"], date.fromisoformat(said["due_on"])) if said else None
