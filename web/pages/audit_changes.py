"""What was changed in the cases and in the office, newest first: by whom, and what stood before and stands now."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from web.altered import Altered, altered
from web.desk import AtDesk, Desk
from web.looking_back import MOST_DOWNLOADED, Asked, asked, leaf
from web.rendering import page
from web.sheets import Cell, download, workbook
from workflows.engine.calendar import LONDON, london_date
from workflows.engine.reading.speaking import clock_time, first_up
from workflows.engine.reading.what_changed import what_changed

router = APIRouter()
COLUMNS = ("Day", "At, London", "The same in UTC", "Who", "Whose act", "What", "Which case", "What changed")


@router.get("/audit/changes")
def changes(request: Request, desk: AtDesk, number: Annotated[str, Query(alias="page")] = "1") -> Response:
    asks = asked(request, desk, desk.today)
    desk.did("changes-viewed")
    shown = leaf(number, lambda most, after: found(desk, asks, most, after))
    return page(
        request, "audit/changes.html", status=422 if asks.wrong else 200, asks=asks, leaf=shown, most=MOST_DOWNLOADED,
        back=("/audit", "Audit"), wrong=asks.wrong, sees_cases=desk.knows.every,
    )  # fmt: skip


@router.get("/audit/changes.xlsx")
def changes_as_workbook(request: Request, desk: AtDesk) -> Response:
    _, lines = found(desk, asked(request, desk, desk.today), MOST_DOWNLOADED)
    desk.did("changes-downloaded", lines=str(len(lines)))
    return download(f"changes-{desk.today.isoformat()}.xlsx", workbook("Changes", COLUMNS, map(cells, lines)))


def found(desk: Desk, asks: Asked, most: int, after: int = 0) -> tuple[int, Sequence[Altered]]:
    """Of a case only whoever may see every case is shown what was said."""
    if asks.wrong:
        return 0, []
    every, lines = what_changed(
        desk.db, desk.partnership.id, asks.since, asks.until, asks.person, most=most, after=after
    )
    return every, [altered(one, sees_cases=desk.knows.every) for one in lines]


def cells(one: Altered) -> list[Cell]:
    at = (london_date(one.at), clock_time(one.at.astimezone(LONDON)), one.at.isoformat(timespec="seconds"))
    return [*at, first_up(one.who), one.of_whom, one.what, one.reference, "; ".join(one.lines)]
