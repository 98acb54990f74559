"""How the installation stands: each thing that is looked at, in one sentence, and what to do about it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from sqlalchemy import Date, func, select, text
from sqlmodel import Session, col

from config.servers import clear
from config.settings import Settings, WrongSettings
from models import Demonstration, Heartbeat
from models.columns import UTCDateTime
from models.database import OLDEST_SERVER
from workflows.engine.finding import MAY_WAIT, Finding
from workflows.engine.reading.speaking import day, listed, moment, spoken

State = Literal["ok", "look", "wrong"]
SILENT = timedelta(minutes=3)
"""A part that has said nothing for so long is not alive."""

ALWAYS_ALIVE = ("timekeeper", "worker", "courier", "watch")
"""The parts that say they are alive every minute, whether there is anything to do or not."""

BACKUP, BACKUP_OLD = "backup", timedelta(days=2)
"""The part that says when the record was last kept, and when that was too long ago."""

CLOCK_OFF = 5.0
"""Seconds by which a machine's clock may differ from the database's before somebody should see to it."""

MANY_HINTS = 10
"""More hints than this in one queue, and nobody is taking them."""

REMEDIES = {
    "due rungs are climbed": "Is the worker up? 'swan up' starts it; Flower shows it.",
    "due messages go out": "Is the courier up, and does the mail server answer? It is tried again by itself.",
    "somebody could be told": "Give somebody the role: 'swan people hold PERSON ROLE'. It is told then.",
    "open deadlines have a date": "Record the date when it is known, or the bank holidays: 'swan holidays add'.",
    "roles are held": "'swan people hold PERSON ROLE'; until then the next role up is told.",
    "bank holidays reach far enough": "'swan holidays add' takes a new year's days, when GOV.UK has published them.",
    "ladders are on": "When the list of what is open is right: 'swan partnership ladders-on'.",
    "cases are kept no longer than needed": "'swan retention list'; then 'swan retention keep' or 'erase'.",
    "messages arrive": "Is the address right? 'swan people change PERSON --email'.",
}
RESTORE = "Touch nothing, keep a copy of the database, and compare it with a backup: somebody went past Swan."
KEPT = "'swan backup' each day, unless the server is kept by means of its own."
STARTS = "'swan up' starts it; its log says why."
JUST_STARTED = "'swan up' starts it; if that was just now, look again in two minutes."

VERSION = text("select current_setting('server_version_num')::int")
LAST_RAISED = text("select raised_at from notice order by id desc limit 1").columns(raised_at=UTCDateTime())
HOLIDAYS = text("select max(day) filter (where standing) as last, max(added_at) as changed_at from holiday").columns(
    last=Date(), changed_at=UTCDateTime()
)
LAST_SENT = text("select max(sent_at) from message where status = 'sent'").columns(max=UTCDateTime())


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at; `do` is what to do about it, empty only where all is well."""

    name: str
    state: State
    said: str
    do: str = ""

    def __post_init__(self) -> None:
        if self.state != "ok" and not self.do:
            raise ValueError(f"{self.name} is not well, and nothing says what to do about it")


def of_environment(place: Settings) -> Check:
    local = place.env == "local"
    return Check("environment", "ok", "local: for trying, tests and the demonstration." if local else "production.")


def of_network(place: Settings) -> Iterator[Check]:
    """What others on the network could read; the embedded servers are on no network."""
    try:
        found = list(clear(place.database_url, place.broker, place.smtp))
    except WrongSettings:
        return
    for what, mends in found:
        yield Check(
            "network", "look", f"{what} can be read on the way.", f"Right inside one machine only; else {mends}."
        )
    if not found:
        yield Check("network", "ok", "what leaves this machine is encrypted.")


def of_server(place: Settings, version: int) -> Iterator[Check]:
    """`version` is the server's own number: 180003 is PostgreSQL 18.3."""
    oldest = OLDEST_SERVER // 10000
    old = version < OLDEST_SERVER
    said = f"PostgreSQL {version // 10000}.{version % 10000} answers."
    yield Check("database", "wrong" if old else "ok", said, f"Swan needs PostgreSQL {oldest} or later." if old else "")
    if place.embedded_database:
        said = f"embedded, in {place.data}: for trying, tests and the demonstration only."
        yield Check("server", "look", said, "For real cases: DATABASE_URL, with backups, and SWAN_ENV=production.")


def of_clock(db: Session) -> Check:
    stands: datetime | None = db.execute(select(col(Demonstration.stands_at))).scalar_one_or_none()
    if stands is None:
        return Check("clock", "ok", "the database's own, in real time.")
    said = f"a demonstration: it stands at {moment(stands)}."
    return Check("clock", "look", said, "Real cases need another database.")


