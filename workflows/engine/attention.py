"""What should be looked at, one function each: nothing is broken, and somebody has something to do."""

from collections.abc import Iterator
from datetime import timedelta

from workflows.engine import registry
from workflows.engine.calendar import london_date
from workflows.engine.casework.erasing import HELD, KEEP_FOR_YEARS, KEPT, LET_GO
from workflows.engine.casework.foreseeing import NEAR_THE_END, SOON
from workflows.engine.casework.founding import OF_AGENCIES
from workflows.engine.casework.holders import DESK, PARTNER_ROLES
from workflows.engine.finding import Finding, Look, at_every_look, in_full
from workflows.engine.roles import TITLES

FORGOTTEN = timedelta(days=30)
"""A message that failed longer ago than this is history."""


@at_every_look
def open_deadlines_have_a_date(look: Look) -> Iterator[Finding]:
    for row in look.rows("""
      select reference, name, undated_because from deadline join "case" on "case".id = deadline.case_id
      where deadline.status = 'open' and due_on is null order by reference, name limit :most"""):
        why = row.undated_because or "and nothing says why."
        sentence = f"{row.name} has no date: {why}"
        yield Finding("open deadlines have a date", row.reference, sentence, wrong=row.undated_because is None)


@at_every_look
def roles_are_held(look: Look) -> Iterator[Finding]:
    """Every role that a ladder names is held today, for each partner and each agency; reviewers are a case's own."""
    ladders = (one.ladder for law in registry.workflows().values() for one in law.deadlines)
    named = {role for ladder in ladders for rung in ladder for role in rung.roles} | {DESK}
    rows = look.rows(
        UNHELD, day=london_date(look.at), roles=sorted(named), partners=list(PARTNER_ROLES), contact=OF_AGENCIES
    )
    for row in rows:
        whose = f" for {row.agency}" if row.agency else ""
        yield Finding("roles are held", row.slug, f"Nobody is {TITLES[row.role]}{whose} today.", wrong=False)


UNHELD = """
with wanted as (
  select id, slug, role, null as agency from partnership, unnest(:roles) as role
    where role <> all(:partners) and role not in (:contact, 'reviewer')
  union all select id, slug, role, agency from partnership, jsonb_array_elements_text(partners) as agency,
    unnest(:roles) as role where role = any(:partners) or role = :contact
  union all select id, slug, :contact, agency from partnership, jsonb_object_keys(agencies) as agency)
select slug, role, agency from wanted where not exists (
  select from holding where partnership_id = wanted.id and holding.role = wanted.role and case_id is null
    and (holding.agency is null or holding.agency = wanted.agency)
    and from_on <= :day and (to_on is null or to_on >= :day))
order by slug, role, agency limit :most"""


@at_every_look
def bank_holidays_reach_far_enough(look: Look) -> Iterator[Finding]:
    """An open deadline within 60 days of the last day for which bank holidays are known, or today so near to it."""
    for row in look.rows(NEAR_THE_END, day=london_date(look.at), soon=SOON.days):
        sentence = f"Bank holidays are known until {row.last:%-d %B %Y}, and dates reach to {row.reaches:%-d %B %Y}."
        yield Finding("bank holidays reach far enough", row.slug, sentence, wrong=False)


@at_every_look
def ladders_are_on(look: Look) -> Iterator[Finding]:
    for row in look.rows("""
      select slug, count(*) as cases from "case" join partnership on partnership.id = "case".partnership_id
      where not ladders_on group by slug order by slug limit :most"""):
        sentence = f"Ladders are off ({row.cases}): nobody is told of the dates of these cases."
        yield Finding("ladders are on", row.slug, sentence, wrong=False)


@in_full
def what_was_kept_long_enough_is_looked_at(look: Look) -> Iterator[Finding]:
    """Nothing goes by itself when its time has come: somebody keeps it or erases it."""
    for row in () if look.case else look.rows(LONG_ENOUGH, day=london_date(look.at)):
        sentence = f"{row.cases} kept long enough, the first since {row.since:%-d %B %Y}: keep each, or erase it."
        yield Finding("cases are kept no longer than needed", row.slug, sentence, wrong=False)


LONG_ENOUGH = f"""
with ended as (
  select case_id, max(ended_on) as on_day from run group by case_id having bool_and(ended_on is not null)),
told as (
  select partnership_id, said ->> 'case' as reference, max((said ->> 'until')::date) as until,
    (array_agg(act order by seq desc) filter (where act in ('{HELD}', '{LET_GO}')))[1] = '{HELD}' as held
  from office_event where act in ('{HELD}', '{LET_GO}', '{KEPT}') group by 1, 2),
due as (
  select slug, greatest((on_day + make_interval(years => (milestones ->> '{KEEP_FOR_YEARS}')::int))::date, until)
    as since
  from ended join "case" on "case".id = ended.case_id join case_key on case_key.case_id = "case".id
    join partnership on partnership.id = "case".partnership_id
    left join told on told.partnership_id = partnership.id and told.reference = "case".reference
  where milestones ? '{KEEP_FOR_YEARS}' and not coalesce(held, false))
select slug, count(*) as cases, min(since) as since from due where since <= :day group by slug order by slug
limit :most"""


@in_full
def messages_arrive(look: Look) -> Iterator[Finding]:
    """What a channel refused for good in the last month, or never answered for."""
    for row in () if look.case else look.rows("""
      select partnership.slug as place, person.slug, count(*) as messages, max(outcome) as outcome from message
        join person on person.id = message.person_id join partnership on partnership.id = message.partnership_id
      where message.status = 'failed' and message.due_at > :since
      group by 1, 2 order by 1, 2 limit :most""", since=look.at - FORGOTTEN):  # fmt: skip
        sentence = f"To {row.slug} did not arrive: {row.messages} ({row.outcome})."
        yield Finding("messages arrive", row.place, sentence, wrong=False)
