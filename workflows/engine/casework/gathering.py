"""Puts notices into messages: what is urgent at once and alone, the rest into a person's one message of the day."""

from workflows.engine.casework.telling import MESSAGE

_AT_EIGHT = "(days.{day} + time '08:00') at time zone 'Europe/London'"

# Locking the row, not just reading it, keeps a message from being claimed while a notice is on its way into it: who
# claims first wins, and the notice goes into the next one. In the order of persons, so that two sweeps cannot deadlock;
# and never a row seen to be claimed: whoever sends it must not have to wait for us when it has been sent.
_DAILY = f"""
  insert into {MESSAGE}
  select uuidv7(), days.partnership_id, days.person_id, days.{{day}}, true, {_AT_EIGHT}, 'waiting', 0, now(), false
  from days where {{whose}} order by days.person_id
  on conflict (person_id, day) where daily do update set day = excluded.day"""

_UNCLAIMED = "message.status = 'waiting' and message.attempts = 0"

_NOT_SEEN_CLAIMED = f"""not exists (
    select from message
    where message.person_id = days.person_id and message.day = days.first and message.daily and not ({_UNCLAIMED}))"""

GATHERED = f"""
working as materialized (
  select partnership.id as partnership_id, array(
    select :day + step from generate_series(0, 13) as step
    where extract(isodow from :day + step) < 6
      and not coalesce(calendar.holidays ? to_char(:day + step, 'YYYY-MM-DD'), false)
    order by step limit 2) as days
  from (select distinct partnership_id from told where not urgent) as telling
  join partnership on partnership.id = telling.partnership_id
  left join calendar_version as calendar on calendar.digest = partnership.calendar),
days as materialized (
  select telling.partnership_id, telling.person_id, working.days[1] as first, working.days[2] as second
  from (select distinct partnership_id, person_id from told where not urgent) as telling
  join working on working.partnership_id = telling.partnership_id),
today as materialized ({_DAILY.format(day="first", whose=_NOT_SEEN_CLAIMED)} where {_UNCLAIMED}
  returning id, person_id),
later as materialized ({_DAILY.format(day="second", whose="days.person_id not in (select person_id from today)")}
  returning id, person_id),
alone as (
  insert into {MESSAGE}
  select alone, partnership_id, person_id, :day, false, :at, 'waiting', 0, now(), false from told where urgent),
said as (
  insert into notice (id, partnership_id, case_id, deadline_id, rung_id, person_id, role, unheld, kind, key, due_at,
    raised_at, message_id)
  select uuidv7(), told.partnership_id, told.case_id, told.deadline_id, told.id, told.person_id, told.role, told.unheld,
    told.kind, concat_ws(':', 'rung', told.id, told.person_id), told.due_at, :at,
    coalesce(told.alone, today.id, later.id)
  from told left join today on today.person_id = told.person_id left join later on later.person_id = told.person_id)"""
"""From `told` (a rung for a person, with `alone`, the id of its message where it is urgent) to notices in messages.

The daily message is that of the first working day (Monday to Friday, no bank holiday) on or after `:day`, the London
date of `:at`; where that one has been claimed or sent already, that of the next. Both fall due at 08:00 London.
A weekday beyond the known bank holidays is taken for a working day: better told on a holiday than not told.
"""
