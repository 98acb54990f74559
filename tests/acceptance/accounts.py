"""What must hold when all is over, whatever was killed: nothing lost or doubled, and what may be twice is said."""

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from tests.acceptance.live_office import LiveOffice
from tests.acceptance.post import Mail

UNSETTLED = "select count(*) from rung where due_at <= swan_now() and (status = 'armed' or settled_at is null)"

MESSAGES = """
select message.id, person.email, message.status, message.perhaps_twice,
  array_agg("case".reference || ': ' || (deadline.declared ->> 'title')) filter (where deadline.id is not null)
from message join person on person.id = message.person_id join notice on notice.message_id = message.id
left join deadline on deadline.id = notice.deadline_id left join "case" on "case".id = notice.case_id
where message.due_at <= swan_now() group by message.id, person.email
"""

EMPTY = "select count(*) from message where not exists (select from notice where notice.message_id = message.id)"

SETTLED = "select id, status, settled_at, xmin::text from rung where due_at <= swan_now() order by id"


@dataclass(frozen=True)
class Sent:
    """A message as the record has it, and the steps its notices are about."""

    id: UUID
    address: str
    status: str
    perhaps_twice: bool
    steps: list[str]


@dataclass(frozen=True)
class Account:
    """Notices told, and messages: never taken; taken twice unsaid; taken twice; and said to be perhaps twice."""

    notices: int
    lost: int
    doubled: int
    taken_twice: int
    perhaps_twice: int


def account_of(office: LiveOffice) -> Account:
    """The figures, once everything is checked that must hold whatever happened."""
    stack = office.stack
    assert stack.rows(UNSETTLED) == [(0,)]
    assert stack.rows(EMPTY) == [(0,)]
    messages = [Sent(*row) for row in stack.rows(MESSAGES)]  # type: ignore[arg-type]
    copies = stack.post.copies()
    assert {message.status for message in messages} <= {"sent"}
    assert set(copies) == {message.id for message in messages}
    for message in messages:
        check(message, [mail for mail in stack.post.taken if mail.id == message.id])
    return Account(
        notices=sum(len(message.steps) for message in messages),
        lost=sum(copies[message.id] == 0 for message in messages),
        doubled=sum(copies[message.id] > 1 and not message.perhaps_twice for message in messages),
        taken_twice=sum(copies[message.id] > 1 for message in messages),
        perhaps_twice=sum(message.perhaps_twice for message in messages),
    )


def check(message: Sent, mails: list[Mail]) -> None:
    """Every copy is for this person and tells of every notice; only what may be a second copy says so."""
    for mail in mails:
        assert mail.to == message.address
        assert Counter(step for step in message.steps if step in mail.text) == Counter(set(message.steps))
        assert mail.text.count("https://swan.invalid/cases/") == len(message.steps)
    assert all(mail.says_perhaps_twice for mail in mails[1:])
    assert mails[-1].says_perhaps_twice == message.perhaps_twice
