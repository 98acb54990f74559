"""The installation in numbers, for a monitoring system: counts by kind and outcome, and never one of a single case."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import TextClause, func, select, text
from sqlmodel import Session

from models.clock import swan_now
from workflows.engine.calendar import london_date
from workflows.engine.reading.standing import heartbeats

CASES = text("""
select case when id in (select case_id from run where ended_on is null) then 'open' else 'over' end, count(*)
from "case" group by 1
""")
DEADLINES = text("""
select kind, name, status, coalesce(corrected_result, result, ''), count(*) from deadline group by 1, 2, 3, 4
""")
OVERDUE = text("""
select kind, name, case when explained_until >= :today then 'explained' else 'overdue' end, count(*)
from deadline where status = 'open' and due_on < :today and kind <> 'hold' group by 1, 2, 3
""")
MESSAGES = text("select status, coalesce(channel, ''), count(*) from message group by 1, 2")
TWICE = text("select count(*) from message where perhaps_twice")
DUE = text("""
select 'reminder', count(*), coalesce(extract(epoch from swan_now() - min(due_at)), 0)::float8
from rung where status = 'armed' and due_at <= swan_now()
union all select 'message', count(*), coalesce(extract(epoch from swan_now() - min(due_at)), 0)::float8
from message where status = 'waiting' and due_at <= swan_now()
""")
HOLIDAYS = text("select max(day) from holiday where standing")

Row = tuple[tuple[str, ...], float]
"""What the labels are, and the number."""


@dataclass(frozen=True, slots=True)
class Gauge:
    """One number for each combination of its labels. No label names a case, a person or a partnership."""

    name: str
    says: str
    labels: tuple[str, ...]
    rows: Sequence[Row]


def gauges(db: Session) -> Iterator[Gauge]:
    """Everything there is to count, at this moment. Seen whole by `swan_clock` only."""
    today = london_date(swan_now(db))
    yield Gauge("swan_cases", "Cases, open or over.", ("standing",), _counted(db, CASES))
    kinds = ("kind", "deadline", "status", "result")
    yield Gauge("swan_deadlines", "Deadlines by how they stand or ended.", kinds, _counted(db, DEADLINES))
    late = ("kind", "deadline", "standing")
    yield Gauge("swan_deadlines_late", "Open deadlines whose day has gone.", late, _counted(db, OVERDUE, today))
    yield Gauge("swan_messages", "Messages by what became of them.", ("status", "channel"), _counted(db, MESSAGES))
    twice = float(db.execute(TWICE).scalar_one())
    yield Gauge("swan_messages_perhaps_twice", "Messages that may have gone twice, and say so.", (), [((), twice)])
    yield from _owed(db)
    yield from _alive(db)
    last: date | None = db.execute(HOLIDAYS).scalar_one()
    if last is not None:
        left = float((date(last.year, 12, 31) - today).days)
        yield Gauge("swan_bank_holidays_known_days", "Days until bank holidays are known no more.", (), [((), left)])


def _counted(db: Session, asked: TextClause, today: date | None = None) -> list[Row]:
    """The last column is the number, those before it are the labels."""
    found = db.execute(asked, {"today": today} if today else {})
    return [(tuple(str(label) for label in labels), float(n)) for *labels, n in found]


def _owed(db: Session) -> Iterator[Gauge]:
    rows = list(db.execute(DUE))
    yield Gauge("swan_due", "What is due and untold.", ("what",), [((what,), float(n)) for what, n, _ in rows])
    waits = [((what,), float(seconds)) for what, _, seconds in rows]
    yield Gauge("swan_due_oldest_seconds", "For how long the oldest of it has been due.", ("what",), waits)


def _alive(db: Session) -> Iterator[Gauge]:
    now, beats = db.execute(select(func.clock_timestamp())).scalar_one(), heartbeats(db)
    silent: list[Row] = [((part,), (now - beat.beaten_at).total_seconds()) for part, beat in sorted(beats.items())]
    yield Gauge("swan_silent_seconds", "How long ago a part last said that it is alive.", ("part",), silent)
    offsets: list[Row] = [
        ((part,), float(beat.said["clock_offset"])) for part, beat in beats.items() if "clock_offset" in beat.said
    ]
    yield Gauge("swan_clock_offset_seconds", "How far a part's clock is ahead of the database's.", ("part",), offsets)
    if (watch := beats.get("watch")) is not None:
        queues: list[Row] = [((name,), float(n)) for name, n in sorted(watch.said.get("queues", {}).items())]
        yield Gauge("swan_queue_hints", "Hints that wait in the broker.", ("queue",), queues)
        yield Gauge("swan_well", "1 where the watch found the clock well.", (), [((), float(watch.said["well"]))])
        yield Gauge("swan_findings", "What the quick audit found.", (), [((), float(watch.said.get("findings", 0)))])
