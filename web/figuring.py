"""Which figures somebody asks for: of which year, all or fit to publish, as they are now or as they were reported."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Protocol
from urllib.parse import urlencode

from fastapi import Request
from sqlmodel import Session

from models import Partnership
from web.desk import Desk
from web.knowing import WHOLE_CASES
from web.publishing import FEWER, LEAST, NOT_SHOWN
from web.refusing import NotAllowed, NotHere
from web.yearly import Counted, Told, counted, told
from workflows.engine.calendar import Calendar
from workflows.engine.reading.course_of_a_year import course
from workflows.engine.reading.figures import FORMULA, Figures, figures, year_of, years
from workflows.engine.reading.reported import Reported, reported
from workflows.engine.reading.speaking import day, short_day

ROLES = WHOLE_CASES - {"reviewer", "communications"}
FIT = (
    f"Numbers under {LEAST}, none included, are shown as “{FEWER}”. A total, a rate or another number from which one "
    f"of them could be worked out is “{NOT_SHOWN}”. Years, and earlier reports of this one, are to be compared before "
    f"publishing: the difference may tell a small number too."
)


class AtADesk(Protocol):
    """At whatever desk they are asked for: in a page, or at a terminal."""

    @property
    def db(self) -> Session: ...
    @property
    def partnership(self) -> Partnership: ...
    @property
    def today(self) -> date: ...
    @property
    def calendar(self) -> Calendar: ...


@dataclass
class Asked:
    """The figures of one year. `report` is what was kept and is meant, none where they are asked for as of today."""

    desk: AtADesk
    years: Sequence[int]
    year: int
    publish: bool
    reports: Sequence[Reported]
    report: Reported | None

    @cached_property
    def found(self) -> Figures:
        return figures(self.desk.db, self.desk.partnership.id, self.year, self.desk.today)

    @cached_property
    def now(self) -> Counted:
        """As the record says it today."""
        desk = self.desk
        return counted(self.found, course(desk.db, desk.partnership.id, self.found, desk.today, desk.calendar))

    @cached_property
    def shown(self) -> Told:
        meant = Counted.from_json(self.report.figures) if self.report else self.now
        return told(meant, publish=self.publish)

    @property
    def title(self) -> str:
        return f"1 April {self.year} to 31 March {self.year + 1}"

    @property
    def query(self) -> str:
        return self.query_of(self.year)

    def query_of(self, year: int, *, publish: bool | None = None) -> str:
        """What stands behind the question mark for another year, or for all of the numbers; of a year what is meant."""
        said: dict[str, int] = {"year": year}
        if self.report and year == self.year:
            said["reported"] = self.report.seq
        if self.publish if publish is None else publish:
            said["publish"] = 1
        return urlencode(said)

    @property
    def name(self) -> str:
        """What a file of them is called."""
        kept = f"-reported-{self.report.on.isoformat()}" if self.report else ""
        return f"figures-{self.year}-{self.year + 1}{kept}{'-to-publish' if self.publish else ''}"

    @property
    def said(self) -> Mapping[str, str]:
        """For the access record."""
        return {
            "year": str(self.year),
            **({"publish": "1"} if self.publish else {}),
            **({"reported": str(self.report.seq)} if self.report else {}),
        }


def asked(request: Request, desk: Desk) -> Asked:
    """The present year, where none is meant. Raises `NotHere` for a report that was never made."""
    desk.must_be(*ROLES)
    if not desk.knows.every:
        raise NotAllowed(needs="a role that sees every case")
    said = request.query_params
    offered = years(desk.db, desk.partnership.id, desk.today)
    typed = said.get("year", "")
    wanted = int(typed) if typed.isdecimal() and len(typed) == 4 else year_of(desk.today)
    year = wanted if wanted in offered else offered[0]
    reports = reported(desk.db, desk.partnership.id, year)
    return Asked(desk, offered, year, said.get("publish") == "1", reports, _meant(reports, said.get("reported", "")))


def _meant(reports: Sequence[Reported], number: str) -> Reported | None:
    found = next((one for one in reports if str(one.seq) == number), None)
    if number and found is None:
        raise NotHere
    return found


def differences(one: Reported, now: Counted) -> list[tuple[str, object, object]]:
    """What was reported otherwise than it is now: its title, as reported and now; none where it was not there."""
    then, today = (dict(told(numbers, publish=False).numbers()) for numbers in (Counted.from_json(one.figures), now))
    both = dict.fromkeys([*then, *today])
    return [(title, then.get(title), today.get(title)) for title in both if then.get(title) != today.get(title)]


def notes(asks: Asked) -> Iterator[str]:
    """How it was reckoned, and how far it can be relied on."""
    found = asks.found
    yield f"{FORMULA}. What is not yet due, and what is no longer required, is shown apart and is in no rate."
    yield (
        f"A date is counted in the year in which it falls due, {short_day(found.first)} to {short_day(found.last)}; a "
        f"case in the year in which each thing happened in it."
    )
    yield "Dates by law and by guidance only: internal steps and what is expected of others are not in it."
    yield (
        "The median is of the Rapid Reviews sent in the year: the working days after the notification, up to and "
        "including the day of sending. Of the Panel its latest word on the decision counts. Months over the six are "
        "whole months from the last day to the publication, or to the day of these figures."
    )
    yield _as_of(asks)
    yield _counted_by(asks)
    yield FIT if asks.publish else "A number under five may tell who a child is: do not publish it without thought."


def _as_of(asks: Asked) -> str:
    if asks.report:
        return f"As it was reported on {day(asks.report.on)}: whatever was corrected since changes nothing here."
    n = asks.found.corrected
    were = "was" if n == 1 else "were"
    corrected = f" {n} of these dates {were} first reported otherwise." if n and not asks.publish else ""
    return f"As the record says it on {day(asks.desk.today)}; a later correction changes it.{corrected}"


def _counted_by(asks: Asked) -> str:
    law = asks.report.law if asks.report else asks.desk.partnership.law or ""
    calendar = asks.report.calendar if asks.report else asks.desk.calendar.digest
    return f"Counted under version {law[:8]} of the declarations and {calendar[:8]} of the calendar."
