"""What a simulation came to: the figures, and whether anything was lost, doubled or told to nobody."""

from collections import Counter
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import ARRAY, String, bindparam, text
from sqlmodel import Session

from tasks.simulation.faults import Kind
from tasks.simulation.provider import Provider
from tasks.simulation.wanted import Simulated
from workflows.engine.roles import NEXT_UP

UNSETTLED = text("""
select (select count(*) from rung where status = 'armed' and due_at <= swan_now()) as rungs,
  (select count(*) from message where status = 'waiting' and due_at <= swan_now()) as messages,
  (select extract(epoch from min(again_at) - now())::float8 from message
    where status = 'waiting' and due_at <= swan_now()) as again_in
""")
FIGURES = text("""
select (select count(*) from event) as events, (select count(*) from notice) as notices,
  (select count(*) from message where status <> 'waiting') as messages
""")
SENT = text("select id from message where status = 'sent'")
# What did not arrive with the last there is to tell either stands on Needs you, and with doctor.
ON_NO_DESK = text("""
select message.id || ' to ' || slug || ' on ' || day || ' of ' || (
    select string_agg(kind || ' as ' || role, ', ') from notice where message_id = message.id)
  from message join person on person.id = message.person_id where status = 'failed'
  and not exists (select from notice where key like 'bounce:' || message.id || ':%')
  and not exists (select from notice where message_id = message.id and kind = 'bounce' and role <> all(:passed_up))
""").bindparams(bindparam("passed_up", list(NEXT_UP), type_=ARRAY(String())))
HEARD_TWICE = text("""
select count(*) from (select from notice where rung_id is not null
  group by deadline_id, person_id, raised_at having count(*) > 1) as twice
""")
TOLD = text("""
select concat_ws(' ', person.slug, notice.role, notice.kind, "case".reference, deadline.name, item.key, rung.n,
  to_char(notice.raised_at, 'YYYY-MM-DD'))
from notice join person on person.id = notice.person_id
  left join "case" on "case".id = notice.case_id left join deadline on deadline.id = notice.deadline_id
  left join item on item.id = deadline.item_id left join rung on rung.id = notice.rung_id
where notice.kind <> 'bounce'
""")


@dataclass(frozen=True)
class Account:
    """`told` is a digest of who was told what on which day: the same for a seed whatever goes wrong meanwhile, as long
    as the stack is not down for days."""

    wanted: Simulated
    done: Counter[str]
    faults: Counter[Kind]
    checks: int
    events: int
    notices: int
    messages: int
    lost: tuple[str, ...]
    """The messages that neither arrived nor lie on a desk."""
    doubled: int
    """Copies that did not say what they were, and people who heard twice of one deadline at one moment."""
    perhaps_twice: int
    told: str

    @property
    def case_years(self) -> int:
        return self.wanted.cases * self.wanted.years

    def __str__(self) -> str:
        struck = ", ".join(f"{kind} {n}" for kind, n in sorted(self.faults.items())) or "none"
        return (
            f"Seed {self.wanted.seed}: {self.case_years} case-years, {self.events:,} events, {self.notices:,} notices "
            f"in {self.messages:,} messages; {sum(self.faults.values()):,} faults ({struck}); {self.checks:,} checks; "
            f"{len(self.lost)} lost, {self.doubled} doubled, {self.perhaps_twice} said to be perhaps twice."
        )


def account(db: Session, wanted: Simulated, done: Counter[str], provider: Provider, checks: int) -> Account:
    """The figures at the end, when everything works again and nothing is due any more."""
    sent = set(db.execute(SENT).scalars())
    figures = db.execute(FIGURES).one()
    told = "\n".join(sorted(db.execute(TOLD).scalars()))
    return Account(
        wanted, done, provider.faults.counted, checks,
        events=figures.events, notices=figures.notices, messages=figures.messages,
        lost=(*map(str, sent - set(provider.taken)), *db.execute(ON_NO_DESK).scalars()),
        doubled=provider.doubled + db.execute(HEARD_TWICE).scalar_one(), perhaps_twice=provider.said.total(),
        told=sha256(told.encode()).hexdigest(),
    )  # fmt: skip
