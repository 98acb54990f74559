"""Of every date of a case: who was told of it last, and who is told next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, bindparam, text
from sqlmodel import Session

from workflows.engine.reading.speaking import listed
from workflows.engine.roles import TITLES

# A rung of items stands once for each agency; of one day and one deadline they are one telling.
_RUNGS = text("""
select deadline_id, status, due_on, array_agg(distinct role) as roles from (
  select rung.deadline_id, rung.status, rung.due_on, unnest(roles) as role, rank() over (
    partition by rung.deadline_id, rung.status
    order by case rung.status when 'armed' then rung.due_on - date '2000-01-01'
      else date '2000-01-01' - rung.due_on end) as place
  from deadline join rung on rung.deadline_id = deadline.id
  where deadline.case_id = :case and rung.status in ('armed', 'climbed')) as told
where place = 1 group by deadline_id, status, due_on
""").bindparams(bindparam("case", type_=Uuid()))


@dataclass(frozen=True, slots=True)
class Telling:
    """The roles a rung names, and the London day on which it tells them."""

    on: date
    roles: frozenset[str]

    @property
    def who(self) -> str:
        """In the order of the roles."""
        return listed([title for role, title in TITLES.items() if role in self.roles])


@dataclass(frozen=True, slots=True)
class Heard:
    last: Telling | None = None
    next: Telling | None = None


def heard(db: Session, case_id: UUID) -> Mapping[UUID, Heard]:
    """By the deadline's id, where there is anything to say. One query."""
    found: dict[UUID, dict[str, Any]] = {}
    for row in db.execute(_RUNGS, {"case": case_id}):
        which = "last" if row.status == "climbed" else "next"
        found.setdefault(row.deadline_id, {})[which] = Telling(row.due_on, frozenset(row.roles))
    return {name: Heard(**tellings) for name, tellings in found.items()}
