"""Who saw a case, when and how: one query of the access record, for whoever must answer for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Uuid, bindparam, text
from sqlmodel import Session

from models.columns import UTCDateTime
from workflows.engine.calendar import midnight_after

# A list that was downloaded names none of its cases; it may have held any that was there by then (its id says since
# when). A list of people holds none.
_SAW = text("""
select access.at, access.act, person.name as person, access.address, access.said, access.case_id is null as in_a_list
from access left join person on person.id = access.person_id
where access.partnership_id = :partnership
  and (access.case_id = :case or access.case_id is null and access.act like '%-downloaded'
    and access.act <> 'people-downloaded' and access.at >= uuid_extract_timestamp(:case))
  and (cast(:since as timestamptz) is null or access.at >= :since)
  and (cast(:until as timestamptz) is null or access.at < :until)
order by access.at, access.id
""").bindparams(
    bindparam("partnership", type_=Uuid()),
    bindparam("case", type_=Uuid()),
    bindparam("since", type_=UTCDateTime()),
    bindparam("until", type_=UTCDateTime()),
).columns(at=UTCDateTime())  # fmt: skip


@dataclass(frozen=True, slots=True)
class Saw:
    """One look at a case, or one try. `at` is a real moment; `in_a_list`: it may have been in what was downloaded."""

    at: datetime
    act: str
    person: str | None
    address: str
    said: Mapping[str, str]
    in_a_list: bool

    @property
    def who(self) -> str:
        return self.person or (f"login {self.said['login']}" if "login" in self.said else "nobody known")


def who_saw(
    db: Session, partnership_id: UUID, case_id: UUID, since: date | None = None, until: date | None = None
) -> list[Saw]:
    """Everybody of this partnership who looked, or was refused, from one London day to another, both included."""
    asked = {
        "partnership": partnership_id,
        "case": case_id,
        "since": midnight_after(since - timedelta(days=1)) if since else None,
        "until": midnight_after(until) if until else None,
    }
    return [Saw(**row) for row in db.execute(_SAW, asked).mappings()]
