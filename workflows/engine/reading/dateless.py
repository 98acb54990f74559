"""Open cases in which no date is running: nobody is reminded of them, and so they are the ones that are forgotten."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Uuid, bindparam, text
from sqlmodel import Session

from workflows.engine.reading import titles

MOST = 50
"""Cases that are listed."""

_DATELESS = text("""
select reference, run.workflow, run.state, run.since from "case" as case_
join lateral (
  select workflow, state, since from run where case_id = case_.id and ended_on is null
  order by begun_on desc, id desc limit 1) as run on true
where case_.partnership_id = :partnership and is_dateless
order by run.since, year, number limit :most
""").bindparams(bindparam("partnership", type_=Uuid()))


@dataclass(frozen=True, slots=True)
class Dateless:
    """One case, and where its latest open process stands."""

    reference: str
    workflow: str
    state: str
    since: date

    @property
    def process(self) -> str:
        return titles.of_workflow(self.workflow)

    @property
    def means(self) -> str:
        return titles.of_state(self.workflow, self.state)


def dateless(db: Session, partnership_id: UUID) -> tuple[Dateless, ...]:
    """Those that have stood still the longest first. One query."""
    rows = db.execute(_DATELESS, {"partnership": partnership_id, "most": MOST}).mappings()
    return tuple(Dateless(**row) for row in rows)
