"""What was changed, by whom, and what stood before: the entries of every case and of the office, newest first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, RowMapping, TextClause, Uuid, bindparam, text
from sqlmodel import Session

from models.columns import UTCDateTime
from workflows.engine.casework.recalling import STRUCK
from workflows.engine.reading.between import days_of

_AMONG = """
where partnership_id = :partnership
  and (cast(:since as timestamptz) is null or recorded_at >= :since)
  and (cast(:until as timestamptz) is null or recorded_at < :until)
  and (cast(:person as uuid) is null or recorded_by = :person)
"""
_SAID = """jsonb_strip_nulls(jsonb_build_object('happened_on', {0}.happened_on, 'happened_time', {0}.happened_time))
  || {0}.details || case when {0}.evidence = '[]' then '{{}}' else jsonb_build_object('evidence', {0}.evidence) end"""

# An event's word before is the entry it is about, or the latest correction of that; a role's, what was last noted of it
# with the same holder and first day. Only what stands on the page is looked up.
_CHANGES = f"""
with asked as (
  select id, recorded_at as at from event {_AMONG}
  union all select id, recorded_at from office_event {_AMONG}
  order by at desc, id desc limit :most offset :after)
select asked.at, coalesce(event.act, noted.act) as act, event.name, event.item,
  coalesce("case".reference, noted.said ->> 'case') as reference, event.done_by_role,
  doer.name as doer, recorder.name as recorder, coalesce(event.login, noted.login) as login,
  coalesce({_SAID.format("event")}, noted.said - '{{case,case_id}}'::text[]) as after,
  coalesce(word.said, held.said - '{{case,case_id}}'::text[], '{{}}') as before
from asked
left join event on event.id = asked.id
left join "case" on "case".id = event.case_id
left join office_event as noted on noted.id = asked.id
left join person as doer on doer.id = event.done_by
left join person as recorder on recorder.id = coalesce(event.recorded_by, noted.recorded_by)
left join lateral (
  select {_SAID.format("earlier")} as said from event as earlier
  where earlier.case_id = event.case_id and earlier.seq < event.seq and event.about in (earlier.id, earlier.about)
  order by earlier.seq desc limit 1) as word on event.about is not null
left join lateral (
  select earlier.said from office_event as earlier
  where earlier.partnership_id = noted.partnership_id and earlier.seq < noted.seq
    and earlier.said - '{{deputy,to}}'::text[] = noted.said - '{{deputy,to}}'::text[]
  order by earlier.seq desc limit 1) as held on noted.act in ('role_ended', 'role_goes_on', 'deputised')
order by asked.at desc, asked.id desc
"""
_COUNT = f"""
select (select count(*) from event {_AMONG}) + (select count(*) from office_event {_AMONG})
"""


def _asks(statement: str, *more: str) -> TextClause:
    asked = text(statement).bindparams(
        bindparam("partnership", type_=Uuid()), bindparam("person", type_=Uuid()),
        bindparam("since", type_=UTCDateTime()), bindparam("until", type_=UTCDateTime()),
    )  # fmt: skip
    return asked.bindparams(*(bindparam(name, type_=Integer()) for name in more))


WHEN = ("happened_on", "happened_time")
"""What is said first of an event; the rest in no order that anybody chose."""

_FOUND = _asks(_CHANGES, "most", "after").columns(at=UTCDateTime())
_HOW_MANY = _asks(_COUNT)


@dataclass(frozen=True, slots=True)
class Changed:
    """One entry, at the moment it was recorded (the business time). Of the office `name` and `reference` are none.

    `before` and `after` are what was said, by its short name; what is sealed is in neither.
    """

    at: datetime
    act: str
    name: str | None
    item: str | None
    reference: str | None
    done_by_role: str | None
    doer: str | None
    recorder: str | None
    login: str
    before: Mapping[str, str | Sequence[str]]
    after: Mapping[str, str | Sequence[str]]

    @property
    def who(self) -> str:
        return self.recorder or f"login {self.login}"

    @property
    def differences(self) -> Iterator[tuple[str, Any, Any]]:
        """What is not as it was: its short name, before and after, nothing where it was not there."""
        for name in dict.fromkeys([*WHEN, *self.before, *self.after]):
            before, after = self.before.get(name), self.after.get(name)
            if before != after:
                yield name, before, after


def what_changed(
    db: Session, partnership_id: UUID, since: date | None, until: date | None, person_id: UUID | None = None, *,
    most: int, after: int = 0,
) -> tuple[int, list[Changed]]:  # fmt: skip
    """How many entries there are of these London days, and `most` of them, newest first; two queries."""
    asked = {"partnership": partnership_id, "person": person_id, **days_of(since, until)}
    found = db.execute(_FOUND, {**asked, "most": most, "after": after}).mappings()
    return db.execute(_HOW_MANY, asked).scalar_one(), [_changed(row) for row in found]


def _changed(row: RowMapping) -> Changed:
    before, after = _flat(row["before"]), _flat(row["after"])
    if row["act"] == STRUCK:
        after = {}
    if "changed" in after and "before" in after:
        before, after = _of_partnership(row["after"])
    return Changed(**{**row, "before": before, "after": after})


def _of_partnership(said: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Its name, partners, agencies, closures or milestones, which say themselves what they were."""
    return _flat({said["changed"]: said["before"]}), _flat({said["changed"]: said["after"]})


def _flat(said: Mapping[str, Any]) -> dict[str, Any]:
    """A table within becomes a line for each of its rows; figures are left to their own page."""
    found: dict[str, Any] = {}
    for name, value in said.items():
        if name != "figures":
            found |= {f"{name}: {key}": one for key, one in value.items()} if isinstance(value, dict) else {name: value}
    return found
