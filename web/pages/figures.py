"""The year's figures: what happened, how each date by law or guidance was kept, and how that was reckoned."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from web.desk import AtDesk, Desk
from web.knowing import WHOLE_CASES
from web.publishing import FEWER, LEAST, NOT_SHOWN
from web.refusing import NotAllowed
from web.rendering import Place, page
from web.sheets import Cell, download, workbook
from web.yearly import OUTCOMES, Line, Told, told
from workflows.engine.reading.course_of_a_year import course
from workflows.engine.reading.figures import FORMULA, Figures, figures, year_of, years
from workflows.engine.reading.speaking import day, first_up, short_day

router = APIRouter()
PLACE = Place("Figures", "/figures", 42, roles=WHOLE_CASES - {"reviewer", "communications"})
COLUMNS = ("What", *map(first_up, OUTCOMES), "In time %", "Late by, working days: least", "most")
FIT = (
    f"Numbers under {LEAST}, none included, are shown as “{FEWER}”. A total, a rate or another number from which one "
    f"of them could be worked out is “{NOT_SHOWN}”. Years, and earlier reports of this one, are to be compared before "
    f"publishing: the difference may tell a small number too."
)
Year = Annotated[str, Query(alias="year")]
Publish = Annotated[str, Query(alias="publish")]


@router.get("/figures")
def of_a_year(request: Request, desk: AtDesk, said: Year = "", publish: Publish = "") -> Response:
    offered, year = asked(desk, said)
    fit = publish == "1"
    found, shown = of(desk, year, publish=fit)
    return page(
        request, "figures.html", told=shown, years=[(one, spelt(one)) for one in offered], year=year, publish=fit,
        outcomes=OUTCOMES, title=spelt(year), notes=list(notes(desk, found, publish=fit)),
    )  # fmt: skip


@router.get("/figures.xlsx")
def as_workbook(desk: AtDesk, said: Year = "", publish: Publish = "") -> Response:
    """How each date was kept, one row a date, with what happened below; counts and no case."""
    _, year = asked(desk, said)
    fit = publish == "1"
    found, shown = of(desk, year, publish=fit)
    desk.did("figures-downloaded", year=str(year), **({"publish": "1"} if fit else {}))
    also: list[list[Cell]] = [[what, n] for what, n in {**shown.happened, **shown.took}.items()]
    name = f"figures-{year}-{year + 1}{'-to-publish' if fit else ''}.xlsx"
    rows = [*map(cells, shown.kept), *also]
    return download(name, workbook(f"Figures {year}-{year + 1}", COLUMNS, rows, [*notes(desk, found, publish=fit)]))


def of(desk: Desk, year: int, *, publish: bool) -> tuple[Figures, Told]:
    found = figures(desk.db, desk.partnership.id, year, desk.today)
    went = course(desk.db, desk.partnership.id, found, desk.today, desk.calendar)
    return found, told(found, went, publish=publish)


def asked(desk: Desk, said: str) -> tuple[list[int], int]:
    """The years there are, and the one that is meant: the present one where it is none of them."""
    desk.must_be(*PLACE.roles)
    if not desk.knows.every:
        raise NotAllowed(needs="a role that sees every case")
    offered = years(desk.db, desk.partnership.id, desk.today)
    wanted = int(said) if said[:4].isdecimal() and len(said) == 4 else year_of(desk.today)
    return offered, wanted if wanted in offered else offered[0]


def spelt(year: int) -> str:
    return f"1 April {year} to 31 March {year + 1}"


def cells(one: Line) -> list[Cell]:
    least, most = one.late_by or (None, None)
    return [one.title, *one.counts, one.rate, least, most]


def notes(desk: Desk, found: Figures, *, publish: bool) -> Iterator[str]:
    """How it was reckoned, and how far it can be relied on."""
    yield f"{FORMULA}. What is not yet due, and what is no longer required, is shown apart and is in no rate."
    yield (
        f"A date is counted in the year in which it falls due, {short_day(found.first)} to {short_day(found.last)}; a "
        f"case in the year in which each thing happened in it."
    )
    yield "Dates by law and by guidance only: internal steps and what is expected of others are not in it."
    yield (
        "The median is of the Rapid Reviews sent in the year: the working days after the notification, up to and "
        "including the day of sending. Of the Panel its latest word on the decision counts. Months over the six are "
        "whole months from the last day to the publication, or to today."
    )
    were = "was" if found.corrected == 1 else "were"
    corrected = f" {found.corrected} of these dates {were} first reported otherwise." if found.corrected else ""
    yield f"As the record says it on {day(desk.today)}; a later correction changes it.{'' if publish else corrected}"
    yield FIT if publish else "A number under five may tell who a child is: do not publish it without thought."
