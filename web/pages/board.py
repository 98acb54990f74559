"""The board: every open case, with its next date by law or guidance and its next internal step."""

from dataclasses import dataclass, replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse, Response

from web.dates import Dated, a_role, dated
from web.desk import AtDesk, Desk
from web.knowing import WHOLE_CASES
from web.references import spelt_out
from web.rendering import Place, page
from web.sheets import Cell, download, workbook
from web.waiting import for_a_step, whom
from workflows.engine.reading.board import PAGE, Line, Viewer, Wanted, board
from workflows.engine.reading.deadlines import DeadlineRead, Urgency, look_ahead
from workflows.engine.reading.speaking import spoken
from workflows.engine.reading.titles import short_of_workflow
from workflows.engine.reading.whose import all_waiting_for, awaited, openers
from workflows.engine.registry import workflows
from workflows.engine.roles import RECORD_FOR_ANYBODY, TITLES

router = APIRouter()
PLACE = Place("Cases", "/cases", 20, roles=WHOLE_CASES)

MOST_DOWNLOADED = 20_000
"""Cases of one download."""

SHOWS = {"overdue": Urgency.OVERDUE, "explained": Urgency.EXPLAINED, "today": Urgency.TODAY, "soon": Urgency.SOON}
SORTS = {"law": "next date by law or guidance", "local": "next internal step", "case": "reference"}
TABS = {"": "All open", "you": "With you", "closed": "Closed"}


@dataclass(frozen=True)
class Asked:
    """What the address asks for; anything it does not know is left out."""

    show: str = ""
    q: str = ""
    stage: str = ""
    whose: str = ""
    tab: str = ""
    sort: str = "law"
    down: bool = False
    page: int = 1

    def link(self, **other: str | int | bool) -> str:
        """The same page with something else asked; another filter begins at the first page."""
        said, usual = {**vars(self), "page": 1, **other}, vars(_USUALLY)
        unlike = {name: int(value) if value is True else value for name, value in said.items() if value != usual[name]}
        return f"/cases?{urlencode(unlike)}" if unlike else "/cases"

    def sorted_by(self, sort: str) -> str:
        """The link of a column's heading: a second press turns the order round."""
        return self.link(sort=sort, down=self.by == sort and not self.down)

    @property
    def is_filtered(self) -> bool:
        return bool(self.show or self.q or self.stage or self.whose)

    @property
    def by(self) -> str:
        """What is closed has no date to sort by."""
        return "case" if self.tab == "closed" else self.sort

    @property
    def is_down(self) -> bool:
        return not self.down if self.tab == "closed" else self.down

    @property
    def only_shows(self) -> bool:
        """Whether a tile is the one filter."""
        return bool(self.show) and not (self.q or self.stage or self.whose or self.tab)


_USUALLY = Asked()


async def asked(
    show: str = "",
    q: str = "",
    stage: str = "",
    whose: str = "",
    tab: str = "",
    sort: str = "law",
    down: str = "",
    number: Annotated[str, Query(alias="page")] = "1",
) -> Asked:
    """Async, as it waits for nothing: what is not is handed to a thread."""
    return Asked(
        show=show if show in SHOWS else "",
        q=" ".join(q.split())[:60],
        stage=stage if stage in workflows() else "",
        whose=whose if whose in TITLES else "",
        tab=tab if tab in TABS else "",
        sort=sort if sort in SORTS else "law",
        down=bool(down),
        page=int(number) if number.isdecimal() and int(number[:5]) > 0 else 1,
    )


@dataclass(frozen=True, slots=True)
class Row:
    """A case on the board. `edge` is how much its date by law or guidance matters today."""

    line: Line
    by_law: Dated | None
    local: Dated | None
    every: tuple[Dated, ...]
    waits: str
    yours: bool

    @property
    def edge(self) -> str:
        return self.by_law.state if self.by_law else ""


@router.get("/cases")
def show_board(request: Request, desk: AtDesk, asks: Annotated[Asked, Depends(asked)]) -> Response:
    desk.must_be(*WHOLE_CASES)
    soon = look_ahead(desk.today, desk.calendar)
    viewer = Viewer(desk.partnership.id, desk.knows.every, desk.knows.cases)
    found = board(desk.db, viewer, wanted(asks, desk), desk.today, soon)
    if asks.q:
        desk.did("searched", found=str(found.found))
    if found.found == 1 and found.lines[0].reference == spelt_out(asks.q):
        return RedirectResponse(f"/cases/{found.lines[0].reference}", 303)
    return page(
        request, "board.html", asks=asks, board=found, rows=[row_of(line, desk) for line in found.lines],
        tiles=[(name, urgency, found.tiles[urgency]) for name, urgency in SHOWS.items()], tabs=TABS, sorts=SORTS,
        stages={name: short_of_workflow(name) for name in workflows()}, per_page=PAGE,
        roles=[(role, a_role(role)) for role in awaited()], page_number=min(asks.page, found.pages),
        may_open=desk.roles & openers(), may_import=desk.roles & RECORD_FOR_ANYBODY,
    )  # fmt: skip


@router.get("/cases.xlsx")
def download_board(desk: AtDesk, asks: Annotated[Asked, Depends(asked)]) -> Response:
    """What the filters show, every page of it, as a spreadsheet; references and dates, no names."""
    desk.must_be(*WHOLE_CASES)
    soon = look_ahead(desk.today, desk.calendar)
    viewer = Viewer(desk.partnership.id, desk.knows.every, desk.knows.cases)
    found = board(desk.db, viewer, replace(wanted(asks, desk), page=1), desk.today, soon, MOST_DOWNLOADED)
    desk.did("board-downloaded", cases=str(len(found.lines)))
    rows = (cells(row_of(line, desk)) for line in found.lines)
    return download(f"cases-{desk.today.isoformat()}.xlsx", workbook("Cases", COLUMNS, rows))


COLUMNS = (
    "Reference", "Harm", "Stage", "Stands at", "Next by law or guidance", "Due", "That is", "Next internal step",
    "Internal due", "Internally that is", "Waiting for", "Last recorded", "Last recorded on",
)  # fmt: skip


def cells(row: Row) -> list[Cell]:
    """One case as a row of the spreadsheet."""
    line, stage = row.line, next(iter(row.line.runs), None)
    return [
        line.reference, line.harm, stage.title if stage else "", spoken(stage.state) if stage else "",
        *in_cells(row.by_law), *in_cells(row.local), "You" if row.yours else row.waits, line.last_title, line.last_on,
    ]  # fmt: skip


def in_cells(one: Dated | None) -> tuple[Cell, Cell, Cell]:
    return (one.title, one.on, one.words) if one else ("", None, "")


def wanted(asks: Asked, desk: Desk) -> Wanted:
    roles = {asks.whose} if asks.whose else desk.roles if asks.tab == "you" else set()
    return Wanted(
        tile=SHOWS.get(asks.show),
        said=spelt_out(asks.q),
        workflow=asks.stage,
        waiting=all_waiting_for(roles) if roles else None,
        closed=asks.tab == "closed",
        sort=asks.by,
        descending=asks.is_down,
        page=asks.page,
    )


def row_of(line: Line, desk: Desk) -> Row:
    soon = look_ahead(desk.today, desk.calendar)

    def seen(one: DeadlineRead | None) -> Dated | None:
        return dated(one, desk.today, soon, desk.calendar) if one else None

    first = line.first
    waits, yours = whom(first, desk) if first else (for_a_step(line, desk), False)
    every = tuple(dated(one, desk.today, soon, desk.calendar) for one in line.owed)
    return Row(line, seen(line.by_law), seen(line.local), every, waits, yours)
