"""The year's figures: what happened, how each date by law or guidance was kept, and how that was reckoned."""

from collections.abc import Iterator, Mapping
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from web.dates import answered
from web.desk import AtDesk, Desk
from web.knowing import WHOLE_CASES
from web.refusing import NotAllowed
from web.rendering import Place, page
from web.sheets import Cell, download, workbook
from workflows.engine.planning import STAGES
from workflows.engine.reading import titles
from workflows.engine.reading.figures import FORMULA, JUDGED, Figures, Kept, Outcome, figures, year_of, years
from workflows.engine.reading.speaking import day, first_up, short_day

router = APIRouter()
PLACE = Place("Figures", "/figures", 42, roles=WHOLE_CASES - {"reviewer", "communications"})
SHOWN = (*JUDGED, Outcome.TO_COME, Outcome.NOT_OWED)
COLUMNS = ("What", *map(first_up, SHOWN), "In time %", "Late by, working days: least", "most")
Year = Annotated[str, Query(alias="year")]


@router.get("/figures")
def of_a_year(request: Request, desk: AtDesk, said: Year = "") -> Response:
    offered, year = asked(desk, said)
    found = figures(desk.db, desk.partnership.id, year, desk.today)
    return page(
        request, "figures.html", figures=found, years=[(one, spelt(one)) for one in offered], year=year,
        happened=happened(found), outcomes=SHOWN, late=(Outcome.LATE, Outcome.MISSED, Outcome.OVERDUE),
        title=spelt(year), notes=list(notes(desk, found)),
    )  # fmt: skip


@router.get("/figures.xlsx")
def as_workbook(desk: AtDesk, said: Year = "") -> Response:
    """How each date was kept, one row a date, with what happened below; counts and no case."""
    _, year = asked(desk, said)
    found = figures(desk.db, desk.partnership.id, year, desk.today)
    desk.did("figures-downloaded", year=str(year))
    also: list[list[Cell]] = [[what, n] for what, n in happened(found).items()]
    name = f"figures-{year}-{year + 1}.xlsx"
    return download(
        name, workbook(f"Figures {year}-{year + 1}", COLUMNS, [*map(cells, found.kept), *also], [*notes(desk, found)])
    )


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


def happened(found: Figures) -> Mapping[str, int]:
    """Cases by what happened in them, with what was decided."""
    said = {titles.of_event(stage.event): found.happened[stage.event] for stage in STAGES}
    said |= {f"Notified: {harm}": n for harm, n in found.harms.items()}
    return said | {f"Rapid Review decided: {answered(one) or 'not said'}": n for one, n in found.decisions.items()}


def cells(one: Kept) -> list[Cell]:
    late = one.late_by
    return [one.title, *map(one.count, SHOWN), one.rate, late[0] if late else None, late[-1] if late else None]


def notes(desk: Desk, found: Figures) -> Iterator[str]:
    """How it was reckoned, and how far it can be relied on."""
    yield f"{FORMULA}. What is not yet due, and what is no longer required, is shown apart and is in no rate."
    yield (
        f"A date is counted in the year in which it falls due, {short_day(found.first)} to {short_day(found.last)}; a "
        f"case in the year in which each thing happened in it."
    )
    yield "Dates by law and by guidance only: internal steps and what is expected of others are not in it."
    were = "was" if found.corrected == 1 else "were"
    corrected = f" {found.corrected} of these dates {were} first reported otherwise." if found.corrected else ""
    yield f"As the record says it on {day(desk.today)}; a later correction changes it.{corrected}"
    yield "A number under five may tell who a child is: do not publish it without thought."
