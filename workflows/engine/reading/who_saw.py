"""Who saw what, when and how: the access record, of one case or of the whole office, for whoever must answer for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Integer, TextClause, Uuid, bindparam, text
from sqlmodel import Session

from models.columns import UTCDateTime
from workflows.engine.reading.between import days_of

_WHAT = """
select access.at, access.act, person.name as person, access.address, access.said, access.case_id is null as in_a_list
"""
_BETWEEN = """
from access left join person on person.id = access.person_id
where access.partnership_id = :partnership
  and (cast(:since as timestamptz) is null or access.at >= :since)
  and (cast(:until as timestamptz) is null or access.at < :until)
"""


def _asks(statement: str) -> TextClause:
    return text(statement).bindparams(
        bindparam("partnership", type_=Uuid()),
        bindparam("since", type_=UTCDateTime()),
        bindparam("until", type_=UTCDateTime()),
    )


# A list that was downloaded names none of its cases; it may have held any that was there by then (its id says since
# when). A list of people holds none.
_SAW = (
    _asks(f"""{_WHAT} {_BETWEEN}
  and (access.case_id = :case or access.case_id is null and access.act like '%-downloaded'
    and access.act <> 'people-downloaded' and access.at >= uuid_extract_timestamp(:case))
order by access.at, access.id
""")
    .bindparams(bindparam("case", type_=Uuid()))
    .columns(at=UTCDateTime())
)

_OF_ONE = f"{_BETWEEN} and (cast(:person as uuid) is null or access.person_id = :person)"
# Roles as they were held on the London day of it, as holder or as deputy.
_ROLES = """
array(select distinct role from holding where holding.partnership_id = access.partnership_id
  and access.person_id in (holding.person_id, holding.deputy_id)
  and (access.at at time zone 'Europe/London')::date between from_on and coalesce(to_on, 'infinity') order by role)
"""
_DONE = (
    _asks(f"""{_WHAT}, {_ROLES} as roles,
  coalesce((select reference from "case" where id = access.case_id), access.said ->> 'reference') as reference
{_OF_ONE} order by access.at desc, access.id desc limit :most offset :after
""")
    .bindparams(
        bindparam("person", type_=Uuid()), bindparam("most", type_=Integer()), bindparam("after", type_=Integer())
    )
    .columns(at=UTCDateTime())
)
_HOW_MANY = _asks(f"select count(*) {_OF_ONE}").bindparams(bindparam("person", type_=Uuid()))


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


@dataclass(frozen=True, slots=True)
class Done(Saw):
    """One line of the office's access record; `roles` are those held on its day, `reference` the case's, if of one."""

    roles: Sequence[str]
    reference: str | None


def who_saw(
    db: Session, partnership_id: UUID, case_id: UUID, since: date | None = None, until: date | None = None
) -> list[Saw]:
    """Everybody of this partnership who looked, or was refused, from one London day to another, both included."""
    asked = {"partnership": partnership_id, "case": case_id, **days_of(since, until)}
    return [Saw(**row) for row in db.execute(_SAW, asked).mappings()]


def who_did(
    db: Session,
    partnership_id: UUID,
    since: date | None,
    until: date | None,
    person_id: UUID | None = None,
    *,
    most: int,
    after: int = 0,
) -> tuple[int, list[Done]]:
    """How many lines of the access record there are in these London days, and `most` of them, newest first."""
    asked = {"partnership": partnership_id, "person": person_id, **days_of(since, until)}
    found = db.execute(_DONE, {**asked, "most": most, "after": after}).mappings()
    return db.execute(_HOW_MANY, asked).scalar_one(), [Done(**row) for row in found]
