"""Who holds a role on a day, who stands in for them, and who hears of it when nobody does."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ARRAY, Date, String, Uuid, bindparam, text
from sqlmodel import Session

from workflows.engine.roles import NEXT_UP

DESK = "business_manager"
"""On whose desk a role lies that nobody holds."""

PARTNER_ROLES = ("delegated_partner", "lead_partner")
"""Held one per partner: they answer for the partner of a rung, where others answer for its agency."""


def _ways_up() -> Iterator[str]:
    """Rows (below, desk, step, role): up from every role, and up from the desk, whatever the role was."""
    for below in NEXT_UP:
        for step, role in enumerate(_up_from(below)):
            yield f"('{below}', false, {step}, '{role}')"
    for step, role in enumerate((DESK, *_up_from(DESK))):
        yield f"(null, true, {step}, '{role}')"


def _up_from(role: str) -> Iterator[str]:
    while role in NEXT_UP:
        role = NEXT_UP[role]
        yield role


_PARTNERS = ", ".join(f"'{role}'" for role in PARTNER_ROLES)

_HELD = """
    holding.from_on <= :day and (holding.to_on is null or holding.to_on >= :day)
    and (holding.case_id is null or holding.case_id = asked.case_id)"""

_MEANT = f"""
    (holding.agency is null or holding.agency <> all(asked.done) and holding.agency = coalesce(
      case when holding.role in ({_PARTNERS}) then asked.partner else asked.agency end, holding.agency))"""

_TOLD = """
    case when holding.deputy_id is not null and exists (
      select from absence
      where absence.person_id = holding.person_id and :day between absence.from_on and absence.to_on)
    then holding.deputy_id else holding.person_id end"""

HOLDERS = f"""
held as materialized (
  select asked.id, asked.place, holding.role, null as unheld, {_TOLD} as person_id
  from asked join holding on holding.partnership_id = asked.partnership_id and holding.role = asked.role
    and {_HELD} and {_MEANT}),
nobody as materialized (
  select * from asked
  where not exists (select from held where held.id = asked.id and held.place = asked.place)),
instead as materialized (
  select asked.id, asked.place, holding.role, asked.role as unheld, {_TOLD} as person_id
  from nobody as asked
  cross join lateral (
    select distinct on (up.desk) up.desk, up.role
    from (values {", ".join(_ways_up())}) as up (below, desk, step, role)
    where (up.desk or up.below = asked.role) and exists (
      select from holding where holding.partnership_id = asked.partnership_id and holding.role = up.role
        and {_HELD} and (up.desk or {_MEANT}))
    order by up.desk, up.step) as found
  join holding on holding.partnership_id = asked.partnership_id and holding.role = found.role
    and {_HELD} and (found.desk or {_MEANT})),
named as materialized (
  select id, person_id,
    (array_agg(role order by unheld is not null, place))[1] as role,
    (array_agg(unheld order by place) filter (where unheld is not null))[1] as unheld
  from (select * from held union all select * from instead) as everybody
  group by id, person_id)"""
"""From `asked` (id, place, role, partnership_id, case_id, agency, partner, done) to `named` (id, person_id, role,
unheld).

`done` are the agencies and partners whose part is done: nobody is told on their behalf.

Each person once for an id. `role` is the first of the roles asked for that they hold; in place of one that nobody
holds (`unheld`) come the first role up that somebody holds, and the desk, where the agency no longer matters. An absent
holder's deputy comes in their place. `:day` is a London date.
"""

_ONE = text(f"""
with asked as (
  select 0 as id, place, role, :partnership as partnership_id, :case as case_id, :agency as agency, :partner as partner,
    '{{}}'::text[] as done
  from unnest(:roles) with ordinality as asked (role, place)),
{HOLDERS}
select person_id, role, unheld from named order by unheld is not null, role, person_id
""").bindparams(
    bindparam("partnership", type_=Uuid()),
    bindparam("case", type_=Uuid()),
    bindparam("agency", type_=String()),
    bindparam("partner", type_=String()),
    bindparam("roles", type_=ARRAY(String())),
    bindparam("day", type_=Date()),
)


@dataclass(frozen=True, slots=True)
class Holder:
    """A person to be told, as the holder of `role`, or in place of `unheld`, which nobody holds."""

    person_id: UUID
    role: str
    unheld: str | None


def holders(
    db: Session,
    partnership_id: UUID,
    roles: Sequence[str],
    day: date,
    *,
    case_id: UUID | None = None,
    agency: str | None = None,
    partner: str | None = None,
) -> list[Holder]:
    """Who is told on this London day when these roles are: each person once; nobody only where no role up is held."""
    asked = {
        "partnership": partnership_id,
        "roles": list(roles),
        "day": day,
        "case": case_id,
        "agency": agency,
        "partner": partner,
    }
    return [Holder(row.person_id, row.role, row.unheld) for row in db.execute(_ONE, asked)]
