"""What somebody says of an event, checked against what the law asks: plain answers, evidence, and text to be sealed."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from workflows.engine.language import Answer, Ask, Event
from workflows.engine.reading import typed
from workflows.engine.refusals import Code, Refused

KEY = re.compile(r"[a-z0-9][a-z0-9-]*")
NOTE, OVERRIDE = "note", "override_reason"


@dataclass(frozen=True, slots=True)
class Answers:
    """`details` are plain (dates, choices, short names), `evidence` the names of what came, `texts` to be sealed."""

    details: Mapping[str, Any] = field(default_factory=dict)
    evidence: tuple[str, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)

    def sealed_text(self) -> str | None:
        return json.dumps(dict(self.texts), sort_keys=True, ensure_ascii=False) if self.texts else None


def read(event: Event, said: Mapping[str, str], partners: Sequence[str] = ()) -> Answers:
    """Sorts what was said into answers and evidence. Raises `Refused` with one sentence where it does not fit."""
    asks = {ask.name: ask for ask in event.asks}
    for name in said:
        if name not in asks and name not in event.evidence and name not in (NOTE, OVERRIDE):
            known = ", ".join([*asks, *event.evidence, NOTE])
            raise Refused(Code.BAD_ANSWER, f"{event.name} has no answer called {name}; it knows {known}.")
    details = {name: _plain(ask, said.get(name), event, partners) for name, ask in asks.items()}
    sealed = {name for name in said if name not in asks or asks[name].answer is Answer.TEXT}
    return Answers(
        details={name: value for name, value in details.items() if value is not None},
        evidence=tuple(name for name in event.evidence if said.get(name, "").strip()),
        texts={name: said[name] for name in sorted(sealed) if said[name].strip()},
    )


def _plain(ask: Ask, said: str | None, event: Event, partners: Sequence[str]) -> Any:
    said = (said or "").strip()
    if not said and ask.answer is Answer.PARTNERS:
        return list(partners)
    if not said:
        if ask.required:
            raise Refused(Code.BAD_ANSWER, f"{event.name} needs {ask.name}{_hint(ask)}.")
        return None
    if ask.answer is Answer.TEXT:
        return None
    if ask.answer is Answer.DATE:
        return a_day(ask.name, said).isoformat()
    if ask.answer is Answer.CHOICE:
        return _one_of(ask, said)
    return _keys(ask, said)


def _hint(ask: Ask) -> str:
    return f": one of {', '.join(ask.choices)}" if ask.choices else ""


def a_day(name: str, said: str) -> date:
    """A London date as people write it, which is never guessed. Raises `Refused` where it is none."""
    try:
        return typed.a_day(said)
    except typed.NotADay as wrong:
        raise Refused(Code.BAD_ANSWER, f"{name}: {wrong}") from None


def _one_of(ask: Ask, said: str) -> str:
    """The choice that is meant, in whatever case it is typed and whatever stands between its words."""
    meant = next((choice for choice in ask.choices if typed.a_word(choice) == typed.a_word(said)), None)
    if meant is None:
        raise Refused(Code.BAD_ANSWER, f"{ask.name} must be one of {', '.join(ask.choices)}, not {typed.quoted(said)}.")
    return meant


def _keys(ask: Ask, said: str) -> list[str]:
    names = [name.strip() for name in said.split(",") if name.strip()]
    for name in names:
        a_key(ask.name, name)
    return list(dict.fromkeys(names))


def a_key(name: str, said: str) -> str:
    """A short name of lower-case letters, digits and hyphens: it appears in messages, so never a person's name."""
    if not KEY.fullmatch(said):
        raise Refused(Code.BAD_ANSWER, f"{name} must be short names such as police or icb, not {typed.quoted(said)}.")
    return said
