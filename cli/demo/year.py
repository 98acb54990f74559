"""The year a demonstration plays: what the register says of it, and what no register holds, as acts in their order."""

import csv
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from pathlib import Path

from cli.stack.parts import ROOT
from config.partnerships import PartnershipPlan, shipped
from config.partnerships import read as read_partnership
from workflows.engine.calendar import LONDON
from workflows.engine.casework.importing import History
from workflows.engine.casework.opening import Incident
from workflows.engine.register.histories import Register, Span, histories
from workflows.engine.register.table import read

FOLDER = ROOT / "examples" / "a-year"

IN_THE_AFTERNOON = time(15)
"""When the office records what only its register knows of: on the same day, at this time of London."""

IN_THE_OFFICE = "orla-fennimore"
"""Who records where nobody is named."""


@dataclass(frozen=True, slots=True)
class Act:
    """One thing somebody does: when, who, and what it is about. `incident` is of a case that this act opens."""

    when: datetime
    what: str
    case: str
    about: str
    happened: date
    who: str = IN_THE_OFFICE
    item: str | None = None
    said: Mapping[str, str] = field(default_factory=dict)
    incident: Incident | None = None

    @property
    def subject(self) -> tuple[str, str, str, str | None, date]:
        return self.what, self.case, self.about, self.item, self.happened


@dataclass(frozen=True, slots=True)
class Year:
    """`before` is the register up to the first day; `acts` are everything after it, the earliest first."""

    plan: PartnershipPlan
    begins: date
    ends: date
    counts: Mapping[str, int]
    before: Register
    acts: tuple[Act, ...]


def the_year(folder: Path = FOLDER) -> Year:
    """The year in this folder: `year.toml`, `register.csv` and `year.csv`."""
    told = tomllib.loads((folder / "year.toml").read_text(encoding="utf-8"))
    plan, begins, ends = read_partnership(shipped(told["partnership"])), told["from"], told["until"]
    table = read((folder / "register.csv").read_bytes())
    before = histories(table, plan.prefix, plan.name, Span(begins, ends))
    whole = histories(table, plan.prefix, plan.name, Span(ends, ends))
    from_the_register = [act for history in whole.histories for act in _acts(history, begins)]
    acts = _together(from_the_register, list(_script(folder / "year.csv")))
    return Year(plan, begins, ends, told["counts"], before, tuple(acts))


def _acts(history: History, begins: date) -> Iterator[Act]:
    """What happened after the first day, each recorded in the afternoon of its own day."""
    for entry in history.entries:
        report = entry.report
        if report.on > begins:
            when = _london(datetime.combine(report.on, IN_THE_AFTERNOON))
            incident = history.incident if entry is history.entries[0] else None
            yield Act(
                when,
                "records",
                history.reference,
                report.name,
                report.on,
                IN_THE_OFFICE,
                report.item,
                report.said,
                incident,
            )


def _script(place: Path) -> Iterator[Act]:
    with place.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(line for line in file if not line.startswith("#")):
            when = datetime.fromisoformat(row["when"])
            yield Act(
                _london(when),
                row["what"],
                row["case"],
                row["about"],
                date.fromisoformat(row["happened"]) if row["happened"] else when.date(),
                row["who"] or IN_THE_OFFICE,
                row["item"] or None,
                dict(_said(row["said"])),
            )


def _said(cell: str) -> Iterator[tuple[str, str]]:
    for one in filter(None, map(str.strip, cell.split(";"))):
        name, _, value = one.partition("=")
        yield name.strip(), value.strip()


def _together(register: list[Act], script: list[Act]) -> list[Act]:
    """Both in the order of time; where the script has an act of the register, it says when, by whom and what more."""
    told = {act.subject: act for act in script}
    kept = [_as_told(act, told.pop(act.subject, None)) for act in register]
    return sorted([*kept, *told.values()], key=lambda act: act.when)


def _as_told(act: Act, told: Act | None) -> Act:
    return replace(act, when=told.when, who=told.who, said={**act.said, **told.said}) if told else act


def _london(written: datetime) -> datetime:
    return written.replace(tzinfo=LONDON).astimezone(UTC)
