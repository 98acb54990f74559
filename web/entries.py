"""The record of a case as a page shows it, newest first: what happened, whose act it was, and who wrote it down."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from web.dates import answered
from web.desk import Desk
from workflows.engine.calendar import london_date
from workflows.engine.casework.recalling import RECORDED, STRUCK
from workflows.engine.reading import titles
from workflows.engine.reading.case import CaseRead, EventRead
from workflows.engine.reading.labels import label
from workflows.engine.reading.speaking import first_up, short_day
from workflows.engine.registry import workflows
from workflows.engine.roles import RECORD_FOR_ANYBODY


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the record. `said` are its answers and texts in words; `amended` what a later entry did to it."""

    event: EventRead
    said: tuple[tuple[str, str], ...]
    amended: EventRead | None
    starts: bool
    is_mine: bool

    @property
    def is_struck(self) -> bool:
        return self.amended is not None and self.amended.act == STRUCK

    @property
    def may_be_corrected(self) -> bool:
        """By whoever looks: who may record an event may correct it."""
        return self.is_mine and self.event.act == RECORDED and not self.is_struck

    @property
    def by(self) -> str:
        """Whose act it was, and who recorded it when, said no longer than it must be."""
        event, on = self.event, london_date(self.event.recorded_at)
        when = "the same day" if on == event.happened_on else short_day(on)
        by = "" if event.recorded_by and event.recorded_by == event.done_by else f" by {event.recorder}"
        return f"{first_up(event.doer)} – recorded {when}{by}, entry {event.seq}"


def entries(desk: Desk, read: CaseRead, texts: Mapping[int, Mapping[str, str]]) -> Iterator[Entry]:
    """The newest first. `texts` is what was said with each entry in free words, opened."""
    amended, begins = read.amended(), {name for workflow in workflows().values() for name in workflow.begun_by}
    for event in reversed(read.events):
        plain = {name: answered(value) for name, value in event.details.items() if value not in (None, [], "")}
        said = [(label(event.name, name), words) for name, words in {**plain, **texts.get(event.seq, {})}.items()]
        known = titles.events().get(event.name)
        is_mine = bool(desk.roles & (RECORD_FOR_ANYBODY | set(known.by if known else ())))
        yield Entry(event, tuple(said), amended.get(event.seq), event.name in begins, is_mine)
