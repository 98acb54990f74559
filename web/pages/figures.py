"""The year's figures: what happened, how each date by law or guidance was kept, and how that was reckoned."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from web.desk import AtDesk
from web.figuring import ROLES, asked, differences, notes
from web.papers import DOCX, document
from web.refusing import NotHere
from web.rendering import Place, page
from web.sheets import Cell, download, workbook
from web.year_paper import paper
from web.yearly import OUTCOMES, Line
from workflows.engine.reading.speaking import day, first_up
from workflows.engine.roles import RECORD_FOR_ANYBODY

router = APIRouter()
PLACE = Place("Figures", "/figures", 42, roles=ROLES)
COLUMNS = ("What", *map(first_up, OUTCOMES), "In time %", "Late by, working days: least", "most")


@router.get("/figures")
def of_a_year(request: Request, desk: AtDesk) -> Response:
    asks = asked(request, desk)
    last = asks.report or next(iter(asks.reports), None)
    changed = differences(last, asks.now) if last and not asks.publish else []
    return page(
        request, "figures/year.html", asks=asks, told=asks.shown, outcomes=OUTCOMES, notes=list(notes(asks)), last=last,
        changed=changed, may_report=desk.roles & RECORD_FOR_ANYBODY,
    )  # fmt: skip


@router.get("/figures/cases")
def behind(request: Request, desk: AtDesk, of: Annotated[str, Query()] = "") -> Response:
    """The cases behind one number of today's: `of` is its title."""
    asks = asked(request, desk)
    known = {one.title: one.references for one in asks.shown.happened}
    for line in asks.now.dates:
        known |= {f"{line.title}: {one}": refs for one, refs in zip(OUTCOMES, line.references, strict=True)}
    if asks.publish or asks.report or not known.get(of):
        raise NotHere
    back = (f"/figures?{asks.query}", f"Figures, {asks.title}")
    return page(request, "figures/cases.html", of=of, references=known[of], asks=asks, back=back)


@router.get("/figures.xlsx")
def as_workbook(request: Request, desk: AtDesk) -> Response:
    """How each date was kept, one row a date, with what happened below; counts and no case."""
    asks = asked(request, desk)
    desk.did("figures-downloaded", **asks.said)
    shown = asks.shown
    also: list[list[Cell]] = [[f"{one.title} {one.when}".strip(), one.n] for one in shown.happened]
    also += [[what, n] for what, n in shown.took.items()]
    rows = [*map(cells, shown.kept), *also]
    made = workbook(f"Figures {asks.year}-{asks.year + 1}", COLUMNS, rows, [*notes(asks)])
    return download(f"{asks.name}.xlsx", made)


@router.get("/figures.docx")
def as_document(request: Request, desk: AtDesk) -> Response:
    """The same numbers as a document, for a report that somebody goes on writing."""
    asks = asked(request, desk)
    desk.did("figures-downloaded", **asks.said)
    foot = f"{desk.partnership.name}: figures, {asks.title}. Made on {day(desk.today)}"
    return download(f"{asks.name}.docx", document(paper(asks, desk.partnership.name), foot, desk.at), DOCX)


def cells(one: Line) -> list[Cell]:
    least, most = one.late_by or (None, None)
    return [one.title, *one.counts, one.rate, least, most]
