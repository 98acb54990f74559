"""Lateness at light load: from the moment a rung is due to its sweep, and from an event to the message it leads to."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from statistics import median, quantiles

from sqlalchemy import bindparam, text

from benchmarks.clockwork import Clockwork, running
from benchmarks.crowd import Crowd
from benchmarks.stage import PeerSide, Stage, asks
from benchmarks.story import STORY, Office, founded, happens
from benchmarks.words import SWAN, Figure, Figures, Goal, Measure, Side
from models.columns import UTCDateTime
from models.database import session
from workflows.engine.casework.waking import CHANNEL

LATE, LATE_MIDDLE, LATE_WORST, TOLD = "late by, p95", "late by, median", "late by, p99", "event to message, p95"

ARM = text("""
update rung set status = 'armed', due_at = :due from (
  select rung.id from rung join partnership on partnership.id = rung.partnership_id
  where slug like 'place-%' and status = 'off' order by rung.id limit 1) as next
where rung.id = next.id
""").bindparams(bindparam("due", type_=UTCDateTime()))
SWEPT = text("""
select extract(epoch from settled_at - due_at)::float8
from rung join partnership on partnership.id = rung.partnership_id
where slug like 'place-%' and status = 'climbed' and due_at >= :since and due_at < :until
""").bindparams(bindparam("since", type_=UTCDateTime()), bindparam("until", type_=UTCDateTime()))
SENT = text("""
select extract(epoch from message.sent_at - event.recorded_at)::float8
from event join deadline on deadline.started_by = event.id join notice on notice.deadline_id = deadline.id
  join message on message.id = notice.message_id
where event.case_id = any(:cases) and message.sent_at is not null
""")

_SWAN = (
    "Workers, couriers and timekeeper: rungs due at moments strewn over some seconds, each from the moment it "
    "is due to the sweep that takes it; and cases opened meanwhile, each from the moment of recording to the message "
    "of its first rung, handed over and settled."
)
PEERS = (
    PeerSide("Procrastinate", "lateness_procrastinate", "Jobs scheduled for such moments, one worker as it comes."),
    PeerSide("DBOS", "lateness_dbos", "Durable workflows that sleep until such moments."),
    PeerSide("Celery beat", "lateness_celery", "A beat every second that looks for rows due, one worker."),
)


@contextmanager
def sides(stage: Stage) -> Iterator[list[Side]]:
    url = stage.database("lateness")
    Crowd(stage.of(20, 2), 15, datetime.now(UTC) + timedelta(days=30)).write(url)
    with session("swan_owner", url=url) as db:
        db.execute(text("update rung set status = 'off'"))
    place, load = founded(url), Load(stage.of(40, 3), stage.of(6, 1), stage.of(6, 2))
    with running(stage, url) as clockwork, stage.peers(PEERS, broker=broker(stage), **asdict(load)) as peers:
        yield [
            Side(SWAN, _SWAN, lambda: one_round(place, clockwork, load)),
            *(Side(peer.name, peer.asked, asks(program)) for peer, program in peers),
        ]


def broker(stage: Stage) -> str:
    return stage.settings.broker.url.replace("virtual_host=0", "virtual_host=4")


@dataclass(frozen=True)
class Load:
    """So many moments strewn over so many seconds, and so many cases opened meanwhile."""

    moments: int
    cases: int
    seconds: int

    def strewn(self, since: datetime) -> list[datetime]:
        draw = Random(7)
        return [since + timedelta(seconds=1 + draw.random() * self.seconds) for _ in range(self.moments)]


def one_round(place: Office, clockwork: Clockwork, load: Load) -> Figures:
    since = datetime.now(UTC)
    arm(place.url, load.strewn(since))
    cases = []
    for _ in range(load.cases):
        cases.append(happens(place, None, STORY[0]))
        clockwork.passes(load.seconds / load.cases)
    clockwork.passes(3)
    with session("swan_owner", url=place.url) as db:
        span = {"since": since, "until": since + timedelta(seconds=load.seconds + 2)}
        late = list(db.execute(SWEPT, span).scalars())
        told = list(db.execute(SENT, {"cases": cases}).scalars())
    assert len(late) == load.moments, f"{len(late)} of {load.moments} were swept"
    return {**lateness(late), TOLD: at_95(told)}


def arm(url: str, moments: Sequence[datetime]) -> None:
    """Each as an event would write it, the timekeeper woken."""
    with session("swan_owner", url=url) as db:
        for due in moments:
            db.execute(ARM, {"due": due})
        db.execute(text(f"notify {CHANNEL}"))


def lateness(seconds: Sequence[float]) -> Figures:
    worst = quantiles(seconds, n=100)[-1] if len(seconds) > 1 else seconds[0]
    return {LATE: at_95(seconds), LATE_MIDDLE: 1000 * median(seconds), LATE_WORST: 1000 * worst}


def at_95(seconds: Sequence[float]) -> float:
    """In milliseconds."""
    return 1000 * (quantiles(seconds, n=20)[-1] if len(seconds) > 1 else seconds[0])


MEASURE = Measure(
    title="Late at light load",
    question="Forty moments strewn over six seconds, and a case opened each second.",
    figures=(
        Figure(LATE, "ms", "less"),
        Figure(LATE_MIDDLE, "ms", "less"),
        Figure(LATE_WORST, "ms", "less"),
        Figure(TOLD, "ms", "less"),
    ),
    sides=sides,
    goals=(Goal(LATE, at_most=50), Goal(LATE_WORST, at_most=250), Goal(TOLD, at_most=250)),
    rounds=2,
)
