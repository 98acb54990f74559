"""The record of a case as a page shows it, newest first: what happened, whose act it was, and who wrote it down."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from web.dates import answered
from web.desk import Desk
from workflows.engine.calendar import london_date
from workflows.engine.casework.recalling import CORRECTED, OF_HANDING_OVER, RECORDED, STRUCK
from workflows.engine.language import FACT
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
    def kind(self) -> str:
        """Which sort of entry it is: the kind of item it is about, or one of `KINDS`."""
        known = titles.events().get(self.event.name)
        if self.event.act in (CORRECTED, STRUCK):
            return "amended"
        if self.event.act in OF_HANDING_OVER or known is None:
            return "other"
        return known.item or ("fact" if known.kind is FACT else "step")

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


KINDS: Mapping[str, str] = {
    "fact": "What happened",
    "step": "Our own steps",
    "amended": "Corrections",
    "other": "Other entries",
}
"""What the sorts of entries are called that are about no item."""


def kinds(written: Sequence[Entry]) -> dict[str, tuple[str, int]]:
    """The sorts of entries a record has: what each is called, and how many there are of it."""
    found = Counter(one.kind for one in written)
    order = [*(kind for kind in ("fact", "step") if kind in found), *sorted(found.keys() - KINDS.keys())]
    order += [kind for kind in ("amended", "other") if kind in found]
    return {kind: (KINDS.get(kind) or titles.of_items(kind), found[kind]) for kind in order}


def entries(desk: Desk, read: CaseRead, texts: Mapping[int, Mapping[str, str]]) -> Iterator[Entry]:
    """The newest first. `texts` is what was said with each entry in free words, opened."""
    amended, begins = read.amended(), {name for workflow in workflows().values() for name in workflow.begun_by}
    for event in reversed(read.events):
        plain = {name: answered(value) for name, value in event.details.items() if value not in (None, [], "")}
        said = [(label(event.name, name), words) for name, words in {**plain, **texts.get(event.seq, {})}.items()]
        known = titles.events().get(event.name)
        is_mine = bool(desk.roles & (RECORD_FOR_ANYBODY | set(known.by if known else ())))
        yield Entry(event, tuple(said), amended.get(event.seq), event.name in begins, is_mine)
