"""One entry of the record as a change: what it is in words, and each thing that it says, with what stood before."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from web.dates import a_role, answered, named
from workflows.engine.casework.recalling import CORRECTED, RECORDED, STRUCK
from workflows.engine.reading import titles
from workflows.engine.reading.labels import label
from workflows.engine.reading.speaking import first_up, spoken
from workflows.engine.reading.what_changed import Changed

ACTS = {RECORDED: "Recorded", CORRECTED: "Corrected", STRUCK: "Struck out, as never having happened"}
KINDS = {RECORDED: "What was said", STRUCK: "What had been said"}
LABELS = {"happened_on": "The day it happened", "happened_time": "The time", "evidence": "Evidence given"}
OF_AN_OFFICE = {
    "from": "From", "to": "Until", "moved": "Cases with dates that moved", "changed": "What is another",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Altered:
    """`of_whom` is whose act it was, where another recorded it; `kind` says what `lines` are: nothing is in some."""

    at: datetime
    who: str
    of_whom: str
    what: str
    kind: str
    reference: str | None
    lines: Sequence[str]


def altered(one: Changed, *, sees_cases: bool) -> Altered:
    """Without what was said in a case, where whoever looks may not see cases."""
    shown = list(_lines(one)) if sees_cases or one.name is None else []
    return Altered(one.at, one.who, _of_whom(one), _what(one), KINDS.get(one.act, "What changed"), one.reference, shown)


def _what(one: Changed) -> str:
    if one.name is None:
        about = [a_role(str(one.after["role"]))] if "role" in one.after else []
        about += [str(one.after[key]) for key in ("person", "slug") if key in one.after]
        return ": ".join(filter(None, (first_up(spoken(one.act)), ", ".join(about))))
    about_item = f", {named(one.item)}" if one.item else ""
    return f"{ACTS.get(one.act) or first_up(spoken(one.act))}: {titles.of_event(one.name)}{about_item}"


def _of_whom(one: Changed) -> str:
    if one.done_by_role is None:
        return ""
    role = a_role(one.done_by_role)
    return role if one.doer in (None, one.recorder) else f"For {one.doer}, {role}"


def _lines(one: Changed) -> Iterator[str]:
    for name, before, after in one.differences:
        about = _label(one.name, name)
        if before is None:
            yield f"{about}: {_said(name, after)}"
        elif after is None:
            yield f"{about}: was {_said(name, before)}"
        else:
            yield f"{about}: was {_said(name, before)}, now {_said(name, after)}"


def _label(event: str | None, name: str) -> str:
    if event is not None:
        return LABELS.get(name) or label(event, name)
    return OF_AN_OFFICE.get(name) or first_up(spoken(name))


def _said(name: str, value: Any) -> str:
    if name == "happened_time":
        return str(value)[:5]
    return a_role(str(value)) if name == "role" else answered(value)
