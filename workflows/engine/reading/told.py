"""What a case's record says today: each event once, as the latest correction has it, without what never happened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from workflows.engine.casework.correcting import REASON
from workflows.engine.casework.recalling import RECORDED, STRUCK
from workflows.engine.reading.case import EventRead, amended


@dataclass(frozen=True, slots=True)
class Told:
    """One event. `event` is its first entry; `on`, `time` and `said` are what the latest word on it says."""

    event: EventRead
    on: date
    time: time | None
    said: Mapping[str, Any]

    @property
    def name(self) -> str:
        return self.event.name

    @property
    def item(self) -> str | None:
        return self.event.item


def told(events: Sequence[EventRead], texts: Mapping[int, Mapping[str, str]]) -> list[Told]:
    """In the order of their days. `texts` is what was said with each entry in free words, opened."""
    last_words = amended(events)
    found = []
    for event in events:
        word = last_words.get(event.seq, event)
        if event.act != RECORDED or word.act == STRUCK:
            continue
        said = {**word.details, **{name: text for name, text in texts.get(word.seq, {}).items() if name != REASON}}
        found.append(Told(event, word.happened_on, word.happened_time, said))
    return sorted(found, key=lambda one: (one.on, one.event.seq))


def last(found: Sequence[Told], *names: str) -> Told | None:
    """The latest of these events."""
    return next((one for one in reversed(found) if one.name in names), None)


def answer(found: Sequence[Told], name: str, *answers: str) -> str:
    """What was last said under one of these answers of an event, as it is stored; empty where nothing was."""
    given = (one.said.get(each) for one in reversed(found) if one.name == name for each in answers)
    return next((str(one) for one in given if one), "")
