"""The points at which a process is stopped to be killed: each one is really reached before anything is done there.

Nothing of Swan is patched and nobody sleeps: a lock that the next statement needs, a mail server that does not answer,
a broker that hangs. Where a process stands is read from PostgreSQL, which says who waits for whom at which statement.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Protocol, TypeVar

import psycopg

from tests.acceptance.post import Step, Stop
from tests.acceptance.stack import Stack, wait_until

WAITS = "select pid, query from pg_stat_activity where %s = any(pg_blocking_pids(pid))"
LIVES = "select 1 from pg_stat_activity where pid = %s"

CLIMBS, BEATS, COMMITS = "due as materialized", "insert into heartbeat", "COMMIT"
BEGINS, SETTLES = "update message set outcome = null", "update message set status"

THE_COORDINATOR = "select from person where slug = 'coordinator' for update"
THEIR_DAY = """
insert into message (id, partnership_id, person_id, day, daily, due_at, status, attempts, again_at, perhaps_twice)
select uuidv7(), partnership_id, id, '2025-03-17', true, now(), 'waiting', 0, now(), false
from person where slug = 'coordinator'
"""
THE_BEAT = "select from heartbeat where part = 'sweep' for update"
EVERY_MESSAGE = "lock table message in share row exclusive mode"
THE_CLAIM = "select pg_advisory_xact_lock(hashtext('the claim'))"

ASKS_AT_ITS_COMMIT = """
create or replace function asks_for_the_claim() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock_shared(hashtext('the claim'));
  return null;
end $$;
drop trigger if exists asks_for_the_claim on message;
create constraint trigger asks_for_the_claim after update on message deferrable initially deferred
for each row when (new.claimed_at is distinct from old.claimed_at) execute function asks_for_the_claim()
"""
"""Sweep and claim read and write the same tables, so no lock on these is the claim's alone."""


class Point(Protocol):
    """Something a process will run into."""

    def arm(self, stack: Stack) -> None:
        """From now on the process stops there."""

    def reach(self) -> None:
        """Returns when it stands there; AssertionError if it never does."""

    def release(self) -> None:
        """Whoever stands there may go on, and nobody stops there again."""


AnyPoint = TypeVar("AnyPoint", bound=Point)


@contextmanager
def stopped_at(point: AnyPoint, stack: Stack) -> Iterator[AnyPoint]:
    """The point armed, and released whatever happens."""
    point.arm(stack)
    try:
        yield point
    finally:
        point.release()


class Locked:
    """Before or in the statement that needs what this lock holds."""

    def __init__(self, lock: str, statement: str) -> None:
        self.lock, self.statement = lock, statement
        self.held: psycopg.Connection | None = None
        self.waiting: int | None = None

    def arm(self, stack: Stack) -> None:
        self.stack = stack
        if self.lock == THE_BEAT:
            stack.do("insert into heartbeat values ('sweep', now(), '{}') on conflict do nothing")
        self.take()

    def take(self) -> None:
        self.held = psycopg.connect(self.stack.postgres.conninfo(), application_name="the test")
        self.held.execute(self.lock)

    def reach(self) -> None:
        wait_until(self.somebody_waits, lambda: f"nobody ever waited at: {self.statement}\n{self.stack.logs()}")

    def somebody_waits(self) -> bool:
        self.waiting = next(iter(self.who_waits()), None)
        return self.waiting is not None

    def who_waits(self) -> list[int]:
        """The sessions that stand before this lock with this statement."""
        assert self.held is not None
        found = self.stack.rows(WAITS, self.held.info.backend_pid)
        return [pid for pid, query in found if self.statement in query]

    def release(self) -> None:
        if self.held is not None:
            self.held.close()
            self.held = None


class ClaimedAndNotCommitted(Locked):
    """Everything of the claim is done but its commit."""

    def __init__(self) -> None:
        super().__init__(THE_CLAIM, COMMITS)

    def arm(self, stack: Stack) -> None:
        stack.do(ASKS_AT_ITS_COMMIT)
        super().arm(stack)


class ClaimedAndNotBegun(Locked):
    """After the commit of the claim, before the first message is begun.

    The claim is held up in its commit; behind it we queue for every message, and so come next when it commits.
    """

    def __init__(self) -> None:
        super().__init__(EVERY_MESSAGE, BEGINS)
        self.before = ClaimedAndNotCommitted()

    def arm(self, stack: Stack) -> None:
        self.stack = stack
        self.before.arm(stack)

    def reach(self) -> None:
        self.before.reach()
        queued = Thread(target=self.take)
        queued.start()
        wait_until(lambda: self.stack.rows(WAITS, self.before.waiting), "the test never queued behind the claim")
        self.before.release()
        queued.join()
        super().reach()

    def release(self) -> None:
        self.before.release()
        super().release()


class Talking:
    """In the conversation with the mail server, which has been told this and does not answer."""

    def __init__(self, step: Step) -> None:
        self.step = step
        self.stop: Stop | None = None

    def arm(self, stack: Stack) -> None:
        self.stack = stack
        self.stop = stack.post.stops(self.step)

    def reach(self) -> None:
        assert self.stop is not None
        self.stop.reached()

    def release(self) -> None:
        if self.stop is not None:
            self.stop.go_on.set()


class AnsweredAndNotSettled(Locked):
    """The mail server has taken the message and said so; what came of it is being written down, and is not yet."""

    def __init__(self) -> None:
        super().__init__(EVERY_MESSAGE, SETTLES)
        self.before = Talking(Step.MAIL_TAKEN)

    def arm(self, stack: Stack) -> None:
        self.stack = stack
        self.before.arm(stack)

    def reach(self) -> None:
        self.before.reach()
        self.take()
        self.before.release()
        super().reach()

    def release(self) -> None:
        self.before.release()
        super().release()


class BrokerHangs:
    """After everything is written down, before the broker hears of it: it hangs from `before` on."""

    def __init__(self, before: Point, done: str) -> None:
        self.before, self.done = before, done

    def arm(self, stack: Stack) -> None:
        self.stack = stack
        self.before.arm(stack)

    def reach(self) -> None:
        self.before.reach()
        assert self.stack.valkey.child is not None
        self.stack.valkey.child.process.send_signal(signal.SIGSTOP)
        self.before.release()
        wait_until(lambda: self.stack.rows(self.done) == [(True,)], lambda: f"never done: {self.done}")

    def release(self) -> None:
        self.before.release()
        assert self.stack.valkey.child is not None
        self.stack.valkey.child.process.send_signal(signal.SIGCONT)
