"""What must always be true of the record, one function each; `swan audit` asks all, the watch asks the quick ones."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from models import CalendarVersion, Case
from models.clock import swan_now
from workflows.engine import attention, belonging
from workflows.engine.anchor_lines import Stood
from workflows.engine.anchored import against_kept, days_as_closed
from workflows.engine.calendar import LONDON, Calendar, london_date
from workflows.engine.finding import AT_EVERY_LOOK, AT_MOST, IN_FULL, Finding, Look, at_every_look, in_full
from workflows.engine.replayed import differences
from workflows.engine.unbroken import chain_of, office_chains

ALSO = (attention, belonging)
"""Files whose rules are asked with the ones of this one."""

CASES = select(col(Case.id)).order_by(col(Case.reference))


def quick(db: Session) -> list[Finding]:
    """What the watch asks: is anything late, untold, undated or nobody's. Milliseconds, however long the past is.

    To be asked as `swan_clock`, who sees every partnership.
    """
    look = Look(db, swan_now(db))
    return [finding for rule in AT_EVERY_LOOK for finding in rule(look)]


def audit(
    db: Session, case_id: UUID | None = None, told: Callable[[int, int], None] = lambda done, of: None
) -> list[Finding]:
    """Every rule over the whole record, or over one case: chains made again, cases replayed, rows held against both.

    `told` hears how many of how many cases are done. To be asked as `swan_clock`, who sees every partnership.
    """
    look = Look(db, swan_now(db), case_id)
    cases = [case_id] if case_id else list(db.execute(CASES).scalars())
    found = [] if case_id else quick(db)
    found += [finding for rule in IN_FULL for finding in rule(look)]
    for done, case in enumerate(cases, start=1):
        found += of_case(db, case)
        told(done, len(cases))
    return found


def verify(
    db: Session, kept: Sequence[Stood] = (), told: Callable[[int, int], None] = lambda done, of: None
) -> list[Finding]:
    """Whether anything that was written down once was changed since: every chain, every closed day, and `kept` anchors.

    `told` hears how many of how many cases are done. To be asked as `swan_clock`, who sees every partnership.
    """
    look, cases = Look(db, swan_now(db)), list(db.execute(CASES).scalars())
    found = [*offices_chains_are_unbroken(look), *days_stand_as_they_were_closed(look)]
    found += [Finding("kept anchors hold", about, wrong) for about, wrong in against_kept(db, kept)]
    for done, case in enumerate(cases, start=1):
        reference, broken = chain_of(db, case)
        found += [_broken(reference, broken)] if broken is not None else []
        told(done, len(cases))
    return found


def of_case(db: Session, case_id: UUID) -> list[Finding]:
    """The chain of one case, and if that holds, its rows against its replay."""
    reference, broken = chain_of(db, case_id)
    if broken is not None:
        return [_broken(reference, broken)]
    return [Finding("rows are what the events come to", reference, wrong) for wrong in differences(db, case_id)]


def _broken(about: str, how: str) -> Finding:
    return Finding("chains are unbroken", about, how)


THE_CLOCK = "the clock"
"""What is wrong here is not the record: something is due and nobody tells it."""


@at_every_look
def due_rungs_are_climbed(look: Look) -> Iterator[Finding]:
    """What is due is told within minutes; `at` in one of them is the oldest."""
    late = "select due_at from rung where status = 'armed' and due_at < :late order by due_at limit :most"
    waiting = look.rows(late).scalars().all()
    if waiting:
        yield Finding("due rungs are climbed", THE_CLOCK, f"{_many(waiting, 'rung')} since {_moment(waiting[0])}.")


@at_every_look
def due_messages_go_out(look: Look) -> Iterator[Finding]:
    late = "select due_at, outcome from message where status = 'waiting' and due_at < :late order by due_at limit :most"
    waiting = look.rows(late).all()
    if waiting:
        oldest = f"{_many(waiting, 'message')} since {_moment(waiting[0].due_at)}"
        yield Finding("due messages go out", THE_CLOCK, f"{oldest} ({waiting[0].outcome or 'not tried yet'}).")


@at_every_look
def somebody_could_be_told(look: Look) -> Iterator[Finding]:
    """A rung of which nobody could be told, up to the last role, waits until somebody is given one."""
    for row in look.rows("""
      select distinct reference, deadline.name from rung
        join deadline on deadline.id = rung.deadline_id and deadline.status = 'open'
        join "case" on "case".id = deadline.case_id
      where rung.status = 'unheld' order by reference limit :most"""):
        sentence = f"{row.name}: nobody could be told, up to the last role."
        yield Finding("somebody could be told", row.reference, sentence)


@in_full
def nothing_settled_is_chased(look: Look) -> Iterator[Finding]:
    for row in look.rows("""
      select reference, deadline.name, deadline.status, count(*) as rungs from rung
        join deadline on deadline.id = rung.deadline_id join "case" on "case".id = deadline.case_id
      where rung.status in ('armed', 'off') and deadline.status <> 'open'
        and (cast(:case as uuid) is null or deadline.case_id = :case)
      group by reference, deadline.id order by reference limit :most"""):
        sentence = f"{row.name} is {row.status}, and {row.rungs} of its rungs still wait."
        yield Finding("nothing settled is chased", row.reference, sentence)


@in_full
def rungs_are_settled_once(look: Look) -> Iterator[Finding]:
    """A rung that waits was settled at no moment; one that was climbed was at one, and told somebody; no other did."""
    for row in look.rows("""
      select reference, deadline.name, rung.n, rung.status from rung
        join deadline on deadline.id = rung.deadline_id join "case" on "case".id = deadline.case_id
      where (cast(:case as uuid) is null or deadline.case_id = :case) and (
        rung.status not in ('armed', 'off', 'climbed', 'superseded', 'settled', 'past', 'quiet', 'unheld')
        or rung.status in ('armed', 'off') and rung.settled_at is not null
        or rung.status in ('climbed', 'superseded', 'quiet', 'unheld') and rung.settled_at is null
        or (rung.status = 'climbed') <> exists (
          select from notice where notice.deadline_id = deadline.id and notice.rung_id = rung.id))
      order by reference limit :most"""):
        sentence = f"{row.name}: rung {row.n} is {row.status}, and what it told does not fit that."
        yield Finding("rungs are settled once", row.reference, sentence)


@in_full
def what_lies_ahead_is_armed(look: Look) -> Iterator[Finding]:
    """A deadline whose ladder repeats, or goes on after its day and that is still ahead, has a rung to come."""
    for row in look.rows("""
      select reference, deadline.name from deadline join "case" on "case".id = deadline.case_id
      where deadline.status = 'open' and ladders_on
        and (cast(:case as uuid) is null or deadline.case_id = :case)
        and (due_on is not null and declared -> 'ladder' @? '$[*].kind ? (@ == "every")'
          or due_on >= :day and declared -> 'ladder' @? '$[*].kind ? (@ == "after")')
        and not exists (select from rung where rung.deadline_id = deadline.id and rung.status = 'armed')
      order by reference limit :most""", day=london_date(look.at)):  # fmt: skip
        yield Finding("what lies ahead is armed", row.reference, f"{row.name} is owed, and no rung is armed.")


@in_full
def notices_are_in_one_message(look: Look) -> Iterator[Finding]:
    """The message of a notice is to its own person, and no message is empty."""
    for row in look.rows("""
      select notice.id, slug from notice join partnership on partnership.id = notice.partnership_id
        left join message on message.id = notice.message_id
      where (cast(:case as uuid) is null or notice.case_id = :case) and (message.id is null
        or (message.person_id, message.partnership_id) <> (notice.person_id, notice.partnership_id))
      limit :most"""):
        sentence = f"Notice {row.id} is not in a message to its own person."
        yield Finding("notices are in one message", row.slug, sentence)
    for row in (
        ()
        if look.case
        else look.rows("""
      select message.id, slug from message join partnership on partnership.id = message.partnership_id
      where not exists (select from notice where notice.message_id = message.id) limit :most""")
    ):
        yield Finding("notices are in one message", row.slug, f"Message {row.id} has nothing to say.")


@in_full
def laws_are_as_they_were_stored(look: Look) -> Iterator[Finding]:
    for row in (
        ()
        if look.case
        else look.rows("""
      select digest, workflow from definition where encode(sha256(convert_to(body, 'UTF8')), 'hex') <> digest
      union all select digest, 'law' from law where digest <> (
        select encode(sha256(convert_to(string_agg(d, e'\\n' order by d collate "C"), 'UTF8')), 'hex')
        from jsonb_array_elements_text(definitions) as d)""")
    ):
        yield Finding("laws are as they were stored", row.workflow, f"It is not what was stored as {row.digest[:12]}.")


@in_full
def calendars_are_as_they_were_stored(look: Look) -> Iterator[Finding]:
    for row in () if look.case else look.db.execute(select(CalendarVersion)).scalars():
        holidays, closures = _days(row.holidays), _days(row.closures)
        if Calendar.build(holidays, closures, first=row.first, last=row.last).digest != row.digest:
            sentence = f"It is not what was stored as {row.digest[:12]}."
            yield Finding("calendars are as they were stored", "calendar", sentence)


@in_full
def offices_chains_are_unbroken(look: Look) -> Iterator[Finding]:
    for slug, broken in () if look.case else office_chains(look.db):
        yield _broken(slug, broken)


@in_full
def days_stand_as_they_were_closed(look: Look) -> Iterator[Finding]:
    """What was read, and where every chain ended, on each day that an anchor was made of."""
    for about, wrong in () if look.case else days_as_closed(look.db):
        yield Finding("days stand as they were closed", about, wrong)


def _days(said: dict[str, str]) -> dict[date, str]:
    return {date.fromisoformat(day): name for day, name in said.items()}


def _many(rows: Sequence[Any], what: str) -> str:
    n = len(rows)
    return f"{n}{' or more' if n == AT_MOST else ''} {what}{'' if n == 1 else 's'} waiting"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(LONDON):%H:%M on %A %-d %B %Y}"
