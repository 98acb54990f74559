"""The office on the real stack: the test opens and records; worker, timekeeper, broker and mail server do the rest."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import create_engine, text
from sqlmodel import Session

from tests.acceptance.stack import Stack, wait_until
from tests.office import Office, moment
from workflows.engine.casework.recording import Recorded

STANDS = """
insert into demonstration (one, stands_at) values (true, :at) on conflict (one) do update set stands_at = :at
"""

WAKES = "select pg_notify('due', '')"

LEFT = """
select (select count(*) from rung where status = 'armed' and due_at <= swan_now()) as rungs,
  (select count(*) from message where status = 'waiting' and due_at <= swan_now()) as messages
"""

TO_BE_TRIED_NOW = """
select (select count(*) from rung where status = 'armed' and due_at <= swan_now())
  + (select count(*) from message where status = 'waiting' and due_at <= swan_now() and again_at <= now())
"""

TOLD = """
select person.slug as person, message.daily, message.day, message.due_at, deadline.name as deadline, item.key as item,
  notice.kind, notice.role, notice.due_at, notice.raised_at
from notice join message on message.id = notice.message_id join person on person.id = notice.person_id
left join deadline on deadline.id = notice.deadline_id left join item on item.id = deadline.item_id
where notice.partnership_id = :partnership order by 1, 2, 3, 4, 5, 6, 7
"""


class Told(NamedTuple):
    """One notice, in whose message it is, and both its moments: when it fell due and when it was raised."""

    person: str
    daily: bool
    day: Any
    message_due_at: datetime
    deadline: str
    item: str | None
    kind: str
    role: str
    due_at: datetime
    raised_at: datetime


def told_by(office: Office) -> list[Told]:
    """Everything this office has told anybody."""
    return [Told(*row) for row in office.rows(TOLD, partnership=office.partnership.id)]


class LiveOffice(Office):
    """Its days pass by the demonstration's clock: each step is over when nothing due is left to do."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.engine = create_engine(stack.url)
        self.connection = self.engine.connect()
        super().__init__(self.connection)
        self.db.commit()

    def finds_its_record_again(self) -> None:
        """After the database has been away: what this process had open is gone, too."""
        self.close()
        self.connection = self.engine.connect()
        self.db = Session(bind=self.connection, expire_on_commit=False)

    def opens_now(self, event: str, *, ladders_on: bool = True, **said: str) -> Recorded:
        """Nobody waits for what that brings about."""
        recorded = super().opens_now(event, ladders_on=ladders_on, **said)
        self.db.commit()
        return recorded

    def records(self, event: str, **more: Any) -> Recorded:
        recorded = super().records(event, **more)
        self.db.commit()
        return recorded

    def passes_to(self, when: datetime) -> None:
        """Every due moment up to `when` is stood at in its order until the stack has done what was due."""
        self.comes_to_rest()
        while (due := self._next()) is not None and due <= when:
            self.stands_at_moment(due)
            self.comes_to_rest()
        self.stands_at_moment(when)
        self.comes_to_rest()

    def _next(self) -> datetime | None:
        [(due,)] = self.stack.rows("select min(due_at) from rung where status = 'armed' and due_at > %s", self.now)
        return due  # type: ignore[return-value]

    def stands_at_moment(self, when: datetime) -> None:
        self.now = when
        self.db.execute(text(STANDS), {"at": when})
        self.db.execute(text(WAKES))
        self.db.commit()

    def stands(self, written: str) -> None:
        """It is now so late; nobody waits for what that brings about."""
        self.stands_at_moment(moment(written))

    def comes_to_rest(self) -> None:
        """Returns when nothing that is due is left to do."""
        wait_until(lambda: self.stack.rows(LEFT) == [(0, 0)], self._unrest)

    def _unrest(self) -> str:
        return f"still due (rungs, messages): {self.stack.rows(LEFT)}\n{self.stack.logs()}"

    def gives_up_for_a_minute(self) -> None:
        """Returns when everything due has been tried, and is to be tried again in some real minutes."""
        wait_until(lambda: self.stack.rows(TO_BE_TRIED_NOW) == [(0,)], self._unrest)

    def comes_to_rest_in_a_minute(self) -> None:
        """As if the real minutes had passed that a message waits whose worker died: the one wait for real time."""
        self.gives_up_for_a_minute()
        self.stack.do("update message set again_at = now() where status = 'waiting'")
        self.stack.do(WAKES)
        self.comes_to_rest()

    def rows(self, statement: str, **values: Any) -> list[Any]:
        found = super().rows(statement, **values)
        self.db.commit()
        return found

    def addresses(self) -> dict[UUID, str]:
        return {person.id: person.email for person in self.people.values()}

    def close(self) -> None:
        """Whether the database is there or not."""
        self.connection.invalidate()
        self.db.close()
        self.connection.close()
        self.engine.dispose()
