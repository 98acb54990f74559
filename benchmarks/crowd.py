"""Many partnerships with many rungs, written straight into the record: what is measured is what becomes of them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, text

from config.bank_holidays import ENGLAND_AND_WALES
from models import CalendarVersion, Definition, Law
from models.columns import UTCDateTime
from models.database import session
from workflows.engine.calendar import Calendar

# One deadline a case, so that nobody's notice stands for another; its first rung due, its second a year away.
PEOPLE = """
insert into partnership (id, slug, name, prefix, partners, agencies, closures, milestones, calendar, seq, head)
select uuidv7(), 'place-' || n, 'Place ' || n, 'P' || n, '[]', '{}', '{}', '{}', :calendar, 0, ''
from generate_series(1, :partnerships) as n;
insert into person (id, partnership_id, slug, name, email)
select uuidv7(), partnership.id, role, role, role || '@' || slug || '.invalid'
from partnership, unnest(array['coordinator', 'business_manager', 'scrutineer']) as role;
insert into holding (id, partnership_id, role, person_id, from_on)
select uuidv7(), partnership_id, slug, id, date '2018-01-01' from person;
"""
CASES = """
insert into "case" (id, partnership_id, reference, year, number, harm, opened_at, ladders_on, seq, head, is_open,
  is_dateless)
select uuidv7(), partnership.id, prefix || '-' || n, 2026, n, 'death', :at, true, 1, '', true, false
from partnership, generate_series(1, :cases) as n;
insert into event (id, partnership_id, case_id, seq, act, name, happened_on, recorded_at, done_by_role, login, details,
  evidence, law, calendar, prev, hash)
select uuidv7(), partnership_id, id, 1, 'recorded', 'panel_notified', current_date, :at, 'la_notifier', 'benchmark',
  '{}', '[]', 'law', :calendar, '', '' from "case";
insert into run (id, partnership_id, case_id, workflow, definition, begun_by, begun_on, state, since, passed)
select uuidv7(), partnership_id, case_id, 'rapid-review', 'definition', id, current_date, 'gathering_facts',
  current_date, '[]' from event;
insert into deadline (id, partnership_id, case_id, run_id, name, started_by, nth, anchor_on, due_on, calendar, declared,
  counted, status)
select uuidv7(), partnership_id, case_id, id, 'send-rapid-review', begun_by, 0, current_date, current_date + 30,
  :calendar, '{"duty": {"weight": "statutory guidance"}}', '{}', 'open' from run;
"""
RUNGS = """
insert into rung (id, partnership_id, case_id, deadline_id, n, kind, days, roles, due_on, due_at, urgent, status)
select uuidv7(), partnership_id, case_id, id, n, 'before', 2,
  case when hashtext(id::text) % 2 = 0 then array['coordinator', 'business_manager']
  else array['coordinator', 'business_manager', 'scrutineer'] end,
  (:at)::date, :at + make_interval(days => n * 36), false, 'armed'
from deadline, generate_series(0, 10, 10) as n;
"""
# Nothing is measured in an empty table: no plan that is made there is one that is used a week later.
BEFORE = """
insert into message (id, partnership_id, person_id, day, daily, due_at, status, attempts, claimed_at, again_at, outcome,
  perhaps_twice, sent_at, channel)
select uuidv7(), partnership_id, id, sent_at::date, true, sent_at, 'sent', 1, sent_at, sent_at, 'sent', false, sent_at,
  'log'
from person, (select :at - interval '60 days' as sent_at) as before;
insert into notice (id, partnership_id, case_id, deadline_id, person_id, role, kind, key, due_at, raised_at, message_id)
select uuidv7(), deadline.partnership_id, case_id, deadline.id, message.person_id, 'coordinator', 'at start',
  concat_ws(':', 'rung', deadline.id, message.person_id), due_at, due_at, message.id
from deadline join message on message.partnership_id = deadline.partnership_id;
"""


@dataclass(frozen=True)
class Crowd:
    """So many partnerships of three people, so many cases in each, of which they were told two months before; a rung of
    every case is due at `at`."""

    partnerships: int
    cases: int
    at: datetime

    @property
    def people(self) -> int:
        return 3 * self.partnerships

    @property
    def due(self) -> int:
        return self.partnerships * self.cases

    @property
    def told_before(self) -> int:
        """Notices of two months before."""
        return 3 * self.due

    def write(self, url: str) -> None:
        """Into a database that is empty."""
        calendar = Calendar.build(ENGLAND_AND_WALES)
        days = {str(day): name for day, name in calendar.holidays.items()}
        given = {"calendar": calendar.digest, "partnerships": self.partnerships, "cases": self.cases, "at": self.at}
        with session("swan_owner", url=url) as db:
            first, last = calendar.first, calendar.last
            db.add(CalendarVersion(digest=calendar.digest, first=first, last=last, holidays=days, closures={}))
            db.add(Law(digest="law", definitions=[]))
            db.add(Definition(digest="definition", workflow="rapid-review", body="{}"))
            db.flush()
            for statement in filter(str.strip, f"{PEOPLE}{CASES}{RUNGS}{BEFORE}".split(";")):
                typed = text(statement)
                if ":at" in statement:
                    typed = typed.bindparams(bindparam("at", type_=UTCDateTime()))
                db.execute(typed, {name: value for name, value in given.items() if f":{name}" in statement})
        analyse(url)


def analyse(url: str) -> None:
    """As the server would have done by itself by the time there is so much.

    What is empty it leaves alone: a plan made of a table that is known to be empty reads the whole of it, and is kept.
    """
    with session("swan_owner", url=url) as db:
        db.execute(text('analyze partnership, person, holding, "case", event, run, deadline, rung, message, notice'))
