"""The floor of climbing: one statement that claims, marks and raises, and knows none of Swan's rules."""

import psycopg

from benchmarks.talk import Answer, Watch, answer, plainly

# Whoever holds a role hears, and that is all: nobody is away, no role lies empty, no rung stands for another.
CLIMB = """
with due as materialized (
  select id, partnership_id, case_id, deadline_id, kind, roles, due_at from rung
  where status = 'armed' and due_at <= now() order by due_at limit 500 for update skip locked),
named as materialized (
  select due.*, holding.person_id, holding.role from due cross join unnest(due.roles) as asked (role)
  join holding on holding.partnership_id = due.partnership_id and holding.role = asked.role),
marked as (update rung set status = 'climbed', settled_at = now() from due where rung.id = due.id),
telling as materialized (
  insert into message (id, partnership_id, person_id, day, daily, due_at, status, attempts, again_at, perhaps_twice)
  select uuidv7(), partnership_id, person_id, current_date, true, now(), 'waiting', 0, now(), false
  from (select distinct partnership_id, person_id from named) as people order by person_id
  on conflict (person_id, day) where daily do update set day = excluded.day
  returning id, person_id),
raised as (
  insert into notice (id, partnership_id, case_id, deadline_id, rung_id, person_id, role, kind, key, due_at, raised_at,
    message_id)
  select uuidv7(), partnership_id, case_id, deadline_id, named.id, named.person_id, role, kind,
    concat_ws(':', 'rung', named.id, named.person_id), due_at, now(), telling.id
  from named join telling on telling.person_id = named.person_id)
select count(*) from due
"""


class Climber:
    """Keeps its connection between two questions."""

    connection: psycopg.Connection | None = None

    def ready(self, database: str) -> None:
        """From now on in this database."""
        self.leave()
        self.connection = psycopg.connect(plainly(database), options="-c role=swan_clock -c jit=off")

    def round(self) -> Answer:
        assert self.connection is not None
        watch, rungs, longest = Watch(), 0, 0.0
        while True:
            batch = Watch()
            [climbed] = self.connection.execute(CLIMB).fetchone() or (0,)
            self.connection.commit()
            if not climbed:
                return {"rungs": rungs, "seconds": watch.seconds, "longest": longest}
            rungs, longest = rungs + climbed, max(longest, batch.seconds)

    def leave(self) -> None:
        if self.connection is not None:
            self.connection.close()


if __name__ == "__main__":
    climber = Climber()
    answer(ready=climber.ready, round=climber.round, leave=climber.leave)