def of_heartbeats(db: Session) -> Iterator[Check]:
    """Who is alive: timekeeper and courier by their own word, the worker by the watch it keeps."""
    now, beats = db.execute(select(func.clock_timestamp())).scalar_one(), heartbeats(db)
    for part in ALWAYS_ALIVE:
        beat = beats.get(part)
        if beat is None:
            yield Check(part, "wrong", "has not been seen alive here yet.", JUST_STARTED)
        else:
            yield _of_beat(part, now - beat.beaten_at, beat.said.get("clock_offset"))


def _of_beat(part: str, silent: timedelta, offset: float | None) -> Check:
    """`offset` is by how many seconds its machine's clock is ahead of the database's."""
    if silent > SILENT:
        return Check(part, "wrong", f"was last alive {int(silent.total_seconds() // 60)} minutes ago.", STARTS)
    if offset is not None and abs(offset) > CLOCK_OFF:
        said = f"its machine's clock is {offset:+.1f} s off the database's; no date or reminder depends on it."
        return Check(part, "look", said, "Let the machine keep network time.")
    clock = f", its clock {offset:+.1f} s off the database's" if offset is not None else ""
    return Check(part, "ok", f"alive {silent.total_seconds():.0f} s ago{clock}.")


def heartbeats(db: Session) -> Mapping[str, Heartbeat]:
    return {one.part: one for one in db.execute(select(Heartbeat)).scalars()}


def of_watch(db: Session) -> Iterator[Check]:
    """What the watch saw when it last looked: the queues, what was due, and how much the quick audit found."""
    beat = heartbeats(db).get("watch")
    if beat is None:
        return
    said = beat.said
    yield _of_queues(said.get("queues", {}))
    for name, one, many in (("reminders", "reminder", "reminders"), ("messages", "message", "messages")):
        column = "rung" if name == "reminders" else "message"
        yield _of_due(name, (one, many), said.get(f"{column}s_due", 0), said.get(f"oldest_{column}"), said["at"])
    if said.get("unreachable"):
        waiting = f"{said['unreachable']} wait because nothing answers where they are handed over."
        yield Check("mail", "wrong", waiting, REMEDIES["due messages go out"])
    n = said.get("findings", 0)
    found = f"{n or 'nothing'} to look at" if n != 1 else "one thing to look at"
    state: State = "look" if n else "ok"
    yield Check(
        "watch's last look", state, f"{moment(beat.beaten_at)}: {found}.", "'swan doctor' names each." if n else ""
    )


def _of_queues(queues: Mapping[str, int]) -> Check:
    counts = listed([f"{n} in {spoken(name)}" for name, n in sorted(queues.items())]) or "none is known"
    if max(queues.values(), default=0) > MANY_HINTS:
        return Check("queues", "look", f"{counts}: nobody takes them.", "Is the worker up? Flower shows it.")
    return Check("queues", "ok", f"{counts}. A hint that is lost is given again.")


def _of_due(name: str, words: tuple[str, str], n: int, oldest: str | None, at: str) -> Check:
    if not n or oldest is None:
        return Check(name, "ok", "none is due and untold.")
    since = datetime.fromisoformat(oldest)
    said = f"{n} {words[0] if n == 1 else words[1]} due and untold, since {moment(since)}."
    late = datetime.fromisoformat(at) - since > MAY_WAIT
    return Check(name, "wrong" if late else "ok", said, "Is the worker up? Flower shows it." if late else "")


def of_last(db: Session) -> Iterator[Check]:
    """When somebody was last told anything, as far as whoever asks may see."""
    raised, sent = db.execute(LAST_RAISED).scalar(), db.execute(LAST_SENT).scalar()
    yield Check("last sweep with something to tell", "ok", f"{moment(raised)}." if raised else "none yet.")
    yield Check("last message sent", "ok", f"{moment(sent)}." if sent else "none yet.")


def of_holidays(db: Session) -> Iterator[Check]:
    """How far the list reaches and when it last changed; nothing before the first partnership is founded."""
    last, changed_at = db.execute(HOLIDAYS).one()
    if last:
        reach = day(date(last.year, 12, 31))
        said = f"known until {reach}; the list last changed {moment(changed_at)}. Swan fetches none by itself."
        yield Check("bank holidays", "ok", said)


def of_backups(db: Session) -> Check:
    """When `swan backup` last made one; what keeps a server by other means leaves no word here."""
    now, beat = db.execute(select(func.clock_timestamp())).scalar_one(), heartbeats(db).get(BACKUP)
    if beat is None:
        return Check("last backup", "look", "'swan backup' has made none of this record.", KEPT)
    fresh = now - beat.beaten_at < BACKUP_OLD
    return Check("last backup", "ok" if fresh else "look", f"{moment(beat.beaten_at)}.", "" if fresh else KEPT)


def of_finding(one: Finding) -> Check:
    state: State = "wrong" if one.wrong else "look"
    return Check(one.rule, state, f"{one.about}: {one.sentence}", REMEDIES.get(one.rule, RESTORE))


def server_version(db: Session) -> int:
    """The server's own number for its version."""
    version: int = db.execute(VERSION).scalar_one()
    return version
